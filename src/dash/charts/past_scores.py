"""The scores of a compressed past: the median of each stretch of time with its lowest and highest score."""

import numpy as np

from dash.charts.dates import day
from dash.charts.parts import Floats, Sheet, many, number
from dash.charts.scores import Totals
from dash.charts.template import tint
from dash.charts.time_axis import UNIT_PX, TimeAxis
from dash.stats.median import median

_SLOT_PX = 9
"""Width of a stretch: narrower ones would run into one another."""


def draw_past(sheet: Sheet, totals: Totals, axis: TimeAxis, name: str) -> int:
    """Draw the scores in the compressed past, if there is one.

    Args:
        sheet: Drawn on in panel 1.
        totals: All scores.
        axis: The axis of the figure.
        name: The instrument, safe to draw.

    Returns:
        How many scores stand in the past; a stretch without a score is a gap in the line.
    """
    rows = np.flatnonzero(axis.past(totals.at))
    if not rows.size:
        return 0
    tone, slots = sheet.tone, _slots(axis.place(totals.at[rows]))
    x: list[float] = []
    y: list[float | None] = []
    bars_x: list[float | None] = []
    bars_y: list[float | None] = []
    hover: list[str] = []
    before = None
    for slot in np.unique(slots):
        here = rows[slots == slot]
        value, place = totals.value[here], float((slot + 0.5) * _SLOT_PX / UNIT_PX)
        if before is not None and slot > before + 1:
            x.append(place)
            y.append(None)
            hover.append("")
        x.append(place)
        y.append(median(value.tolist()))
        hover.append(_hover(totals, here, name))
        bars_x += [place, place, None]
        bars_y += [float(value.min()), float(value.max()), None]
        before = slot
    sheet.line(bars_x, bars_y, tint(tone.ink, 0.3), 3)
    sheet.scatter(
        x,
        y,
        mode="lines+markers",
        connectgaps=False,
        line={"color": tone.ink, "width": 1.2},
        marker={"size": 3.5, "color": tone.ink},
        hovertext=hover,
        hoverinfo="text",
    )
    return int(rows.size)


def _slots(place: Floats) -> np.ndarray:
    return np.floor(place * UNIT_PX / _SLOT_PX).astype(int)


def _hover(totals: Totals, here: np.ndarray, name: str) -> str:
    value, at = totals.value[here], totals.at[here]
    if len(here) == 1:
        remark = totals.remarks[here[0]] and f"<br>{totals.remarks[here[0]]}"
        return f"{day(at[0])}: {name} {number(value[0])}{remark}"
    return (
        f"{day(at[0])} to {day(at[-1])}: {many(len(here), 'score')}<br>"
        f"{name} median {number(median(value.tolist()))}, {number(value.min())} to {number(value.max())}"
    )
