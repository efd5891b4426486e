"""How readings were written down: last digits, repeats, sets that stand in two sessions. Each reads every reading."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
from numpy.typing import NDArray

from dash.queries.selection import Selection
from dash.queries.statement import statement
from dash.queries.words import session_list
from dash.store.reading import Database

LEAST_OF_A_SET = 3
"""Three pairs of pressures that all agree do not occur by chance; two may."""


def pressure_digits(database: Database, selection: Selection) -> Mapping[str, NDArray[Any]]:
    """Count pressures by last digit. Arrays: site, clinician (codes), digit, pressures (two per reading with both)."""
    where = selection.where(database, "v")
    return database.arrays(statement("pressure_digits", selection=where), selection.params(database))


def pressure_repeats(database: Database, selection: Selection) -> Mapping[str, NDArray[Any]]:
    """Count repeats. Arrays: site, clinician (codes), pairs, identical, sessions, copied."""
    return database.arrays(
        statement("pressure_repeats", sets=_sets(database, selection)), _values(database, selection)
    )


def pressure_copied(database: Database, selection: Selection) -> pd.DataFrame:
    """List the sessions whose whole set of readings stands in another of the same clinician, site and day, newest first.

    Columns: those of every list of sessions.
    """
    found = database.frame(
        statement("pressure_copied", sets=_sets(database, selection)), _values(database, selection)
    )
    return session_list(database, found)


def _sets(database: Database, selection: Selection) -> str:
    return statement("pressure_sets", selection=selection.where(database))


def _values(database: Database, selection: Selection) -> dict[str, object]:
    return {"least": LEAST_OF_A_SET, **selection.params(database)}
