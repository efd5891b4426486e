"""The records of a database as other tools would hold them: one table each, route and date on every row."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from dash.store.reading import Database

# Patients read at a time: the sealed connection has little memory on purpose.
_AT_A_TIME = 50_000

_SESSIONS = """
SELECT session_key, patient_key, started_on, route, elicitation, dose_mg
FROM session_facts WHERE patient_key >= $first AND patient_key < $end
"""
_READINGS = """
SELECT r.session_key, r.patient_key, f.route, r."minute",
       (CASE WHEN r."minute" <= 0 THEN -1 ELSE (r."minute" + 5) // 10 END)::SMALLINT AS bin,
       r.systolic, r.diastolic
FROM readings_by_patient r JOIN session_facts f USING (session_key)
WHERE r.patient_key >= $first AND r.patient_key < $end AND f.patient_key >= $first AND f.patient_key < $end
"""
_EFFECTS = """
SELECT e.session_key, e.patient_key, f.route, e.effect, e.severity, e.onset_minute
FROM effects_by_patient e JOIN session_facts f USING (session_key)
WHERE e.patient_key >= $first AND e.patient_key < $end AND f.patient_key >= $first AND f.patient_key < $end
"""
_SCORES = """
SELECT patient_key, measured_at, instrument, item, value
FROM scores_by_patient WHERE patient_key >= $first AND patient_key < $end
"""
# Small types, as someone who cares about speed would choose them; values that may be missing as numbers with NaN.
_TYPES: Mapping[str, str] = {
    "session_key": "int32",
    "patient_key": "int32",
    "route": "int8",
    "elicitation": "int8",
    "severity": "float32",
    "onset_minute": "float32",
    "minute": "float32",
    "bin": "float32",
    "systolic": "float32",
    "diastolic": "float32",
    "effect": "category",
    "instrument": "category",
    "item": "category",
}


@dataclass(frozen=True)
class Records:
    """The same rows for every tool that is measured. Codes are integers, as in our own tables.

    Attributes:
        sessions: session_key, patient_key, started_on, route, elicitation, dose_mg; cancelled ones left out.
        readings: session_key, patient_key, route, minute, bin, systolic, diastolic.
        effects: session_key, patient_key, route, effect, severity, onset_minute.
        scores: patient_key, measured_at, instrument, item, value.
    """

    sessions: pd.DataFrame
    readings: pd.DataFrame
    effects: pd.DataFrame
    scores: pd.DataFrame


def load_records(database: Database) -> Records:
    """Read everything that the compared questions need.

    Only what a tool could hold as recorded is here: no facts per session, no counts, no histograms.
    """
    return Records(
        sessions=_whole(database, _SESSIONS),
        readings=_whole(database, _READINGS),
        effects=_whole(database, _EFFECTS),
        scores=_whole(database, _SCORES),
    )


def _whole(database: Database, sql: str) -> pd.DataFrame:
    patients = int(database.summary["patients"])
    parts = []
    for first in range(0, max(patients, 1), _AT_A_TIME):
        part = database.frame(sql, {"first": first, "end": first + _AT_A_TIME})
        small = {name: kind for name, kind in _TYPES.items() if name in part.columns and kind != "category"}
        parts.append(part.astype(small))
    whole = pd.concat(parts, ignore_index=True)
    # Categories only now: parts with different words would fall back to plain text.
    return whole.astype({name: kind for name, kind in _TYPES.items() if kind == "category" and name in whole})
