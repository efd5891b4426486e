"""A figure as it leaves the screen: its heading above it, where it comes from below it, both drawn into it."""

from collections.abc import Sequence
from textwrap import wrap
from typing import Any

from dash.charts.chart import Chart, RawFigure
from dash.charts.parts import text_px
from dash.charts.template import SMALL_PX, TEXT_PX, Tone, plain

LINE_PX, EDGE_PX, HEAD_PX, GAP_PX = 15, 12, 30, 10
_MADE_UP = "Made-up data: no real person, no evidence"


def on_paper(
    chart: Chart, tone: Tone, *, title: str, lines: Sequence[str], made_up: bool, width: int
) -> Chart:
    """Return a copy of a figure with a heading and footer lines; the figure itself keeps its size and place.

    Args:
        chart: The figure, with height and margins of its own, as every builder gives it.
        tone: The colours it was drawn in; its page colour becomes the background.
        title: Heading, plain text; none where empty.
        lines: Footer, plain text, wrapped to the width.
        made_up: Whether to say at the foot that the data are made up.
        width: px.
    """
    spec = chart.figure.to_dict()
    layout: dict[str, Any] = spec["layout"]
    margin = dict(layout["margin"])
    wrapped = [
        piece for line in lines for piece in wrap(line, max(20, int((width - 2 * EDGE_PX) / text_px("x"))))
    ]
    head = HEAD_PX if title else 0
    foot = GAP_PX + LINE_PX * (len(wrapped) + made_up) + EDGE_PX
    notes = [*layout.get("annotations", ())]
    if title:
        bold = f"<b>{plain(title)}</b>"
        notes.append(
            _note(bold, tone.ink, margin["l"], y=1, yshift=margin["t"] + head - EDGE_PX, size=TEXT_PX + 2)
        )
    texts = [(plain(line, 400), tone.muted) for line in wrapped]
    texts += [(f"<b>{_MADE_UP}</b>", tone.alert)] if made_up else []
    for number, (text, colour) in enumerate(texts):
        down = margin["b"] + GAP_PX + LINE_PX * number
        notes.append(_note(text, colour, margin["l"], y=0, yshift=-down, size=SMALL_PX))
    margin |= {"t": margin["t"] + head, "b": margin["b"] + foot}
    layout |= {
        "annotations": notes,
        "margin": margin,
        "height": layout["height"] + head + foot,
        "width": width,
        "paper_bgcolor": tone.page,
        "modebar": {"bgcolor": tone.page, "color": tone.ink, "activecolor": tone.ink},
    }
    return Chart(RawFigure(spec), chart.alt)


def _note(text: str, colour: str, left: float, **place: object) -> dict[str, Any]:
    """A line of text from the left edge of the paper, hung from its top."""
    size = place.pop("size")
    return {
        "text": text,
        "font": {"color": colour, "size": size},
        "xref": "paper",
        "yref": "paper",
        "x": 0,
        "xanchor": "left",
        "yanchor": "top",
        "xshift": EDGE_PX - left,
        "showarrow": False,
        "align": "left",
    } | place
