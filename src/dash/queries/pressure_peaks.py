"""The highest pressures of sessions."""

import pandas as pd

from dash.queries.question import Subject, question
from dash.queries.selection import Selection
from dash.queries.statement import selected
from dash.queries.words import ROUTE_KEYS, text
from dash.store.reading import Database


@question("Sessions by peak pressures, 2 mmHg cells", Subject.BLOOD_PRESSURE, method="peaks")
def pressure_peaks(database: Database, selection: Selection) -> pd.DataFrame:
    """Count sessions by route and highest systolic and diastolic pressure after the dose.

    Columns:
        route: Key of the vocabulary.
        peak_systolic, peak_diastolic: mmHg; lower edge of a cell 2 mmHg wide.
        sessions: Number of sessions in the cell. Sessions in which either was not measured are not in here.
    """
    frame = database.frame(*selected("pressure_peaks", database, selection))
    return frame.assign(route=text(ROUTE_KEYS[frame["route"].to_numpy()]))
