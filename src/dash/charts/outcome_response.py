"""Response and remission by session number and route, with analysed, eligible and treated beside them."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from dash.charts.chart import Chart, empty
from dash.charts.outcome_panels import across, suffix
from dash.charts.parts import Floats, Sheet, Spec, count, many, number, numbers, texts
from dash.charts.template import (
    LIGHT,
    TINY_PX,
    RouteMark,
    Tone,
    plain,
    route_key,
    route_mark,
    route_order,
    tint,
)

LEFT_PX, RIGHT_PX, TOP_PX, FOOT_PX, ROW_PX = 52, 176, 26, 52, 15
WHAT = ("response", "remission")
_TICKS = (1, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20)
_NARROW = 1000
"""From so many analysed on, their numbers are too wide to stand at every session number."""
_COLUMNS = ("eligible", "began", "treated")
_COLUMN_PX = 52
_TOP, _LINE = 108.0, 9.0
"""Where names of published shares stand, percent, and how far apart."""


@dataclass(frozen=True)
class _Route:
    """One route: one entry per session number; percent, NaN where nobody was analysed."""

    route: str
    step: Floats
    analysed: Floats
    share: dict[str, tuple[Floats, Floats, Floats]]
    events: dict[str, Floats]
    amounts: tuple[float, float, float]


def outcome_response(
    rates: pd.DataFrame,
    tone: Tone,
    *,
    published: pd.DataFrame | None = None,
    least_patients: int = 10,
    height: int = 420,
) -> Chart:
    """Draw the share with a response and in remission after each session, by route, with 95 % intervals.

    Args:
        rates: Rows of ``outcome_response``.
        tone: Colours.
        published: Columns name, route, sessions, response, remission (percent): hollow marks at their session number.
        least_patients: A share of fewer patients is not drawn; its number stands under the axis all the same.
        height: px.

    Under the axis stand the patients analysed at each session number, at the right those eligible, begun and treated.
    """
    routes = _read(rates)
    if not routes:
        return empty(tone, height, "No patient who began in this selection could respond by this scale.")
    sheet = Sheet(tone, height, (LEFT_PX, RIGHT_PX, TOP_PX, FOOT_PX + ROW_PX * len(routes)))
    reached = [one.step[one.analysed > 0].max(initial=1.0) for one in routes]
    last = float(max(reached))
    narrow = all((one.analysed < _NARROW).all() for one in routes)
    ticks = [tick for tick in (range(1, 21) if narrow else _TICKS) if tick <= max(last, 4)]
    most = max(len(_known(published, what, {one.route for one in routes})) for what in WHAT)
    for panel, (what, domain) in enumerate(zip(WHAT, across(2, 0.06), strict=True), start=1):
        name = suffix(panel)
        sheet.axis(
            f"xaxis{name}", domain=domain, anchor=f"y{name}", range=[0.4, max(last, 4) + 0.6], tickvals=ticks
        )
        percent = {"tickvals": [0, 25, 50, 75, 100], "ticktext": ["0 %", "25", "50", "75", "100"]}
        known = _known(published, what, {one.route for one in routes})
        # As much room above 100 % in both panels: they share one scale.
        sheet.axis(f"yaxis{name}", anchor=f"x{name}", range=[-3, _TOP + _LINE * most - 4], **percent)
        head: Spec = {
            "xref": f"x{name} domain",
            "yref": "paper",
            "xanchor": "left",
            "yanchor": "bottom",
            "yshift": 4,
        }
        sheet.note(f"<b>{what.capitalize()}</b>, % of those analysed", tone.ink, x=0, y=1, **head)
        for place, one in enumerate(routes):
            _curve(sheet, one, what, panel, _shift(place, len(routes)), least_patients)
        _references(sheet, known, what, panel)
        # An axis without any trace is not drawn by Plotly.
        sheet.scatter([1], [None], panel, hoverinfo="skip")
        for line, one in enumerate(routes):
            _numbers(sheet, one, line, panel, ticks)
    _side(sheet, routes, every=narrow, least=least_patients)
    return sheet.chart(_words(routes, least_patients))


def _read(rates: pd.DataFrame) -> list[_Route]:
    keys = np.array([route_key(one) for one in texts(rates, "route")], dtype=object)
    step = numbers(rates, "step")
    found = []
    for route in route_order(keys[~np.isnan(step)]):
        own = np.flatnonzero((keys == route) & ~np.isnan(step))
        own = own[np.argsort(step[own], kind="stable")]

        def column(name: str, own: np.ndarray = own) -> Floats:
            return np.asarray(numbers(rates, name)[own])

        share = {what: (column(what), column(f"{what}_low"), column(f"{what}_high")) for what in WHAT}
        events = {"response": column("responses"), "remission": column("remissions")}
        amounts = [float(np.nan_to_num(column(name)).max()) for name in _COLUMNS]
        analysed = np.nan_to_num(column("analysed"))
        found.append(_Route(route, step[own], analysed, share, events, (amounts[0], amounts[1], amounts[2])))
    return found


def _shift(place: int, routes: int) -> float:
    return 0.1 * (place - (routes - 1) / 2)


def _curve(sheet: Sheet, one: _Route, what: str, panel: int, shift: float, least: int) -> None:
    mark = route_mark(one.route, sheet.tone)
    rate, low, high = one.share[what]
    good = (one.analysed >= least) & ~(np.isnan(rate) | np.isnan(low) | np.isnan(high))
    x: list[float | None] = []
    y: list[float | None] = []
    for at in np.flatnonzero(good):
        x += [one.step[at] + shift] * 2 + [None]
        y += [low[at], high[at], None]
    sheet.line(x, y, tint(mark.colour, 0.5), 1.4, panel)
    hover = [
        f"{mark.label}, after session {at:.0f}: {what} in {events:.0f} of {n:.0f} analysed, {value:.0f} % "
        f"({down:.0f} to {up:.0f}); {one.amounts[0]:.0f} eligible of {one.amounts[1]:.0f} who began"
        for at, events, n, value, down, up in zip(
            one.step, one.events[what], one.analysed, rate, low, high, strict=True
        )
    ]
    sheet.scatter(
        (one.step + shift).tolist(),
        [float(value) if kept else None for value, kept in zip(rate, good, strict=True)],
        panel,
        mode="lines+markers",
        line={"color": tint(mark.colour, 0.7), "width": 1.2},
        marker={"size": 8, "color": mark.colour, "symbol": mark.symbol},
        hovertext=hover,
        hoverinfo="text",
    )


def _known(
    published: pd.DataFrame | None, what: str, routes: set[str]
) -> list[tuple[str, str, float, float]]:
    """Return name, route, session number and percent of the published shares that can be drawn, latest session first."""
    if published is None or not len(published):
        return []
    columns = (texts(published, "name"), texts(published, "route"), numbers(published, "sessions"))
    rows = [
        (plain(name), route_key(route), float(at), float(value))
        for name, route, at, value in zip(*columns, numbers(published, what), strict=True)
    ]
    kept = [row for row in rows if row[1] in routes and not (np.isnan(row[2]) or np.isnan(row[3]))]
    return sorted(kept, key=lambda row: (-row[2], row[3]))


def _references(sheet: Sheet, known: list[tuple[str, str, float, float]], what: str, panel: int) -> None:
    """Draw published shares as hollow marks of their route; names stand above the scale, where they cover nothing."""
    for line, (name, route, at, value) in enumerate(known):
        mark, x, level = route_mark(route, sheet.tone), at + 0.36, _TOP + _LINE * line
        hover = f"Published: {name}, {what} {value:g} % after session {at:.0f}"
        marker = {"size": 9, "symbol": f"{mark.symbol}-open", "color": mark.colour, "line": {"width": 1.4}}
        sheet.scatter([x], [value], panel, marker=marker, hovertext=[hover], hoverinfo="text")
        ends: Spec = {
            "xref": f"x{suffix(panel)}",
            "yref": f"y{suffix(panel)}",
            "x0": x,
            "x1": x,
            "y0": value,
            "y1": level,
        }
        sheet.rule(sheet.tone.faint, 1, "1px,2px", **ends)
        place: Spec = {"xanchor": "left", "yanchor": "middle", "xshift": 3, "size": TINY_PX}
        sheet.note(f"{name}: {value:g} %", sheet.tone.muted, x=x, y=level, row=panel, **place)


def _numbers(sheet: Sheet, one: _Route, line: int, panel: int, ticks: list[int]) -> None:
    """Write how many of a route were analysed at each tick, under the axis."""
    of_step = dict(zip(one.step.tolist(), one.analysed.tolist(), strict=True))
    row: Spec = {"yref": "paper", "yanchor": "top", "yshift": -46 - ROW_PX * line, "size": TINY_PX}
    for tick in ticks:
        amount = of_step.get(float(tick), 0.0)
        sheet.note(count(amount), sheet.tone.muted, x=tick, y=0, xref=f"x{suffix(panel)}", **row)
    if panel == 1:
        mark = route_mark(one.route, sheet.tone)
        sheet.note(_key(mark), sheet.tone.ink, x=0, y=0, xref="paper", xanchor="right", xshift=-8, **row)


def _key(mark: RouteMark) -> str:
    return f"<span style='color:{mark.colour}'>{mark.glyph}</span> {mark.short}"


def _side(sheet: Sheet, routes: list[_Route], *, every: bool, least: int) -> None:
    """Write eligible, begun and treated at the right of the numbers, and name the routes above."""
    muted = sheet.tone.muted
    below: Spec = {"xref": "paper", "yref": "paper", "yanchor": "top"}
    sheet.note("after session number", muted, x=0, y=0, xanchor="left", yshift=-16, **below)
    sheet.note(
        "patients analysed" if every else "patients analysed, every second session; all in the table",
        muted,
        x=0,
        y=0,
        size=TINY_PX,
        xanchor="left",
        yshift=-32,
        **below,
    )
    for place, name in enumerate(_COLUMNS):
        shift = 14 + _COLUMN_PX * (place + 0.5)
        sheet.note(name, muted, x=1, y=0, size=TINY_PX, xshift=shift, yshift=-32, **below)
        for line, one in enumerate(routes):
            mark = route_mark(one.route, sheet.tone)
            drop = -46 - ROW_PX * line
            sheet.note(
                count(one.amounts[place]),
                sheet.tone.ink,
                x=1,
                y=0,
                size=TINY_PX,
                xshift=shift,
                yshift=drop,
                **below,
            )
            if place == 0:
                top: Spec = {
                    "xref": "paper",
                    "yref": "paper",
                    "xanchor": "left",
                    "yanchor": "top",
                    "xshift": 16,
                }
                text = f"<span style='color:{mark.colour}'>{mark.glyph} <b>{mark.label}</b></span>"
                sheet.note(text, sheet.tone.ink, x=1, y=1, yshift=-18 * line, **top)
    beside: Spec = {
        "xref": "paper",
        "yref": "paper",
        "xanchor": "left",
        "yanchor": "top",
        "align": "left",
        "xshift": 16,
    }
    said = f"no mark: fewer than<br>{least} analysed"
    sheet.note(said, muted, x=1, y=1, size=TINY_PX, yshift=-18 * len(routes) - 6, **beside)


def _words(routes: list[_Route], least: int) -> str:
    said = [
        "Share of patients with a response, and in remission, after each session, by route, with 95 % intervals."
    ]
    for one in routes:
        label = route_mark(one.route, LIGHT).label
        eligible, began, treated = one.amounts
        line = f"{label}: {number(eligible)} eligible of {number(began)} who began, {number(treated)} treated"
        good = np.flatnonzero((one.analysed >= least) & ~np.isnan(one.share["response"][0]))
        if len(good):
            at = good[-1]
            shares = [
                f"{what} {one.share[what][0][at]:.0f} %"
                for what in WHAT
                if not np.isnan(one.share[what][0][at])
            ]
            line += f"; after session {one.step[at]:.0f} {' and '.join(shares)} of {many(one.analysed[at], 'patient')} analysed"
        else:
            line += f"; fewer than {least} analysed after every session"
        said.append(line + ".")
    return " ".join(said)
