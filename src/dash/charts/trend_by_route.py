"""One side effect month by month, one panel per route, over a strip that says how it was asked for."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from dash.charts.chart import Chart, empty
from dash.charts.dates import Moments, iso, month, ticks
from dash.charts.parts import Floats, Sheet, many, moments, number, numbers, stacked, texts, truths
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
from dash.charts.trend_by_route_panels import Panel, monthly_panel, sessions_panel

LEFT_PX, RIGHT_PX, TOP_PX, BOTTOM_PX, PANEL_PX = 176, 200, 22, 34, 104
_SPACING = 0.12
"""Share of a panel's height between it and the next."""
_PLOT_PX = 700
"""Width that labels are placed for."""
_HALF_MONTH = np.timedelta64(15, "D")
_WAYS = {
    "solicited": "asked one by one",
    "scale": "rating scale",
    "spontaneous": "reported unasked",
    "unknown": "not recorded",
    "mixed": "several ways",
}


@dataclass(frozen=True)
class _Run:
    """Months of one prevailing way of asking, from the first to the last of them."""

    way: str
    first: int
    last: int


def trend_by_route(
    trend: pd.DataFrame, between: pd.DataFrame, tone: Tone, *, few_sessions: int = 10
) -> Chart:
    """Draw one panel per route: monthly shares with limits, or for a rare effect the sessions between reports.

    Args:
        trend: Shares by month; percent.
        between: Rows of ``effect_between``.
        tone: Colours.
        few_sessions: A month with fewer is an open mark.

    The monthly panels share one scale. A month without sessions is a gap; one outside its limits is ringed. Under each panel
    a strip says which way of asking prevailed; a broken upright line marks a change of it. Meant for the full page width.
    """
    panels = _read(trend, between)
    if not panels:
        return empty(tone, 220, "No month in which this effect was asked for.")
    height = TOP_PX + BOTTOM_PX + PANEL_PX * len(panels)
    sheet = Sheet(tone, height, (LEFT_PX, RIGHT_PX, TOP_PX, BOTTOM_PX))
    stacked(sheet, [1.0] * len(panels), _SPACING / len(panels))
    at = next(iter(panels.values())).at
    span = iso(np.array([at[0] - _HALF_MONTH, at[-1] + _HALF_MONTH]))
    places, words = ticks(at[0], at[-1], 10, whole_months=True)
    top = _top([panel for panel in panels.values() if not panel.rare])
    for row, (route, panel) in enumerate(panels.items(), start=1):
        suffix = "" if row == 1 else str(row)
        sheet.axis(f"xaxis{suffix}", type="date", range=span, tickvals=places, ticktext=words)
        low, high = (
            sessions_panel(sheet, panel, row, route)
            if panel.rare
            else monthly_panel(sheet, panel, row, route, top, few_sessions)
        )
        _strip(sheet, panel, row, (low, high))
        _labels(sheet, panel, row, route)
    return sheet.chart(_words(panels))


def _read(trend: pd.DataFrame, between: pd.DataFrame) -> dict[str, Panel]:
    names = np.array(
        [route_key(one) if one is not None else "" for one in texts(trend, "route")], dtype=object
    )
    rare = np.array(
        [route_key(one) if one is not None else "" for one in texts(between, "route")], dtype=object
    )
    at, days = moments(trend, "month"), moments(between, "day")
    known = ~np.isnat(at)
    columns = ("events", "total", "rate", "low", "high", "centre", "lower", "upper", "way_share", "stretch")
    values = {name: numbers(trend, name) for name in columns}
    points = {
        name: numbers(between, name) for name in ("between", "events", "centre", "lower", "upper", "stretch")
    }
    ways, charts, why = (texts(trend, name) for name in ("way", "chart", "why"))
    changed, beyond = truths(trend, "changed"), truths(trend, "beyond")
    reasons = texts(between, "why")
    found = {}
    for route in route_order(name for name in names.tolist() if name):
        own = np.flatnonzero((names == route) & known)
        own = own[np.argsort(at[own], kind="stable")]
        if not own.size or not np.nansum(values["total"][own]) > 0:
            continue
        there = np.flatnonzero((rare == route) & ~np.isnat(days) & ~np.isnan(points["between"]))
        there = there[np.argsort(days[there], kind="stable")]
        found[route] = Panel(
            at=at[own],
            values={name: column[own] for name, column in values.items()},
            way=[str(ways[i] or "none") for i in own],
            changed=[bool(changed[i]) for i in own],
            beyond=[bool(beyond[i]) for i in own],
            stretch=values["stretch"][own],
            why=[str(why[i] or "") for i in own],
            rare=charts[own[-1]] == "g",
            days=days[there],
            points={name: column[there] for name, column in points.items()},
            reasons=[str(reasons[i] or "") for i in there],
        )
    return found


def _top(common: list[Panel]) -> float:
    """Return the end of the scale of monthly shares. The limits of a month of few sessions may leave the picture."""
    highest = 2.0
    for panel in common:
        rates = panel.values["rate"][panel.values["total"] >= 5]
        rates = rates if np.isfinite(rates).any() else panel.values["rate"]
        uppers = panel.values["upper"][~np.isnan(panel.values["upper"])]
        limit = float(np.median(uppers)) if uppers.size else 0.0
        highest = max(highest, float(np.nanmax(rates, initial=0.0)), limit)
    return min(105.0, highest * 1.12)


def _strip(sheet: Sheet, panel: Panel, row: int, ends: tuple[float, float]) -> None:
    """Draw how the effect was asked for under the panel, and where that changed."""
    tone, suffix = sheet.tone, "" if row == 1 else str(row)
    low, high = ends
    upper, lower = low * 0.25, low * 0.95
    for run in _runs(panel.way):
        begin, end = panel.at[run.first] - _HALF_MONTH, panel.at[run.last] + _HALF_MONTH
        x = iso(np.array([begin, end]))
        outline = {"width": 1, "color": tone.faint}
        fill = tone.hair if run.way != "mixed" else tone.page
        sheet.box(
            fill, xref=f"x{suffix}", yref=f"y{suffix}", x0=x[0], x1=x[1], y0=lower, y1=upper, line=outline
        )
        text = _WAYS.get(run.way, run.way)
        share = (run.last - run.first + 1) / max(len(panel.at), 1)
        if share * _PLOT_PX > len(text) * 5.4 + 8:
            sheet.note(
                text,
                tone.muted,
                x=iso(panel.at[[run.first]])[0],
                y=(upper + lower) / 2,
                row=row,
                size=9,
                xanchor="left",
            )
    for i, changed in enumerate(panel.changed):
        if changed:
            x0 = iso(np.array([panel.at[i] - _HALF_MONTH]))[0]
            place = {"xref": f"x{suffix}", "yref": f"y{suffix}", "x0": x0, "x1": x0, "y0": lower, "y1": high}
            sheet.rule(tint(tone.ink, 0.6), 1, "2px,3px", **place, layer="above")


def _runs(ways: list[str]) -> list[_Run]:
    """Return the runs of one way; months without sessions belong to the run before them, and begin none."""
    runs: list[_Run] = []
    for i, way in enumerate(ways):
        if way == "none":
            continue
        if runs and runs[-1].way == way:
            runs[-1] = _Run(way, runs[-1].first, i)
        else:
            if runs:
                runs[-1] = _Run(runs[-1].way, runs[-1].first, i - 1)
            runs.append(_Run(way, i, i))
    return runs


def _labels(sheet: Sheet, panel: Panel, row: int, route: str) -> None:
    tone, mark = sheet.tone, route_mark(route, sheet.tone)
    total, events = (float(np.nansum(panel.values[name])) for name in ("total", "events"))
    suffix = "" if row == 1 else str(row)
    name = f"<span style='color:{mark.colour}'>{mark.glyph}</span> <b>{mark.label}</b><br>{number(events)} of {number(total)}"
    sheet.note(
        name, tone.ink, x=0, y=0.62, xref="paper", yref=f"y{suffix} domain", xanchor="right", xshift=-44, align="right",
        size=SMALL_PX,
    )  # fmt: skip
    said = "<br>".join(_wrapped(line) for line in panel.says())
    sheet.note(
        said, tone.muted, x=1, y=0.62, xref="paper", yref=f"y{suffix} domain", xanchor="left", xshift=8, align="left",
        size=TINY_PX,
    )  # fmt: skip


def _wrapped(text: str, width: int = 36) -> str:
    lines, line = [], ""
    for word in plain(text).split():
        if line and len(line) + len(word) + 1 > width:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}".strip()
    return "<br>".join([*lines, line])


def _words(panels: dict[str, Panel]) -> str:
    at: Moments = next(iter(panels.values())).at
    lines = [
        f"The effect by month and route, {month(at[0])} to {month(at[-1])}, per 100 sessions in which it was asked for."
    ]
    for route, panel in panels.items():
        rate: Floats = panel.values["rate"]
        held = np.flatnonzero(~np.isnan(rate))
        total, events = (float(np.nansum(panel.values[name])) for name in ("total", "events"))
        parts = [f"{number(events)} in {many(total, 'session')}"]
        if panel.rare:
            parts.append(f"{many(len(panel.days), 'point')} of sessions between reports")
        elif held.size:
            parts.append(f"last {month(panel.at[held[-1]])} {rate[held[-1]]:.1f} %")
        parts += [clean(line) for line in panel.says()]
        changes = [month(panel.at[i]) for i, one in enumerate(panel.changed) if one]
        if changes:
            parts.append(f"asked for in another way from {', '.join(changes[:6])}")
        empty_months = int((panel.values["total"] == 0).sum())
        if empty_months:
            parts.append(f"{many(empty_months, 'month')} without sessions")
        lines.append(f"{route_mark(route, LIGHT).label}: {'; '.join(parts)}.")
    return " ".join(lines)
