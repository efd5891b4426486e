"""One side effect under a selection: what the questions about it bind."""

from dash.queries.selection import Selection, elicitation_condition
from dash.store.reading import Database

NO_EFFECT = -1
"""Stands for an effect that is not in the database: nothing has it."""


def effect_filter(
    database: Database, selection: Selection, effect: str, elicitation: str | None
) -> tuple[dict[str, str], dict[str, object]]:
    """Return the marks and values of a statement with ``$effect``, a way of asking and a selection.

    Raises:
        QuestionError: The way of asking is not in the vocabulary.
    """
    where, values = selection.condition(database)
    values["effect"] = next((code for code, name in database.effects.items() if name == effect), NO_EFFECT)
    return {"elicitation": elicitation_condition(elicitation, values), "selection": where}, values
