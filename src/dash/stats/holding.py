"""How fast a gain is lost between sessions: one half-life from all gaps of one person, with an interval.

Model: in the gap after session i, on day d since it, the score is ``base - gain_i * 2 ** (-d / half)`` with equal random error.
``base`` (the level without treatment) and each ``gain_i`` are fitted along; ``half`` is the same in all gaps.
Given the half-life the rest is linear least squares, so the whole fit is a search over one number, and the
interval is where the fit is not much worse than the best one (profile likelihood with a t limit). The rate
1 / half may come out zero or negative: nothing lost. Then the half-life has only a lower bound.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dash.stats.student import t_quantile

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

SHORTEST_DAYS = 0.5
"""A shorter half-life cannot be told apart from this one by daily scores."""
_RATES = np.concatenate([-np.geomspace(0.5, 0.0005, 60), [0.0], np.geomspace(0.0005, 1 / SHORTEST_DAYS, 240)])
"""Rates 1 / half that are tried, per day; between them the fit is read off a straight line."""
_ROUNDS = 12
"""Turns of fitting gains and base to one another; further ones change nothing that shows."""


@dataclass(frozen=True)
class Fit:
    """Rates 1 / half per day.

    Attributes:
        rate: The best one.
        low, high: The interval's ends; infinite where the fit stays good to the end of what is tried.
        freedom: Scores less fitted numbers.
    """

    rate: float
    low: float
    high: float
    freedom: int


def fit_rate(
    base: Floats, gap: Ints, day: Floats, score: Floats, *, minimum: float = 0, confidence: float = 0.95
) -> Fit | None:
    """Fit one rate of loss to all gaps; None with fewer than two scores more than fitted numbers.

    Args:
        base: Scores before any session, at least one; lower scores are better.
        gap: Which gap each further score is from; a gap with one score tells nothing and may be left out.
        day: Days since the session before it, above 0.
        score: In the unit of ``base``.
        minimum: Lowest score there is.
        confidence: Of the interval.
    """
    gaps, which = np.unique(gap, return_inverse=True)
    freedom = len(base) + len(score) - len(gaps) - 2
    if freedom < 2 or not len(base):
        return None
    errors = _errors(base, which, day, score, minimum)
    best = int(errors.argmin())
    # Whole points repeat: an error of zero would make the interval a point.
    least = max(float(errors[best]), freedom / 12)
    limit = least * (1 + t_quantile(0.5 + confidence / 2, freedom) ** 2 / freedom)
    return Fit(
        float(_RATES[best]), _crossing(errors, best, -1, limit), _crossing(errors, best, +1, limit), freedom
    )


def _errors(base: Floats, which: Ints, day: Floats, score: Floats, minimum: float) -> Floats:
    """Return the sum of squared errors at each rate tried, base and gains being the best ones for it."""
    left = 2.0 ** (-np.clip(np.outer(_RATES, day), -30, 30))  # rates x scores
    belongs = (which[:, None] == np.arange(which.max(initial=-1) + 1)).astype(np.float64)  # scores x gaps
    square, cross, product = (left * left) @ belongs, left @ belongs, (left * score) @ belongs
    # The gains leave the equations: what remains is a mean, weighted by how much each gap tells about the base.
    weight = len(base) + len(score) - (cross**2 / square).sum(axis=1)
    level = (base.sum() + score.sum() - (cross * product / square).sum(axis=1)) / weight
    gain = (cross * level[:, None] - product) / square
    # A score cannot fall below the scale: without this, a huge gain that is gone in a day would explain any first score.
    for _ in range(_ROUNDS):
        gain = np.clip(gain, 0, (level - minimum)[:, None])
        level = (base.sum() + (score + gain[:, which] * left).sum(axis=1)) / (len(base) + len(score))
        gain = (cross * level[:, None] - product) / square
    gain = np.clip(gain, 0, (level - minimum)[:, None])
    off = score - level[:, None] + gain[:, which] * left
    found: Floats = (off**2).sum(axis=1) + ((base - level[:, None]) ** 2).sum(axis=1)
    return found


def _crossing(errors: Floats, best: int, step: int, limit: float) -> float:
    """Return the rate at which the error passes the limit, going up or down from the best one."""
    at = best
    while 0 <= at + step < len(errors):
        if errors[at + step] > limit:
            share = (limit - errors[at]) / (errors[at + step] - errors[at])
            return float(_RATES[at] + max(share, 0.0) * (_RATES[at + step] - _RATES[at]))
        at += step
    return float(step) * np.inf
