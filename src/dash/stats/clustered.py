"""How much sessions that repeat in the same patients widen an interval: the variance between patients.

What is estimated is a ratio, sum(y) / sum(n), with y and n added up by patient: events over sessions, or over hours.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

NORMAL_95 = 1.959963984540054
"""Half-width of a two-sided 95 % interval, in standard errors."""

LEAST_PATIENTS = 10
"""Fewer patients with an event (or fewer without) tell too little about how patients differ.

Chosen by simulation (``docs/method.md``). The National Center for Health Statistics asks for as much of a rate that is
shown: ten effective events, eight degrees of freedom (Data Presentation Standards for Rates, 2023).
"""


@dataclass(frozen=True)
class Spread:
    """Between patients, one array element per rate.

    Attributes:
        variance: Of the ratio; NaN where fewer than two patients have trials.
        degrees: Degrees of freedom of that variance, at least 1.
        with_event, without: Patients (or groups of them) with an event, and with a trial without one (in hours: all).
        alike: Number of equally large patients that would tell as much (Kish), at most their number.
        repeats: Whether any patient has more than one trial.
    """

    variance: Floats
    degrees: Floats
    with_event: Floats
    without: Floats
    alike: Floats
    repeats: NDArray[np.bool]


def spread_between(events: ArrayLike, sizes: ArrayLike, *, hours: bool = False) -> Spread:
    """Return the variance of sum(events) / sum(sizes) between patients.

    sum(e^2 / (1 - n_i / n)) / n^2 with e = y_i - rate * n_i: the cluster-robust variance, each patient's term divided
    by one minus its leverage (Kauermann and Carroll 2001), which mends the bias that few or unequal patients bring.
    Of rare events only the patients who have them tell how patients differ: the degrees of freedom are their number
    less one; where sessions are spread unequally, half-way down to their effective number.

    Args:
        events: Events per patient or group of patients, along the last axis.
        sizes: Trials or hours of each, same shape; without any, a patient does not count.
        hours: Whether sizes are hours, so that there are no trials without an event to count.
    """
    y, n = np.broadcast_arrays(np.asarray(events, dtype=np.float64), np.asarray(sizes, dtype=np.float64))
    total = n.sum(axis=-1)
    patients = np.count_nonzero(n, axis=-1).astype(np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        rate = y.sum(axis=-1) / total
        left = 1 - n / total[..., None]
        squares = np.where(left > 0, (y - rate[..., None] * n) ** 2 / left, 0.0)
        variance = np.where(patients > 1, squares.sum(axis=-1) / total**2, np.nan)
        alike = total**2 / (n**2).sum(axis=-1)
        with_event = np.count_nonzero(y > 0, axis=-1).astype(np.float64)
        without = patients if hours else np.count_nonzero(n > y, axis=-1).astype(np.float64)
        degrees = np.minimum(with_event, without) * (1 + alike / patients) / 2 - 1
    return Spread(
        variance,
        np.maximum(np.nan_to_num(degrees), 1.0),
        with_event,
        without,
        alike,
        np.asarray(n.max(axis=-1, initial=0) > 1),
    )


def design_effect(spread: Spread, independent: Floats) -> tuple[Floats, Floats]:
    """Return how many times the variance exceeds that of independent trials, and the same with Student's t in it.

    Both are at least 1; where patients scatter no more than chance does, both are 1. The second is the first times
    (t / z)^2: dividing the number of trials by it widens an interval as few patients ask for.
    """
    from scipy import special

    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(independent > 0, spread.variance / independent, 1.0)
    effect: Any = np.maximum(np.nan_to_num(ratio, nan=1.0), 1.0)
    widened = effect * (special.stdtrit(spread.degrees, 0.975) / NORMAL_95) ** 2
    return effect, np.where(effect > 1, widened, 1.0)
