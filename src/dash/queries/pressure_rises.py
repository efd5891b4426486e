"""How far the highest pressures of sessions rose above pre-dose."""

import numpy as np
from numpy.typing import NDArray

from dash.queries.selection import Selection
from dash.queries.statement import selected
from dash.store.reading import Database


def pressure_rises(database: Database, selection: Selection) -> dict[str, NDArray[np.int64]]:
    """Count sessions by rise from pre-dose to the highest pressure after the dose, for those with both.

    Returns:
        Arrays of one length, in this order ascending: route (code), part (0 systolic, 1 diastolic), rise (mmHg, may be
        negative), sessions.
    """
    found = database.arrays(*selected("pressure_rises", database, selection))
    return {name: column.astype(np.int64) for name, column in found.items()}
