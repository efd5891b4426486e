"""Blood pressure by minute from dose, one panel per route: median and 10 to 90 % of the readings."""

from collections.abc import Sequence
from textwrap import wrap

import numpy as np
import pandas as pd

from dash.charts.chart import Chart, empty
from dash.charts.course import PRE_MINUTE, Curve, Panel, at_minute, curves_words, read_panels
from dash.charts.parts import PARTS, Limits, Sheet, Spec, count, number, spread
from dash.charts.template import TINY_PX, Tone, route_mark, tint
from dash.wording import noun

LEFT_PX, RIGHT_PX, TOP_PX, BOTTOM_PX = 34, 98, 38, 48
_LOW, _HIGH = 56.0, 194.0
_FALL, _RISE = -24.0, 44.0
_TICKS = (PRE_MINUTE, 40.0, 80.0, 120.0)
_GAP = 0.025
"""Share of the width between two panels."""


def route_curves(
    course: pd.DataFrame,
    counts: pd.DataFrame,
    tone: Tone,
    *,
    limits: Limits | None,
    check_minute: float = 40,
    least_sessions: int = 10,
    height: int = 306,
) -> Chart:
    """Draw median and 10th to 90th percentile by minute, one panel per route, up to seven in a row.

    Args:
        course: Percentiles of pressures, or of their change. ``bin`` in minutes from dose, one negative bin for
            before the dose; mmHg.
        counts: Rows of ``pressure_counts``.
        tone: Colours.
        limits: Event limits, drawn over the full width; None for rows of ``pressure_change``, which no limit applies
            to: 0, the pre-dose value, is drawn instead.
        check_minute: Minute of the required check, a hairline.
        least_sessions: A route with fewer timed sessions is said in words, not drawn; nor is a minute with fewer
            readings, or with under 5 % of the readings of the fullest minute.
        height: px.

    Numbers of systolic readings stand under the minutes. Full page width, from 1,100 px.
    """
    panels = read_panels(course, counts, least_sessions)
    if not panels or all(panel.sessions == 0 for panel in panels):
        return empty(tone, height, "No session in this selection.")
    sheet = Sheet(tone, height, (LEFT_PX, RIGHT_PX, TOP_PX, BOTTOM_PX))
    curves = [curve for panel in panels for curve in panel.curves.values()]
    lowest, highest = (_LOW, max(_HIGH, limits.systolic + 14)) if limits else (_FALL, _RISE)
    low = min([lowest, *(float(curve.p10[curve.kept].min()) - 4 for curve in curves)])
    high = max([highest, *(float(curve.p90[curve.kept].max()) + 6 for curve in curves)])
    ticks = [tick for tick in range(-200, 320, 20) if low + 2 <= tick <= high]
    sheet.axis("yaxis", range=[low, high], tickvals=ticks, ticktext=[_level(tick, limits) for tick in ticks])
    width = (1 - _GAP * (len(panels) - 1)) / len(panels)
    for col, panel in enumerate(panels, start=1):
        left = (width + _GAP) * (col - 1)
        _head(sheet, panel, col, narrow=len(panels) > 4)
        _frame(sheet, col, [left, min(1.0, left + width)], panel, limits, check_minute)
        for part, curve in panel.curves.items():
            _curve(sheet, curve, part, col, check_minute, limits)
        if panel.state:
            _reason(sheet, panel, col, (low + high) / 2)
    counted = next((part for part in PARTS if any(part in panel.curves for panel in panels)), PARTS[0])
    _first_panel_notes(sheet, check_minute, counted)
    _margin(sheet, panels, limits, (height - TOP_PX - BOTTOM_PX) / (high - low))
    return sheet.chart(curves_words(panels, limits))


def _level(mmhg: float, limits: Limits | None) -> str:
    """Return a pressure, or a change with its sign where there are no limits."""
    if limits or not mmhg:
        return f"{mmhg:.0f}"
    return f"{mmhg:+.0f}".replace("-", "−")


def _suffix(col: int) -> str:
    return "" if col == 1 else str(col)


def _head(sheet: Sheet, panel: Panel, col: int, *, narrow: bool) -> None:
    mark = route_mark(panel.route, sheet.tone)
    amounts = [(panel.sessions, "session"), (panel.patients, "patient")]
    words = ", ".join(f"{count(n)} {noun(n, word)}" for n, word in amounts if not np.isnan(n))
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
    sheet: Sheet, col: int, domain: Sequence[float], panel: Panel, limits: Limits | None, check_minute: float
) -> None:
    """Set the minute axis of one panel with its numbers of readings, limits and hairline."""
    name = _suffix(col)
    curve = panel.curves.get("systolic", panel.curves.get("diastolic"))
    readings = dict(zip(curve.minute.tolist(), curve.readings.tolist(), strict=True)) if curve else {}
    words = []
    for tick in _TICKS:
        amount = (
            f"<span style='font-size:{TINY_PX}px'>{count(readings[tick])}</span>" if tick in readings else ""
        )
        words.append(f"{'pre' if tick < 0 else f'{tick:.0f}'}<br>{amount}")
    minutes: Spec = {"range": [-18, 152], "tickvals": list(_TICKS), "ticktext": words, "showline": False}
    sheet.axis(f"xaxis{name}", domain=list(domain), anchor=f"y{name}", **minutes)
    if col > 1:
        same: Spec = {key: sheet.layout["yaxis"][key] for key in ("range", "tickvals")}
        sheet.axis(f"yaxis{name}", anchor=f"x{name}", matches="y", showticklabels=False, **same)
    for level in (limits.systolic, limits.diastolic) if limits else ():
        sheet.limit(level, col)
    if limits is None:
        zero: Spec = {"xref": f"x{name} domain", "x0": 0, "x1": 1, "yref": f"y{name}"}
        sheet.rule(sheet.tone.muted, 1, y0=0, y1=0, **zero)
    ends: Spec = {"xref": f"x{name}", "x0": check_minute, "x1": check_minute, "yref": f"y{name} domain"}
    sheet.rule(sheet.tone.faint, 1, y0=0, y1=1, **ends)


def _first_panel_notes(sheet: Sheet, check_minute: float, counted: str) -> None:
    """Say once what the hairline and the numbers under the axis are."""
    muted = sheet.tone.muted
    top: Spec = {"yref": "y domain", "xanchor": "left", "yanchor": "top", "xshift": 3}
    sheet.note(f"{check_minute:g} min", muted, x=check_minute, y=1, **top)
    foot: Spec = {"xref": "paper", "yref": "paper", "yanchor": "top"}
    for text, shift in (("min", -3), ("n", -17)):
        sheet.note(text, muted, x=0, y=0, size=TINY_PX, xanchor="right", xshift=-14, yshift=shift, **foot)
    words = f"minutes from dose, and {counted} readings (n)"
    sheet.note(words, muted, x=0, y=0, xanchor="left", yshift=-32, **foot)


def _curve(
    sheet: Sheet, curve: Curve, part: str, col: int, check_minute: float, limits: Limits | None
) -> None:
    """Draw the minutes with enough readings, each with its mark, and name the peak of the median."""
    colour = sheet.tone.part(part)
    columns = (curve.minute, curve.p10, curve.p50, curve.p90, curve.readings)
    x, low, middle, high, readings = (values[curve.kept].tolist() for values in columns)
    if len(x) > 1:
        sheet.band(x, low, high, tint(colour, 0.14), col)
    sheet.scatter(
        x,
        middle,
        col,
        mode="lines+markers",
        line={"color": colour, "width": 2.2},
        marker={"size": 4, "color": colour},
        hovertext=[
            f"{part}, {at_minute(at)}: median {_level(p50, limits)} mmHg "
            f"(10–90 % {_level(p10, limits)} to {_level(p90, limits)}), {number(n)} readings"
            for at, p10, p50, p90, n in zip(x, low, middle, high, readings, strict=True)
        ],
        hoverinfo="text",
    )
    at, level = float(curve.minute[curve.top]), float(curve.p50[curve.top])
    right = max(at, check_minute) <= 70
    sheet.note(
        f"<b>{_level(level, limits)}</b> {at_minute(at)}",
        colour,
        x=max(at, check_minute) if right else min(at, 150),
        y=level,
        row=col,
        xanchor="left" if right else "right",
        yanchor="bottom",
        xshift=4 if right else -2,
        yshift=2,
    )


def _reason(sheet: Sheet, panel: Panel, col: int, middle: float) -> None:
    """Say plainly why a route has no curve."""
    text = "<br>".join(wrap(panel.state, 21))
    place: Spec = {"xref": f"x{_suffix(col)} domain", "bgcolor": sheet.tone.page}
    sheet.note(text, sheet.tone.muted, x=0.5, y=middle, row=col, **place)
    # An axis without any trace is not drawn by Plotly: an invisible one keeps the panel's scale.
    sheet.scatter([0], [None], col, hoverinfo="skip")


def _margin(sheet: Sheet, panels: list[Panel], limits: Limits | None, px: float) -> None:
    """Name limits and parts at the right, the parts at the end of the last curve."""
    tone = sheet.tone
    labels: list[tuple[float, str, str]] = []
    if limits:
        labels += [
            (level, f"{level:g} {limits.name}", tone.alert) for level in (limits.systolic, limits.diastolic)
        ]
    for part in PARTS:
        drawn = [panel.curves[part] for panel in panels if part in panel.curves]
        if drawn:
            labels.append((float(drawn[-1].p50[drawn[-1].kept][-1]), f"<b>{part}</b>", tone.part(part)))
    places = spread([level for level, _, _ in labels], 13 / px)
    for (_, text, colour), place in zip(labels, places, strict=True):
        sheet.margin_note(text, place, colour)
