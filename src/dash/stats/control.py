"""Control limit of rare events: how many in a month the clinic's own past leads to expect.

``scipy.special`` is loaded where it is used: see ``intervals``.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


def chance_limit(total: ArrayLike, events: float, trials: float, probability: float = 0.999) -> Floats:
    """Return the largest number of events that chance explains, the usual share being known from a baseline only.

    The smallest k with P(X <= k) >= probability, X beta-binomial: binomial with a share that the baseline leaves
    uncertain (Jeffreys' prior, one half added to events and to trials without). A binomial limit at the baseline's own
    share would take that share for certain: after a baseline without any event, the first event would lie above it.
    As ``scipy.stats.betabinom.ppf``, which takes a second to load. Source: Aitchison and Dunsmore, Statistical
    Prediction Analysis (1975), chapter 2; Jeffreys' prior: Brown, Cai and DasGupta, Stat Sci 2001; 16:101-33.

    Args:
        total: Trials of each month; NaN comes back where there are none.
        events: Events of the baseline.
        trials: Trials of the baseline; without any, nothing is known and NaN comes back.
        probability: Share of months that stay at or below the limit by chance, 0.999 for 99.9 %.

    Raises:
        ValueError: More events than trials in the baseline.
    """
    from scipy import special

    if not 0 <= events <= trials:
        raise ValueError("a baseline has no more events than trials")
    n = np.asarray(total, dtype=np.float64)
    found = np.full(n.shape, np.nan)
    known = n > 0
    if not known.any() or trials == 0:
        return found
    each, a, b = n[known][:, None], events + 0.5, trials - events + 0.5
    # Few events are likely, so that few numbers are tried; twice as many until every month has its limit.
    most = 16
    while True:
        k = np.arange(most)[None, :]
        possible = k <= each
        rest = np.where(possible, each - k, 0.0)
        choose = special.gammaln(each + 1) - special.gammaln(k + 1) - special.gammaln(rest + 1)
        chance = np.where(
            possible, np.exp(choose + special.betaln(k + a, rest + b) - special.betaln(a, b)), 0.0
        )
        reached = (chance.cumsum(axis=1) >= probability) | (k >= each)
        if reached.any(axis=1).all():
            found[known] = reached.argmax(axis=1)
            return found
        most *= 2
