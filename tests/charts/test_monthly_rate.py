from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from dash.charts.monthly_rate import monthly_rate
from dash.charts.template import LIGHT

if TYPE_CHECKING:
    from tests.charts.conftest import Look, Table


MONTHS = """
month      | events | total | rate | low | high | centre | upper
2026-01-01 | 1      | 100   | 1.0  | 0.2 | 5   | 0.8    | 3.0
2026-02-01 | 0      | 0     | -    | -   | -   | 0.8    | -
2026-03-01 | 5      | 100   | 5.0  | 2   | 11  | 0.8    | 3.0
2026-04-01 | 0      | 90    | 0.0  | 0   | 4   | 0.8    | 3.2
"""


def test_points_are_rates_and_a_month_without_sessions_is_a_gap(table: Table, seen: Look) -> None:
    points = seen(monthly_rate(table(MONTHS), LIGHT)).traces("y", "lines+markers")[0]
    assert list(points.y) == [1, None, 5, 0]
    assert points.connectgaps is False
    assert points.hovertext[1] == "Feb 2026: no session"


def test_a_month_above_its_limit_is_ringed_and_counted(table: Table, seen: Look) -> None:
    chart = seen(monthly_rate(table(MONTHS), LIGHT))
    ring = chart.traces("y", "markers")[0]
    assert list(ring.y) == [5]
    assert "<b>5 in 100</b> above limit" in chart.notes
    assert "Above the limit in Mar 2026: 5 in 100." in chart.alt


def test_centre_and_limit_are_named_as_passed(table: Table, seen: Look) -> None:
    chart = seen(monthly_rate(table(MONTHS), LIGHT, centre_name="2025", limit_name="99 %<br>limit"))
    assert "centre 0.8,<br>2025" in chart.notes
    assert "99 %<br>limit" in chart.notes
    assert [shape.y0 for shape in chart.rules()] == [0.8]
    assert list(chart.traces("y", "lines")[0].y) == [3, None, 3, 3.2]


def test_without_a_centre_nothing_is_judged(table: Table, seen: Look) -> None:
    months = table(MONTHS).iloc[:2].assign(centre=float("nan"), upper=float("nan"))
    chart = seen(monthly_rate(months, LIGHT))
    assert "no centre yet" in chart.notes
    assert not chart.traces("y", "markers")
    assert not chart.rules()
    assert "1 month without sessions." in chart.alt


def test_months_are_named_even_for_a_short_time(table: Table, seen: Look) -> None:
    assert list(seen(monthly_rate(table(MONTHS).iloc[:2], LIGHT)).figure.layout.xaxis.ticktext) == [
        "Jan<br>2026",
        "Feb",
    ]


def test_order_does_not_matter(table: Table, seen: Look) -> None:
    months = table(MONTHS)
    assert (
        seen(monthly_rate(months.iloc[::-1], LIGHT)).everything()
        == seen(monthly_rate(months, LIGHT)).everything()
    )


def test_no_month_is_said(table: Table, seen: Look) -> None:
    assert "No month" in seen(monthly_rate(table(MONTHS).iloc[:0], LIGHT)).alt
    assert "No month" in seen(monthly_rate(pd.DataFrame(table(MONTHS).iloc[[1]]), LIGHT)).alt


def test_a_month_of_a_few_sessions_does_not_squeeze_the_others(table: Table, seen: Look) -> None:
    months = table(MONTHS).assign(upper=[3, 3, 60, 3])
    chart = seen(monthly_rate(months, LIGHT))
    assert chart.figure.layout.yaxis.range[1] < 10
