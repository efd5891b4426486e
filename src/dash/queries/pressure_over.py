"""Whether each session reached a pressure limit, in order of time."""

from typing import Any

from numpy.typing import NDArray

from dash.queries.selection import Selection
from dash.queries.statement import selected
from dash.store.reading import Database


def pressure_over(
    database: Database, selection: Selection, systolic_limit: int, diastolic_limit: int
) -> dict[str, NDArray[Any]]:
    """Tell of each session of which it is known whether its peak was at or above a limit (mmHg), in order of time.

    Returns:
        Arrays of one length: over (whether) and started_on (day).
    """
    return database.arrays(
        *selected(
            "pressure_over",
            database,
            selection,
            systolic_limit=systolic_limit,
            diastolic_limit=diastolic_limit,
        ),
    )
