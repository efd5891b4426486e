"""A number's history in the size of a word."""

from collections.abc import Sequence

import numpy as np

from dash.charts.chart import Chart, empty
from dash.charts.parts import Sheet, drawn, many, number
from dash.charts.template import Tone


def sparkline(
    values: Sequence[float | None],
    tone: Tone,
    *,
    name: str = "",
    unit: str = "",
    width: int = 150,
    height: int = 44,
    band_points: int = 3,
) -> Chart:
    """Draw values in order with their own 10 to 90 % band and a bold last point.

    Args:
        values: The history, oldest first; None or NaN opens the line.
        tone: Colours.
        name: What is counted, for the words.
        unit: Unit of the values, for the words.
        width: px; Plotly draws nothing narrower than 150.
        height: px.
        band_points: Earlier points needed for the band.

    The last point is left out of the band and turns to the alert colour outside it.
    """
    history = np.array([np.nan if value is None else float(value) for value in values], dtype=np.float64)
    known = history[~np.isnan(history)]
    title = name or "History"
    if not known.size:
        return empty(tone, height, "no history", alt=f"{title}: no value recorded.", width=width)
    last = int(np.flatnonzero(~np.isnan(history))[-1])
    sheet = Sheet(tone, height, (0, 6, 6, 6))
    words = [f"{title}, {many(known.size, 'value')} in order: last {number(known[-1])} {unit}".rstrip() + "."]
    outside = False
    if known.size > band_points:
        low, high = (float(edge) for edge in np.quantile(known[:-1], [0.1, 0.9]))
        sheet.box(tone.fan, xref="paper", x0=0, x1=1, yref="y", y0=low, y1=high)
        outside = not low <= known[-1] <= high
        side = "outside" if outside else "within"
        words.append(
            f"It is {side} the 10 to 90 % range of the earlier values, {number(low)} to {number(high)}."
        )
    sheet.line(list(range(len(history))), drawn(history), tone.muted, 1.2)
    colour = tone.alert if outside else tone.ink
    sheet.scatter(
        [last],
        [float(history[last])],
        marker={"size": 7, "color": colour},
        hoverinfo="skip",
        cliponaxis=False,
    )
    sheet.axis("xaxis", visible=False, range=[-0.5, max(len(history) - 0.5, 0.5)])
    sheet.axis("yaxis", visible=False)
    sheet.layout["width"] = width
    if len(history) > known.size:
        words.append(f"{len(history) - known.size} missing.")
    return sheet.chart(" ".join(words))
