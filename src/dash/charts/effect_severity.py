"""How severe one side effect was, by route: shares of the sessions in which it was reported."""

from dataclasses import dataclass, field

import pandas as pd

from dash.charts.chart import Chart, empty
from dash.charts.parts import Sheet, Spec, count, many, missing, number, numbers, text_px, texts
from dash.charts.template import LIGHT, SMALL_PX, TINY_PX, Tone, route_key, route_mark, route_order

LEFT_PX, RIGHT_PX, TOP_PX, BOTTOM_PX, ROW_PX = 120, 70, 40, 40, 46
GRADES = {"mild": "mild", "moderate": "moderate", "severe": "severe", "not_graded": "not recorded"}
_HALF = 0.27
_PLOT_PX = 320
"""Width that labels are placed for: two fifths of a page of 1,280 px."""


@dataclass
class _Route:
    """One row: sessions by grade, percent with its interval, sessions with the effect."""

    total: float
    grades: dict[str, tuple[float, float, float, float]] = field(default_factory=dict)


def height_of(routes: int) -> int:
    """Return the height of the figure with so many routes, px."""
    return TOP_PX + BOTTOM_PX + ROW_PX * max(routes, 2)


def effect_severity(shares: pd.DataFrame, tone: Tone, *, few_sessions: int = 10) -> Chart:
    """Draw one bar per route, divided by severity.

    Args:
        shares: Rows of ``effect_severity``: route, severity, sessions, total, share, low, high (percent).
        tone: Colours.
        few_sessions: A route with fewer says so.

    Darker is more severe, and each part that has room says its number of sessions; what was not recorded is an outline.
    """
    rows = _read(shares)
    height = height_of(len(rows))
    if not rows:
        return empty(tone, height, "This effect was not reported in the sessions chosen.")
    sheet = Sheet(tone, height, (LEFT_PX, RIGHT_PX, TOP_PX, BOTTOM_PX))
    sheet.axis(
        "xaxis", range=[0, 100], tickvals=[0, 25, 50, 75, 100], ticktext=["0 %", "25", "50", "75", "100 %"]
    )
    sheet.axis("xaxis", title="of sessions in which it was reported")
    sheet.axis("yaxis", range=[len(rows) - 0.5, -0.5], showticklabels=False, showgrid=False)
    for place, (route, row) in enumerate(rows.items()):
        _row(sheet, route, row, place, few_sessions)
    _key(sheet)
    beside: Spec = {"xref": "paper", "yref": "paper", "yanchor": "bottom", "xanchor": "left", "xshift": 10}
    sheet.note("reported in", tone.muted, x=1, y=1, yshift=4, size=TINY_PX, **beside)
    return sheet.chart(_words(rows))


def _read(shares: pd.DataFrame) -> dict[str, _Route]:
    found: dict[str, _Route] = {}
    columns = [numbers(shares, name).tolist() for name in ("sessions", "total", "share", "low", "high")]
    for route, grade, sessions, total, share, low, high in zip(
        texts(shares, "route"), texts(shares, "severity"), *columns, strict=True
    ):
        if route is None or grade not in GRADES or not total > 0 or missing(share):
            continue
        row = found.setdefault(route_key(route), _Route(total))
        row.grades[str(grade)] = (sessions, share, low, high)
    return {route: found[route] for route in route_order(found)}


def _fill(tone: Tone, grade: str) -> tuple[str, str, str]:
    """Return fill, outline and text colour of a grade."""
    if grade == "not_graded":
        return tone.page, tone.faint, tone.muted
    level = list(GRADES).index(grade) + 1
    return tone.cells[level], tone.cells[level], tone.cell_texts[level]


def _row(sheet: Sheet, route: str, row: _Route, place: int, few_sessions: int) -> None:
    tone, mark = sheet.tone, route_mark(route, sheet.tone)
    name = f"<span style='color:{mark.colour}'>{mark.glyph}</span> {mark.label}"
    sheet.note(name, tone.ink, x=0, y=place, xref="paper", xanchor="right", xshift=-8, size=SMALL_PX)
    left = 0.0
    hover_x, hover = [], []
    for grade, word in GRADES.items():
        if grade not in row.grades:
            continue
        sessions, share, low, high = row.grades[grade]
        if not share > 0:
            continue
        fill, line, ink = _fill(tone, grade)
        ends: Spec = {"xref": "x", "yref": "y", "x0": left, "x1": left + share}
        sheet.box(fill, y0=place - _HALF, y1=place + _HALF, **ends, line={"width": 1, "color": line})
        text = count(sessions)
        if share / 100 * _PLOT_PX > text_px(text, TINY_PX) + 6:
            sheet.note(text, ink, x=left + share / 2, y=place, size=TINY_PX)
        hover_x.append(left + share / 2)
        interval = "" if missing(low) or missing(high) else f" (95 % interval {low:.1f}–{high:.1f})"
        hover.append(
            f"{mark.label}, {word}: {number(sessions)} of {number(row.total)} sessions, {share:.1f} %{interval}"
        )
        left += share
    # Marks nobody sees carry what is said when pointing at a part.
    sheet.scatter(
        hover_x, [place] * len(hover_x), marker={"size": 18, "opacity": 0}, hovertext=hover, hoverinfo="text"
    )
    few = row.total < few_sessions
    total = f"{count(row.total)}, few" if few else count(row.total)
    sheet.note(total, tone.muted if few else tone.ink, x=1, y=place, xref="paper", xanchor="left", xshift=10)


def _key(sheet: Sheet) -> None:
    """Name the grades above the bars, each with its fill."""
    tone, left = sheet.tone, 0.0
    for grade, word in GRADES.items():
        fill, line, _ = _fill(tone, grade)
        ends: Spec = {
            "xref": "paper",
            "yref": "paper",
            "xsizemode": "pixel",
            "ysizemode": "pixel",
            "xanchor": 0,
            "yanchor": 1,
        }
        sheet.box(fill, x0=left, x1=left + 10, y0=8, y1=18, **ends, line={"width": 1, "color": line})
        sheet.note(
            word, tone.ink, x=0, y=1, xref="paper", yref="paper", xanchor="left", yanchor="bottom",
            xshift=left + 14, yshift=4, size=TINY_PX,
        )  # fmt: skip
        left += text_px(word, TINY_PX) + 32


def _words(rows: dict[str, _Route]) -> str:
    lines = ["Severity by route, of the sessions in which the effect was reported."]
    for route, row in rows.items():
        parts = [
            f"{word} {number(row.grades[grade][0])} ({row.grades[grade][1]:.0f} %)"
            for grade, word in GRADES.items()
            if grade in row.grades
        ]
        lines.append(f"{route_mark(route, LIGHT).label}, {many(row.total, 'session')}: {', '.join(parts)}.")
    return " ".join(lines)
