"""The difference of two proportions with its 95 % interval, in shares (-1 to 1)."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


class Difference(NamedTuple):
    """First minus second, with low and high."""

    difference: Floats
    low: Floats
    high: Floats


def mover(
    first: tuple[ArrayLike, ArrayLike, ArrayLike], second: tuple[ArrayLike, ArrayLike, ArrayLike]
) -> Difference:
    """Return the interval of a difference from the two intervals (method of variance estimates recovery).

    The two are taken as independent: where the same patients stand on both sides, the interval is too wide
    rather than too narrow. With Wilson intervals it is Newcombe's interval.

    Args:
        first: Estimate, low and high; a two-sided interval.
        second: The same of the other proportion.
    """
    p1, l1, u1 = (np.asarray(value, dtype=np.float64) for value in first)
    p2, l2, u2 = (np.asarray(value, dtype=np.float64) for value in second)
    difference = p1 - p2
    low = difference - np.sqrt((p1 - l1) ** 2 + (u2 - p2) ** 2)
    high = difference + np.sqrt((u1 - p1) ** 2 + (p2 - l2) ** 2)
    return Difference(difference, low, high)
