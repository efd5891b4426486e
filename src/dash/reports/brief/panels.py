"""Two panels of blood pressure, systolic over diastolic, with the same mmHg per mm."""

import math
from collections.abc import Iterable
from typing import Literal

from dash.charts.template import LIGHT
from dash.reports.brief.axes import Scale
from dash.reports.brief.drawing import ALERT, HAIR, MUTED, SMALL, Drawing
from dash.rulebook import Settings

Part = Literal["systolic", "diastolic"]
PARTS: tuple[Part, Part] = ("systolic", "diastolic")
LEFT, RIGHT = 7.0, 20.0
_GAP = 2.0
_FLOOR = {"systolic": 110.0, "diastolic": 64.0}
_CEILING = {"systolic": 260.0, "diastolic": 160.0}


class Panels:
    """The panels of one figure.

    Attributes:
        scale: From mmHg to mm, by part.
        limit: Of an event, mmHg, by part.
    """

    def __init__(
        self,
        drawing: Drawing,
        values: dict[Part, list[float]],
        settings: Settings,
        foot: float,
    ) -> None:
        """Draw frame, ticks and limits from the top of the drawing down to ``foot`` mm; ``values`` are mmHg."""
        self.drawing = drawing
        self.limit: dict[Part, float] = {
            "systolic": settings.event_systolic_mmhg,
            "diastolic": settings.event_diastolic_mmhg,
        }
        ranges = {part: self._range(part, values[part]) for part in PARTS}
        per_mm = sum(high - low for low, high in ranges.values()) / (foot - _GAP)
        top = 0.0
        self.scale: dict[Part, Scale] = {}
        for part, (low, high) in ranges.items():
            bottom = top + (high - low) / per_mm
            self.scale[part] = Scale(low, high, bottom, top)
            self._frame(part, low, high)
            top = bottom + _GAP

    def _range(self, part: Part, values: Iterable[float]) -> tuple[float, float]:
        known = [min(value, _CEILING[part]) for value in values]
        low = min([_FLOOR[part], *(value - 6 for value in known)])
        high = max([self.limit[part] + 9, *(value + 9 for value in known)])
        return low, high

    def _frame(self, part: Part, low: float, high: float) -> None:
        drawing, scale = self.drawing, self.scale[part]
        right = drawing.width - RIGHT
        step = 20
        offset = 0 if part == "systolic" else 10
        first = math.ceil((low + 3 - offset) / step) * step + offset
        for level in range(first, int(high) + 1, step):
            drawing.line([(LEFT, scale(level)), (right, scale(level))], 0.1, HAIR)
            drawing.words(str(level), LEFT - 0.8, scale(level), SMALL, anchor="end", colour=MUTED)
        limit = scale(self.limit[part])
        drawing.line([(LEFT, limit), (right, limit)], 0.2, ALERT, "dashed")
        drawing.line([(LEFT, scale(low)), (right, scale(low))], 0.1, MUTED)

    def y(self, part: Part, level: float) -> float:
        """Return where a pressure stands, mm; what is off the panel stands at its edge."""
        scale = self.scale[part]
        return scale(min(max(level, scale.low), scale.high))

    def inside(self, part: Part) -> tuple[float, float]:
        """Return top and foot of a panel, mm."""
        scale = self.scale[part]
        return scale.end, scale.start


def colour(part: Part) -> str:
    """Return the colour of a part; the panel and its name tell it too."""
    return LIGHT.part(part)
