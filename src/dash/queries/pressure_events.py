"""Sessions in which blood pressure reached a limit."""

import pandas as pd

from dash.queries.question import Subject, question
from dash.queries.selection import Selection
from dash.queries.statement import selected
from dash.queries.words import session_list
from dash.store.reading import Database


@question("Sessions with a peak at or above a limit", Subject.BLOOD_PRESSURE)
def pressure_events(
    database: Database,
    selection: Selection,
    systolic_limit: int,
    diastolic_limit: int,
    newest: int = 500,
) -> pd.DataFrame:
    """List sessions whose highest pressure after the dose is at or above a limit (mmHg), newest first.

    At most ``newest`` rows. Columns: those of every list of sessions.
    """
    frame = database.frame(
        *selected(
            "pressure_events",
            database,
            selection,
            systolic_limit=systolic_limit,
            diastolic_limit=diastolic_limit,
            newest=newest,
        ),
    )
    return session_list(database, frame)
