"""The lane of answers to the item about suicidal thoughts, under a symptom score."""

import numpy as np

from dash.charts.dates import Moments, day, iso, seconds
from dash.charts.parts import Floats, Sheet, many, number
from dash.charts.scores import Item
from dash.charts.template import CLEAR, TINY_PX

_SLOT_PX = 15


def draw_item_lane(
    sheet: Sheet, item: Item | None, item_number: str | None, px: float, alert_from: float | None, row: int
) -> None:
    """Write each answer; where they are crowded, neighbours are joined and the highest of them is shown.

    ``px`` is px per second at the narrowest width. Answers from ``alert_from`` on stand in an alert square.
    """
    sheet.axis(f"yaxis{row}", range=[-0.8, 1.2], showgrid=False, tickvals=[0], ticktext=[""])
    if item_number is not None:
        sheet.axis(f"yaxis{row}", ticktext=[f"item {item_number}"])
    if item is None:
        if item_number is not None:
            sheet.note(
                "not recorded", sheet.tone.muted, x=0.02, y=0, row=row, xref=f"x{row} domain", xanchor="left"
            )
        return
    tone = sheet.tone
    groups = _joined(item.at, px)
    highest = [float(item.value[group].max()) for group in groups]
    middles = [item.at[group[0]] + (item.at[group[-1]] - item.at[group[0]]) / 2 for group in groups]
    alert = [alert_from is not None and high >= alert_from for high in highest]
    sheet.scatter(
        iso(np.array(middles, dtype="datetime64[s]")),
        [0] * len(groups),
        row,
        mode="markers+text",
        text=[number(high) for high in highest],
        textfont={"size": TINY_PX, "color": [tone.page if loud else tone.muted for loud in alert]},
        marker={
            "symbol": "square",
            "size": 13,
            "opacity": 1,
            "color": [tone.alert if loud else CLEAR for loud in alert],
        },
        hovertext=[_hover(item.at[group], item.value[group], item.number) for group in groups],
        hoverinfo="text",
        cliponaxis=False,
    )
    if len(groups) < len(item.at):
        sheet.margin_note("highest of each", 0, tone.muted, row)


def _joined(at: Moments, px: float) -> list[list[int]]:
    """Return rows joined where their numerals would touch at the narrowest width."""
    groups: list[list[int]] = []
    edge = -_SLOT_PX * 2.0
    for i, when in enumerate(at):
        place = seconds(when - at[0]) * px
        if place - edge < _SLOT_PX:
            groups[-1].append(i)
        else:
            groups.append([i])
            edge = place
    return groups


def _hover(at: Moments, value: Floats, item: str) -> str:
    if len(at) == 1:
        return f"{day(at[0])}: item {item} = {number(value[0])}"
    return f"{day(at[0])} to {day(at[-1])}: item {item} highest {number(value.max())} of {len(at)} answers"


def item_words(item: Item | None, alert_from: float | None) -> str:
    """Return the answers in a sentence, for the alternative text."""
    if item is None:
        return ""
    last = (
        f"Item {item.number} (suicidal thoughts): last answer {number(item.value[-1])} on {day(item.at[-1])}"
    )
    if alert_from is None:
        return f"{last}. "
    loud = int((item.value >= alert_from).sum())
    return f"{last}; {number(alert_from)} or more in {loud} of {many(len(item.value), 'answer')}. "
