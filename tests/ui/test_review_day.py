"""Which texts are a day."""

from datetime import date

import pytest

from dash.ui.review_day import day_of


@pytest.mark.parametrize("text", ["2026-11-20", " 2026-11-20 ", "20 Nov 2026", "20  November 2026"])
def test_a_day_as_written(text: str) -> None:
    assert day_of(text) == date(2026, 11, 20)


@pytest.mark.parametrize(
    "text", ["", "2026-11", "2026-02-30", "20/11/2026", "1800-01-01", "9999-12-31", "tomorrow"]
)
def test_what_is_no_day(text: str) -> None:
    assert day_of(text) is None
