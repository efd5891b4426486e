"""Severity and minutes of one effect: what is drawn, what is open, what few and nothing look like."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from dash.charts.effect_severity import effect_severity, height_of
from dash.charts.effect_timing import effect_timing
from dash.charts.template import DARK, LIGHT

if TYPE_CHECKING:
    from tests.charts.conftest import Look, Table

SHARES = """
route | severity   | sessions | total | share | low | high
in    | mild       | 30       | 40    | 75    | 60  | 86
in    | moderate   | 0        | 40    | 0     | 0   | 9
in    | severe     | 2        | 40    | 5     | -   | -
in    | not_graded | 8        | 40    | 20    | 10  | 35
iv    | mild       | 3        | 3     | 100   | -   | -
"""
MINUTES = """
route | moment | minute | sessions
iv    | onset  | 4      | 6
iv    | onset  | 11     | 6
iv    | onset  | -      | 3
iv    | end    | 50     | 4
iv    | end    | -      | 11
"""
TIMING = """
route | moment | sessions | recorded | not_recorded | p10 | p50 | p90
iv    | onset  | 15       | 12       | 3            | 4   | 4   | 11
iv    | end    | 15       | 4        | 11           | 50  | 50  | 50
"""


def test_bars_are_the_shares_and_what_is_not_recorded_is_an_outline(table: Table, seen: Look) -> None:
    chart = seen(effect_severity(table(SHARES), LIGHT))
    parts = [shape for shape in chart.figure.layout.shapes if shape.xref == "x"]
    first, second = [[(p.x0, p.x1, p.fillcolor) for p in parts if p.y0 < row < p.y1] for row in (0, 1)]
    assert first == [(0, 100, LIGHT.cells[1])]
    assert second == [(0, 75, LIGHT.cells[1]), (75, 80, LIGHT.cells[3]), (80, 100, LIGHT.page)]
    assert "3, few" in chart.notes and "40" in chart.notes
    assert {"mild", "moderate", "severe", "not recorded"} <= set(chart.notes)
    assert any(
        "30 of 40 sessions, 75.0 % (95 % interval 60.0–86.0)" in text
        for text in chart.figure.data[1].hovertext
    )
    assert (
        "Intranasal, 40 sessions: mild 30 (75 %), moderate 0 (0 %), severe 2 (5 %), not recorded 8 (20 %)."
        in chart.alt
    )


def test_strips_have_bars_of_five_minutes_median_and_line(table: Table, seen: Look) -> None:
    chart = seen(effect_timing(table(MINUTES), table(TIMING), LIGHT))
    bars = [trace for trace in chart.figure.data if trace.type == "bar"]
    assert [list(bar.x) for bar in bars] == [[2.5, 12.5], [52.5]]
    lines = [list(trace.x) for trace in chart.traces("y", "lines")]
    assert lines == [[4, 11]], "four ends are too few for a line"
    assert {"<b>4</b>", "4–11", "12 of 15", "few", "4 of 15"} <= set(chart.notes)
    assert "end recorded in 4 of 15 sessions, too few to describe" in chart.alt


def test_minutes_that_are_not_recorded_are_open_bars_on_the_same_scale(table: Table, seen: Look) -> None:
    chart = seen(effect_timing(table(MINUTES), table(TIMING), LIGHT))
    bars = [trace for trace in chart.figure.data if trace.type == "bar"]
    boxes = [shape for shape in chart.figure.layout.shapes if shape.type == "rect" and shape.xref == "x"]
    assert len(boxes) == 2
    onset, end = (round(box.y0 - box.y1, 6) for box in boxes)
    assert onset == round(-bars[0].y[0] * 3 / 6, 6)
    assert -bars[1].y[0] == end * 4 / 11
    assert min(box.x0 for box in boxes) > 50


def test_a_late_end_is_counted_beyond_the_axis(table: Table, seen: Look) -> None:
    minutes = pd.DataFrame(
        {"route": "iv", "moment": "end", "minute": [40.0, 2000.0], "sessions": [400.0, 2.0]}
    )
    timing = table(TIMING).iloc[[1]].assign(sessions=402, recorded=402, p10=40, p50=40, p90=40)
    chart = seen(effect_timing(minutes, timing, LIGHT))
    assert chart.figure.layout.xaxis.range[1] < 120
    assert "2 later than 60 min" in chart.notes


def test_nothing_reported_and_nothing_recorded(table: Table, seen: Look) -> None:
    assert "not reported" in seen(effect_severity(table(SHARES).iloc[:0], DARK)).alt
    assert "not reported" in seen(effect_timing(table(MINUTES).iloc[:0], table(TIMING).iloc[:0], DARK)).alt
    unknown = table(TIMING).assign(recorded=0, p10=float("nan"), p50=float("nan"), p90=float("nan"))
    alt = seen(effect_timing(table(MINUTES).iloc[[2, 4]], unknown, DARK)).alt
    assert alt == "Reported in 15 sessions, never with a minute of onset or end."


def test_both_figures_have_one_height(table: Table, seen: Look) -> None:
    severity = seen(effect_severity(table(SHARES), LIGHT)).figure.layout.height
    timing = seen(effect_timing(table(MINUTES), table(TIMING), LIGHT)).figure.layout.height
    assert severity == timing == height_of(2)
