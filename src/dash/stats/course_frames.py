"""The course of a patient from the rows of ``patient_scores`` and ``patient_sessions``, for figures and sentences."""

from datetime import datetime

import pandas as pd

from dash.stats.course import Asked, Course, Dose, course
from dash.vocabulary import INSTRUMENTS, Instrument
from dash.vocabulary.outcomes import recall_days


def in_order(rows: pd.DataFrame, written: str = "measured_at") -> pd.DataFrame:
    """Return rows in the order of their moments; rows without those by the clock on the wall."""
    return rows.sort_values("moment" if "moment" in rows.columns else written, kind="stable")


def totals_of(scores: pd.DataFrame, instrument: str) -> pd.DataFrame:
    """Return the totals of one scale in order of time."""
    return in_order(scores[(scores["instrument"] == instrument) & (scores["item"] == "total")])


def given_of(sessions: pd.DataFrame) -> pd.DataFrame:
    """Return the sessions that were not cancelled."""
    return sessions[sessions["session_number"].notna()]


def frame_course(scores: pd.DataFrame, sessions: pd.DataFrame, instrument: str, window: int) -> Course:
    """Return the course by one scale; its totals stand as ``totals_of`` gives them.

    Args:
        scores: Rows of ``patient_scores``.
        sessions: Rows of ``patient_sessions``; cancelled ones are left out.
        instrument: Key of the vocabulary; another one has no limits.
        window: Days before the first session in which a total can be a baseline.
    """
    scale = INSTRUMENTS.get(instrument) or Instrument(instrument, instrument)
    totals = totals_of(scores, instrument)
    recalls = totals["recall_window"] if "recall_window" in totals.columns else [None] * len(totals)
    asked = [
        Asked(at, at_day.date(), float(value), recall_days(recall, scale.recall))
        for at, at_day, value, recall in zip(
            _moments(totals, "measured_at", "measured_has_time"),
            totals["measured_at"],
            totals["value"],
            recalls,
            strict=True,
        )
    ]
    return course(scale, asked, doses_of(given_of(sessions)), window)


def doses_of(given: pd.DataFrame) -> list[Dose]:
    """Return the first doses of sessions that were given, row by row."""
    return [
        Dose(at, at_day.date(), bool(timed))
        for at, at_day, timed in zip(
            _moments(given, "started_at", "has_clock"), given["started_at"], given["has_clock"], strict=True
        )
    ]


def _moments(rows: pd.DataFrame, written: str, timed: str) -> list[datetime]:
    """Return the moments; where rows have none, the clock on the wall, or the begin of the day."""
    if "moment" in rows.columns:
        found = rows["moment"]
    else:
        found = rows[written].where(rows[timed].astype(bool), rows[written].dt.normalize())
    return [moment.to_pydatetime() for moment in found]
