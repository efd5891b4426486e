"""Confidence intervals of a proportion, of independent trials and of trials that repeat in the same patients.

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
FEW_CLUSTERS = 10
"""With fewer patients the spread between patients is itself too uncertain to rely on."""


@dataclass(frozen=True)
class Proportion:
    """Shares with their 95 % intervals, one array element per proportion; NaN where nothing was counted.

    Attributes:
        rate, low, high: Shares.
        method: How the interval was found, in words for the reader.
        design_effect: How many times the variance exceeds that of independent trials, at least 1.
    """

    rate: Floats
    low: Floats
    high: Floats
    method: NDArray[np.object_]
    design_effect: Floats


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
    return _interval(x, n, n, np.ones_like(n), np.full(n.shape, np.inf))


def clustered_proportion(events: ArrayLike, sizes: ArrayLike) -> Proportion:
    """Return shares of trials that repeat in clusters: sessions of the same patients.

    The share is a ratio (events over trials, both random per cluster). Its variance between clusters,
    m / (m - 1) * sum((y_i - p n_i)^2) / n^2, over that of independent trials is the design effect, taken as
    at least 1. Trials are divided by it and by (t / z)^2 with m - 1 degrees of freedom, and a Wilson or exact
    interval is found with what is left. Checked by simulation; the coverage stands in ``docs/method.md``.

    Zero events say nothing about clusters: their bound takes trials as independent, and ``method`` says so.

    Args:
        events: Events per cluster, clusters along the last axis.
        sizes: Trials per cluster, same shape. Clusters without trials do not count.
    """
    y, trials = _arrays(events, sizes)
    effect, effective, clusters = _design(y, trials)
    return _interval(y.sum(axis=-1), trials.sum(axis=-1), effective, effect, clusters)


def _design(y: Floats, trials: Floats) -> tuple[Floats, Floats, Floats]:
    """Return design effect, effective number of trials and number of clusters."""
    from scipy import special

    x, n = y.sum(axis=-1), trials.sum(axis=-1)
    clusters = np.asarray(np.count_nonzero(trials, axis=-1), dtype=np.float64)
    # One trial per cluster is a plain proportion: nothing repeats, nothing to widen.
    repeats = (clusters > 1) & (trials.max(axis=-1, initial=0) > 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = x / n
        spread = (y**2).sum(-1) - 2 * share * (y * trials).sum(-1) + share**2 * (trials**2).sum(-1)
        between = clusters / (clusters - 1) * np.maximum(spread, 0) / n**2
        independent = share * (1 - share) / n
        ratio = np.where(repeats & (independent > 0), between / independent, 1.0)
    effect = np.maximum(ratio, 1.0)
    # Division by (t / z)^2 widens an interval from few clusters as Student's t does.
    z = float(special.ndtri(0.975))
    degrees = np.where(repeats, clusters - 1, 1.0)
    widening = np.where(repeats, (special.stdtrit(degrees, 0.975) / z) ** 2, 1.0)
    return effect, n / (effect * widening), clusters


def _interval(x: Floats, n: Floats, effective: Floats, effect: Floats, clusters: Floats) -> Proportion:
    with np.errstate(divide="ignore", invalid="ignore"):
        rate = np.where(n > 0, x / n, np.nan)
    scaled = np.where(n > 0, rate * effective, 0.0)
    low, high = wilson(scaled, effective)
    exact, none = np.minimum(x, n - x) < FEW, (x == 0) & (n > 0)
    # Only where it is needed: the exact interval takes a hundred times as long as Wilson's.
    needed = exact & ~none
    low[needed], high[needed] = clopper_pearson(scaled[needed], effective[needed])
    plain = np.isinf(clusters) | ((effective == n) & (clusters > 1))
    low, high = np.where(none, 0.0, low), np.where(none, upper_bound_of_none(n), high)
    words = [
        _words(*row)
        for row in zip(
            n.flat, none.flat, exact.flat, effect.flat, np.asarray(clusters).flat, plain.flat, strict=True
        )
    ]
    method = np.array(words, dtype=object).reshape(n.shape)
    return Proportion(rate, low, high, method, effect)


def _words(n: float, none: np.bool, exact: np.bool, effect: float, clusters: float, plain: np.bool) -> str:
    if n == 0:
        return "nothing counted"
    if none:
        return "no events: one-sided 95 % upper bound" + (
            "" if plain else ", repeat sessions taken as independent"
        )
    name = "Clopper-Pearson" if exact else "Wilson"
    if plain:
        return name
    if clusters < 2:
        return f"{name}, one patient only: says nothing about other patients"
    few = f"; only {clusters:.0f} patients: uncertain" if clusters < FEW_CLUSTERS else ""
    return f"{name}, widened for repeat sessions (design effect {effect:.1f}){few}"


def _arrays(*values: ArrayLike) -> tuple[Any, ...]:
    return tuple(np.broadcast_arrays(*(np.asarray(value, dtype=np.float64) for value in values)))
