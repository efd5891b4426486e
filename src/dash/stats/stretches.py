"""Months in which something was done in one way: where it changes, what comes before and after does not compare."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

Ints = NDArray[np.int64]

MIXED = -1
"""No way prevails."""
NOTHING = -2
"""Nothing was counted in the month."""
PREVAILING = 0.8
"""Share of a month's sessions from which one way prevails."""
LEAVING = 0.65
"""It goes on to prevail until its share falls below this: months that hover around four fifths are no change each."""


def prevailing(ways: ArrayLike) -> Ints:
    """Return the way that prevails in each month, ``MIXED`` where none does, ``NOTHING`` without sessions.

    A way prevails from four fifths of a month's sessions on, and in the months after it until it has under 65 %.

    Args:
        ways: Sessions by month and way, in order of time.
    """
    counts = np.asarray(ways, dtype=np.int64)
    found = np.full(len(counts), NOTHING, dtype=np.int64)
    last = MIXED
    for month, row in enumerate(counts):
        total = int(row.sum())
        if not total:
            continue
        most = int(row.argmax())
        if row[most] >= PREVAILING * total:
            last = most
        elif last == MIXED or row[last] < LEAVING * total:
            last = MIXED
        found[month] = last
    return found


def stretches(way: ArrayLike) -> tuple[Ints, NDArray[np.bool]]:
    """Return the number of each month's stretch, from 0, and whether a new one begins with it.

    A stretch ends where another way prevails (or none does). Months without sessions belong to the stretch before them.

    Args:
        way: As of ``prevailing``.
    """
    ways = np.asarray(way, dtype=np.int64)
    begins = np.zeros(len(ways), dtype=np.bool)
    last = NOTHING
    for month, one in enumerate(ways.tolist()):
        if one == NOTHING:
            continue
        begins[month] = last not in (NOTHING, one)
        last = one
    return np.cumsum(begins), begins
