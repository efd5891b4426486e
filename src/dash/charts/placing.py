"""Where a label can stand without covering what is drawn. All in px, y upwards."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

Point = tuple[float, float]
Box = tuple[float, float, float, float]
"""Left, right, low, high."""


@dataclass(frozen=True)
class Spot:
    """A way to put a label beside a point, as Plotly writes it."""

    xanchor: str
    yanchor: str
    xshift: float
    yshift: float

    def box(self, point: Point, width: float, height: float) -> Box:
        """Return the box of a label of this size beside ``point``."""
        x, y = point[0] + self.xshift, point[1] + self.yshift
        left = {"left": x, "center": x - width / 2, "right": x - width}[self.xanchor]
        low = {"bottom": y, "middle": y - height / 2, "top": y - height}[self.yanchor]
        return left, left + width, low, low + height


NOWHERE = Spot("left", "bottom", 1e9, 1e9)
"""As the last of several spots: tells that none was free."""


def free_spot(
    point: Point,
    size: Point,
    spots: Sequence[Spot],
    paths: Sequence[Sequence[Point]],
    taken: Sequence[Box] = (),
) -> Spot:
    """Return the first of ``spots`` whose label meets no path and no taken box; the first one where none is free."""
    for spot in spots:
        box = spot.box(point, *size)
        if not any(crosses(box, path) for path in paths) and not any(overlap(box, other) for other in taken):
            return spot
    return spots[0]


def overlap(one: Box, two: Box) -> bool:
    """Return whether two boxes share some area."""
    return one[0] < two[1] and two[0] < one[1] and one[2] < two[3] and two[2] < one[3]


def crosses(box: Box, path: Sequence[Point]) -> bool:
    """Return whether a path of points enters a box, looked at every 3 px."""
    left, right, low, high = box
    for (x0, y0), (x1, y1) in pairwise(path if len(path) > 1 else [*path, *path]):
        steps = max(1, int(max(abs(x1 - x0), abs(y1 - y0)) // 3))
        for step in range(steps + 1):
            x, y = x0 + (x1 - x0) * step / steps, y0 + (y1 - y0) * step / steps
            if left <= x <= right and low <= y <= high:
                return True
    return False
