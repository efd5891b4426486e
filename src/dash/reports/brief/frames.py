"""The rows of one patient as the questions give them, cut at the day of review: what bands and sentences are made from."""

from datetime import date, datetime, time
from typing import NamedTuple

import pandas as pd

from dash.queries.patient_records import (
    patient_effects,
    patient_readings,
    patient_scores,
    patient_sessions,
)
from dash.store.reading import Database


class Frames(NamedTuple):
    """Rows of the questions ``patient_sessions``, ``patient_readings``, ``patient_scores`` and ``patient_effects``."""

    sessions: pd.DataFrame
    readings: pd.DataFrame
    scores: pd.DataFrame
    effects: pd.DataFrame


def frames(database: Database, patient_key: int, day: date) -> Frames:
    """Return the rows of one patient recorded up to and including a day."""
    return until(
        Frames(
            patient_sessions(database, patient_key),
            patient_readings(database, patient_key),
            patient_scores(database, patient_key),
            patient_effects(database, patient_key),
        ),
        day,
    )


def until(rows: Frames, day: date) -> Frames:
    """Return the rows recorded up to and including a day; the same frames where all of them were."""
    end = datetime.combine(day, time.max)
    sessions, scores = rows.sessions["started_at"] <= end, rows.scores["measured_at"] <= end
    held = rows
    if not scores.all():
        held = held._replace(scores=rows.scores[scores])
    if not sessions.all():
        # What was measured in a session has its day.
        kept = rows.sessions[sessions]
        keys = kept["session_key"]
        held = held._replace(
            sessions=kept,
            readings=rows.readings[rows.readings["session_key"].isin(keys)],
            effects=rows.effects[rows.effects["session_key"].isin(keys)],
        )
    return held
