"""One side effect over the whole time of a selection, by route: what its limits over time come from."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dash.queries.effect_months import Months
from dash.stats.laney import right_chart
from dash.stats.stretches import MIXED, prevailing, stretches

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Past:
    """One route, one element per month.

    Attributes:
        events, total: Sessions with the effect, and asked in the way chosen.
        way: The way of asking that prevails, by code; ``MIXED`` or ``NOTHING`` of ``dash.stats.stretches``.
        most: Share of the month's sessions asked in the commonest way, NaN without sessions.
        changed: Whether another way prevails than before.
        stretch: Number of the stretch whose months compare: all where one way is chosen.
        comparable: Whether the stretch of the month is one of a single way.
        chart: ``laney``, or ``g`` where the effect is too rare for monthly rates.
    """

    events: Ints
    total: Ints
    way: Ints
    most: NDArray[np.float64]
    changed: NDArray[np.bool]
    stretch: Ints
    comparable: NDArray[np.bool]
    chart: str

    def begin(self, stretch: int) -> int:
        """Return the place of the first month of a stretch with a session asked; the stretch has one."""
        return int(np.flatnonzero((self.stretch == stretch) & (self.total > 0))[0])


def pasts(whole: Months, elicitation: str | None) -> dict[int, Past]:
    """Return by code the routes with a session asked in the way chosen.

    Args:
        whole: Of the selection without its period.
        elicitation: The way of asking chosen, None for all ways together.
    """
    all_events, asked = whole.events.sum(axis=-1), whole.asked.sum(axis=-1)
    found = {}
    for route in np.flatnonzero(asked.sum(axis=0)).tolist():
        events, total = all_events[:, route], asked[:, route]
        ways = whole.ways[:, route]
        way = prevailing(ways)
        all_ways = ways.sum(axis=1)
        most = np.where(all_ways > 0, ways.max(axis=1) / np.maximum(all_ways, 1), np.nan)
        stretch, changed = stretches(way)
        comparable = np.ones(len(way), dtype=np.bool)
        if elicitation is None:
            mixed = np.unique(stretch[way == MIXED])
            comparable = ~np.isin(stretch, mixed)
        else:
            # All sessions counted were asked in this way, whatever prevails.
            stretch = np.zeros_like(stretch)
        chart = right_chart(int(events.sum()), int(np.count_nonzero(total)))
        found[route] = Past(events, total, way, most, changed, stretch, comparable, chart)
    return found
