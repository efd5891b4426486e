"""How often one side effect comes at the next session by the same route, when it was there this time and when not."""

from dataclasses import dataclass

import pandas as pd

from dash.charts.chart import Chart, empty
from dash.charts.parts import Sheet, Spec, count, many, missing, number, numbers, texts
from dash.charts.template import (
    LIGHT,
    SMALL_PX,
    TINY_PX,
    Tone,
    clean,
    plain,
    route_key,
    route_mark,
    route_order,
    tint,
)

LEFT_PX, RIGHT_PX, TOP_PX, BOTTOM_PX, ROW_PX = 120, 46, 44, 38, 40
SIDES = {"after": "after one with it", "background": "after one without"}
_PARTS = ("events", "sessions", "rate", "low", "high")
_BEYOND = ("repeating", "expected", "beyond", "beyond_low", "beyond_high", "beyond_q")
_LIFT = {"after": -0.17, "background": 0.17}


@dataclass(frozen=True)
class _Side:
    """Next sessions after one kind of session; percent, NaN where missing."""

    method: str
    events: float
    sessions: float
    rate: float
    low: float
    high: float


@dataclass(frozen=True)
class _Row:
    """One route."""

    sides: dict[str, _Side]
    method: str
    repeating: float
    expected: float
    beyond: float
    low: float
    high: float
    q: float

    @property
    def known(self) -> bool:
        """Whether the difference has an interval."""
        return not any(missing(end) for end in (self.beyond, self.low, self.high))


def height_of(routes: int) -> int:
    """Return the height of the figure with so many routes, px."""
    return TOP_PX + BOTTOM_PX + ROW_PX * max(routes, 2)


def effect_recurrence(rows: pd.DataFrame, tone: Tone) -> Chart:
    """Draw two rates per route, and how much the first exceeds what the patients' own rates make it.

    Args:
        rows: Rows of ``effect_recurrence``; percent.
        tone: Colours.

    Filled: after a session with it; open: after one without; an upright line: what own rates make of the first. A dot at
    the right is filled where its interval excludes 0. Meant for the full page width, from 1,100 px.
    """
    found = _read(rows)
    height = height_of(len(found))
    if not found:
        return empty(
            tone, height, "No patient was asked in two sessions by the same route: there is no next time."
        )
    sheet = Sheet(tone, height, (LEFT_PX, RIGHT_PX, TOP_PX, BOTTOM_PX))
    top = _top(found)
    sheet.axis("xaxis", domain=[0, 0.46], range=[-0.01 * top, top], ticksuffix=" %", nticks=7)
    sheet.axis("xaxis", title="of next sessions have it")
    low, high = _reach(found)
    sheet.axis("xaxis2", domain=[0.7, 1], anchor="y", range=[low, high], title="percentage points", nticks=6)
    sheet.axis("yaxis", range=[len(found) - 0.5, -0.5], showticklabels=False, showgrid=False)
    for place, (route, row) in enumerate(found.items()):
        sheet.rule(tone.hair, 1, xref="paper", x0=0, x1=1, yref="y", y0=place + 0.5, y1=place + 0.5)
        mark = route_mark(route, tone)
        name = f"<span style='color:{mark.colour}'>{mark.glyph}</span> {mark.label}"
        sheet.note(name, tone.ink, x=0, y=place, xref="paper", xanchor="right", xshift=-8, size=SMALL_PX)
        for side, one in row.sides.items():
            _side(sheet, route, side, one, place + _LIFT[side])
        if not missing(row.expected) and row.sides["after"].sessions > 0:
            y = place + _LIFT["after"]
            sheet.rule(
                tone.ink, 2, xref="x", x0=row.expected, x1=row.expected, yref="y", y0=y - 0.19, y1=y + 0.19,
                layer="above",
            )  # fmt: skip
        _beyond(sheet, route, row, place)
    _heads(sheet)
    return sheet.chart(_words(found))


def _read(rows: pd.DataFrame) -> dict[str, _Row]:
    names = [*(f"{side}_{part}" for side in SIDES for part in _PARTS), *_BEYOND]
    columns = {name: numbers(rows, name).tolist() for name in names}
    methods = {name: texts(rows, name) for name in ("after_method", "background_method", "beyond_method")}
    found = {}
    for at, route in enumerate(texts(rows, "route")):
        if route is None or not columns["repeating"][at] > 0:
            continue
        sides = {}
        for side in SIDES:
            amounts = [columns[f"{side}_{part}"][at] for part in _PARTS]
            sides[side] = _Side(str(methods[f"{side}_method"][at] or ""), *amounts)
        rest = [columns[name][at] for name in _BEYOND]
        found[route_key(route)] = _Row(sides, str(methods["beyond_method"][at] or ""), *rest)
    return {route: found[route] for route in route_order(found)}


def _top(found: dict[str, _Row]) -> float:
    """Return the end of the axis of rates: intervals may run over it, marks never do."""
    rates = [side.rate for row in found.values() for side in row.sides.values() if side.rate >= 0]
    rates += [row.expected for row in found.values() if row.expected >= 0]
    highs = [side.high for row in found.values() for side in row.sides.values() if side.high >= 0]
    highest = max(rates, default=0.0)
    return min(104.0, max(highest * 1.08, min(max(highs, default=0.0), highest * 2) * 1.03, 5.0))


def _reach(found: dict[str, _Row]) -> tuple[float, float]:
    ends = [end for row in found.values() for end in (row.beyond, row.low, row.high) if not missing(end)]
    low, high = min([-5.0, *ends]), max([5.0, *ends])
    room = (high - low) * 0.06
    return low - room, high + room


def _side(sheet: Sheet, route: str, side: str, one: _Side, y: float) -> None:
    tone, mark = sheet.tone, route_mark(route, sheet.tone)
    amounts = f"{count(one.events)} of {count(one.sessions)}"
    muted = one.sessions == 0 or missing(one.low)
    sheet.note(
        amounts if one.sessions > 0 else "none", tone.muted if muted else tone.ink, x=0.46, y=y, xref="paper",
        xanchor="right", xshift=86, size=TINY_PX,
    )  # fmt: skip
    sheet.note(SIDES[side], tone.muted, x=0.46, y=y, xref="paper", xanchor="left", xshift=98, size=TINY_PX)
    if missing(one.rate):
        return
    known = not missing(one.low) and not missing(one.high)
    if known:
        sheet.line([one.low, one.high], [y, y], tint(mark.colour, 0.55), 1.4)
    interval = f" ({one.low:.1f}–{one.high:.1f})" if known else ""
    sheet.scatter(
        [one.rate],
        [y],
        cliponaxis=False,
        marker={
            "symbol": mark.symbol if side == "after" else f"{mark.symbol}-open",
            "size": 9,
            "color": mark.colour,
            "opacity": 1,
            "line": {"width": 1.4, "color": mark.colour},
        },
        hovertext=[
            f"{mark.label}, {SIDES[side]}: {one.rate:.1f} %{interval}, {number(one.events)} of "
            f"{many(one.sessions, 'next session')}<br>{plain(one.method, 90)}"
        ],
        hoverinfo="text",
    )


def _beyond(sheet: Sheet, route: str, row: _Row, place: int) -> None:
    tone = sheet.tone
    across: Spec = {"xref": "x2 domain", "yref": "y", "xanchor": "left", "yanchor": "middle", "xshift": 5}
    if not row.known:
        sheet.note(plain(row.method, 64), tone.muted, x=0, y=place, size=TINY_PX, **across)
        return
    sheet.rule(tone.muted, 1, xref="x2", x0=0, x1=0, yref="y", y0=place - 0.5, y1=place + 0.5)
    clear = row.low > 0 or row.high < 0
    sheet.line([row.low, row.high], [place, place], tone.muted, 1.5, xaxis="x2", yaxis="y")
    words = f"{route_mark(route, tone).label}: {row.beyond:+.1f} points ({row.low:+.1f} to {row.high:+.1f}) beyond the own rate"
    sheet.scatter(
        [row.beyond],
        [place],
        xaxis="x2",
        yaxis="y",
        marker={
            "size": 8,
            "symbol": "circle",
            "opacity": 1,
            "color": tone.ink if clear else tone.page,
            "line": {"width": 1.5, "color": tone.ink},
        },
        hovertext=[words],
        hoverinfo="text",
    )
    if not missing(row.q):
        q = "&lt; 0.01" if row.q < 0.01 else f"{row.q:.2f}"
        sheet.note(q, tone.muted, x=1, y=place, **across)


def _heads(sheet: Sheet) -> None:
    top: Spec = {
        "y": 1,
        "yref": "paper",
        "yanchor": "bottom",
        "yshift": 4,
        "xanchor": "left",
        "align": "left",
    }
    tone = sheet.tone
    sheet.note(
        "<b>At the next session by the same route</b>, 95 % interval", tone.ink, x=0, xref="x domain", **top
    )
    sheet.note("<b>Beyond own rate</b>, 95 % interval", tone.ink, x=0, xref="x2 domain", **top)
    sheet.note("q", tone.muted, x=1, xref="x2 domain", **{**top, "xshift": 5})


def _words(found: dict[str, _Row]) -> str:
    lines = ["How often the effect comes at the next session by the same route, with 95 % intervals."]
    for route, row in found.items():
        said = []
        for side, words in SIDES.items():
            one = row.sides[side]
            if missing(one.rate):
                said.append(f"{words}: no session to follow")
                continue
            interval = "" if missing(one.low) or missing(one.high) else f" ({one.low:.1f} to {one.high:.1f})"
            said.append(f"{words} {one.rate:.1f} %{interval}, {number(one.events)} of {number(one.sessions)}")
        beyond = (
            f"beyond own rate {row.beyond:+.1f} points ({row.low:+.1f} to {row.high:+.1f})"
            if row.known
            else f"beyond own rate not known: {clean(row.method)}"
        )
        people = many(row.repeating, "patient")
        lines.append(
            f"{route_mark(route, LIGHT).label}, {people} with repeat sessions: {'; '.join([*said, beyond])}."
        )
    return " ".join(lines)
