"""A figure with its words."""

from typing import NamedTuple

from dash.reports.brief.drawing import Drawing


class Figure(NamedTuple):
    """A figure on the page.

    Attributes:
        title: What it is.
        note: How to read it, beside the title.
        alt: What it shows, in sentences, for who cannot see it.
        drawing: The figure.
    """

    title: str
    note: str
    alt: str
    drawing: Drawing
