"""How side effects were asked for."""

import pandas as pd

from dash.queries.question import Subject, question
from dash.queries.selection import Selection
from dash.queries.statement import selected
from dash.queries.words import ELICITATION_KEYS, ROUTE_KEYS, text
from dash.store.reading import Database


@question("Sessions by route and way of asking", Subject.SIDE_EFFECTS, method="side-effects-by-route")
def elicitation_counts(database: Database, selection: Selection) -> pd.DataFrame:
    """Count sessions by route and way of asking for side effects.

    Columns:
        route, elicitation: Keys of the vocabulary; ``unknown`` where the way is not recorded.
        sessions: Number of sessions.
    """
    found = database.arrays(*selected("elicitation_counts", database, selection))
    return pd.DataFrame(
        {
            "route": text(ROUTE_KEYS[found["route"]]),
            "elicitation": text(ELICITATION_KEYS[found["elicitation"]]),
            "sessions": found["sessions"],
        }
    )
