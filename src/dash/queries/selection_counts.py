"""How many sessions and patients the selection holds."""

import pandas as pd

from dash.queries.question import AddsUp, Subject, question
from dash.queries.selection import Selection
from dash.queries.statement import selected
from dash.store.reading import Database

COLUMNS = [
    "sessions",
    "patients",
    "patients_total",
    "first_day",
    "last_day",
    "sessions_total",
    "sessions_without_clock",
    "sessions_other_route",
]


@question(
    "Sessions and patients of the selection",
    Subject.EVERY_PAGE,
    obeys=AddsUp((), ("sessions", "sessions_without_clock")),
)
def selection_counts(database: Database, selection: Selection) -> pd.DataFrame:
    """Count sessions and patients of the selection, one row.

    Columns:
        sessions, patients: In the selection; cancelled sessions do not count.
        patients_total: All patients of the database, with and without sessions.
        first_day, last_day: Days of the first and last session of the selection, missing where there is none.
        sessions_total: All sessions of the database.
        sessions_without_clock: Sessions of the selection with a date only.
        sessions_other_route: Sessions of the selection by a route outside the vocabulary.
    """
    summary = database.summary
    selection = selection.trimmed(database)
    name: str = "selection_counts_all_time"
    marks: dict[str, str] = {}
    values: dict[str, object] = {}
    if selection.has_period or not selection.counted:
        name = "selection_counts"
        marks["newcomers"], values = selection.newcomers()
        values["patients"] = summary["patients"]
    frame = database.frame(*selected(name, database, selection, marks, **values))
    frame["patients_total"] = int(summary["patients"])
    frame["sessions_total"] = int(summary["sessions"])
    return frame[COLUMNS]
