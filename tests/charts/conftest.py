"""Small frames drawn as text tables, and what a reader finds in a finished chart."""

from collections.abc import Callable
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import pytest

from dash.charts.chart import Chart


def _cell(text: str) -> Any:
    word = text.strip()
    if word in ("", "-"):
        return None
    if word in ("true", "false"):
        return word == "true"
    try:
        return float(word)
    except ValueError:
        return word


def draw_table(text: str) -> pd.DataFrame:
    """Return the frame of a table with a header line; cells are split by |, "-" is missing."""
    lines = [
        [cell.strip() for cell in line.strip().strip("|").split("|")] for line in text.strip().splitlines()
    ]
    texts = {"item"}
    rows = [
        [cell if name in texts else _cell(cell) for name, cell in zip(lines[0], line, strict=True)]
        for line in lines[1:]
    ]
    frame = pd.DataFrame(rows, columns=lines[0])
    for column in frame.columns:
        if column.endswith(("_on", "_at")) or column == "month":
            frame[column] = pd.to_datetime(frame[column])
    return frame


class Seen:
    """A finished chart as the browser would get it, each property checked by Plotly."""

    def __init__(self, chart: Chart) -> None:
        self.figure: go.Figure = chart.figure.checked()
        self.alt = chart.alt

    @property
    def notes(self) -> list[str]:
        return [note.text for note in self.figure.layout.annotations]

    @property
    def words(self) -> str:
        return " | ".join(self.notes)

    def traces(self, axis: str = "y", mode: str | None = None) -> list[Any]:
        return [
            trace
            for trace in self.figure.data
            if (trace.yaxis or "y") == axis and (mode is None or getattr(trace, "mode", None) == mode)
        ]

    def rules(self) -> list[Any]:
        return [shape for shape in self.figure.layout.shapes if shape.type == "line"]

    def everything(self) -> str:
        """All strings the browser could interpret."""
        return self.figure.to_json()


Table = Callable[[str], pd.DataFrame]
Look = Callable[[Chart], Seen]


@pytest.fixture
def table() -> Table:
    return draw_table


@pytest.fixture
def seen() -> Look:
    return Seen
