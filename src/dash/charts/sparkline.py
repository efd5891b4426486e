"""A number's history in the size of a word, as a small picture: four of them cost a page nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

import numpy as np

from dash.charts.parts import Floats, many, number
from dash.charts.template import Tone

Side = Literal["high", "low", "none"]

_EDGE_PX = 6.0
_DOT_PX = 3.5


@dataclass(frozen=True)
class Sparkline:
    """A picture and its alternative text.

    Attributes:
        svg: For ``st.image(svg, alt=alt)``. Holds numbers and colours only, never text from files.
        alt: Plain sentences: how many values, the last one with its unit, its own range, what is missing.
    """

    svg: str
    alt: str


def sparkline(
    values: Sequence[float | None],
    tone: Tone,
    *,
    name: str = "",
    unit: str = "",
    width: int = 150,
    height: int = 44,
    band: tuple[float, float] | None = None,
    alert: Side = "high",
) -> Sparkline:
    """Draw values in order over the own range, with a bold last point.

    Args:
        values: The history, oldest first; None or NaN opens the line.
        tone: Colours.
        name: What is counted, for the words.
        unit: Unit of the values, for the words.
        width: px.
        height: px.
        band: Low and high end of where the last value was expected, from the earlier ones; None where not known.
        alert: On which side of the band the last point turns to the alert colour, that of the worse values.
    """
    history = np.array([np.nan if value is None else float(value) for value in values], dtype=np.float64)
    known = history[~np.isnan(history)]
    title = name or "History"
    if not known.size:
        return Sparkline(_picture([], width, height), f"{title}: no value recorded.")
    words = [f"{title}, {many(known.size, 'value')} in order: last {number(known[-1])} {unit}".rstrip() + "."]
    scale = _Scale(history, known, width, height)
    parts: list[str] = []
    outside = False
    if band is not None:
        top, foot = (min(max(scale.y(edge), 0.0), float(height)) for edge in reversed(band))
        parts.append(
            f'<rect x="0" y="{top:.1f}" width="{width}" height="{max(foot - top, 1):.1f}" fill="{tone.fan}"/>'
        )
        # An open end: the last session has no value, and what was expected of it says nothing about the one before.
        if not np.isnan(history[-1]):
            above, below = bool(history[-1] > band[1]), bool(history[-1] < band[0])
            outside = {"high": above, "low": below, "none": False}[alert]
            side = "above" if above else "below" if below else "within"
            words.append(f"It is {side} the own range, {band[0]:.0f} to {band[1]:.0f}.")
    parts += _lines(history, scale, tone.muted)
    last = int(np.flatnonzero(~np.isnan(history))[-1])
    colour = tone.alert if outside else tone.ink
    parts.append(
        f'<circle cx="{scale.x(last):.1f}" cy="{scale.y(float(history[last])):.1f}" r="{_DOT_PX}" fill="{colour}"/>'
    )
    if len(history) > known.size:
        words.append(f"{len(history) - known.size} missing.")
    return Sparkline(_picture(parts, width, height), " ".join(words))


class _Scale:
    """From place in order and value to pixels."""

    def __init__(self, history: Floats, known: Floats, width: int, height: int) -> None:
        self._low, self._high = float(known.min()), float(known.max())
        self._steps = max(len(history) - 1, 1)
        self._width, self._height = width - 2 * _EDGE_PX, height - 2 * _EDGE_PX

    def x(self, place: int) -> float:
        return _EDGE_PX + self._width * place / self._steps

    def y(self, value: float) -> float:
        if self._high == self._low:
            return _EDGE_PX + self._height / 2
        return _EDGE_PX + self._height * (self._high - value) / (self._high - self._low)


def _lines(history: Floats, scale: _Scale, colour: str) -> list[str]:
    """Return one line per run of known values: a missing value is a gap."""
    runs = groupby(range(len(history)), key=lambda place: bool(np.isnan(history[place])))
    found = []
    for missing, places in runs:
        points = " ".join(f"{scale.x(at):.1f},{scale.y(float(history[at])):.1f}" for at in places)
        if not missing:
            found.append(f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="1.2"/>')
    return found


def _picture(parts: list[str], width: int, height: int) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}">'
        f"{''.join(parts)}</svg>"
    )
