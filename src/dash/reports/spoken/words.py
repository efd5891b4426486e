"""Numbers, days and text from files as the sentences say them."""

from collections.abc import Sequence
from datetime import date

import pandas as pd

from dash.rulebook.words import day_words, fitted

LONGEST = 40
"""Characters of one text from a file."""


def known(value: object) -> bool:
    """Tell whether a cell holds something."""
    return not (value is None or value is pd.NaT or value is pd.NA or value != value)  # noqa: PLR0124 - NaN differs


def number(value: object, digits: int = 0) -> str:
    """Return a number with at most so many digits after the point; zeros at the end are dropped."""
    text = f"{float(value):.{digits}f}"  # type: ignore[arg-type]
    return text.rstrip("0").rstrip(".") if "." in text else text


def on(moment: object) -> str:
    """Return a moment's day as "6 Nov 2026"."""
    return day_words(as_date(moment))


def as_date(moment: object) -> date:
    """Return the day of a cell with a time."""
    return pd.Timestamp(moment).date()  # type: ignore[arg-type]


def written(text: object, most: int = LONGEST) -> str:
    """Return text from a file on one line, cut where it is long."""
    return fitted(" ".join(str(text).split()), most)


def several(words: Sequence[str]) -> str:
    """Return "a, b and c"."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
