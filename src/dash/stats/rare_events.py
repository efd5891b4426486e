"""Rare events over time: how many sessions lie between them (g-chart), with probability limits.

With one or two events in a hundred sessions, most months have none and a monthly rate says nothing. The sessions between
events are a number each, follow a geometric distribution when the rate stays the same, and need no months.

Source: Benneyan, Health Care Manag Sci 2001; 4:305-18 (g-chart); Xie and Goh, Qual Reliab Eng Int 1992; 8:355-60
(probability limits; over several events: Ohta et al. 2001).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dash.wording import count

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

TAIL = 0.00135
"""Probability beyond each limit while nothing changes: as three standard errors of a normal distribution."""
LEAST_EVENTS = 10
"""Fewer events give too poor a usual rate for limits."""


@dataclass(frozen=True)
class GChart:
    """One array element per point (an event, or the last of several), in order of time.

    Attributes:
        between: Sessions without an event before the event (before the last of ``each`` events, since the one before).
        usual: Events per session in the baseline (0 to 1).
        centre: Median to be expected.
        lower, upper: Points at or below, and at or above, are beyond the limits; NaN where no number is so unusual.
        too_often, too_seldom: Whether the point is beyond the lower, the upper limit.
        since_last: Sessions since the last event counted.
        each: Events a point stands for.
        baseline: Events that the usual rate comes from.
        why: In words, what cannot be said; else empty.
    """

    between: Ints
    usual: float
    centre: float
    lower: float
    upper: float
    too_often: NDArray[np.bool]
    too_seldom: NDArray[np.bool]
    since_last: int
    each: int
    baseline: int
    why: str


def sessions_between(event: ArrayLike) -> tuple[Ints, int]:
    """Return the sessions without an event before each event, and those since the last.

    Args:
        event: Whether each session had it, in order of time.
    """
    happened = np.asarray(event, dtype=np.bool)
    places = np.flatnonzero(happened)
    return np.diff(places, prepend=-1) - 1, len(happened) - (int(places[-1]) + 1 if len(places) else 0)


def g_chart(event: ArrayLike, each: int = 1, baseline: int | None = None, tail: float = TAIL) -> GChart:
    """Return the chart of sessions between events.

    The usual rate is (n - 1) / (n - 1 + sessions without), unbiased over the n events of the baseline. One short gap
    says little: above about one event in 700 sessions no single gap is short enough to lie beyond the lower limit. So
    ``each`` of several events together make a point: of 8, a rate that has tripled puts 3 points in 10 beyond the limit,
    of 4 only 1 in 20. The chart shows a course; it is slow to find a rise.

    False alarms while nothing changes, by simulation (``docs/method.md``): as ``tail`` says with a known usual rate;
    two to five times that with one from only ten events.

    Args:
        event: Whether each session had it, in order of time.
        each: Events that make one point.
        baseline: Events from the first on that give the usual rate; None for all.
        tail: Probability beyond each limit.

    Raises:
        ValueError: ``each`` is below 1.
    """
    if each < 1:
        raise ValueError("a point stands for at least one event")
    gaps, since = sessions_between(event)
    used = gaps if baseline is None else gaps[:baseline]
    points = gaps[: len(gaps) // each * each].reshape(-1, each).sum(axis=1)
    nan, no = float("nan"), np.zeros(len(points), dtype=np.bool)
    if len(used) < LEAST_EVENTS:
        why = f"{count(len(used), 'event')}: {LEAST_EVENTS} are needed to know the usual rate"
        return GChart(points, nan, nan, nan, nan, no, no, since, each, len(used), why)
    usual = (len(used) - 1) / (len(used) - 1 + int(used.sum()))
    centre, lower, upper = (_quantile(usual, each, share) for share in (0.5, tail, 1 - tail))
    # P(at most lower) may exceed the tail: the limit is the largest number at which it does not.
    low = lower if _at_most(usual, each, lower) <= tail else lower - 1
    high = upper + 1
    why = "" if low >= 0 else "no gap can be unusually short at this rate"
    return GChart(
        points,
        usual,
        centre,
        low if low >= 0 else nan,
        high,
        points <= low,
        points >= high,
        since,
        each,
        len(used),
        why,
    )


def _at_most(share: float, each: int, number: float) -> float:
    """P(at most so many sessions without, before the ``each``-th event): negative binomial."""
    from scipy import special

    if share >= 1:
        return 1.0 if number >= 0 else 0.0
    return float(special.betainc(each, number + 1, share)) if number >= 0 else 0.0


def _quantile(share: float, each: int, probability: float) -> float:
    """Smallest number of sessions without an event that is not exceeded with at least this probability."""
    low, high = -1, 1
    while _at_most(share, each, high) < probability:
        high *= 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if _at_most(share, each, middle) >= probability else (middle, high)
    return float(high)
