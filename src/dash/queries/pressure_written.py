"""How readings were written down: last digits, repeats, sets that stand in two sessions. Each reads every reading."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dash.queries.question import Otherwise, Subject, question
from dash.queries.selection import Selection
from dash.queries.statement import statement
from dash.queries.words import session_list
from dash.store.reading import Database

Counts = Mapping[str, NDArray[Any]]

LEAST_OF_A_SET = 3
"""Three pairs of pressures that all agree do not occur by chance; two may."""
SESSIONS_AT_A_TIME = 300_000
"""On average: where three times as many fall into a period, their readings can still be put in order within 400 MB."""


def pressure_digits(database: Database, selection: Selection) -> Counts:
    """Count pressures by last digit, two per reading with both. Arrays: site, clinician (codes), digit, pressures."""
    marks, values = _marks(database, selection, "v")
    return database.arrays(statement("pressure_digits", **marks), values)


def pressure_repeats(database: Database, selection: Selection) -> Counts:
    """Count repeats of readings and of sets of readings.

    Returns:
        Arrays: site, clinician (codes), pairs, identical, sessions, copied. A pair of codes may stand in several rows.
    """
    return _joined(
        database.arrays(*_of_sets("pressure_repeats", database, one)) for one in _slices(database, selection)
    )


@question(
    "Sessions whose readings stand in another",
    Subject.BLOOD_PRESSURE,
    method="quality-of-pressures",
    obeys=Otherwise("a set may stand in a session of another route: a route alone has some of the rows"),
    measured="on request",
)
def pressure_copied(database: Database, selection: Selection) -> pd.DataFrame:
    """List the sessions whose whole set of readings stands in another of the same clinician, site and day, newest first.

    Columns: those of every list of sessions.
    """
    parts = [
        database.frame(*_of_sets("pressure_copied", database, one))
        for one in reversed(_slices(database, selection))
    ]
    return session_list(database, pd.concat(parts, ignore_index=True) if len(parts) > 1 else parts[0])


def _joined(parts: Iterable[Counts]) -> Counts:
    found = list(parts)
    return {name: np.concatenate([part[name] for part in found]) for name in found[0]}


def _slices(database: Database, selection: Selection) -> list[Selection]:
    """Cut a selection into periods of few enough sessions to be put in order within the memory of the database.

    Readings repeat within a session and sets within a day: nothing is lost between two periods.
    """
    first, last = database.summary["first_session"], database.summary["last_session"]
    number = -(-int(database.summary["sessions"]) // SESSIONS_AT_A_TIME)
    if number < 2:
        return [selection]
    whole = selection.trimmed(database)
    begin, end = whole.start or first, whole.end or last + timedelta(days=1)
    step = timedelta(days=max(-(-(last - first).days // number), 1))
    found = []
    while begin < end:
        found.append(replace(selection, start=begin, end=min(begin + step, end)))
        begin += step
    return found or [selection]


def _of_sets(name: str, database: Database, selection: Selection) -> tuple[str, dict[str, object]]:
    marks, values = _marks(database, selection, "")
    sql = statement(name, sets=statement("pressure_sets", **marks))
    return sql, {"least": LEAST_OF_A_SET, **values}


def _marks(
    database: Database, selection: Selection, readings: str
) -> tuple[dict[str, str], dict[str, object]]:
    """Choose readings and sessions alike: what is left out of either need not be looked up in the other."""
    where, values = selection.condition(database, readings)
    return {"selection": where, "sessions": selection.condition(database, "f").sql}, values
