"""One side effect month by month: sessions with it and asked, and how it was asked for."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dash.queries.effect_filter import effect_filter
from dash.queries.effect_table import CLUSTERS, ROUTE_SLOTS
from dash.queries.selection import Selection
from dash.queries.statement import selected, statement
from dash.store.reading import Database
from dash.vocabulary import ELICITATIONS


@dataclass(frozen=True)
class Months:
    """Counts of sessions by month, from the first to the last in which effects were asked for; routes all eight slots.

    Attributes:
        first: The first month, year times 12 plus month (January 0); 0 without any.
        events, asked: Sessions with the effect, and asked in the way chosen (months x 8 routes x 256 groups of patients).
        ways: Sessions by way of asking, whatever way is chosen (months x 8 routes x ways by code).
    """

    first: int
    events: NDArray[np.int64]
    asked: NDArray[np.int64]
    ways: NDArray[np.int64]


def effect_months(
    database: Database, selection: Selection, effect: str, elicitation: str | None
) -> tuple[Months, Months]:
    """Count sessions by month: over all time in the selection, and in its period. One scan answers both.

    Raises:
        QuestionError: The way of asking is not in the vocabulary.
    """
    whole = selection.unlimited
    period = selection.trimmed(database)
    marks, values = effect_filter(database, whole, effect, elicitation)
    inside, days = period.period.condition(database)
    found = database.arrays(statement("effect_months", **marks, inside=inside), values | days)
    asked = database.arrays(*selected("effect_ways", database, whole, {"inside": inside}, **days))
    every = _months(found, asked, "sessions")
    return every, _months(found, asked, "inside") if period.has_period else every


def _months(found: Mapping[str, NDArray[Any]], asked: Mapping[str, NDArray[Any]], count: str) -> Months:
    """Return the months from the first to the last with a session asked, as ``count`` has it."""
    months = asked["month"].astype(np.int64)
    there = months[asked[count] > 0]
    first = int(there.min()) if len(there) else 0
    size = int(there.max()) - first + 1 if len(there) else 0
    counts = np.zeros((2, size, ROUTE_SLOTS * CLUSTERS), dtype=np.int64)
    ways = np.zeros((size, ROUTE_SLOTS, max(term.code for term in ELICITATIONS.values()) + 1), dtype=np.int64)
    some, one = found[count] > 0, asked[count] > 0
    at = found["month"][some].astype(np.int64) - first
    counts[found["having"][some].astype(np.int64), at, found["cell"][some]] = found[count][some]
    ways[there - first, asked["route"][one], asked["elicitation"][one]] = asked[count][one]
    without, having = counts.reshape(2, size, ROUTE_SLOTS, CLUSTERS)
    return Months(first, having, without, ways)
