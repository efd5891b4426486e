"""How pressures were written down: last digits, repeats and copied sets, by site and clinician.

Reads every reading of the selection: some seconds for a million sessions, so it is asked only on request.
"""

import pandas as pd

from dash.queries.pressure_readings import pressure_readings, pressure_sessions
from dash.queries.selection import NOT_RECORDED, Selection
from dash.queries.words import text
from dash.stats.pressure_quality import copied_sets, identical_repeats, last_digits
from dash.store.reading import Database

_COLUMNS = {
    "readings": "int64",
    "zero": "float64",
    "even": "float64",
    "misplaced": "float64",
    "pairs": "int64",
    "identical": "int64",
    "sessions": "int64",
    "copied": "int64",
}


def pressure_quality(database: Database, selection: Selection) -> pd.DataFrame:
    """Say how readings with both pressures were written down, by site and by clinician, in alphabetical order.

    Columns:
        kind: ``site`` or ``clinician``.
        name: As recorded; ``not_recorded`` where it is not.
        readings: Pressures looked at, two per reading.
        zero, even, misplaced: Percent that end in 0 (chance has 10), in an even digit (50), and that would have to end
            otherwise for all digits to be equal.
        pairs, identical: Neighbouring readings of a session, and of them those that are equal in both pressures.
        sessions, copied: Sessions, and of them those whose three or more readings all stand in another session of the same
            clinician, site and day.
    """
    readings = _by_whom(pressure_readings(database, selection))
    repeats = identical_repeats(readings).set_index("session")
    copied = set(_copied(readings)["session"])
    rows = []
    for kind in ("site", "clinician"):
        for name, own in readings.groupby(kind, sort=True):
            digits = last_digits(pd.concat([own["systolic"], own["diastolic"]]).to_numpy())
            sessions = own["session"].unique()
            here = repeats[repeats.index.isin(sessions)]
            shares = [share * 100 for share in (digits.zero, digits.even, digits.misplaced)]
            pairs = int(here["pairs"].sum()), int(here["identical"].sum())
            both = len(sessions), sum(key in copied for key in sessions.tolist())
            rows.append([kind, name, digits.readings, *shares, *pairs, *both])
    frame = pd.DataFrame(rows, columns=["kind", "name", *_COLUMNS]).astype(_COLUMNS)
    return frame.assign(kind=text(frame["kind"]), name=text(frame["name"]))


def pressure_copied(database: Database, selection: Selection) -> pd.DataFrame:
    """List the sessions whose whole set of readings stands in another of the same clinician, site and day, newest first."""
    found = _copied(_by_whom(pressure_readings(database, selection)))
    return pressure_sessions(database, [int(key) for key in found["session"]])


def _by_whom(readings: pd.DataFrame) -> pd.DataFrame:
    return readings.assign(
        **{kind: readings[kind].fillna(NOT_RECORDED).astype("str") for kind in ("site", "clinician")}
    )


def _copied(readings: pd.DataFrame) -> pd.DataFrame:
    group = readings.groupby(["clinician", "site", "started_on"], sort=False).ngroup()
    return copied_sets(readings.assign(group=group))
