"""Sessions by which pressure limit their peak reached."""

import pandas as pd

from dash.queries.question import QUADRANTS, AddsUp, Subject, question
from dash.queries.selection import Selection
from dash.queries.statement import selected
from dash.store.reading import Database


@question("Sessions by limit reached", Subject.BLOOD_PRESSURE, method="peaks", obeys=AddsUp((), QUADRANTS))
def pressure_quadrants(
    database: Database, selection: Selection, systolic_limit: int, diastolic_limit: int
) -> pd.DataFrame:
    """Count sessions by which limit (mmHg) their highest pressures after the dose reached, one row.

    Columns:
        systolic_only, both, diastolic_only: Sessions with a peak at or above the limit; where the other pressure
            was not measured, the session counts under the one that was.
        neither: Both measured, both below.
        not_measured: Not over as far as measured, but at least one pressure missing, or a reading without a
            minute at or above a limit.
    """
    return database.frame(
        *selected(
            "pressure_quadrants",
            database,
            selection,
            systolic_limit=systolic_limit,
            diastolic_limit=diastolic_limit,
        ),
    )
