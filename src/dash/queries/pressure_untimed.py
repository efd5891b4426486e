"""The highest pressures of sessions whose readings cannot be placed in minutes from dose."""

import pandas as pd

from dash.queries.question import QUADRANTS, AddsUp, Subject, question
from dash.queries.selection import Selection
from dash.queries.statement import selected
from dash.queries.words import ROUTE_KEYS, text
from dash.store.reading import Database


@question(
    "Sessions by highest pressures without a minute, 2 mmHg cells",
    Subject.BLOOD_PRESSURE,
    method="minutes-from-dose",
)
def pressure_untimed(database: Database, selection: Selection) -> pd.DataFrame:
    """Count sessions by route and highest systolic and diastolic reading without a minute.

    Whether a reading was before or after the dose is unknown: these are highest recorded values, not peaks.

    Columns:
        route: Key of the vocabulary.
        peak_systolic, peak_diastolic: Highest recorded, mmHg; lower edge of a cell 2 mmHg wide.
        sessions: Number of sessions in the cell.
    """
    frame = database.frame(*selected("pressure_untimed", database, selection))
    return frame.assign(route=text(ROUTE_KEYS[frame["route"].to_numpy()]))


@question(
    "Sessions by limit their readings without a minute reached",
    Subject.BLOOD_PRESSURE,
    method="minutes-from-dose",
    obeys=AddsUp((), QUADRANTS),
)
def pressure_untimed_quadrants(
    database: Database, selection: Selection, systolic_limit: int, diastolic_limit: int
) -> pd.DataFrame:
    """Count sessions by which limit (mmHg) their highest reading without a minute reached, one row.

    Columns:
        systolic_only, both, diastolic_only, neither, not_measured: As in ``pressure_quadrants``.
    """
    return database.frame(
        *selected(
            "pressure_untimed_quadrants",
            database,
            selection,
            systolic_limit=systolic_limit,
            diastolic_limit=diastolic_limit,
        ),
    )
