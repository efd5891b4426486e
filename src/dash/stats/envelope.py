"""Where the next value of one person is expected, from few earlier ones: a prediction interval, by minute from dose.

A range of three values says little about a fourth. The interval here is the one of normal theory, mean ± t · s ·
√(1 + 1/n): it allows for the next value's own spread and for how little n values tell about mean and spread, so it
is wide when they are few. Coverage is checked on sessions that were held out (``docs/method.md``). Values that are
equal, or nearly, are equal as written: their spread is at least what rounding may hide.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from dash.stats.median import median
from dash.stats.student import t_quantile

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

SHARE = 0.8
"""Of next values, this share is expected inside: the 10th to the 90th percentile."""
LEAST = 3
"""Fewer earlier sessions have no range."""
BIN_MINUTES = 10
BEFORE_DOSE = -1
"""Bin of the last value at or before the dose."""
NEIGHBOUR_BINS = 2
"""Bins at most this far away, also after the dose, help to tell the spread."""
NEIGHBOURS_COUNT = 2
"""Their spread, pooled with the bin's own, counts as much as this many further sessions."""
WRITTEN_TO = 5.0
"""Pressures (mmHg) and minutes are often written to the nearest five: less spread than that hides is not believed."""


@dataclass(frozen=True)
class Band:
    """One array element per bin with enough sessions, in order of time; bins without are absent.

    Attributes:
        bin: Ten minutes around ``bin`` times ten, or ``BEFORE_DOSE``.
        low, high: The prediction interval, in the unit of the values.
        sessions: Sessions with a value in the bin.
    """

    bin: Ints
    low: Floats
    high: Floats
    sessions: Ints


def prediction_band(
    session: Ints, minute: Floats, value: Floats, least: int = LEAST, written_to: float = WRITTEN_TO
) -> Band:
    """Return where the values of a next session are expected, bin by bin.

    Each session counts once a bin (``one_per_bin``). Mean and spread are those of the bin; the spread of its neighbours
    steadies it where sessions are few. Neighbouring minutes of a session say much the same, so they add nothing to
    the degrees of freedom. The spread is at least what writing values to the nearest ``written_to`` hides.

    Args:
        session: Any number that tells sessions apart, one per value.
        minute: Minutes from dose, without gaps.
        value: Such as mmHg, without gaps.
        least: Sessions needed in a bin, at least 2.
        written_to: Step to which values are written, in their unit.
    """
    bins, table = one_per_bin(session, minute, value)
    known = ~np.isnan(table)
    n = known.sum(axis=0)
    enough = n >= max(least, 2)
    bins, table, known, n = bins[enough], table[:, enough], known[:, enough], n[enough]
    mean = np.where(known, table, 0).sum(axis=0) / np.maximum(n, 1)
    squares = np.where(known, (table - mean) ** 2, 0).sum(axis=0)
    before = bins == BEFORE_DOSE
    near = np.abs(bins[:, None] - bins[None, :]) <= NEIGHBOUR_BINS
    near &= before[:, None] == before[None, :]
    around = (near * squares).sum(axis=1) / (near * (n - 1)).sum(axis=1)
    spread = np.sqrt((squares + NEIGHBOURS_COUNT * around) / (n - 1 + NEIGHBOURS_COUNT))
    half = np.array([_factor(count) for count in n.tolist()]) * np.maximum(spread, hidden_by(written_to))
    return Band(bins, mean - half, mean + half, n)


def one_per_bin(session: Ints, minute: Floats, value: Floats) -> tuple[Ints, Floats]:
    """Return the bins that hold values, and a table sessions x bins with NaN where a session has none.

    Before the dose the last value counts; after it, of several in ten minutes the one nearest to the middle. Of two
    equally near the higher counts.
    """
    after = minute > 0
    place = np.where(after, np.floor((minute + BIN_MINUTES / 2) / BIN_MINUTES), BEFORE_DOSE).astype(np.int64)
    away = np.where(after, np.abs(minute - place * BIN_MINUTES), -minute)
    bins, column = np.unique(place, return_inverse=True)
    names, row = np.unique(session, return_inverse=True)
    table = np.full((len(names), len(bins)), np.nan)
    # The last assignment stays: the nearest comes last, of equally near ones the higher.
    order = np.lexsort((value, -away))
    table[row[order], column[order]] = value[order]
    return bins, table


def own_range(
    earlier: Sequence[float], least: int = LEAST, written_to: float = WRITTEN_TO
) -> tuple[float, float] | None:
    """Return where the next of a person's values, such as peaks, is expected; None with fewer than ``least``.

    Args:
        earlier: The values, without gaps.
        least: Values needed, at least 2.
        written_to: Step to which values are written, in their unit: the spread is at least what that hides.
    """
    n = len(earlier)
    if n < max(least, 2):
        return None
    mean = sum(earlier) / n
    spread = sqrt(sum((value - mean) ** 2 for value in earlier) / (n - 1))
    half = _factor(n) * max(spread, hidden_by(written_to))
    return mean - half, mean + half


def usual(earlier: Sequence[float]) -> float:
    """Return the median as a value that occurs, the lower of the two in the middle; of at least one value."""
    return median(earlier)


def hidden_by(written_to: float) -> float:
    """Return the standard deviation of what is lost where values are written to the nearest of such steps."""
    return written_to / sqrt(12)


@cache
def _factor(n: int) -> float:
    """Return the half width of the interval for a number of values, in standard deviations."""
    return t_quantile(0.5 + SHARE / 2, n - 1) * sqrt(1 + 1 / n)
