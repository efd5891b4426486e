"""Routes outside the vocabulary, as the source writes them."""

import pandas as pd

from dash.queries.question import AddsUp, Subject, question
from dash.queries.selection import Selection
from dash.queries.statement import selected
from dash.store.reading import Database


@question(
    "Routes outside the vocabulary, as written",
    Subject.EVERY_PAGE,
    obeys=AddsUp(("route_as_written",), ("sessions",)),
)
def other_routes(database: Database, selection: Selection) -> pd.DataFrame:
    """Count the sessions by a route outside the vocabulary, by how the source writes it.

    Columns:
        route_as_written: Words of the source, ``not written`` where it has none.
        sessions: Number of sessions.
    """
    return database.frame(*selected("other_routes", database, selection))
