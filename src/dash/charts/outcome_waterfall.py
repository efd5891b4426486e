"""Change at each patient's last score, one bar per patient in order of size, one panel per route."""

import numpy as np
import pandas as pd

from dash.charts.chart import Chart, empty
from dash.charts.outcome_panels import across, head, panel_axes, suffix
from dash.charts.parts import DASHED, Floats, Sheet, Spec, count, many, number, numbers, texts
from dash.charts.template import LIGHT, Tone, route_key, route_mark, route_order, tint

LEFT_PX, RIGHT_PX, TOP_PX, BOTTOM_PX = 44, 84, 38, 20
MOST_BARS = 100
_FEW_BARS = 30
_LOW, _HIGH = -104.0, 60.0


def outcome_waterfall(
    last: pd.DataFrame,
    tone: Tone,
    *,
    response_percent: float | None = None,
    most_bars: int = MOST_BARS,
    height: int = 300,
) -> Chart:
    """Draw the change from baseline to the last score in percent, worst first.

    Args:
        last: Rows of ``outcome_last``: route, percent, patients.
        tone: Colours.
        response_percent: Change from which on it is a response: a line, dark bars and their number. None for a scale that
            defines none: then no bar is dark, and those lower than before are counted.
        most_bars: With more patients in a route, evenly spaced ones of the order are drawn, and the head says so.
        height: px.

    A change beyond the axis is drawn to its end and counted in words. Full page width, from 1,100 px.
    """
    routes = _read(last)
    if not routes:
        return empty(
            tone,
            height,
            "No patient who began in this selection has a score before and after the first session.",
        )
    sheet = Sheet(tone, height, (LEFT_PX, RIGHT_PX, TOP_PX, BOTTOM_PX))
    sheet.layout |= {"bargap": 0}
    for col, ((route, values), domain) in enumerate(
        zip(routes.items(), across(len(routes)), strict=True), start=1
    ):
        # Numbering by twos: heads are those of figures with two panels a column.
        axis = 2 * col - 1
        mark = route_mark(route, tone)
        shown = _evenly(values, most_bars)
        said = f"{count(len(values))} patients"
        if len(shown) < len(values):
            said = f"{len(shown)} of {count(len(values))} patients, evenly from the order"
        head(sheet, mark, col, said)
        panel_axes(sheet, axis, domain, [0, 1], [_LOW, _HIGH], matches=1 if col > 1 else None)
        name = suffix(axis)
        # Bars of few patients are not drawn as wide as the panel.
        sheet.axis(
            f"xaxis{name}", range=[-0.5, max(len(shown), 12) - 0.5], showticklabels=False, showline=False
        )
        ticks = {"tickvals": [-100, -50, 0, 50], "ticktext": ["−100 %", "−50 %", "0 %", "+50 %"]}
        sheet.axis(f"yaxis{name}", **ticks)
        _bars(sheet, shown, response_percent, axis, mark.colour)
        line: Spec = {"xref": f"x{name} domain", "x0": 0, "x1": 1, "yref": f"y{name}"}
        sheet.rule(tone.muted, 1, y0=0, y1=0, **line)
        if response_percent is None:
            said = f"<b>{count(float((values < 0).sum()))}</b> lower than before"
        else:
            sheet.rule(tone.muted, 1, DASHED, y0=response_percent, y1=response_percent, layer="above", **line)
            said = f"<b>{count(float((values <= response_percent).sum()))}</b> at or below the line"
        place: Spec = {"xref": f"x{name} domain", "yref": f"y{name}", "xanchor": "right", "yanchor": "top"}
        sheet.note(said, tone.ink, x=1, y=_HIGH, **place)
    if response_percent is not None:
        sheet.margin_note("response", response_percent, tone.muted, row=1)
    sheet.margin_note("no change", 0, tone.muted, row=1)
    return sheet.chart(_words(routes, response_percent))


def _read(last: pd.DataFrame) -> dict[str, Floats]:
    """Return each route's changes in percent, worst first."""
    keys = np.array([route_key(one) for one in texts(last, "route")], dtype=object)
    percent, patients = numbers(last, "percent"), np.nan_to_num(numbers(last, "patients"))
    known = ~np.isnan(percent) & (patients > 0)
    found = {}
    for route in route_order(keys[known]):
        own = np.flatnonzero((keys == route) & known)
        values = np.repeat(percent[own], patients[own].astype(np.int64))
        found[route] = np.sort(values)[::-1]
    return found


def _evenly(values: Floats, most: int) -> Floats:
    """Return at most so many values, evenly spaced in their order, the first and the last among them."""
    if len(values) <= most:
        return values
    return np.asarray(values[np.round(np.linspace(0, len(values) - 1, most)).astype(np.int64)])


def _bars(sheet: Sheet, values: Floats, response: float | None, axis: int, colour: str) -> None:
    dark = np.zeros(len(values), dtype=bool) if response is None else values <= response
    colours = [colour if one else tint(colour, 0.35) for one in dark]
    # Few bars are wide: an edge tells them apart. Many would be all edge.
    edge = 0.8 if len(values) <= _FEW_BARS else 0
    # No change is a bar of no height: a thin one shows that there is a patient.
    drawn = np.where(np.abs(values) < 0.8, 0.8, np.clip(values, _LOW, _HIGH))
    sheet.bars(
        list(range(len(values))),
        drawn.tolist(),
        axis,
        marker={"color": colours, "line": {"width": edge, "color": sheet.tone.page}},
        hovertext=[f"{value:+.0f} % of the baseline" for value in values],
        hoverinfo="text",
    )


def _words(routes: dict[str, Floats], response: float | None) -> str:
    said = [
        "Change from baseline to the last score in percent, one bar per patient, by route; down is better."
    ]
    for route, values in routes.items():
        label = route_mark(route, LIGHT).label
        up, beyond = int((values > 0).sum()), int((values > _HIGH).sum())
        more = f", {number(beyond)} by more than the axis shows" if beyond else ""
        fell = (
            f"{number(int((values < 0).sum()))} lower than before"
            if response is None
            else f"{number(int((values <= response).sum()))} with a fall of at least {-response:.0f} %"
        )
        said.append(
            f"{label}: {many(len(values), 'patient')}, {fell}, {number(up)} higher than before{more}."
        )
    return " ".join(said)
