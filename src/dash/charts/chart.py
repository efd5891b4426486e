"""What every builder returns: a figure with the words that say the same."""

from dataclasses import dataclass
from textwrap import wrap
from typing import Any

import plotly.graph_objects as go

from dash.charts.template import CLEAR, TEXT_PX, Tone, template
from dash.charts.to_browser import to_browser


class RawFigure(go.Figure):  # type: ignore[misc]
    """A figure that already is what goes to the browser.

    Plotly checks and copies each property of a figure (9 ms for a middling one). The builders make plain
    dicts that the tests check with Plotly once; here they pass through as they are.
    """

    def __init__(self, spec: dict[str, Any]) -> None:  # no super(): that is where the checking is
        self._spec = spec

    def to_dict(self) -> dict[str, Any]:
        """Return the figure as ``{"data": …, "layout": …}``, as it goes to the browser."""
        return to_browser(self._spec)

    def checked(self) -> go.Figure:
        """Return the same figure as an ordinary one, each property checked by Plotly."""
        return go.Figure(self.to_dict())

    @property
    def data(self) -> tuple[Any, ...]:
        """The traces, as checked Plotly objects."""
        return tuple(self.checked().data)

    @property
    def layout(self) -> go.Layout:
        """The layout, as a checked Plotly object."""
        return self.checked().layout

    def __reduce__(self) -> tuple[type["RawFigure"], tuple[dict[str, Any]]]:
        return RawFigure, (self._spec,)


@dataclass(frozen=True)
class Chart:
    """A figure and its alternative text.

    Attributes:
        figure: For ``st.plotly_chart(figure, theme=None, alt=alt)``.
        alt: Plain sentences: what is drawn, how many, the key numbers with units, what is missing.
    """

    figure: RawFigure
    alt: str


def empty(
    tone: Tone, height: int, sentence: str, *, alt: str | None = None, width: int | None = None
) -> Chart:
    """Return the designed empty state: one sentence in a quiet frame, of the height the figure would have.

    ``sentence`` must not hold text from files.
    """
    lines = wrap(sentence, 52) or [""]
    layout: dict[str, Any] = {
        "template": template(tone),
        "height": height,
        "margin": {"l": 8, "r": 8, "t": 8, "b": 8},
        "xaxis": {"visible": False, "range": [0, 1]},
        "yaxis": {"visible": False, "range": [0, 1]},
        "shapes": [
            {
                "type": "rect",
                "xref": "paper",
                "yref": "paper",
                "x0": 0,
                "x1": 1,
                "y0": 0,
                "y1": 1,
                "line": {"color": tone.faint, "width": 1, "dash": "2px,3px"},
                "fillcolor": CLEAR,
            }
        ],
        "annotations": [
            {
                "text": "<br>".join(lines),
                "font": {"size": TEXT_PX + 1, "color": tone.muted},
                "xref": "paper",
                "yref": "paper",
                "x": 0.5,
                "y": 0.5,
                "showarrow": False,
            }
        ],
    }
    if width is not None:
        layout["width"] = width
    return Chart(RawFigure({"data": [], "layout": layout}), alt or sentence)
