"""The two panels of one session by minute from dose: their scales, and what of the record stands on them."""

import numpy as np

from dash.charts.parts import NARROW_PX, PARTS, Limits, Sheet
from dash.charts.placing import Box, Point
from dash.charts.pressure import Panels
from dash.charts.session_band import Block
from dash.charts.session_course import Course
from dash.charts.template import Tone

LEFT_PX, RIGHT_PX, TOP_PX, BOTTOM_PX = 34, 104, 4, 34
HEIGHT_PX = 236
EARLIEST, LATEST = -60, 360
"""Minutes beyond which a reading of the session is counted but not drawn."""
COMING_MINUTE = -15.0
_PLOT_PX = NARROW_PX - LEFT_PX - RIGHT_PX
_FLOOR = (102, 58)


class View:
    """The sheet with its scales; the x axis reaches as far as the session's own readings.

    Attributes:
        own: Readings of the session that are drawn.
        earlier: Readings of earlier sessions on the same route.
        outside: Readings of the session too far from the dose to be drawn.
        untimed: Readings of the session without a minute.
        goal: The patient's own goals; NaN where only the other one is set.
        taken: Boxes of labels already placed, by part, px.
    """

    def __init__(
        self,
        own: Course,
        earlier: Course,
        blocks: dict[str, list[Block]],
        coming: dict[str, float],
        tone: Tone,
        limits: Limits,
        latest_mark: float,
        goal: Limits | None = None,
    ) -> None:
        """Lay out the panels so that everything given has a place; ``latest_mark`` is a minute to reach, or NaN."""
        known = ~np.isnan(own.minute)
        inside = known & (own.minute >= EARLIEST) & (own.minute <= LATEST)
        self.own, self.earlier, self.blocks, self.coming = own.rows(inside), earlier, blocks, coming
        self.limits, self.tone, self.goal = limits, tone, goal
        self.outside, self.untimed = int((known & ~inside).sum()), int((~known).sum())
        self.taken: dict[str, list[Box]] = {part: [] for part in PARTS}
        first, last = (self.own.minute.min(), self.own.minute.max()) if self.own.minute.size else (0.0, 0.0)
        reach = [latest_mark + 4] if latest_mark <= LATEST else []
        self.start, self.end = min(-20.0, float(first) - 4), max([136.0, float(last) + 12, *reach])
        self.px = _PLOT_PX / (self.end - self.start)
        self.sheet = Sheet(tone, HEIGHT_PX, (LEFT_PX, RIGHT_PX, TOP_PX, BOTTOM_PX))
        values = {part: self._values(part) for part in PARTS}
        self.panels = Panels(self.sheet, values, limits, HEIGHT_PX - TOP_PX - BOTTOM_PX, floor=_FLOOR)
        ticks = [0, 40, 120, 180, 240, 300, 360]
        if self.end - self.start <= 200:
            ticks = [-15, 0, 20, 40, 60, 90, 120]
        shown = [tick for tick in ticks if tick <= self.end]
        for axis in ("xaxis", "xaxis2"):
            self.sheet.axis(axis, range=[self.start, self.end], tickvals=shown, showline=False)
        self.sheet.axis("xaxis2", title="minutes from dose")

    def _values(self, part: str) -> "np.ndarray":
        past = self.earlier.rows((self.earlier.minute >= self.start) & (self.earlier.minute <= self.end))
        edges = [edge for block in self.blocks[part] for edge in (block.low, block.high)]
        coming = [self.coming[part]] if part in self.coming else []
        goal = [] if self.goal is None else [self.goal.part(part)]
        return np.concatenate([self.own.part(part), past.part(part), edges, coming, goal])

    def row(self, part: str) -> int:
        """Return the panel of a part."""
        return PARTS.index(part) + 1

    def point(self, part: str, minute: float, level: float) -> Point:
        """Return a reading's place in its panel, px at the narrowest width."""
        return (minute - self.start) * self.px, self.panels.y(part, level)

    def top(self, part: str, minute: float) -> Point:
        """Return the top of a panel at a minute, px."""
        return self.point(part, minute, self.panels.ranges[part][1])

    def across(self, part: str, level: float, until: float | None = None) -> list[Point]:
        """Return a level line of the panel as a path in px."""
        end = self.end if until is None else until
        return [self.point(part, self.start, level), self.point(part, end, level)]

    def lines(self, part: str) -> list[list[Point]]:
        """Return what labels must not cover: the session's own line, the limit, the foot of the panel."""
        known = self.own.rows(~np.isnan(self.own.part(part)))
        path = [
            self.point(part, minute, level)
            for minute, level in zip(known.minute.tolist(), known.part(part).tolist(), strict=True)
        ]
        low = self.panels.ranges[part][0]
        fixed = [self.across(part, self.limits.part(part)), self.across(part, low)]
        return [path, *fixed] if path else fixed
