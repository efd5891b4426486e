"""Shares of sessions by route, with intervals that allow for repeat sessions of a patient."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dash.queries.words import ROUTE_KEYS, text
from dash.stats.rates import session_rates

CLUSTERS = 256


def shares_by_route(
    found: Mapping[str, NDArray[np.int64]], parts: Sequence[str], totals: Sequence[str]
) -> pd.DataFrame:
    """Return one row per route and part, routes in the order of their codes.

    Args:
        found: Arrays of one length: cell (route times 256 plus group of patients) and counts of sessions by name.
        parts: Names of the numerators.
        totals: Name of the denominator of each.

    Columns:
        route: Key of the vocabulary.
        what: The part.
        sessions, total: With it, and of how many.
        rate, low, high: Percent with the 95 % interval; missing where total is 0, the interval also where too few
            patients (or groups of them) tell how they differ.
        upper: One-sided 95 % upper bound, percent, where there are none or too few patients; else missing.
        method: How the interval was found, or why there is none.
    """
    cell = found["cell"].astype(np.int64)
    routes = np.unique(cell // CLUSTERS)
    place = np.searchsorted(routes, cell // CLUSTERS), cell % CLUSTERS
    having = np.zeros((len(routes), len(parts), CLUSTERS), dtype=np.int64)
    of = np.zeros_like(having)
    for part, (name, total) in enumerate(zip(parts, totals, strict=True)):
        having[place[0], part, place[1]] = found[name]
        of[place[0], part, place[1]] = found[total]
    share = session_rates(having, of)
    return pd.DataFrame(
        {
            "route": text(np.repeat(ROUTE_KEYS[routes], len(parts))),
            "what": text(np.tile(np.array(parts, dtype=object), len(routes))),
            "sessions": having.sum(axis=2).ravel(),
            "total": of.sum(axis=2).ravel(),
            "rate": share.rate.ravel() * 100,
            "low": share.low.ravel() * 100,
            "high": share.high.ravel() * 100,
            "upper": share.upper.ravel() * 100,
            "method": text(share.words.ravel()),
        }
    )
