"""Control limits: how many events in a month the clinic's own past leads to expect.

``scipy.special`` is loaded where it is used: see ``intervals``.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


def binomial_limit(total: ArrayLike, centre: ArrayLike, probability: float = 0.999) -> Floats:
    """Return the largest number of events that chance explains, given the usual share.

    The smallest k with P(X <= k) >= probability, X binomial: a month with more than k events lies above the limit.
    As ``scipy.stats.binom.ppf``. NaN where nothing was counted or the usual share is unknown.

    Args:
        total: Number of trials.
        centre: Usual share, 0 to 1.
        probability: Share of months that stay at or below the limit by chance, 0.999 for 99.9 %.
    """
    from scipy import special

    n, p = np.broadcast_arrays(np.asarray(total, dtype=np.float64), np.asarray(centre, dtype=np.float64))
    known = (n > 0) & ~np.isnan(p)
    trials, share = np.where(known, n, 1.0), np.where(known, p, 0.5)
    certain = (share <= 0) | (share >= 1)
    inner = np.where(certain, 0.5, share)
    limit = np.ceil(special.bdtrik(probability, trials, inner))
    # The continuous inverse ends a hair beside a whole number now and then: settle it with the distribution itself.
    limit = np.clip(np.nan_to_num(limit), 0, trials)
    below = np.maximum(limit - 1, 0)
    limit = np.where((limit > 0) & (_at_most(below, trials, inner) >= probability), below, limit)
    limit = np.where(_at_most(limit, trials, inner) < probability, np.minimum(limit + 1, trials), limit)
    limit = np.where(certain, np.where(share <= 0, 0.0, trials), limit)
    return np.where(known, limit, np.nan)


def _at_most(events: Floats, trials: Floats, share: Floats) -> Floats:
    """P(X <= events), X binomial, by the incomplete beta function (``bdtr`` wants whole-number types)."""
    from scipy import special

    some = events < trials
    return np.where(some, special.betainc(np.where(some, trials - events, 1.0), events + 1, 1 - share), 1.0)
