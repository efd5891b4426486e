"""How many sessions of each month and group of patients reached a pressure limit."""

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
        events and measured (sessions over a limit, sessions of which that is known, within the period of the
        selection), all_events and all_measured (the same over all time).
    """
    period = Selection(start=selection.start, end=selection.end)
    rest = selection.unlimited
    return database.arrays(
        statement("pressure_months", selection=rest.where(database), period=period.where(database)),
        rest.params(database)
        | period.params(database)
        | {"systolic_limit": systolic_limit, "diastolic_limit": diastolic_limit},
    )
