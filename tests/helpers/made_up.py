"""The made-up clinic's text as frames like those of the patient's questions, without a database."""

from functools import cache
from typing import NamedTuple

import pandas as pd

from dash.demo import make_clinic


class MadeUp(NamedTuple):
    """Rows of all patients with a ``patient_id``, in order of time; cancelled sessions have no number."""

    sessions: pd.DataFrame
    readings: pd.DataFrame
    scores: pd.DataFrame
    effects: pd.DataFrame


@cache
def made_up(patients: int, seed: int) -> MadeUp:
    tables = make_clinic(patients=patients, seed=seed)
    sessions = tables["sessions"].copy()
    sessions["started_at"] = pd.to_datetime(sessions["started_at"])
    sessions["started_on"] = sessions["started_at"].dt.normalize()
    sessions = sessions.sort_values(["started_at", "session_id"], kind="stable").reset_index(drop=True)
    sessions["session_key"] = range(len(sessions))
    given = sessions["status"] != "cancelled"
    number = sessions[given].groupby("patient_id").cumcount() + 1
    sessions["session_number"] = number.reindex(sessions.index).astype("Int64")

    place = sessions[given].set_index("session_id")[
        ["session_key", "session_number", "started_at", "patient_id"]
    ]
    readings = tables["vitals"].drop(columns="patient_id")
    readings = readings.merge(place, left_on="session_id", right_index=True)
    clock = pd.to_datetime(readings["measured_at"].replace("", None)) - readings["started_at"]
    minute = pd.to_numeric(readings["minute"].replace("", None))
    readings["minute"] = minute.fillna(clock.dt.total_seconds() / 60).round().astype("Int64")
    for part in ("systolic", "diastolic"):
        readings[part] = pd.to_numeric(readings[f"{part}_mmhg"].replace("", None)).astype("Int64")

    scores = tables["scores"].copy()
    scores["value"] = scores["value"].astype(float)
    scores["measured_at"] = pd.to_datetime(scores["measured_at"])
    effects = tables["side_effects"].drop(columns="patient_id")
    effects = effects.merge(place, left_on="session_id", right_index=True)
    for name in ("onset_minute", "resolved_minute"):
        effects[name] = pd.to_numeric(effects[name].replace("", None)).astype("Int64")
    return MadeUp(sessions, readings, scores, effects)
