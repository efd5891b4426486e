"""Rates: events over an amount of observation, such as 100 sessions or a monitored hour."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

Floats = NDArray[np.float64]


class Rate(NamedTuple):
    """Events per unit of exposure, with low and high."""

    rate: Floats
    low: Floats
    high: Floats


def poisson_rate(events: ArrayLike, exposure: ArrayLike, confidence: float = 0.95) -> Rate:
    """Return a rate with its exact Poisson interval; NaN where nothing was observed.

    No events: the low end is 0 and the high end two-sided. Source: Garwood 1936; as
    ``statsmodels.stats.rates.confint_poisson(method="exact-c")``.

    Args:
        events: Number of events.
        exposure: Amount observed, in the unit wanted, such as sessions / 100.
        confidence: Coverage, 0.95 for 95 %.
    """
    x, t = np.asarray(events, dtype=np.float64), np.asarray(exposure, dtype=np.float64)
    tail = (1 - confidence) / 2
    with np.errstate(divide="ignore", invalid="ignore"):
        low = np.where(x > 0, special.gammaincinv(np.maximum(x, 1e-9), tail), 0.0) / t
        high = special.gammaincinv(x + 1, 1 - tail) / t
        known = t > 0
        return Rate(*(np.where(known, value, np.nan) for value in (x / t, low, high)))
