"""When one side effect began and ended, in minutes from dose, as strips by route."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from dash.charts.chart import Chart, empty
from dash.charts.parts import Floats, Sheet, Spec, count, many, missing, number, numbers, texts
from dash.charts.template import (
    CLEAR,
    LIGHT,
    SMALL_PX,
    TINY_PX,
    Tone,
    route_key,
    route_mark,
    route_order,
    tint,
)

LEFT_PX, RIGHT_PX, TOP_PX, BOTTOM_PX, ROW_PX = 150, 190, 40, 40, 46
"""Of the same height as the figure of severity, so that the two stand side by side."""
MOMENTS = {"onset": "onset", "end": "end"}
_BIN_MIN = 5
_TALL = 0.3
"""Height of the highest bar, in rows."""
_LONGEST_MIN = 480


@dataclass(frozen=True)
class _Strip:
    """One route and moment: sessions by minute, and what they come to; NaN where missing."""

    minute: Floats
    sessions: Floats
    total: float
    recorded: float
    p10: float
    p50: float
    p90: float

    def described(self, least: int) -> bool:
        """Tell whether enough minutes are recorded for a median."""
        return self.recorded >= max(least, 1) and not any(
            missing(at) for at in (self.p10, self.p50, self.p90)
        )


def effect_timing(
    minutes: pd.DataFrame, timing: pd.DataFrame, tone: Tone, *, least_sessions: int = 10, height: int = 0
) -> Chart:
    """Draw two strips per route: bars of five minutes, the median as a mark, a line from the 10th to the 90th percentile.

    Args:
        minutes: Rows of ``effect_minutes``.
        timing: Rows of ``effect_timing``.
        tone: Colours.
        least_sessions: With fewer recorded minutes, neither line nor median is drawn: the bars are all there is.
        height: px, 0 for that of its rows.

    Sessions without a recorded minute stand beyond the end of the axis as an open bar, on the same scale, and are counted.
    """
    strips = _read(minutes, timing)
    routes = route_order(route for route, _ in strips)
    height = height or TOP_PX + BOTTOM_PX + ROW_PX * max(len(routes), 2)
    if not routes:
        return empty(tone, height, "This effect was not reported in the sessions chosen.")
    known = [strip for strip in strips.values() if strip.recorded > 0]
    if not known:
        total = sum(strip.total for (_, moment), strip in strips.items() if moment == "onset")
        sentence = f"Reported in {many(total, 'session')}, never with a minute of onset or end."
        return empty(tone, height, sentence)
    low, high = _reach(known)
    sheet = Sheet(tone, height, (LEFT_PX, RIGHT_PX, TOP_PX, BOTTOM_PX))
    room = (high - low) * 0.09
    sheet.axis("xaxis", range=[low - 0.01 * (high - low), high + room], tickvals=_ticks(low, high))
    sheet.axis("xaxis", title="minutes from dose")
    sheet.axis("yaxis", range=[len(routes) - 0.5, -0.5], showticklabels=False, showgrid=False)
    beyond = 0.0
    for place, route in enumerate(routes):
        sheet.rule(tone.hair, 1, xref="paper", x0=0, x1=1, yref="y", y0=place + 0.5, y1=place + 0.5)
        mark = route_mark(route, tone)
        name = f"<span style='color:{mark.colour}'>{mark.glyph}</span> {mark.label}"
        sheet.note(name, tone.ink, x=0, y=place, xref="paper", xanchor="right", xshift=-44, size=SMALL_PX)
        for moment in MOMENTS:
            if (route, moment) in strips:
                strip = strips[route, moment]
                base = place - 0.06 if moment == "onset" else place + 0.42
                _strip(sheet, strip, route, moment, base, (low, high), least_sessions)
                beyond += float(strip.sessions[strip.minute > high].sum())
    _heads(sheet, high, room)
    if beyond:
        under: Spec = {"xref": "x", "yref": "paper", "xanchor": "right", "yanchor": "top", "yshift": -20}
        sheet.note(
            f"{number(beyond)} later than {high:.0f} min", tone.muted, x=high, y=0, size=TINY_PX, **under
        )
    return sheet.chart(_words(routes, strips, least_sessions))


def _read(minutes: pd.DataFrame, timing: pd.DataFrame) -> dict[tuple[str, str], _Strip]:
    at, sessions = numbers(minutes, "minute"), numbers(minutes, "sessions")
    names = [
        (route_key(route), str(moment))
        for route, moment in zip(texts(minutes, "route"), texts(minutes, "moment"), strict=True)
    ]
    columns = [numbers(timing, name).tolist() for name in ("sessions", "recorded", "p10", "p50", "p90")]
    found = {}
    for route, moment, *amounts in zip(
        texts(timing, "route"), texts(timing, "moment"), *columns, strict=True
    ):
        name = (route_key(route), str(moment))
        if route is None or moment not in MOMENTS or not amounts[0] > 0:
            continue
        own = np.array([one == name for one in names], dtype=np.bool) & ~np.isnan(at) & (sessions > 0)
        found[name] = _Strip(at[own], sessions[own], *amounts)
    return found


def _reach(known: list[_Strip]) -> tuple[float, float]:
    """Return the ends of the axis: from the dose, or before it, to nearly all ends; a few late ones are counted instead."""
    low = min(0.0, *(float(strip.minute.min(initial=0.0)) for strip in known))
    late = []
    for strip in known:
        order = np.argsort(strip.minute)
        up_to = np.cumsum(strip.sessions[order])
        if up_to.size:
            late.append(float(strip.minute[order][np.searchsorted(up_to, 0.99 * up_to[-1])]))
    high = min(max([30.0, *late]), _LONGEST_MIN)
    return max(low, -60.0), float(np.ceil((high + _BIN_MIN) / 30) * 30)


def _ticks(low: float, high: float) -> list[float]:
    step = next(step for step in (10, 20, 30, 60, 120) if (high - low) / step <= 8)
    return [float(at) for at in np.arange(np.ceil(low / step) * step, high + 1, step)]


def _strip(
    sheet: Sheet,
    strip: _Strip,
    route: str,
    moment: str,
    base: float,
    ends: tuple[float, float],
    least: int,
) -> None:
    tone, mark = sheet.tone, route_mark(route, sheet.tone)
    bins, place = np.unique(np.floor(strip.minute / _BIN_MIN) * _BIN_MIN, return_inverse=True)
    heights = np.bincount(place, strip.sessions, len(bins))
    absent = max(strip.total - strip.recorded, 0.0)
    tallest = max(float(heights.max(initial=0.0)), absent, 1.0)
    inside = (bins >= ends[0] - _BIN_MIN) & (bins < ends[1])
    hover = [
        f"{mark.label}, {moment} at {number(start)}–{number(start + _BIN_MIN - 1)} min: {many(n, 'session')}"
        for start, n in zip(bins[inside].tolist(), heights[inside].tolist(), strict=True)
    ]
    sheet.traces.append(
        {
            "type": "bar",
            "x": (bins[inside] + _BIN_MIN / 2).tolist(),
            # Up is down on this axis: rows count from the top.
            "y": (-heights[inside] / tallest * _TALL).tolist(),
            "base": [base] * int(inside.sum()),
            "width": _BIN_MIN * 0.92,
            "marker": {"color": tint(mark.colour, 0.35), "line": {"width": 0}},
            "hovertext": hover,
            "hoverinfo": "text",
        }
    )
    middle = base - _TALL / 2
    sheet.note(moment, tone.muted, x=0, y=middle, xref="paper", xanchor="right", xshift=-8, size=TINY_PX)
    if absent:
        wide = (ends[1] - ends[0]) * 0.03
        start = ends[1] + wide
        sheet.box(
            CLEAR, xref="x", yref="y", x0=start, x1=start + wide, y0=base, y1=base - absent / tallest * _TALL,
            line={"width": 1, "color": mark.colour},
        )  # fmt: skip
    if strip.described(least):
        sheet.line([strip.p10, strip.p90], [base, base], mark.colour, 2)
        words = (
            f"{mark.label}, {moment}: median {strip.p50:.0f} min, 10–90 % {strip.p10:.0f}–{strip.p90:.0f} min"
        )
        marker = {
            "size": 9,
            "symbol": mark.symbol,
            "color": mark.colour,
            "line": {"width": 1, "color": tone.page},
        }
        sheet.scatter([strip.p50], [base], marker=marker, hovertext=[words], hoverinfo="text")
    _numbers(sheet, strip, middle, least)


_COLUMNS_PX = (10, 62, 118)


def _numbers(sheet: Sheet, strip: _Strip, y: float, least: int) -> None:
    """Write median, 10-90 % and how many of how many are recorded right of a strip."""
    few = not strip.described(least)
    cells = (
        "few" if few else f"<b>{strip.p50:.0f}</b>",
        "" if few else f"{strip.p10:.0f}–{strip.p90:.0f}",
        f"{count(strip.recorded)} of {count(strip.total)}",
    )
    for text, shift in zip(cells, _COLUMNS_PX, strict=True):
        ink = sheet.tone.muted if few else sheet.tone.ink
        sheet.note(text, ink, x=1, y=y, xref="paper", xanchor="left", xshift=shift, size=TINY_PX)


def _heads(sheet: Sheet, high: float, room: float) -> None:
    top: Spec = {"yref": "paper", "yanchor": "bottom", "yshift": 4, "size": TINY_PX}
    for text, shift in zip(("median", "10–90 %", "recorded"), _COLUMNS_PX, strict=True):
        sheet.note(text, sheet.tone.muted, x=1, y=1, xref="paper", xanchor="left", xshift=shift, **top)
    sheet.note("not<br>recorded", sheet.tone.muted, x=high + room / 2, y=1, xref="x", xanchor="center", **top)


def _words(routes: list[str], strips: dict[tuple[str, str], _Strip], least: int) -> str:
    lines = [
        "Minutes from dose at which the effect began and ended, by route: median with the 10th to 90th percentile."
    ]
    for route in routes:
        said = []
        for moment in MOMENTS:
            strip = strips.get((route, moment))
            if strip is None:
                continue
            amounts = f"recorded in {number(strip.recorded)} of {many(strip.total, 'session')}"
            if not strip.described(least):
                said.append(f"{moment} {amounts}, too few to describe")
            else:
                said.append(f"{moment} {strip.p50:.0f} min ({strip.p10:.0f} to {strip.p90:.0f}), {amounts}")
        lines.append(f"{route_mark(route, LIGHT).label}: {'; '.join(said)}.")
    return " ".join(lines)
