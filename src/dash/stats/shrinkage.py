"""Small cells: rates pulled towards what is usual, the more the less they rest on (empirical Bayes).

Source: beta-binomial (Griffin and Krutchkoff, Biometrika 1971); gamma-Poisson (DuMouchel, Am Stat 1999; 53:177-90, with
one gamma). With the prior (0.5, 0.5) the second is the information component (Noren et al., Stat Methods Med Res 2013).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

LEAST_CELLS = 5
"""Fewer cells tell too little about how cells differ."""


@dataclass(frozen=True)
class Shrunk:
    """One array element per cell; NaN with ``why`` where the cells do not tell how they differ.

    Attributes:
        rate: Pulled rate (share, or ratio to what is expected).
        low, high: 95 % interval given the prior. The prior's own uncertainty is not in it: a little too narrow.
        prior: Its two numbers: a and b of the beta (mean a / (a + b)), or shape and rate of the gamma (mean shape / rate).
        why: Empty, or why there is no result.
    """

    rate: Floats
    low: Floats
    high: Floats
    prior: tuple[float, float]
    why: str


def shrunk_shares(events: ArrayLike, total: ArrayLike, prior: tuple[float, float] | None = None) -> Shrunk:
    """Return shares under a beta prior found from all cells (maximum likelihood of the beta-binomial).

    Args:
        events: One per cell.
        total: Independent trials of each; of sessions that repeat in patients, give effective numbers of both.
        prior: Two positive numbers to use in place of that of the cells.
    """
    from scipy import special

    x, n = np.asarray(events, dtype=np.float64), np.asarray(total, dtype=np.float64)
    counted = n > 0
    if prior is None and (counted.sum() < LEAST_CELLS or x.sum() == 0 or x.sum() == n.sum()):
        return _nothing(x, counted, "cell" if x.sum() else "event")
    a, b = prior or _beta_prior(x[counted], n[counted])
    rate = (x + a) / (n + a + b)
    low, high = (special.betaincinv(x + a, n - x + b, tail) for tail in (0.025, 0.975))
    return Shrunk(rate, np.asarray(low), np.asarray(high), (a, b), "")


def shrunk_ratios(events: ArrayLike, expected: ArrayLike, prior: tuple[float, float] | None = None) -> Shrunk:
    """Return ratios of events to what is expected, under a gamma prior found from all cells.

    Args:
        events: One per cell.
        expected: Events to be expected in it, above 0.
        prior: Shape and rate to use in place of those of the cells.
    """
    from scipy import special

    x, e = np.asarray(events, dtype=np.float64), np.asarray(expected, dtype=np.float64)
    counted = e > 0
    if prior is None and (counted.sum() < LEAST_CELLS or x.sum() == 0):
        return _nothing(x, counted, "cell" if x.sum() else "event")
    shape, rate = prior or _gamma_prior(x[counted], e[counted])
    low, high = (special.gammaincinv(x + shape, tail) / (e + rate) for tail in (0.025, 0.975))
    return Shrunk((x + shape) / (e + rate), np.asarray(low), np.asarray(high), (shape, rate), "")


def _nothing(x: Floats, counted: NDArray[np.bool], lacking: str) -> Shrunk:
    none = np.full(x.shape, np.nan)
    cells = int(counted.sum())
    why = (
        "no events, or nothing but events: cells do not differ"
        if lacking == "event" or cells >= LEAST_CELLS
        else f"{cells} cells: {LEAST_CELLS} are needed to know how they differ"
    )
    return Shrunk(none, none, none, (float("nan"), float("nan")), why)


MOST_ALIKE = 14.0
"""Logarithm of the largest prior sample: beyond a million trials cells do not differ."""


def _beta_prior(x: Floats, n: Floats) -> tuple[float, float]:
    from scipy import optimize, special

    def unlikely(at: Floats) -> float:
        mean, size = special.expit(at[0]), np.exp(at[1])
        a, b = mean * size, (1 - mean) * size
        return -float((special.betaln(x + a, n - x + b) - special.betaln(a, b)).sum())

    start = float(special.logit(np.clip(x.sum() / n.sum(), 1e-6, 1 - 1e-6)))
    best = _lowest(optimize, unlikely, start)
    mean, size = float(special.expit(best[0])), float(np.exp(best[1]))
    return mean * size, (1 - mean) * size


def _gamma_prior(x: Floats, e: Floats) -> tuple[float, float]:
    from scipy import optimize, special

    def unlikely(at: Floats) -> float:
        mean, shape = np.exp(at[0]), np.exp(at[1])
        rate = shape / mean
        return -float(
            (
                special.gammaln(x + shape)
                - special.gammaln(shape)
                + shape * np.log(rate)
                - (x + shape) * np.log(e + rate)
            ).sum()
        )

    best = _lowest(optimize, unlikely, float(np.log(x.sum() / e.sum())))
    mean, shape = float(np.exp(best[0])), float(np.exp(best[1]))
    return shape, shape / mean


def _lowest(optimize: object, unlikely: object, start: float) -> Floats:
    """Minimise over the mean and the (logarithm of the) prior's size, from three sizes: the likelihood can be flat."""
    found = [
        optimize.minimize(  # type: ignore[attr-defined]
            unlikely, [start, size], method="L-BFGS-B", bounds=[(start - 6, start + 6), (-6, MOST_ALIKE)]
        )
        for size in (0.0, 3.0, 7.0)
    ]
    return np.asarray(min(found, key=lambda one: one.fun).x, dtype=np.float64)
