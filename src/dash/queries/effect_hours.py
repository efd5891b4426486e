"""Side effects over monitored hours: the counts that rates per hour are computed from."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dash.queries.effect_table import ASKED, CLUSTERS, ROUTE_SLOTS
from dash.queries.selection import Selection, elicitation_condition
from dash.queries.statement import statement
from dash.store.reading import Database

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class EffectHours:
    """Counts in sessions of the selection in which effects were asked for; routes are all eight slots.

    Attributes:
        events: Sessions with the effect and known monitored minutes (E x 8 routes x 256 groups of patients).
        minutes: Monitored minutes of all sessions that have them (8 x 256).
        untimed: Sessions left out because it is not known how long they were monitored (8).
    """

    events: Ints
    minutes: Ints
    untimed: Ints


def effect_hours(
    database: Database, selection: Selection, elicitation: str | None, effects: Ints
) -> EffectHours:
    """Count side effects and monitored minutes by route and group of patients.

    Args:
        database: Where to ask.
        selection: Which sessions.
        elicitation: One way of asking, None for all.
        effects: Codes in ascending order, as in ``effect_table``; others are not counted.

    Raises:
        QuestionError: The way of asking is not in the vocabulary.
    """
    selection = selection.trimmed(database)
    values = selection.params(database)
    marks = {
        "elicitation": elicitation_condition(elicitation, values),
        "selection": selection.where(database),
    }
    if selection.has_period:
        found = database.arrays(statement("effect_hours_in_period", **marks), values)
    else:
        values["by_site"] = bool(selection.sites)
        found = database.arrays(statement("effect_hours", **marks), values)
    cell = found["cell"].astype(np.int64)
    code, place = cell // (CLUSTERS * ROUTE_SLOTS), cell % (CLUSTERS * ROUTE_SLOTS)
    events = np.zeros((len(effects), ROUTE_SLOTS * CLUSTERS), dtype=np.int64)
    there = np.isin(code, effects)
    events[np.searchsorted(effects, code[there]), place[there]] = found["sessions"][there]
    asked = code == ASKED
    minutes, untimed = (np.zeros(ROUTE_SLOTS * CLUSTERS, dtype=np.int64) for _ in range(2))
    minutes[place[asked]] = found["minutes"][asked]
    untimed[place[asked]] = found["untimed"][asked]
    return EffectHours(
        events.reshape(-1, ROUTE_SLOTS, CLUSTERS),
        minutes.reshape(ROUTE_SLOTS, CLUSTERS),
        untimed.reshape(ROUTE_SLOTS, CLUSTERS).sum(axis=-1),
    )
