"""How numbers and days are written, the same everywhere and on every computer, whatever its language: plain text."""

from dash.wording.days import MONTHS, age_words, day_words, month_words, short_day
from dash.wording.numbers import MISSING, count, listed, noun, pair, shortened, signed, signed_pair

__all__ = [
    "MISSING",
    "MONTHS",
    "age_words",
    "count",
    "day_words",
    "listed",
    "month_words",
    "noun",
    "pair",
    "short_day",
    "shortened",
    "signed",
    "signed_pair",
]
