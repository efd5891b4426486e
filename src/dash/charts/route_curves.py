"""Blood pressure by minute from dose, one panel per route: median and 10 to 90 % of the readings."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from dash.charts.chart import Chart, empty
from dash.charts.parts import PARTS, Floats, Limits, Sheet, count, drawn, many, number, numbers, spread, texts
from dash.charts.template import TINY_PX, Tone, route_key, route_mark, route_order, tint
from dash.vocabulary import ROUTES

LEFT_PX, RIGHT_PX, TOP_PX, BOTTOM_PX = 34, 98, 38, 48
_LOW, _HIGH = 56.0, 194.0
_PRE_MINUTE = -10.0
"""Where readings before the dose stand on the axis."""
_TICKS = (_PRE_MINUTE, 40.0, 80.0, 120.0)
_LEAST_READINGS = 5
"""A bin with fewer readings is not drawn: the curve breaks there."""


@dataclass(frozen=True)
class _Panel:
    """What is known of one route; counts are NaN where not given."""

    route: str
    sessions: float
    patients: float
    timed: float
    curves: dict[str, "_Curve"]

    @property
    def state(self) -> str:
        """Why no curve is drawn, an empty text where one is."""
        if not self.curves:
            if self.timed > 0:
                return "no reading with<br>a minute and<br>a pressure"
            return "no minutes recorded:<br>readings cannot be<br>placed from dose"
        return ""


@dataclass(frozen=True)
class _Curve:
    minute: Floats
    p10: Floats
    p50: Floats
    p90: Floats
    readings: Floats


def route_curves(
    course: pd.DataFrame,
    counts: pd.DataFrame,
    tone: Tone,
    *,
    limits: Limits,
    check_minute: float = 40,
    least_sessions: int = 10,
    height: int = 306,
) -> Chart:
    """Draw median and 10th to 90th percentile by minute, one panel per route, up to seven in a row.

    Args:
        course: Rows of ``pressure_course``. ``bin`` in minutes from dose, one negative bin for before the dose; mmHg.
        counts: Rows of ``pressure_counts``.
        tone: Colours.
        limits: Event limits, drawn over the full width.
        check_minute: Minute of the required check, a hairline.
        least_sessions: A route with fewer timed sessions is said in words, not drawn.
        height: px.

    Numbers of systolic readings stand under the minutes. Full page width, from 1,100 px.
    """
    panels = _panels(course, counts)
    if not panels or all(panel.sessions == 0 for panel in panels):
        return empty(tone, height, "No session in this selection.")
    sheet = Sheet(tone, height, (LEFT_PX, RIGHT_PX, TOP_PX, BOTTOM_PX))
    gap = 0.025
    width = (1 - gap * (len(panels) - 1)) / len(panels)
    drawn_panels = [panel for panel in panels if panel.curves and not panel.timed < least_sessions]
    values = [
        edge for panel in drawn_panels for curve in panel.curves.values() for edge in (*curve.p10, *curve.p90)
    ]
    known = [value for value in values if not np.isnan(value)]
    low, high = (
        min([_LOW, *(value - 4 for value in known)]),
        max([_HIGH, limits.systolic + 14, *(v + 6 for v in known)]),
    )
    px = (height - TOP_PX - BOTTOM_PX) / (high - low)
    sheet.axis(
        "yaxis", range=[low, high], tickvals=[tick for tick in range(20, 320, 20) if low + 2 <= tick <= high]
    )
    for col, panel in enumerate(panels, start=1):
        left = (width + gap) * (col - 1)
        _head(sheet, panel, col, narrow=len(panels) > 4)
        _frame(sheet, col, [left, min(1.0, left + width)], panel, limits, check_minute)
        if panel in drawn_panels:
            for part in PARTS:
                if part in panel.curves:
                    _curve(sheet, panel.curves[part], part, col, check_minute)
        else:
            _small(sheet, panel, col, least_sessions, (limits.systolic + limits.diastolic) / 2)
    _margin(sheet, drawn_panels, limits, px)
    return sheet.chart(_words(panels, drawn_panels, limits, least_sessions))


def _panels(course: pd.DataFrame, counts: pd.DataFrame) -> list[_Panel]:
    places = {route_key(key): i for i, key in enumerate(texts(counts, "route"))}
    sessions, patients, timed = (numbers(counts, name) for name in ("sessions", "patients", "timed_sessions"))
    curves: dict[str, dict[str, _Curve]] = {}
    routes, parts = (
        np.array([route_key(key) for key in texts(course, "route")], dtype=object),
        texts(course, "part"),
    )
    part_names = np.array([_part(part) for part in parts], dtype=object)
    minute, *levels = (numbers(course, name) for name in ("bin", "p10", "p50", "p90", "readings"))
    for route in set(routes.tolist()):
        for part in PARTS:
            rows = np.flatnonzero((routes == route) & (part_names == part) & ~np.isnan(minute))
            if rows.size:
                rows = rows[np.argsort(minute[rows], kind="stable")]
                at = np.where(minute[rows] < 0, _PRE_MINUTE, minute[rows])
                curves.setdefault(route, {})[part] = _Curve(at, *(level[rows] for level in levels))
    found = []
    for route in route_order([*places, *curves]):
        i = places.get(route)
        amount = [
            float(column[i]) if i is not None else float("nan") for column in (sessions, patients, timed)
        ]
        found.append(_Panel(route, amount[0], amount[1], amount[2], curves.get(route, {})))
    return found


def _part(part: object) -> str:
    return part if isinstance(part, str) else "diastolic" if part == 1 else "systolic"


def _suffix(col: int) -> str:
    return "" if col == 1 else str(col)


def _head(sheet: Sheet, panel: _Panel, col: int, *, narrow: bool) -> None:
    mark = route_mark(panel.route, sheet.tone)
    amounts = [(panel.sessions, "session"), (panel.patients, "patient")]
    words = ", ".join(f"{count(n)} {word}{'' if n == 1 else 's'}" for n, word in amounts if not np.isnan(n))
    if narrow and len(words) > 24:
        words = words.replace("patients", "pat.")
    sheet.note(
        f"{mark.glyph} <b>{mark.label}</b><br>{words}",
        mark.colour,
        x=0,
        y=1,
        xref=f"x{_suffix(col)} domain",
        yref="paper",
        xanchor="left",
        yanchor="bottom",
        align="left",
        yshift=3,
    )


def _frame(
    sheet: Sheet, col: int, domain: Sequence[float], panel: _Panel, limits: Limits, check_minute: float
) -> None:
    """Set the minute axis of one panel with its numbers of readings, limits and hairline."""
    name = _suffix(col)
    curve = panel.curves.get("systolic")
    readings = dict(zip(curve.minute.tolist(), curve.readings.tolist(), strict=True)) if curve else {}
    words = []
    for tick in _TICKS:
        amount = readings.get(tick)
        size = f"<span style='font-size:{TINY_PX}px'>{'' if amount is None or np.isnan(amount) else count(amount)}</span>"
        words.append(f"{'pre' if tick < 0 else f'{tick:.0f}'}<br>{size}")
    sheet.axis(
        f"xaxis{name}",
        domain=list(domain),
        anchor=f"y{name}",
        range=[-18, 152],
        tickvals=list(_TICKS),
        ticktext=words,
        showline=False,
    )
    if col > 1:
        sheet.axis(
            f"yaxis{name}",
            anchor=f"x{name}",
            matches="y",
            showticklabels=False,
            tickvals=sheet.layout["yaxis"]["tickvals"],
        )
        sheet.layout[f"yaxis{name}"]["range"] = sheet.layout["yaxis"]["range"]
    for level in (limits.systolic, limits.diastolic):
        sheet.limit(level, col)
    sheet.rule(
        sheet.tone.faint,
        1,
        xref=f"x{name}",
        x0=check_minute,
        x1=check_minute,
        yref=f"y{name} domain",
        y0=0,
        y1=1,
    )
    if col == 1:
        sheet.note(
            f"{check_minute:g} min",
            sheet.tone.muted,
            x=check_minute,
            y=1,
            yref="y domain",
            xanchor="left",
            yanchor="top",
            xshift=3,
        )
        for text, lift in (("min", -3), ("n", -17)):
            sheet.note(
                text,
                sheet.tone.muted,
                x=0,
                y=0,
                xref="paper",
                yref="paper",
                xanchor="right",
                yanchor="top",
                xshift=-14,
                yshift=lift,
                size=TINY_PX,
            )
        sheet.note(
            "minutes from dose, and systolic readings (n)",
            sheet.tone.muted,
            x=0,
            y=0,
            xref="paper",
            yref="paper",
            xanchor="left",
            yanchor="top",
            yshift=-32,
        )


def _curve(sheet: Sheet, curve: _Curve, part: str, col: int, check_minute: float) -> None:
    """Draw the runs of bins with enough readings, and name the peak of the median."""
    colour = sheet.tone.part(part)
    enough = (curve.readings >= _LEAST_READINGS) | np.isnan(curve.readings)
    good = enough & ~np.isnan(curve.p50) & ~np.isnan(curve.p10) & ~np.isnan(curve.p90)
    runs = np.split(np.arange(len(good)), np.flatnonzero(np.diff(good.astype(int))) + 1)
    for run in (run for run in runs if run.size and good[run[0]]):
        x, low, high = (values[run].tolist() for values in (curve.minute, curve.p10, curve.p90))
        sheet.band(x, low, high, tint(colour, 0.14), col)
    middle = np.where(good, curve.p50, np.nan)
    hover = [
        f"{'before dose' if at < 0 else f'{at:.0f} min'}: median {part} {p50:.0f} mmHg "
        f"(10–90 % {p10:.0f}–{p90:.0f}), {number(n)} readings"
        for at, p10, p50, p90, n in zip(
            curve.minute, curve.p10, curve.p50, curve.p90, curve.readings, strict=True
        )
    ]
    sheet.line(curve.minute.tolist(), drawn(middle), colour, 2.2, col, hovertext=hover, hoverinfo="text")
    if good.any():
        top = int(np.nanargmax(middle))
        at = float(curve.minute[top])
        right = max(at, check_minute) <= 70
        when = "before dose" if at < 0 else f"at {at:.0f} min"
        sheet.note(
            f"<b>{middle[top]:.0f}</b> {when}",
            colour,
            x=max(at, check_minute) if right else min(at, 150),
            y=float(middle[top]),
            row=col,
            xanchor="left" if right else "right",
            yanchor="bottom",
            xshift=4 if right else -2,
            yshift=1,
        )


def _small(sheet: Sheet, panel: _Panel, col: int, least: int, middle: float) -> None:
    """Say plainly why a route has no curve."""
    text = panel.state or f"{number(panel.timed)} of {least} timed<br>sessions needed<br>for a curve"
    if panel.sessions == 0:
        text = "no session<br>in this selection"
    sheet.note(
        text,
        sheet.tone.muted,
        x=0.5,
        y=middle,
        row=col,
        xref=f"x{_suffix(col)} domain",
        bgcolor=sheet.tone.page,
    )
    # An axis without any trace is not drawn by Plotly: an invisible one keeps the panel's scale.
    sheet.scatter([0], [None], col, hoverinfo="skip")


def _margin(sheet: Sheet, panels: list[_Panel], limits: Limits, px: float) -> None:
    tone = sheet.tone
    labels = [
        (level, f"{level:g} {limits.name}", tone.alert) for level in (limits.systolic, limits.diastolic)
    ]
    for part in PARTS:
        ends = [
            panel.curves[part].p50[~np.isnan(panel.curves[part].p50)]
            for panel in panels
            if part in panel.curves
        ]
        ends = [end for end in ends if end.size]
        if ends:
            labels.append((float(ends[-1][-1]), f"<b>{part}</b>", tone.part(part)))
    places = spread([level for level, _, _ in labels], 13 / px)
    for (_, text, colour), place in zip(labels, places, strict=True):
        sheet.margin_note(text, place, colour)


def _words(panels: list[_Panel], shown: list[_Panel], limits: Limits, least: int) -> str:
    lines = [
        f"Blood pressure by minute from dose and route, median with 10 to 90 %, mmHg; limits {limits.systolic:g} and "
        f"{limits.diastolic:g} ({limits.name})."
    ]
    for panel in panels:
        name = ROUTES[panel.route].label
        sessions = (
            ""
            if np.isnan(panel.sessions)
            else f", {many(panel.sessions, 'session')}, {many(panel.patients, 'patient')}"
        )
        if panel not in shown:
            state = (
                panel.state.replace("<br>", " ")
                or f"only {number(panel.timed)} timed sessions, {least} needed for a curve"
            )
            lines.append(f"{name}{sessions}: {'no session' if panel.sessions == 0 else state}.")
            continue
        said = []
        for part, curve in panel.curves.items():
            if not np.isnan(curve.p50).all():
                top = int(np.nanargmax(curve.p50))
                when = "before dose" if curve.minute[top] < 0 else f"at {curve.minute[top]:.0f} min"
                said.append(
                    f"{part} median highest {curve.p50[top]:.0f} {when} (10 to 90 %: {number(curve.p10[top])} to "
                    f"{number(curve.p90[top])}, {number(curve.readings[top])} readings)"
                )
        untimed = panel.sessions - panel.timed
        rest = f"; {many(untimed, 'session')} without timed readings" if untimed > 0 else ""
        lines.append(f"{name}{sessions}: {'; '.join(said) or 'no values'}{rest}.")
    return " ".join(lines)
