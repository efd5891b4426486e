"""Numbers, days and text from files as the sentences say them."""

from datetime import date

import pandas as pd

from dash.rulebook.words import fitted
from dash.wording import day_words, shortened

LONGEST = 40
"""Characters of one text from a file."""


def known(value: object) -> bool:
    """Tell whether a cell holds something."""
    return not (value is None or value is pd.NaT or value is pd.NA or value != value)  # noqa: PLR0124 - NaN differs


def number(value: object, digits: int = 0) -> str:
    """Return a number with at most so many digits after the point; zeros at the end are dropped."""
    return shortened(float(value), digits, "")  # type: ignore[arg-type]


def on(moment: object) -> str:
    """Return a moment's day as "6 Nov 2026"."""
    return day_words(as_date(moment))


def as_date(moment: object) -> date:
    """Return the day of a cell with a time."""
    return pd.Timestamp(moment).date()  # type: ignore[arg-type]


def written(text: object, most: int = LONGEST) -> str:
    """Return text from a file on one line, cut where it is long."""
    return fitted(" ".join(str(text).split()), most)
