"""How the height of a sheet is shared out: words first, the figures take what is left, within bounds."""

import math
from collections.abc import Mapping
from typing import Any, NamedTuple

from dash.reports.brief.drawing import text_mm

_LETTERS_MM = 184.0
"""Width of the words across the page."""
_LINE = 3.4
_HEAD, _GAPS, _TITLES = 9.0, 18.5, 16.0
_BY_HAND = 26.0
"""Least room for what is written by hand."""
_UPPER_SHARE = 0.56
_LEAST = 84.0
"""Least height of both rows of figures: below it they cannot be read."""


class Paper(NamedTuple):
    """One size of paper.

    Attributes:
        name: As the compiler calls it.
        width: Of one of two columns, mm.
        height: Between the margins, mm.
        figures: Most height of both rows of figures, mm.
    """

    name: str
    width: float
    height: float
    figures: float


PAPERS = {"a4": Paper("a4", 90.0, 270.0, 140.0), "letter": Paper("us-letter", 92.9, 252.4, 126.0)}


def figure_heights(paper: Paper, words: Mapping[str, Any]) -> tuple[float, float]:
    """Return the heights of the upper and the lower row of figures, mm, for the words on the page."""
    flags = 7.0 + 6.3 * math.ceil(len(words["flags"]) / 2) + lines_of(words["more_flags"], 6.8) * _LINE
    given = 1.5 + 3.7 * len(words["lines"])
    missing = 5.5 + 3.6 * math.ceil(len(words["missing"]) / 2) + lines_of(words["unknown"], 7.2) * 3.1
    spoken = 5.5 + lines_of(" ".join(words["spoken"]), 7.2) * 3.1
    left = paper.height - _HEAD - _GAPS - _TITLES - _BY_HAND - flags - given - missing - spoken
    both = min(max(left, _LEAST), paper.figures)
    return round(both * _UPPER_SHARE, 1), round(both * (1 - _UPPER_SHARE), 1)


def lines_of(text: str, size: float) -> int:
    """Return on how many lines a text stands across the page, rather too many than too few."""
    return math.ceil(text_mm(text, size) / _LETTERS_MM)
