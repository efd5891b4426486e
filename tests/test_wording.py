"""How numbers and days are written: by hand."""

from datetime import date
from math import nan

import numpy as np
import pytest

from dash.charts import dates, pressure
from dash.ui import words
from dash.wording import age_words, count, day_words, listed, pair, short_day, shortened, signed, signed_pair

DAY = date(2026, 11, 6)


def test_days() -> None:
    assert {
        day_words(DAY), dates.day(DAY), dates.day(np.datetime64("2026-11-06T23:59")), words.day(DAY), words.day("2026-11-06")
    } == {"6 Nov 2026"}  # fmt: skip
    assert (short_day(DAY, date(2026, 1, 1)), short_day(DAY, date(2027, 1, 1))) == ("6 Nov", "6 Nov 2026")
    ages = [age_words(DAY, date.fromordinal(DAY.toordinal() + days)) for days in (0, 1, 14, 213, 1717)]
    assert ages == ["today", "yesterday", "14 days ago", "7 months ago", "4.7 years ago"]


def test_numbers() -> None:
    assert [count(n, "day") for n in (0, 1, 1200)] == ["0 days", "1 day", "1200 days"]
    assert (count(2, "entry", "entries"), count(1200, "day", form=",")) == ("2 entries", "1,200 days")
    assert [shortened(value, 1) for value in (2.0, 2.5, 1200.04)] == ["2", "2.5", "1,200"]
    assert (signed(-3), signed(3.5), signed_pair(26, None)) == ("−3", "+3.5", "+26/–")
    assert [listed(items) for items in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == [
        "",
        "a",
        "a and b",
        "a, b and c",
    ]


@pytest.mark.parametrize("nothing", [None, nan])
def test_a_part_that_was_not_measured(nothing: float | None) -> None:
    assert (pair(145, 72.0), pair(145, nothing), pair(nothing, nothing)) == ("145/72", "145/–", "–/–")
    assert (words.pressure(145, nothing), words.pressure(nothing, nothing)) == ("145/–", "–")
    assert (pressure.pair(145, nothing), pressure.pair(nothing, nothing)) == ("145/?", "not recorded")
