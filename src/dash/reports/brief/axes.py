"""Scales, ticks and places for labels."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

import numpy as np

from dash.charts.dates import ticks
from dash.reports.brief.drawing import FAINT, MUTED, Drawing

_EMPTY = 16.0
"""Height of a figure without anything to draw, mm."""


@dataclass(frozen=True)
class Scale:
    """A straight scale: ``low`` stands at ``start`` mm, ``high`` at ``end`` mm."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        """Return where a value stands, mm."""
        return self.start + (value - self.low) / (self.high - self.low) * (self.end - self.start)


@dataclass(frozen=True)
class TimeScale:
    """A scale of time from ``first`` to ``last``."""

    first: datetime
    last: datetime
    start: float
    end: float

    def __call__(self, moment: datetime) -> float:
        """Return where a moment stands, mm."""
        share = (moment - self.first) / (self.last - self.first)
        return self.start + share * (self.end - self.start)

    def ticks(self, room: int) -> list[tuple[float, str]]:
        """Return at most ``room`` places, mm, with days, months or years."""
        places, words = ticks(np.datetime64(self.first), np.datetime64(self.last), room)
        return [
            (self(datetime.fromisoformat(place)), word) for place, word in zip(places, words, strict=True)
        ]


def spread(places: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Return places at least ``gap`` apart within ``low`` to ``high``, each as near as may be to where it was."""
    order = sorted(range(len(places)), key=lambda i: places[i])
    moved = list(places)
    for before, this in pairwise(order):
        moved[this] = max(moved[this], moved[before] + gap)
    if order and moved[order[-1]] > high:
        moved[order[-1]] = high
        for this, after in zip(order[-2::-1], order[:0:-1], strict=False):
            moved[this] = min(moved[this], moved[after] - gap)
    if order and moved[order[0]] < low:
        return [low + gap * order.index(i) for i in range(len(places))]
    return moved


def empty(width: float, height: float, sentence: str) -> Drawing:
    """Return a figure that says why there is nothing to draw, no higher than that needs."""
    high = min(height, _EMPTY)
    drawing = Drawing(width, high)
    drawing.box(0, 0, width, high, None, FAINT, 0.1)
    drawing.words(sentence, width / 2, high / 2, 7.5, anchor="center", colour=MUTED)
    return drawing
