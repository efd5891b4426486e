from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from dash.charts.template import DARK, LIGHT
from dash.charts.trend_by_route import BOTTOM_PX, PANEL_PX, TOP_PX, trend_by_route

if TYPE_CHECKING:
    from tests.charts.conftest import Look, Table

TREND = """
route | month      | events | total | rate | low | high | centre | lower | upper | beyond | way         | way_share | changed | stretch | chart | why
iv    | 2026-01-01 | 4      | 40    | 10   | 4   | 20   | -      | -     | -     | false  | spontaneous | 100       | false   | 0       | laney | 1 month: 8 are needed
iv    | 2026-02-01 | 0      | 0     | -    | -   | -    | -      | -     | -     | false  | none        | -         | false   | 0       | laney | 1 month: 8 are needed
iv    | 2026-03-01 | 30     | 60    | 50   | 40  | 60   | 40     | 30    | 48    | true   | solicited   | 90        | true    | 1       | laney | -
iv    | 2026-04-01 | 2      | 5     | 40   | -   | -    | 40     | 0     | 100   | false  | solicited   | 100       | false   | 1       | laney | -
sc    | 2026-01-01 | 1      | 9     | 11   | -   | -    | -      | -     | -     | false  | solicited   | 100       | false   | 0       | g     | rare
sc    | 2026-04-01 | 2      | 9     | 22   | -   | -    | -      | -     | -     | false  | solicited   | 100       | false   | 0       | g     | rare
"""  # noqa: E501
BETWEEN = """
route | day_at     | between | events | centre | lower | upper | baseline | stretch | why
sc    | 2026-01-09 | 8       | 1      | 6      | 0     | 40    | 12       | 0       | -
sc    | 2026-04-02 | 0       | 1      | 6      | 0     | 40    | 12       | 0       | -
"""


def frames(table: Table) -> tuple[pd.DataFrame, pd.DataFrame]:
    return table(TREND), table(BETWEEN).rename(columns={"day_at": "day"})


def test_monthly_panels_have_gaps_open_marks_limits_and_rings(table: Table, seen: Look) -> None:
    chart = seen(trend_by_route(*frames(table), LIGHT))
    points, ring = chart.traces("y", "markers")
    assert list(points.y) == [10, None, 50, 40]
    assert list(points.marker.symbol) == ["diamond", "diamond-open", "diamond", "diamond-open"]
    assert list(ring.y) == [50] and ring.marker.line.color == LIGHT.alert
    lower, upper, centre, line = chart.traces("y", "lines")
    assert [list(one.y) for one in (lower, upper, centre)] == [
        [None, None, 30, None],
        [None, None, 48, None],
        [None, None, 40, 40],
    ], "a limit at the edge of what is possible is not drawn"
    assert list(line.y) == [10, None, None, 50, 40], "the line breaks where another way prevails"
    assert "not asked for" in points.hovertext[1]
    assert "50.0 % (40.0–60.0), 30 of 60" in points.hovertext[2]


def test_a_change_of_asking_is_marked_and_the_strip_names_the_ways(table: Table, seen: Look) -> None:
    chart = seen(trend_by_route(*frames(table), LIGHT))
    broken = [shape for shape in chart.rules() if shape.line.dash == "2px,3px"]
    assert [shape.x0[:10] for shape in broken] == ["2026-02-14"], "half a month before March"
    assert {"asked one by one", "reported unasked"} <= set(chart.notes)
    assert "asked for in another way from Mar 2026" in chart.alt
    assert "1 month without sessions" in chart.alt


def test_a_rare_effect_has_sessions_between_reports_in_its_panel(table: Table, seen: Look) -> None:
    chart = seen(trend_by_route(*frames(table), LIGHT))
    points, ring = chart.traces("y2", "markers")
    assert list(points.y) == [8, 0] and list(ring.y) == [0]
    assert "1 point unusually close" in chart.alt
    assert chart.figure.layout.height == TOP_PX + BOTTOM_PX + 2 * PANEL_PX


def test_what_cannot_be_said_stands_beside(table: Table, seen: Look) -> None:
    trend, between = frames(table)
    chart = seen(trend_by_route(trend.iloc[:1], between, LIGHT))
    assert any("no limits" in note and "8 are needed" in note for note in chart.notes)
    quiet = seen(trend_by_route(trend.iloc[4:], between.iloc[:0], LIGHT))
    assert "no report" in quiet.notes


def test_no_month_is_said(table: Table, seen: Look) -> None:
    trend, between = frames(table)
    assert "No month" in seen(trend_by_route(trend.iloc[:0], between.iloc[:0], DARK)).alt
    assert "No month" in seen(trend_by_route(trend.iloc[[1]], between.iloc[:0], DARK)).alt
