"""How many sessions stand behind the pressure figures."""

import pandas as pd

from dash.queries.question import Subject, question
from dash.queries.selection import Selection
from dash.queries.statement import selected
from dash.queries.words import ROUTE_KEYS, text
from dash.store.reading import Database


@question("Sessions with and without pressures", Subject.BLOOD_PRESSURE, method="blood-pressure-by-minute")
def pressure_counts(database: Database, selection: Selection) -> pd.DataFrame:
    """Count sessions by what is known of their blood pressure, by route.

    Columns:
        route: Key of the vocabulary.
        sessions, patients: In the selection.
        timed_sessions: With at least one pressure whose minute from dose is known.
        untimed_sessions: With pressures, none of which has a known minute: they stand in no figure by minute.
        sessions_with_pre: With systolic and diastolic before the dose.
        with_40: With systolic and diastolic around 40 minutes (the window is a setting of the import).
    """
    selection = selection.trimmed(database)
    name: str = "pressure_counts_all_time"
    marks: dict[str, str] = {}
    values: dict[str, object] = {}
    if selection.has_period or not selection.counted:
        name = "pressure_counts"
        marks["newcomers"], values = selection.newcomers()
        values["patients"] = database.summary["patients"]
    frame = database.frame(*selected(name, database, selection, marks, **values))
    return frame.assign(route=text(ROUTE_KEYS[frame["route"].to_numpy()]))
