"""One value with its interval per row, such as per route or length of interval, with counts at the right."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from dash.charts.chart import Chart, empty
from dash.charts.parts import Sheet, Spec, text_px
from dash.charts.template import CLEAR, SMALL_PX, TINY_PX, Tone, plain, route_mark, tint

RIGHT_PX, TOP_PX, BOTTOM_PX, ROW_PX = 10, 24, 34, 22
_COLUMN_PX = 66


@dataclass(frozen=True)
class Row:
    """One row of the figure.

    Attributes:
        label: Words at the left; empty for the label of the route.
        value, low, high: NaN where it cannot be said.
        cells: Texts at the right, one per column.
        route: Key of the vocabulary for its mark; empty for a plain dot.
        reason: Why there is no value, written in its place.
        unsure: Why there is a value and no interval; the mark is then open.
    """

    label: str
    value: float
    low: float
    high: float
    cells: Sequence[str] = ()
    route: str = ""
    reason: str = ""
    unsure: str = ""


@dataclass(frozen=True)
class RowWords:
    """What the figure of rows says.

    Attributes:
        axis: Title of the axis with the denominator.
        columns: Heads of the cells.
        nothing: Sentence where there are no rows.
        about: First sentence of the description.
        unit: After a value, such as " %".
        published: Route and value by name, each by its own definition: upright ticks in the row of the route.
    """

    axis: str
    columns: Sequence[str]
    nothing: str
    about: str
    unit: str = ""
    published: Mapping[str, tuple[str, float]] = field(default_factory=dict)


def outcome_rows(
    rows: Sequence[Row], tone: Tone, words: RowWords, *, reference: float | None = None
) -> Chart:
    """Draw values with their intervals, one row each; rows keep their order and their height.

    Args:
        rows: From top to bottom.
        tone: Colours.
        words: What the figure says.
        reference: A value marked by an upright line, such as 0.
    """
    height = TOP_PX + BOTTOM_PX + ROW_PX * max(len(rows), 2)
    if not rows:
        return empty(tone, height, words.nothing)
    names = [row.label or route_mark(row.route, tone).label for row in rows]
    left = int(max(text_px(name, SMALL_PX) for name in names)) + 28
    right = RIGHT_PX + _COLUMN_PX * len(words.columns)
    sheet = Sheet(tone, height, (left, right, TOP_PX, BOTTOM_PX))
    low, high = _reach(rows, words, reference)
    sheet.axis("xaxis", range=[low, high], ticksuffix=words.unit)
    sheet.axis("yaxis", range=[len(rows) - 0.5, -0.5], showticklabels=False, showgrid=False)
    if reference is not None:
        sheet.rule(tone.faint, 1, xref="x", x0=reference, x1=reference, yref="paper", y0=0, y1=1)
    for place, (row, name) in enumerate(zip(rows, names, strict=True)):
        line: Spec = {"xref": "paper", "x0": 0, "x1": 1, "yref": "y", "y0": place + 0.5, "y1": place + 0.5}
        sheet.rule(tone.hair, 1, **line)
        _row(sheet, row, name, place, words)
    _published(sheet, rows, words)
    for column, text in enumerate(words.columns):
        shift = _COLUMN_PX * (column + 0.5) + 6
        sheet.note(
            text,
            tone.muted,
            x=1,
            y=1,
            xref="paper",
            yref="paper",
            yanchor="bottom",
            xshift=shift,
            yshift=4,
            size=TINY_PX,
        )
    axis: Spec = {"xref": "paper", "yref": "paper", "xanchor": "left", "yanchor": "top", "yshift": -18}
    sheet.note(words.axis, tone.muted, x=0, y=0, **axis)
    return sheet.chart(_said(rows, names, words))


def _reach(rows: Sequence[Row], words: RowWords, reference: float | None) -> tuple[float, float]:
    """Return the ends of the axis. An interval of very few may run over it; its value never does."""
    values = [row.value for row in rows if not np.isnan(row.value)]
    ends = [
        end for row in rows if not np.isnan(row.value) for end in (row.low, row.high) if not np.isnan(end)
    ]
    fixed = [*(value for _, value in words.published.values()), *([] if reference is None else [reference])]
    everything = [*values, *ends, *fixed] or [0.0]
    low, high = min(everything), max(everything)
    room = (high - low) * 0.06 or 1.0
    return low - room, high + room * (1.5 if words.published else 1)


def _row(sheet: Sheet, row: Row, name: str, place: int, words: RowWords) -> None:
    tone = sheet.tone
    mark = route_mark(row.route, tone) if row.route else None
    colour, symbol = (mark.colour, mark.symbol) if mark else (tone.ink, "circle")
    glyph = f"<span style='color:{colour}'>{mark.glyph}</span> " if mark else ""
    sheet.note(f"{glyph}{plain(name)}", tone.ink, x=0, y=place, xref="paper", xanchor="right", xshift=-8)
    if np.isnan(row.value):
        reason = plain(row.reason) or "nothing to count"
        sheet.note(reason, tone.muted, x=0, y=place, xref="paper", xanchor="left", xshift=4, size=TINY_PX)
        # A row without a mark keeps its place.
        sheet.scatter([None], [place], hoverinfo="skip")
    else:
        ends = [end if not np.isnan(end) else row.value for end in (row.low, row.high)]
        sheet.line(ends, [place, place], tint(colour, 0.6), 1.4)
        said = _value(row, words.unit)
        symbol = f"{symbol}-open" if row.unsure else symbol
        sheet.scatter(
            [row.value],
            [place],
            marker={"size": 8, "symbol": symbol, "color": colour},
            hovertext=[f"{plain(name)}: {said}"],
            hoverinfo="text",
        )
    for column, text in enumerate(row.cells):
        shift = _COLUMN_PX * (column + 0.5) + 6
        sheet.note(plain(text), tone.ink, x=1, y=place, xref="paper", xshift=shift)


def _published(sheet: Sheet, rows: Sequence[Row], words: RowWords) -> None:
    """Draw published values as upright ticks in the rows of their routes."""
    ink = sheet.tone.ink
    for name, (route, value) in words.published.items():
        for place in [place for place, row in enumerate(rows) if row.route == route]:
            marker = {"symbol": "line-ns", "size": 13, "line": {"width": 2, "color": ink}, "color": CLEAR}
            hover = [f"Published: {plain(name)}: {value:g}{words.unit}, by its own definition"]
            sheet.scatter([value], [place], marker=marker, hovertext=hover, hoverinfo="text")
            text = f"published {value:g}, own definition"
            sheet.note(text, ink, x=value, y=place, xanchor="left", xshift=5, yshift=7, size=TINY_PX)


def _value(row: Row, unit: str) -> str:
    if row.unsure:
        return f"{row.value:.1f}{unit} (no interval: {plain(row.unsure)})"
    low, high = (f"{end:.1f}" if not np.isnan(end) else "open" for end in (row.low, row.high))
    return f"{row.value:.1f}{unit} (95 % interval {low} to {high})"


def _said(rows: Sequence[Row], names: Sequence[str], words: RowWords) -> str:
    said = [words.about]
    for row, name in zip(rows, names, strict=True):
        value = (row.reason or "nothing to count") if np.isnan(row.value) else _value(row, words.unit)
        cells = ", ".join(f"{head} {cell}" for head, cell in zip(words.columns, row.cells, strict=False))
        said.append(f"{plain(name)}: {value}{'; ' + cells if cells else ''}.")
    return " ".join(said)
