from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from dash.charts.effect_recurrence import effect_recurrence, height_of
from dash.charts.template import DARK, LIGHT

if TYPE_CHECKING:
    from tests.charts.conftest import Look, Table

_NAMES = ["events", "sessions", "rate", "low", "high", "method"]
HEAD = " | ".join(
    [
        "route", "repeating",
        *(f"after_{name}" for name in _NAMES), *(f"background_{name}" for name in _NAMES),
        "expected", "beyond", "beyond_low", "beyond_high", "beyond_q", "beyond_method",
    ]
)  # fmt: skip
ROWS = f"""
{HEAD}
in | 30 | 40 | 80 | 50 | 40 | 60 | Wilson | 20 | 200 | 10 | 7 | 14 | Wilson | 44 | 6 | 1 | 11 | 0.02 | orders
iv | 4  | 1  | 3  | 33 | -  | -  | few    | 0  | 9   | 0  | 0 | 20 | none   | 30 | 3 | - | -  | -    | 2 patients had it twice
sc | 0  | 0  | 0  | -  | -  | -  | empty  | 0  | 0   | -  | - | -  | empty  | -  | - | - | -  | -    | no session
"""


def test_filled_after_one_with_it_open_after_one_without(table: Table, seen: Look) -> None:
    chart = seen(effect_recurrence(table(ROWS), LIGHT))
    marks = [trace for trace in chart.traces("y", "markers") if trace.xaxis in (None, "x")]
    assert [(list(one.x), one.marker.symbol) for one in marks] == [
        ([33], "diamond"),
        ([0], "diamond-open"),
        ([50], "circle"),
        ([10], "circle-open"),
    ]
    assert {"1 of 3", "0 of 9", "40 of 80", "20 of 200"} <= set(chart.notes)
    assert [shape.x0 for shape in chart.rules() if shape.xref == "x"] == [30, 44]


def test_beyond_the_own_rate_or_why_not(table: Table, seen: Look) -> None:
    chart = seen(effect_recurrence(table(ROWS), LIGHT))
    (dot,) = [trace for trace in chart.traces("y", "markers") if trace.xaxis == "x2"]
    assert (list(dot.x), list(dot.y), dot.marker.color) == ([6], [1], LIGHT.ink)
    assert "2 patients had it twice" in chart.notes and "0.02" in chart.notes
    assert "beyond own rate +6.0 points (+1.0 to +11.0)" in chart.alt
    assert "after one with it 50.0 % (40.0 to 60.0), 40 of 80" in chart.alt


def test_without_repeat_sessions_there_is_no_next_time(table: Table, seen: Look) -> None:
    chart = seen(effect_recurrence(table(ROWS), LIGHT))
    assert chart.figure.layout.height == height_of(2), "the route without repeats has no row"
    assert "no next time" in seen(effect_recurrence(table(ROWS).iloc[[2]], DARK)).alt
    assert "no next time" in seen(effect_recurrence(pd.DataFrame(), DARK)).alt
