"""One side effect month by month: sessions with it and asked, and how it was asked for."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dash.queries.effect_filter import effect_filter
from dash.queries.effect_table import CLUSTERS, ROUTE_SLOTS
from dash.queries.selection import Selection
from dash.queries.statement import statement
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


def effect_months(database: Database, selection: Selection, effect: str, elicitation: str | None) -> Months:
    """Count sessions by month, in the selection and its period.

    Raises:
        QuestionError: The way of asking is not in the vocabulary.
    """
    marks, values = effect_filter(database, selection, effect, elicitation)
    found = database.arrays(statement("effect_months", **marks), values)
    trimmed = selection.trimmed(database)
    asked = database.arrays(
        statement("effect_ways", selection=trimmed.where(database)), trimmed.params(database)
    )
    months = asked["month"].astype(np.int64)
    first = int(months.min()) if len(months) else 0
    size = int(months.max()) - first + 1 if len(months) else 0
    counts = np.zeros((2, size, ROUTE_SLOTS * CLUSTERS), dtype=np.int64)
    counts[found["having"].astype(np.int64), found["month"].astype(np.int64) - first, found["cell"]] = found[
        "sessions"
    ]
    ways = np.zeros((size, ROUTE_SLOTS, max(term.code for term in ELICITATIONS.values()) + 1), dtype=np.int64)
    ways[months - first, asked["route"], asked["elicitation"]] = asked["sessions"]
    without, having = counts.reshape(2, size, ROUTE_SLOTS, CLUSTERS)
    return Months(first, having, without, ways)
