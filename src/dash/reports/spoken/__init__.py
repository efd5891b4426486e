"""Three sentences about a patient, from the same rows as the figures: to paste into a note, or to hear."""

from collections.abc import Sequence
from datetime import date

import pandas as pd

from dash.reports.spoken.course import given_and_course
from dash.reports.spoken.flagged import answers_and_flags
from dash.reports.spoken.last_session import pressure_and_effects
from dash.rulebook.finding import Finding


def three_sentences(
    sessions: pd.DataFrame,
    scores: pd.DataFrame,
    effects: pd.DataFrame,
    *,
    day: date,
    instrument: str = "phq9",
    findings: Sequence[Finding] | None = None,
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
    """
    given = sessions[sessions["session_number"].notna()]
    return (
        given_and_course(given, scores, day, instrument),
        pressure_and_effects(given, effects),
        answers_and_flags(scores, findings),
    )
