"""How many sessions of each month and group of patients reached a pressure limit."""

from datetime import date

import numpy as np
from numpy.typing import NDArray

from dash.queries.selection import Selection
from dash.queries.statement import statement
from dash.store.reading import Database


def pressure_months(
    database: Database, selection: Selection, systolic_limit: int, diastolic_limit: int
) -> dict[str, NDArray[np.int64]]:
    """Count sessions at or above a limit (mmHg) by month and group of patients.

    Returns:
        Arrays of one length: month (year times 12 plus month, January 0), cluster (group of patients, 0 to 255),
        events and measured (sessions over a limit, sessions of which that is known).
    """
    return database.arrays(
        statement("pressure_months", selection=selection.where(database)),
        selection.params(database) | {"systolic_limit": systolic_limit, "diastolic_limit": diastolic_limit},
    )


def session_span(database: Database, selection: Selection) -> tuple[date, date] | None:
    """Return the days of the first and last session of a selection whatever its period, None without any."""
    whole = selection.unlimited
    sql = statement("session_span", selection=whole.where(database))
    ((first, last),) = database.rows(sql, whole.params(database))
    return (first, last) if first else None
