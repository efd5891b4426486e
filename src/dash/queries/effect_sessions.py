"""The sessions behind a number of sessions with a side effect."""

from collections.abc import Sequence

import pandas as pd

from dash.queries.dimensions import ROUTE
from dash.queries.question import ELICITATION, Subject, question
from dash.queries.selection import Selection, elicitation_condition
from dash.queries.statement import selected
from dash.queries.words import session_list, text
from dash.store.reading import Database


@question("Sessions with each side effect", Subject.SIDE_EFFECTS, by=(ELICITATION,))
def effect_sessions(
    database: Database,
    selection: Selection,
    effect: str | None,
    routes: Sequence[str] = (),
    elicitation: str | None = None,
    newest: int = 500,
) -> pd.DataFrame:
    """List sessions of the selection with a side effect, newest first.

    Args:
        database: Where to ask.
        selection: Which sessions.
        effect: Key of the vocabulary, or the words of the source where it has none; None for every effect.
        routes: Only these routes of the selection; all of it where none is given.
        elicitation: Only sessions in which effects were asked for in this way.
        newest: At most this many.

    Columns:
        Those of every list of sessions, then
        severity: 0 not graded, 1 mild, 2 moderate, 3 severe: the highest reported.
        onset_minute, minutes: First onset since the dose and how long it lasted, minutes; missing where not recorded.
        serious: Whether any report of it met a criterion of seriousness (ICH E2A).
        effect: Only where every effect is asked for.

    Raises:
        QuestionError: The way of asking is not in the vocabulary.
    """
    if routes:
        chosen = tuple(route for route in routes if route in (selection[ROUTE] or routes))
        # Nothing in common: an empty choice of routes would mean all of them.
        newest = newest if chosen else 0
        selection = selection.having(ROUTE, chosen)
    values: dict[str, object] = {"newest": newest}
    if effect is not None:
        values["effect"] = next((code for code, name in database.effects.items() if name == effect), -1)
    marks = {
        "effect": "true" if effect is None else "effect = $effect",
        "elicitation": elicitation_condition(elicitation, values),
    }
    frame = database.frame(*selected("effect_sessions", database, selection, marks, **values))
    more = ["severity", "onset_minute", "minutes", "serious"]
    if effect is None:
        frame["effect"] = text([database.effects[code] for code in frame["effect"].tolist()])
        more.append("effect")
    return session_list(database, frame, *more)
