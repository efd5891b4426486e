"""In which digits pressures end: preferred digits tell of rounding, by a person or a device."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike


@dataclass(frozen=True)
class LastDigits:
    """Shares are 0 to 1; NaN where there are no readings.

    Attributes:
        readings: Their number.
        zero: Share that ends in 0; chance has 0.1.
        even: Share that ends in 0, 2, 4, 6 or 8; chance has 0.5. A scale marked every 2 mmHg has 1.
        misplaced: Share that would have to end in another digit for all ten to be equal.
    """

    readings: int
    zero: float
    even: float
    misplaced: float


def last_digits(counts: ArrayLike) -> LastDigits:
    """Return how unevenly last digits occur.

    Args:
        counts: Readings that end in 0 to 9 (10).
    """
    found = np.asarray(counts, dtype=np.float64)
    n = found.sum()
    with np.errstate(divide="ignore", invalid="ignore"):
        shares = found / n
    misplaced = np.abs(shares - 0.1).sum() / 2
    return LastDigits(int(n), float(shares[0]), float(shares[::2].sum()), float(misplaced))
