"""Percentiles of values that are given as counts, group by group."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def counted_quantiles(
    group: Ints, value: Floats, count: Ints, percents: Sequence[int]
) -> tuple[Ints, Ints, Floats]:
    """Return the groups, how many values each has, and their percentiles (groups x percents).

    A percentile is a value that occurs: the smallest that at least that share of the values do not exceed.

    Args:
        group: In ascending order.
        value: In ascending order within each group.
        count: How often the value occurs there, at least 1.
        percents: Such as 10, 50, 90; whole, above 0.
    """
    groups, first = np.unique(group, return_index=True)
    up_to = np.cumsum(count)
    before = np.append(0, up_to)[first]
    total = np.diff(np.append(before, up_to[-1:] if len(up_to) else 0)) if len(first) else before
    # Ranks in whole numbers: rounding must not move a percentile to a neighbour.
    rank = -(-total[:, None] * np.array(percents) // 100)
    return groups, total, value[np.searchsorted(up_to, before[:, None] + rank)]
