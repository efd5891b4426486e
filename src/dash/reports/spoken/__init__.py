"""Three sentences about a patient, from the same rows as the figures: to paste into a note, or to hear."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

import pandas as pd

from dash.reports.alike import KIND_COLUMNS
from dash.reports.last_vitals import last_vitals, vitals_words
from dash.reports.spoken.course import given_and_course
from dash.reports.spoken.flagged import answers_and_flags
from dash.reports.spoken.last_session import pressure_and_effects
from dash.reports.typed_pressure import typed_words
from dash.rulebook.facts import Pressure
from dash.rulebook.finding import Finding
from dash.stats.envelope import LEAST

_SESSION = [
    *KIND_COLUMNS, "session_key", "session_number", "started_on", "started_at", "has_clock", "moment",
    "phase", "days_since_previous", "dose_mg", "mg_per_kg",
    "pre_systolic", "pre_diastolic", "peak_systolic", "peak_diastolic", "peak_minute", "last_systolic", "last_diastolic",
    "last_minute", "recovery_minute", "highest_systolic_untimed", "highest_diastolic_untimed", "asked",
]  # fmt: skip
_SCORE = ["instrument", "item", "measured_at", "measured_has_time", "moment", "value"]
_EFFECT = ["session_key", "effect", "label", "severity", "serious", "onset_minute", "resolved_minute"]


class Beside(NamedTuple):
    """What there is beside sessions, scores and side effects.

    Attributes:
        readings: Rows of ``patient_readings``, for oxygen, pulse and the lowest pressure; None where not at hand.
        today: Pressure before today's dose as typed, mmHg; it is said to be recorded nowhere.
    """

    readings: pd.DataFrame | None = None
    today: Pressure | None = None


NOTHING = Beside()


def three_sentences(
    sessions: pd.DataFrame,
    scores: pd.DataFrame,
    effects: pd.DataFrame,
    *,
    day: date,
    instrument: str = "phq9",
    findings: Sequence[Finding] | None = None,
    least: int = LEAST,
    baseline_days: int = 180,
    beside: Beside = NOTHING,
) -> tuple[str, str, str]:
    """Say what was given last and how the symptoms stand, what the last session was like, what must not be missed.

    Plain text, the same for the same rows. It describes and compares; it gives no cause, no judgement, no advice.

    Args:
        sessions: Rows of ``patient_sessions``; cancelled ones are left out.
        scores: Rows of ``patient_scores``.
        effects: Rows of ``patient_effects``.
        day: Day of the review.
        instrument: Key of the instrument drawn.
        findings: What the rulebook found; None where it was not asked.
        least: Earlier sessions that an own range needs.
        baseline_days: Days before the first session in which a total can be a baseline.
        beside: What else there is to say of pressures.
    """
    # Few columns: choosing rows of wide frames is what takes time.
    sessions, scores, effects = sessions[_SESSION], scores[_SCORE], effects[_EFFECT]
    given = sessions[sessions["session_number"].notna()]
    readings, today = beside
    lowest = [] if readings is None or given.empty else vitals_words(last_vitals(readings, given))
    typed = "" if today is None else f"Before today's dose blood pressure was {typed_words(today)}. "
    return (
        given_and_course(given, scores, day, instrument, baseline_days),
        typed + pressure_and_effects(given, effects, least, lowest),
        answers_and_flags(scores, findings),
    )
