"""What the two blood pressure figures of a patient share: panels of one scale, limits, words for a pair."""

import math
from collections.abc import Sequence

import numpy as np
import pandas as pd

from dash import wording
from dash.charts.parts import Floats, Limits, Sheet, numbers, stacked, texts

SPACING = 0.05


class Panels:
    """Two stacked panels, systolic over diastolic, with the same mmHg per pixel."""

    def __init__(
        self,
        sheet: Sheet,
        values: dict[str, Floats],
        limits: Limits,
        inner_px: float,
        *,
        floor: tuple[float, float],
    ) -> None:
        """Set the y axes of ``sheet``.

        Args:
            sheet: The sheet to lay out.
            values: All values drawn, by part, mmHg; NaN is left out.
            limits: Drawn in both panels; each panel reaches above its limit.
            inner_px: Height of both panels together, px.
            floor: Where the axes start unless values are lower, systolic and diastolic, mmHg.
        """
        self.ranges: dict[str, tuple[float, float]] = {}
        for part, low, above in (("systolic", floor[0], 14), ("diastolic", floor[1], 11)):
            known = [float(value) for value in values[part] if not math.isnan(value)]
            lowest = min([low, *(math.floor(value) - 6 for value in known)])
            self.ranges[part] = (lowest, max([limits.part(part) + above, *(value + 14 for value in known)]))
        spans = [high - low for low, high in self.ranges.values()]
        self.px = inner_px * (1 - SPACING) / sum(spans)
        stacked(sheet, spans, SPACING)
        for row, (part, (low, high)) in enumerate(self.ranges.items(), start=1):
            step = 20 if self.px * 20 >= 15 else 40
            offset = 0 if part == "systolic" else 10
            first = math.ceil((low + 4 - offset) / step) * step + offset
            ticks = list(range(first, int(high) + 1, step))
            sheet.axis(f"yaxis{row if row > 1 else ''}", range=[low, high], tickvals=ticks)

    def y(self, part: str, level: float) -> float:
        """Return a level of one panel in px above the panel's foot."""
        return (level - self.ranges[part][0]) * self.px


def numbered(sessions: pd.DataFrame) -> pd.DataFrame:
    """Return the sessions that took place and have a number, in the order of their numbers."""
    which = numbers(sessions, "session_number")
    held = ~np.isnan(which)
    if "status" in sessions.columns:
        held &= np.array([status != "cancelled" for status in texts(sessions, "status")], dtype=bool)
    rows = np.flatnonzero(held)
    return sessions.iloc[rows[np.argsort(which[rows], kind="stable")]]


def pair(systolic: float | None, diastolic: float | None) -> str:
    """Return one reading as "145/72"; a missing part as "?"."""
    return wording.pair(systolic, diastolic, missing="?", neither=wording.MISSING)


def listed(items: Sequence[float], most: int = 4) -> str:
    """Return session numbers as "9, 20", or how many there are."""
    if len(items) <= most:
        return ", ".join(f"{item:.0f}" for item in items)
    return f"{len(items)} sessions"
