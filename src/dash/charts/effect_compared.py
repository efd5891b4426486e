"""The difference of two routes in each side effect side by side: crude, adjusted, within patients."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from dash.charts.chart import Chart, empty
from dash.charts.parts import Sheet, Spec, count, many, missing, numbers, texts
from dash.charts.template import TEXT_PX, TINY_PX, Tone, clean, plain

NAMES_PX, RIGHT_PX, TOP_PX, BOTTOM_PX, ROW_PX = 150, 46, 44, 36, 24
HEADS = {"crude": "Crude", "adjusted": "Adjusted", "within": "Within patients"}
_GAP = 0.06
"""Share of the width between two panels: room for q."""
_REASON_CHARS = 54


@dataclass(frozen=True)
class _Cell:
    """One effect in one comparison; percentage points, NaN where it cannot be said."""

    method: str
    value: float
    low: float
    high: float
    q: float
    sessions: float
    patients: float
    differing: float

    @property
    def known(self) -> bool:
        return not any(missing(end) for end in (self.value, self.low, self.high))

    @property
    def clear(self) -> bool:
        """Whether the interval excludes 0."""
        return self.known and (self.low > 0 or self.high < 0)


def height_of(effects: int) -> int:
    """Return the height of the figure with so many effects, px."""
    return TOP_PX + BOTTOM_PX + ROW_PX * max(effects, 2)


def effect_compared(
    rows: pd.DataFrame,
    tone: Tone,
    *,
    effects: Sequence[str],
    labels: tuple[str, str],
    selected: str | None = None,
) -> Chart:
    """Draw one row per effect and one panel per comparison, all on one scale.

    Args:
        rows: Rows of ``effect_compared``: percentage points, first route minus second.
        tone: Colours.
        effects: Keys of the effects to draw, from top to bottom; those without rows are left out.
        labels: The two routes in words, first and second.
        selected: Key of the effect whose row is tinted.

    A mark is filled where its interval excludes 0; where there is no interval, the reason stands in its place. q stands
    right of each mark. Meant for the full page width, from 1,100 px.
    """
    names, cells = _read(rows)
    shown = [key for key in effects if key in names]
    height = height_of(len(shown))
    if not shown:
        return empty(tone, height, "No side effect recorded in the sessions of these two routes.")
    sheet = Sheet(tone, height, (NAMES_PX, RIGHT_PX, TOP_PX, BOTTOM_PX))
    low, high = _reach([cells[one, key] for one in HEADS for key in shown if (one, key) in cells])
    wide = (1 - _GAP * (len(HEADS) - 1)) / len(HEADS)
    _row_rules(sheet, shown, selected)
    for place, comparison in enumerate(HEADS):
        suffix = "" if place == 0 else str(place + 1)
        left = place * (wide + _GAP)
        sheet.axis(
            f"xaxis{suffix}",
            domain=[left, min(left + wide, 1.0)],
            anchor="y",
            range=[low, high],
            nticks=6,
            title="percentage points",
        )
        own = [(row, cells[comparison, key]) for row, key in enumerate(shown) if (comparison, key) in cells]
        _panel(sheet, f"x{suffix}", comparison, own, [names[key] for key in shown])
    sheet.axis(
        "yaxis",
        range=[len(shown) - 0.5, -0.5],
        tickvals=list(range(len(shown))),
        showgrid=False,
        ticktext=[plain(names[key], 22) for key in shown],
        tickfont={"size": TEXT_PX, "color": tone.ink},
        ticklabelstandoff=10,
    )
    return sheet.chart(_words(shown, names, cells, labels))


def _read(rows: pd.DataFrame) -> tuple[dict[str, str], dict[tuple[str, str], _Cell]]:
    names: dict[str, str] = {}
    cells: dict[tuple[str, str], _Cell] = {}
    columns = [
        numbers(rows, name).tolist()
        for name in ("difference", "low", "high", "q", "sessions", "patients", "differing")
    ]
    for key, label, comparison, method, *amounts in zip(
        texts(rows, "effect"),
        texts(rows, "label"),
        texts(rows, "comparison"),
        texts(rows, "method"),
        *columns,
        strict=True,
    ):
        if key is None or comparison not in HEADS:
            continue
        names[str(key)] = str(label or key)
        cells[str(comparison), str(key)] = _Cell(str(method or ""), *amounts)
    return names, cells


def _reach(cells: list[_Cell]) -> tuple[float, float]:
    """Return the ends of the axis; 0 is always inside. One very wide interval may run over it, its value never does."""
    known = [cell for cell in cells if cell.known]
    values = [0.0, *(cell.value for cell in known)]
    ends = sorted(abs(end) for cell in known for end in (cell.low, cell.high))
    most = ends[int(0.9 * (len(ends) - 1))] * 1.15 if ends else 1.0
    low = min(*values, max(-most, min((cell.low for cell in known), default=-1.0)))
    high = max(*values, min(most, max((cell.high for cell in known), default=1.0)))
    room = (high - low) * 0.06 or 1.0
    return low - room, high + room


def _row_rules(sheet: Sheet, shown: list[str], selected: str | None) -> None:
    for row, key in enumerate(shown):
        for ends in ({"x0": 0, "x1": 1}, {"xsizemode": "pixel", "xanchor": 0, "x0": -NAMES_PX, "x1": 0}):
            place: Spec = {"xref": "paper", "yref": "y", **ends}
            sheet.rule(sheet.tone.hair, 1, y0=row + 0.5, y1=row + 0.5, **place)
            if key == selected:
                sheet.box(sheet.tone.fan, y0=row - 0.48, y1=row + 0.48, **place)


def _panel(sheet: Sheet, axis: str, comparison: str, own: list[tuple[int, _Cell]], names: list[str]) -> None:
    tone = sheet.tone
    known = [(row, cell) for row, cell in own if cell.known]
    for row, _ in known:
        # Only where something is compared with it: elsewhere it would cross out the reason.
        sheet.rule(tone.muted, 1, xref=axis, x0=0, x1=0, yref="y", y0=row - 0.5, y1=row + 0.5)
    sheet.scatter(
        [cell.value for _, cell in known],
        [row for row, _ in known],
        xaxis=axis,
        yaxis="y",
        marker={
            "symbol": "circle",
            "size": 8,
            "color": [tone.ink if cell.clear else tone.page for _, cell in known],
            "opacity": 1,
            "line": {"width": 1.5, "color": tone.ink},
        },
        error_x={
            "type": "data",
            "symmetric": False,
            "array": [max(0.0, cell.high - cell.value) for _, cell in known],
            "arrayminus": [max(0.0, cell.value - cell.low) for _, cell in known],
            "width": 0,
            "thickness": 1.5,
            "color": tone.muted,
        },
        hovertext=[
            f"{plain(names[row], 60)}, {HEADS[comparison].lower()}: {_said(cell)}" for row, cell in known
        ],
        hoverinfo="text",
    )
    across: Spec = {
        "xref": f"{axis} domain",
        "yref": "y",
        "xanchor": "left",
        "yanchor": "middle",
        "xshift": 5,
    }
    for row, cell in own:
        if cell.known:
            sheet.note(_q(cell.q), tone.muted, x=1, y=row, **across)
        else:
            sheet.note(plain(cell.method, _REASON_CHARS), tone.muted, x=0, y=row, size=TINY_PX, **across)
    head: Spec = {
        "xref": f"{axis} domain",
        "yref": "paper",
        "yanchor": "bottom",
        "yshift": 4,
        "xanchor": "left",
    }
    about = own[0][1] if own else None
    size = (
        "" if about is None else f"<br>{many(about.sessions, 'session')}, {many(about.patients, 'patient')}"
    )
    who = " with both routes" if comparison == "within" else ""
    sheet.note(
        f"<b>{HEADS[comparison]}</b>, 95 % interval{size}{who}", tone.ink, x=0, y=1, align="left", **head
    )
    if known:
        sheet.note("q", tone.muted, x=1, y=1, **{**head, "xshift": 5})


def _q(value: float) -> str:
    return "" if missing(value) else "&lt; 0.01" if value < 0.01 else f"{value:.2f}"


def _said(cell: _Cell) -> str:
    q = "" if missing(cell.q) else f", q {_q(cell.q)}"
    differ = "" if missing(cell.differing) else f", {count(cell.differing)} of them differ"
    return (
        f"{cell.value:+.1f} points ({cell.low:+.1f} to {cell.high:+.1f}){q}<br>"
        f"{many(cell.sessions, 'session')}, {many(cell.patients, 'patient')}{differ}"
    )


def _words(
    shown: list[str], names: dict[str, str], cells: dict[tuple[str, str], _Cell], labels: tuple[str, str]
) -> str:
    lines = [
        f"{labels[0]} minus {labels[1].lower()} in {many(len(shown), 'side effect')}, percentage points with 95 % intervals: "
        "crude, adjusted, and within the patients who had both."
    ]
    for key in shown[:8]:
        said = []
        for comparison, head in HEADS.items():
            cell = cells.get((comparison, key))
            if cell is None:
                continue
            known = (
                f"{cell.value:+.1f} ({cell.low:+.1f} to {cell.high:+.1f})"
                if cell.known
                else clean(cell.method, 80)
            )
            said.append(f"{head.lower()} {known}")
        lines.append(f"{clean(names[key], 60)}: {'; '.join(said)}.")
    if len(shown) > 8:
        lines.append(f"{many(len(shown) - 8, 'more effect')} in the table.")
    return " ".join(lines)
