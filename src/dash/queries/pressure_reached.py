"""How many sessions of each route and group of patients reached a limit, or rose by a large amount."""

import numpy as np
from numpy.typing import NDArray

from dash.queries.selection import Selection
from dash.queries.statement import selected
from dash.store.reading import Database

REACHED = ("event", "rise_systolic", "rise_diastolic")


def pressure_reached_cells(
    database: Database,
    selection: Selection,
    systolic_limit: int,
    diastolic_limit: int,
    systolic_rise: int,
    diastolic_rise: int,
) -> dict[str, NDArray[np.int64]]:
    """Count sessions by route and group of patients; limits and rises in mmHg.

    Returns:
        Arrays of one length: cell (route times 256 plus group of patients), and for each of ``REACHED`` the sessions that
        did, and under ``…_total`` those of which it is known.
    """
    values = {
        "systolic_limit": systolic_limit,
        "diastolic_limit": diastolic_limit,
        "systolic_rise": systolic_rise,
        "diastolic_rise": diastolic_rise,
    }
    return database.arrays(
        *selected("pressure_reached", database, selection, **values),
    )
