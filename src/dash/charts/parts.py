"""Parts that several figures share: a sheet to draw on, limits, label placing, words for numbers."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dash.charts.chart import Chart, RawFigure
from dash.charts.dates import Moments
from dash.charts.template import SMALL_PX, Tone, template, tint
from dash.wording import noun

Floats = NDArray[np.float64]
Spec = dict[str, Any]

PARTS = ("systolic", "diastolic")
NARROW_PX = 606
"""Narrowest width a figure is drawn at (half a column of a 1,280 px window): labels are placed for it."""
DASHED = "4px,3px"


@dataclass(frozen=True)
class Limits:
    """A pair of pressure limits and the words beside their lines.

    Attributes:
        systolic, diastolic: mmHg. A reading at or above counts as over.
        name: Said after the number, such as "180 event limit".
    """

    systolic: float
    diastolic: float
    name: str = "event limit"

    def part(self, name: str) -> float:
        """Return the limit of ``systolic`` or ``diastolic``, mmHg."""
        return self.systolic if name == "systolic" else self.diastolic


class Sheet:
    """A figure in the making: traces, shapes and notes are collected and handed over once."""

    def __init__(self, tone: Tone, height: int, margin: tuple[int, int, int, int]) -> None:
        """Start with a height and the margins left, right, top and bottom, all in px."""
        left, right, top, bottom = margin
        self.tone = tone
        self.traces: list[Spec] = []
        self.shapes: list[Spec] = []
        self.notes: list[Spec] = []
        self.layout: Spec = {
            "template": template(tone),
            "height": height,
            "margin": {"l": left, "r": right, "t": top, "b": bottom},
        }

    def scatter(self, x: Sequence[object], y: Sequence[object], row: int = 1, **options: object) -> None:
        """Add marks, text or a line to panel ``row`` (its axes are x{row} and y{row})."""
        trace: Spec = {"type": "scatter", "x": x, "y": y, "mode": "markers"}
        if row > 1:
            trace |= {"xaxis": f"x{row}", "yaxis": f"y{row}"}
        self.traces.append(trace | options)

    def bars(self, x: Sequence[object], y: Sequence[object], row: int = 1, **options: object) -> None:
        """Add upright bars to panel ``row``."""
        trace: Spec = {"type": "bar", "x": x, "y": y}
        if row > 1:
            trace |= {"xaxis": f"x{row}", "yaxis": f"y{row}"}
        self.traces.append(trace | options)

    def line(
        self,
        x: Sequence[Any],
        y: Sequence[Any],
        colour: str,
        width: float = 1.0,
        row: int = 1,
        **options: object,
    ) -> None:
        """Add a line without marks; None in ``y`` breaks it. No hover unless given."""
        stroke = {"color": colour, "width": width, "dash": options.pop("dash", "solid")}
        stroke |= {"shape": options.pop("shape", "linear")}
        self.scatter(x, y, row, **({"mode": "lines", "line": stroke, "hoverinfo": "skip"} | options))

    def band(
        self, x: Sequence[object], low: Sequence[object], high: Sequence[object], colour: str, row: int = 1
    ) -> None:
        """Fill the area between two curves without missing values."""
        self.scatter(
            [*x, *reversed(x)],
            [*high, *reversed(low)],
            row,
            mode="lines",
            line={"width": 0},
            fill="toself",
            fillcolor=colour,
            hoverinfo="skip",
        )

    def note(self, text: str, colour: str, *, x: object, y: object, row: int = 1, **place: object) -> None:
        """Write a label; in data coordinates of panel ``row`` unless xref or yref say otherwise.

        ``text`` is read as Plotly's HTML subset: text from files goes through ``plain`` first.
        """
        suffix = "" if row == 1 else str(row)
        spot = {"xref": f"x{suffix}", "yref": f"y{suffix}"} | place
        font = {"color": colour, "size": spot.pop("size", SMALL_PX)}
        self.notes.append({"text": text, "font": font, "x": x, "y": y, "showarrow": False} | spot)

    def margin_note(self, text: str, y: object, colour: str, row: int = 1, **place: object) -> None:
        """Write a label in the right margin, level with ``y`` of panel ``row``."""
        spot = {"xref": "paper", "xanchor": "left", "xshift": 6} | place
        self.note(text, colour, x=spot.pop("x", 1), y=y, row=row, **spot)

    def rule(self, colour: str, width: float = 1.0, dash: str = "solid", **ends: object) -> None:
        """Draw a straight line below the traces; ``ends`` are x0, x1, y0, y1 and references."""
        ends.setdefault("layer", "below")
        self.shapes.append({"type": "line", "line": {"color": colour, "width": width, "dash": dash}} | ends)

    def box(self, fill: str, **ends: object) -> None:
        """Fill a rectangle below the traces; ``ends`` as in ``rule``, ``line`` for an outline."""
        self.shapes.append({"type": "rect", "fillcolor": fill, "layer": "below", "line": {"width": 0}} | ends)

    def limit(self, level: float, row: int = 1) -> None:
        """Draw a limit over the full width of panel ``row``: dashed, in a softened alert colour."""
        suffix = "" if row == 1 else str(row)
        self.rule(
            tint(self.tone.alert, 0.65),
            1,
            DASHED,
            xref=f"x{suffix} domain",
            x0=0,
            x1=1,
            yref=f"y{suffix}",
            y0=level,
            y1=level,
            layer="above",
        )

    def axis(self, name: str, **options: object) -> None:
        """Set properties of an axis such as ``xaxis2``."""
        title = options.pop("title", None)
        if title is not None:
            options["title"] = {"text": title}
        self.layout[name] = self.layout.get(name, {}) | options

    def chart(self, alt: str) -> Chart:
        """Return the finished chart."""
        self.layout["shapes"], self.layout["annotations"] = self.shapes, self.notes
        return Chart(RawFigure({"data": self.traces, "layout": self.layout}), alt)


def stacked(sheet: Sheet, rows: Sequence[float], spacing: float) -> None:
    """Lay out panels over one another with a shared x axis.

    ``rows`` are relative heights from top to bottom, ``spacing`` the share of the height between two panels.
    The x axis of the last panel carries the ticks; the others follow it.
    """
    share = (1 - spacing * (len(rows) - 1)) / sum(rows)
    top = 1.0
    for row, height in enumerate(rows, start=1):
        suffix = "" if row == 1 else str(row)
        last = row == len(rows)
        bottom = max(0.0, top - height * share)
        sheet.axis(f"yaxis{suffix}", domain=[bottom, top], anchor=f"x{suffix}")
        sheet.axis(f"xaxis{suffix}", anchor=f"y{suffix}", showticklabels=last)
        if not last:
            sheet.axis(f"xaxis{suffix}", matches=f"x{len(rows)}")
        top = bottom - spacing


def numbers(frame: pd.DataFrame, column: str) -> Floats:
    """Return a column as floats, NaN where missing, unreadable or when the column is absent."""
    if column not in frame.columns:
        return np.full(len(frame), np.nan)
    series = frame[column]
    if series.dtype.kind not in "fiub":
        series = pd.to_numeric(series, errors="coerce")
    return np.asarray(series.to_numpy(dtype="float64", na_value=np.nan), dtype=np.float64)


def truths(frame: pd.DataFrame, column: str) -> list[bool | None]:
    """Return a column of yes, no or missing; all missing when the column is absent."""
    if column not in frame.columns:
        return [None] * len(frame)
    return [None if missing(value) else bool(value) for value in frame[column].tolist()]


def texts(frame: pd.DataFrame, column: str) -> list[Any]:
    """Return a column as a list, None where missing or when the column is absent."""
    if column not in frame.columns:
        return [None] * len(frame)
    return [None if missing(value) else value for value in frame[column].tolist()]


def moments(frame: pd.DataFrame, column: str) -> Moments:
    """Return a column of dates or times as seconds, NaT where missing."""
    if column not in frame.columns:
        return np.full(len(frame), np.datetime64("NaT", "s"))
    series = frame[column]
    if isinstance(series.dtype, np.dtype) and series.dtype.kind == "M":  # parsing again would cost 1 ms
        return np.asarray(series.to_numpy(), dtype="datetime64[s]")
    parsed = pd.to_datetime(series, errors="coerce")
    return np.asarray(parsed.to_numpy(), dtype="datetime64[s]")


def missing(value: object) -> bool:
    """Return whether a cell holds nothing: None, NaN, NaT or NA."""
    return (
        value is None or value is pd.NA or value is pd.NaT or (isinstance(value, float) and math.isnan(value))
    )


def drawn(values: Iterable[float]) -> list[float | None]:
    """Return floats for a trace: None where missing, so that nothing is drawn there."""
    return [None if math.isnan(value) else value for value in map(float, values)]


def spread(positions: Sequence[float], gap: float, within: tuple[float, float] | None = None) -> list[float]:
    """Move label positions apart until neighbours are ``gap`` away, keeping their order and their middle.

    ``within`` is the range of the axis: Plotly drops a label outside it, so they are moved inside as far as all fit.
    """
    order = sorted(range(len(positions)), key=lambda i: positions[i])
    groups: list[list[float]] = []  # [middle, members] of labels that touch
    for index in order:
        groups.append([positions[index], 1])
        while len(groups) > 1 and groups[-1][0] - groups[-2][0] < gap * (groups[-1][1] + groups[-2][1]) / 2:
            (upper, n), (lower, m) = groups.pop(), groups.pop()
            groups.append([(upper * n + lower * m) / (n + m), n + m])
    places = [middle + gap * (i - (count - 1) / 2) for middle, count in groups for i in range(int(count))]
    if within is not None and places:
        for i in range(len(places)):
            places[i] = max(places[i], within[0] if i == 0 else places[i - 1] + gap)
        for i in range(len(places) - 1, -1, -1):
            places[i] = min(places[i], within[1] if i == len(places) - 1 else places[i + 1] - gap)
        places = [max(place, within[0]) for place in places]
    placed = [0.0] * len(positions)
    for index, place in zip(order, places, strict=True):
        placed[index] = place
    return placed


def text_px(text: str, size: int = SMALL_PX) -> float:
    """Return about how wide a text is drawn, px (Source Sans, a little generous)."""
    return len(text) * size * 0.53


def number(value: float) -> str:
    """Return a number as short as it is: 11, 10.5, 1,246; "?" where missing."""
    if math.isnan(value):
        return "?"
    return f"{value + 0.0:,.0f}" if float(value).is_integer() else f"{value:,.1f}"


def count(value: float) -> str:
    """Return a count for a narrow place: 1,246, then 123k, then 1.2M; "?" where missing."""
    if math.isnan(value):
        return "?"
    if value < 100_000:
        return f"{value:,.0f}"
    return f"{value / 1000:,.0f}k" if value < 1_000_000 else f"{value / 1_000_000:.1f}M"


def many(amount: float, one: str, several: str | None = None) -> str:
    """Return an amount with its noun: 1 session, 2 sessions."""
    return f"{number(amount)} {noun(amount, one, several)}"
