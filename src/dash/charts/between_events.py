"""Sessions between rare events, with the limits that the usual rate leads to expect (g-chart)."""

import numpy as np
import pandas as pd

from dash.charts.chart import Chart, empty
from dash.charts.dates import iso, month, ticks
from dash.charts.parts import DASHED, Sheet, drawn, many, moments, number, numbers, spread, texts
from dash.charts.template import CLEAR, Tone, tint

LEFT_PX, RIGHT_PX, TOP_PX, BOTTOM_PX = 46, 110, 8, 36
_MARGIN = np.timedelta64(20, "D")


def between_events(
    points: pd.DataFrame, tone: Tone, *, event: str = "hypertensive event", height: int = 260
) -> Chart:
    """Draw the sessions without an event before each point; low points are events close together.

    Args:
        points: Rows of ``pressure_between``.
        tone: Colours.
        event: What is counted, singular, for the words.
        height: px.
    """
    at, between = moments(points, "day"), numbers(points, "between")
    known = ~np.isnat(at) & ~np.isnan(between)
    if not known.any():
        return empty(tone, height, f"No {event} in this selection and period.")
    at, between = at[known], between[known]
    lower, centre, upper, each = (
        float(numbers(points, name)[known][0]) for name in ("lower", "centre", "upper", "events")
    )
    sheet = Sheet(tone, height, (LEFT_PX, RIGHT_PX, TOP_PX, BOTTOM_PX))
    # The upper limit lies far above: many sessions without an event need no room of their own.
    highest = max(1.0, float(between.max()), 0.0 if np.isnan(centre) else 1.3 * centre) * 1.1
    low = -0.06 * highest
    labels = []
    for level, name, colour in (
        (lower, "unusually close", tone.alert),
        (centre, f"usual median {number(centre)}", tone.muted),
        (upper, "unusually far", tone.muted),
    ):
        if not np.isnan(level) and level <= highest:
            dash = "solid" if level == centre else DASHED
            sheet.rule(tint(colour, 0.65), 1, dash, xref="x domain", x0=0, x1=1, yref="y", y0=level, y1=level)
            labels.append((level, name, colour))
    gap = 13 * (highest - low) / (height - TOP_PX - BOTTOM_PX)
    for (_, name, colour), place in zip(labels, spread([one[0] for one in labels], gap), strict=True):
        sheet.margin_note(name, place, colour)
    hover = [
        f"{month(day)}: {number(gap)} sessions without an event before {many(each, 'event')}"
        for day, gap in zip(at, between, strict=True)
    ]
    sheet.scatter(
        iso(at),
        drawn(between),
        mode="lines+markers",
        cliponaxis=False,
        line={"color": tint(tone.ink, 0.35), "width": 1},
        marker={"size": 6 if len(at) <= 60 else 4, "color": tone.ink},
        hovertext=hover,
        hoverinfo="text",
    )
    close = np.flatnonzero(between <= lower)
    if close.size:
        sheet.scatter(
            iso(at[close]),
            drawn(between[close]),
            hoverinfo="skip",
            cliponaxis=False,
            marker={"size": 13, "color": CLEAR, "line": {"width": 2, "color": tone.alert}},
        )
    places, words = ticks(at[0], at[-1], 8, split=True, whole_months=True)
    sheet.axis(
        "xaxis",
        type="date",
        range=iso(np.array([at[0] - _MARGIN, at[-1] + _MARGIN])),
        tickvals=places,
        ticktext=words,
    )
    sheet.axis("yaxis", range=[low, highest], nticks=5, title=f"sessions without, per {many(each, 'event')}")
    usual = "" if np.isnan(centre) else f" Usual median {number(centre)}."
    said = (
        f"{many(close.size, 'point')} with events unusually close together."
        if close.size
        else "None unusually close."
    )
    why = (
        f"No usual number and no limits: {texts(points, 'why')[0] or 'too few events'}."
        if np.isnan(centre)
        else said
    )
    return sheet.chart(
        f"Sessions without a {event} between events, each point {many(each, 'event')}: {many(len(at), 'point')}, "
        f"{month(at[0])} to {month(at[-1])}, last {many(between[-1], 'session')}.{usual} {why}"
    )
