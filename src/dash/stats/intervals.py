"""Confidence intervals of a proportion of independent trials. Of those that repeat in the same patients: ``rates``.

All functions take and return shares (0 to 1), on numbers or arrays of any one shape. Quantiles come from
``scipy.special``: the same numbers as ``statsmodels.stats.proportion`` without its second of import time. It is loaded
by the functions that need it: a start that draws no interval first need not wait 0.1 s for it.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

FEW = 5
"""With fewer events, or fewer non-events, the Wilson interval gives way to the exact one."""


@dataclass(frozen=True)
class Proportion:
    """Shares with their 95 % intervals, one array element per proportion; NaN where nothing was counted.

    Attributes:
        rate, low, high: Shares.
        method: How the interval was found, in words for the reader.
    """

    rate: Floats
    low: Floats
    high: Floats
    method: NDArray[np.object_]


def wilson(events: ArrayLike, total: ArrayLike, confidence: float = 0.95) -> tuple[Floats, Floats]:
    """Return low and high of the Wilson score interval; numbers need not be whole.

    As statsmodels' ``proportion_confint(method="wilson")``, which the tests compare it with.
    """
    from scipy import special

    x, n = _arrays(events, total)
    z = float(special.ndtri(0.5 + confidence / 2))
    with np.errstate(divide="ignore", invalid="ignore"):
        share = x / n
        middle = (share + z**2 / (2 * n)) / (1 + z**2 / n)
        half = z / (1 + z**2 / n) * np.sqrt(np.maximum(share * (1 - share), 0) / n + z**2 / (4 * n**2))
        return np.where(n > 0, np.maximum(middle - half, 0), np.nan), np.where(
            n > 0, np.minimum(middle + half, 1), np.nan
        )


def clopper_pearson(events: ArrayLike, total: ArrayLike, confidence: float = 0.95) -> tuple[Floats, Floats]:
    """Return low and high of the exact interval; numbers need not be whole.

    As statsmodels' ``proportion_confint(method="beta")``, which the tests compare it with.
    """
    from scipy import special

    x, n = _arrays(events, total)
    tail = (1 - confidence) / 2
    with np.errstate(divide="ignore", invalid="ignore"):
        low = np.where(x > 0, special.betaincinv(np.maximum(x, 1e-9), n - x + 1, tail), 0.0)
        high = np.where(x < n, special.betaincinv(x + 1, np.maximum(n - x, 1e-9), 1 - tail), 1.0)
    return np.where(n > 0, low, np.nan), np.where(n > 0, high, np.nan)


def upper_bound_of_none(total: ArrayLike, confidence: float = 0.95) -> Floats:
    """Return the one-sided upper bound where none of ``total`` trials was an event.

    The share p at which seeing none has probability ``1 - confidence``: (1 - p)^n. About 3 / n.
    """
    n = np.asarray(total, dtype=np.float64)
    with np.errstate(divide="ignore"):
        return np.where(n > 0, -np.expm1(np.log(1 - confidence) / n), np.nan)


def proportion(events: ArrayLike, total: ArrayLike) -> Proportion:
    """Return shares of independent trials: Wilson; exact below five events or non-events; one-sided for none."""
    x, n = _arrays(events, total)
    return _interval(x, n)


def _interval(x: Floats, n: Floats) -> Proportion:
    with np.errstate(divide="ignore", invalid="ignore"):
        rate = np.where(n > 0, x / n, np.nan)
    low, high = wilson(x, n)
    exact, none = np.minimum(x, n - x) < FEW, (x == 0) & (n > 0)
    # Only where it is needed: the exact interval takes a hundred times as long as Wilson's.
    needed = exact & ~none
    low[needed], high[needed] = clopper_pearson(x[needed], n[needed])
    low, high = np.where(none, 0.0, low), np.where(none, upper_bound_of_none(n), high)
    states = [n == 0, none, exact]
    words = ["nothing counted", "no events: one-sided 95 % upper bound", "Clopper-Pearson"]
    method = np.select(states, words, default="Wilson").astype(object)
    return Proportion(rate, low, high, method)


def _arrays(*values: ArrayLike) -> tuple[Any, ...]:
    return tuple(np.broadcast_arrays(*(np.asarray(value, dtype=np.float64) for value in values)))
