"""How many sessions of each month and group of patients reached a pressure limit."""

from datetime import date

import numpy as np
from numpy.typing import NDArray

from dash.queries.selection import Selection
from dash.queries.statement import selected
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
        *selected(
            "pressure_months",
            database,
            selection,
            systolic_limit=systolic_limit,
            diastolic_limit=diastolic_limit,
        ),
    )


def session_span(database: Database, selection: Selection) -> tuple[date, date] | None:
    """Return the days of the first and last session of a selection whatever its period, None without any."""
    ((first, last),) = database.rows(*selected("session_span", database, selection.unlimited))
    return (first, last) if first else None
