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
    end = datetime.combine(day, time.max)
    sessions = patient_sessions(database, patient_key)
    scores = patient_scores(database, patient_key)
    held = sessions[sessions["started_at"] <= end]
    keys = held["session_key"]
    readings, effects = patient_readings(database, patient_key), patient_effects(database, patient_key)
    return Frames(
        held,
        readings[readings["session_key"].isin(keys)],
        scores[scores["measured_at"] <= end],
        effects[effects["session_key"].isin(keys)],
    )
