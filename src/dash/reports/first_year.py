"""The first year of a selection: what charts over time take as usual, whatever period is shown.

It is the twelve calendar months that begin with the month of the first session of the selection; of a side effect by route,
of the route's first session in which it was asked for, and anew where another way of asking prevails. Monthly charts need
whole months, and sessions between events are counted over the same ones.
"""

from datetime import date

import numpy as np
from numpy.typing import NDArray

from dash.stats.rare_events import LEAST_EVENTS
from dash.wording import count

MONTHS = 12


def month_of(day: date) -> int:
    """Return the number of a day's month: year times 12 plus month, January 0."""
    return day.year * 12 + day.month - 1


def first_day(month: int) -> date:
    """Return the first day of a month by its number."""
    return date(month // 12, month % 12 + 1, 1)


def events_within(months: NDArray[np.int64], first: int) -> int:
    """Return how many events, given by the number of their month, lie in the year that begins with month ``first``."""
    return int(np.count_nonzero(months < first + MONTHS))


def too_few(events: int, one: str, many: str) -> str:
    """Say why so few events of the first year give no usual rate; empty where they are enough."""
    if events >= LEAST_EVENTS:
        return ""
    return f"{count(events, one, many)} in the first year: {LEAST_EVENTS} are needed to know the usual rate"
