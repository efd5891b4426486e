"""The sessions behind a number of sessions with a side effect."""

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from dash.queries.selection import Selection
from dash.queries.statement import statement
from dash.queries.words import session_list
from dash.store.reading import Database
from dash.vocabulary import ELICITATIONS


def effect_sessions(
    database: Database,
    selection: Selection,
    effect: str,
    routes: Sequence[str] = (),
    elicitation: str | None = None,
    newest: int = 500,
) -> pd.DataFrame:
    """List sessions of the selection with a side effect, newest first.

    Args:
        database: Where to ask.
        selection: Which sessions.
        effect: Key of the vocabulary, or the words of the source where it has none.
        routes: Only these routes of the selection; all of it where none is given.
        elicitation: Only sessions in which effects were asked for in this way.
        newest: At most this many.

    Columns:
        Those of every list of sessions, then
        severity: 0 not graded, 1 mild, 2 moderate, 3 severe: the highest reported.
        onset_minute, minutes: First onset since the dose and how long it lasted, minutes; missing where not recorded.
        serious: Whether any report of it met a criterion of seriousness (ICH E2A).
    """
    if routes:
        chosen = tuple(route for route in routes if not selection.routes or route in selection.routes)
        # Nothing in common: a number larger than any mask could hold would do, an empty list is plainer.
        newest = newest if chosen else 0
        selection = replace(selection, routes=chosen)
    code = next((code for code, name in database.effects.items() if name == effect), -1)
    values = selection.params(database) | {"effect": code, "newest": newest}
    if elicitation is not None:
        values["elicitation"] = ELICITATIONS[elicitation].code
    marks = {
        "elicitation": "true" if elicitation is None else "elicitation = $elicitation",
        "selection": selection.where(database),
    }
    frame = database.frame(statement("effect_sessions", **marks), values)
    return session_list(database, frame, "severity", "onset_minute", "minutes", "serious")
