"""Every serious side effect of the database, whatever is filtered."""

import pandas as pd

from dash.queries.question import AllRecords, Subject, question
from dash.queries.selection import Selection, elicitation_condition
from dash.queries.statement import selected
from dash.queries.words import session_list, text
from dash.store.reading import Database
from dash.vocabulary import effect_label


@question(
    "All serious side effects, and which the filter hides",
    Subject.SIDE_EFFECTS,
    method="side-effects-by-route",
    obeys=AllRecords(marks=("in_filter",)),
)
def serious_effects(database: Database, selection: Selection, elicitation: str | None = None) -> pd.DataFrame:
    """List all serious side effects, newest first, and say which of them the filter hides.

    Columns:
        Those of every list of sessions and of ``effect_sessions``, then
        effect, label: Key of the vocabulary, or the words of the source where it has none; what is shown.
        in_filter: Whether the selection and the way of asking hold the session.

    Raises:
        QuestionError: The way of asking is not in the vocabulary.
    """
    values: dict[str, object] = {}
    marks = {"elicitation": elicitation_condition(elicitation, values)}
    frame = database.frame(*selected("serious_effects", database, selection, marks, **values))
    names = [database.effects[code] for code in frame["effect"].tolist()]
    frame["effect"] = text(names)
    frame["label"] = text([effect_label(name) for name in names])
    more = ("severity", "onset_minute", "minutes", "serious", "effect", "label", "in_filter")
    return session_list(database, frame, *more)
