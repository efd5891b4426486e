"""A figure as plain numbers: lines, areas, marks and words in mm from its top left corner, drawn by ``page.typ``."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from dash.charts.template import LIGHT

INK, MUTED, FAINT, HAIR = LIGHT.ink, LIGHT.muted, LIGHT.faint, "#D3D9DF"
ALERT, PAPER = LIGHT.alert, LIGHT.page
POINT_MM = 0.3528
SMALL, NORMAL, LARGE = 5.6, 6.6, 9.0
"""Sizes of type in figures, points."""

Point = tuple[float, float]


@dataclass
class Drawing:
    """A figure in the making.

    Attributes:
        width, height: mm.
        items: What is drawn, later over earlier, as ``page.typ`` reads it.
    """

    width: float
    height: float
    items: list[list[Any]] = field(default_factory=list)

    def line(
        self, points: Sequence[Point], width: float = 0.2, colour: str = INK, dash: str = "solid"
    ) -> None:
        """Draw a line through points; ``dash`` is "solid", "dashed" or "dotted"."""
        if len(points) > 1:
            self.items.append(["line", _rounded(points), width, colour, dash])

    def area(
        self, points: Sequence[Point], fill: str | None, stroke: str | None = None, width: float = 0.15
    ) -> None:
        """Draw a closed area."""
        if len(points) > 2:
            self.items.append(["area", _rounded(points), fill, stroke, width])

    def box(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        fill: str | None,
        stroke: str | None = None,
        line: float = 0.15,
    ) -> None:
        """Draw an upright rectangle from its top left corner."""
        corners = [(x, y), (x + width, y), (x + width, y + height), (x, y + height)]
        self.area(corners, fill, stroke, line)

    def mark(
        self,
        shape: str,
        x: float,
        y: float,
        size: float,
        fill: str | None,
        stroke: str | None = None,
        line: float = 0.2,
    ) -> None:
        """Draw a mark ``size`` mm across, its middle at a point; shapes are those of the routes."""
        if shape == "circle":
            self.items.append(["circle", round(x, 3), round(y, 3), round(size / 2, 3), fill, stroke, line])
        else:
            self.area([(x + dx * size, y + dy * size) for dx, dy in SHAPES[shape]], fill, stroke, line)

    def words(
        self,
        text: str,
        x: float,
        y: float,
        size: float = NORMAL,
        *,
        anchor: str = "start",
        bold: bool = False,
        colour: str = INK,
        turned: bool = False,
        plate: bool = False,
    ) -> None:
        """Write words on one line, their middle at height ``y``.

        Args:
            text: Any text; nothing in it is a command.
            x: mm.
            y: mm.
            size: Points.
            anchor: Which part stands at ``x``: "start", "center" or "end".
            bold: Heavier.
            colour: Of the letters.
            turned: Upwards.
            plate: On a plate of the colour of the paper, over what is drawn below.
        """
        if plate:
            wide = text_mm(text, size)
            left = {"start": x, "center": x - wide / 2, "end": x - wide}[anchor]
            high = size * POINT_MM * 0.9
            self.box(left - 0.3, y - high / 2, wide + 0.6, high, PAPER)
        self.items.append(["words", text, round(x, 3), round(y, 3), size, anchor, bold, colour, turned])

    def as_data(self) -> dict[str, Any]:
        """Return the figure as plain lists and numbers."""
        return {"width": self.width, "height": self.height, "items": self.items}


def text_mm(text: str, size: float) -> float:
    """Return about how wide a text is, rather too much than too little."""
    return sum(0.3 if letter in " .,:;|/()–-lijtfrI'" else 0.53 for letter in text) * size * POINT_MM


def _rounded(points: Sequence[Point]) -> list[list[float]]:
    return [[round(x, 3), round(y, 3)] for x, y in points]


def _regular(corners: int, turn: float) -> list[Point]:
    angles = [math.pi * 2 * i / corners + turn for i in range(corners)]
    return [(math.sin(angle) / 2, -math.cos(angle) / 2) for angle in angles]


def _cross() -> list[Point]:
    arm, waist = 0.5, 0.17
    upright = [
        (-waist, -arm),
        (waist, -arm),
        (waist, -waist),
        (arm, -waist),
        (arm, waist),
        (waist, waist),
        (waist, arm),
        (-waist, arm),
        (-waist, waist),
        (-arm, waist),
        (-arm, -waist),
        (-waist, -waist),
    ]
    turn = math.sqrt(0.5)
    return [((x - y) * turn, (x + y) * turn) for x, y in upright]


def _star() -> list[Point]:
    outer, inner = _regular(5, 0), _regular(5, math.pi / 5)
    return [
        point
        for far, near in zip(outer, inner, strict=True)
        for point in (far, (near[0] * 0.45, near[1] * 0.45))
    ]


SHAPES: dict[str, list[Point]] = {
    "diamond": [(0, -0.58), (0.58, 0), (0, 0.58), (-0.58, 0)],
    "square": [(-0.45, -0.45), (0.45, -0.45), (0.45, 0.45), (-0.45, 0.45)],
    "triangle-up": [(0, -0.52), (0.55, 0.43), (-0.55, 0.43)],
    "x": _cross(),
    "hexagon": _regular(6, 0),
    "star": _star(),
}
"""Corners of each shape for a mark 1 mm across."""
