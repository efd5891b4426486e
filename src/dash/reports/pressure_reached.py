"""Share of sessions whose peak reached a limit, and whose rise from pre-dose was large, by route."""

import pandas as pd

from dash.queries.pressure_reached import REACHED, pressure_reached_cells
from dash.queries.question import Subject, question
from dash.queries.selection import Selection
from dash.reports.shares_by_route import shares_by_route
from dash.store.reading import Database


@question("Share of sessions with an event, and with a large rise", Subject.BLOOD_PRESSURE, method="peaks")
def pressure_reached(
    database: Database,
    selection: Selection,
    systolic_limit: int,
    diastolic_limit: int,
    systolic_rise: int,
    diastolic_rise: int,
) -> pd.DataFrame:
    """Say in what share of sessions the peak reached a limit, or rose by a large amount over pre-dose (mmHg).

    Columns: those of ``shares_by_route``; ``what`` is ``event`` (peak at or above one of the two limits),
    ``rise_systolic`` or ``rise_diastolic`` (highest minus pre-dose at or above the rise). The total of an event is the
    sessions of which it is known, that of a rise those with a pre-dose value and one after the dose.
    """
    cells = pressure_reached_cells(
        database, selection, systolic_limit, diastolic_limit, systolic_rise, diastolic_rise
    )
    return shares_by_route(cells, REACHED, [f"{name}_total" for name in REACHED])
