"""The difference of two rates per session, and q-values of a family of comparisons."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dash.stats.differences import mover
from dash.stats.rates import EMPTY, FEW, INTERVAL, NONE, Rates

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class RateDifference:
    """First minus second, in shares (-1 to 1), one array element per pair; NaN where there is no such number.

    Attributes:
        difference: Of the two rates; NaN where one was not counted.
        low, high: 95 % interval, only in the state ``interval``.
        p: Two-sided, of no difference; NaN without an interval.
        state: ``interval``, ``few`` (one of the two has no interval), ``none`` (no event in either) or ``empty``.
        words: The state in words for the reader.
    """

    difference: Floats
    low: Floats
    high: Floats
    p: Floats
    state: NDArray[np.object_]
    words: NDArray[np.object_]


WORDS = {
    INTERVAL: "from the two intervals (MOVER), both widened for repeat sessions",
    FEW: "too few patients had it in one of the two: no interval",
    NONE: "no events in either",
    EMPTY: "nothing counted in one of the two",
}


def rate_difference(first: Rates, second: Rates) -> RateDifference:
    """Return the crude difference of two rates of ``session_rates``, with an interval that allows for repeats.

    The interval is made from the two intervals (MOVER, Newcombe, Stat Med 1998; 17:873-90, extended by Zou and
    Donner, Stat Med 2008; 27:1693-702). A rate without events enters with its two-sided cautious bound. p is a score
    test with the effective numbers of sessions. The two are taken as independent: where patients have sessions on both
    sides, interval and p are too cautious rather than too sure.
    """
    from scipy import special

    state: Any = np.select(
        [
            (first.state == EMPTY) | (second.state == EMPTY),
            (first.state == FEW) | (second.state == FEW),
            (first.state == NONE) & (second.state == NONE),
        ],
        [EMPTY, FEW, NONE],
        default=INTERVAL,
    ).astype(object)
    found = mover(_two_sided(first), _two_sided(second))
    said = state == INTERVAL
    e1, e2 = first.effective, second.effective
    with np.errstate(divide="ignore", invalid="ignore"):
        pooled = (first.rate * e1 + second.rate * e2) / (e1 + e2)
        error = np.sqrt(pooled * (1 - pooled) * (1 / e1 + 1 / e2))
        p = np.where(said, 2 * special.ndtr(-np.abs(found.difference) / error), np.nan)
    words = np.array([WORDS[value] for value in np.ravel(state)], dtype=object).reshape(np.shape(state))
    return RateDifference(
        found.difference,
        np.where(said, found.low, np.nan),
        np.where(said, found.high, np.nan),
        p,
        state,
        words,
    )


def q_values(p: ArrayLike) -> Floats:
    """Return the Benjamini-Hochberg q-value of each p-value, of the whole family given.

    A list of all comparisons with q up to 0.05 is expected to hold at most 5 % that are chance. NaN (a comparison
    that could not be made) stays NaN and does not count. As ``scipy.stats.false_discovery_control``, without its
    import. Source: Benjamini and Hochberg, J R Stat Soc B 1995; 57:289-300.

    Args:
        p: p-values, any shape; what is shown together is one family.

    Raises:
        ValueError: A p-value is below 0 or above 1.
    """
    values = np.asarray(p, dtype=np.float64)
    known = np.flatnonzero(~np.isnan(values))
    flat = values.ravel()
    if ((flat[known] < 0) | (flat[known] > 1)).any():
        raise ValueError("p-values lie between 0 and 1")
    order = known[np.argsort(flat[known], kind="stable")]
    scaled = flat[order] * len(order) / np.arange(1, len(order) + 1)
    result = np.full(flat.shape, np.nan)
    result[order] = np.minimum(np.minimum.accumulate(scaled[::-1])[::-1], 1.0)
    return result.reshape(values.shape)


def _two_sided(rates: Rates) -> tuple[Floats, Floats, Floats]:
    """Return rate, low and high; the one-sided bound of no events (5 %) becomes two-sided (2.5 %)."""
    none = rates.state == NONE
    bound = -np.expm1(np.log1p(-np.where(none, rates.upper, 0.0)) * np.log(0.025) / np.log(0.05))
    return rates.rate, rates.low, np.where(none, bound, rates.high)
