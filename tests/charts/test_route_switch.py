from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

from dash.charts.route_switch import MOST_SWITCHES, route_switch
from dash.charts.template import LIGHT

if TYPE_CHECKING:
    from tests.charts.conftest import Look, Seen, Table

SWITCHES = """
session_number | started_on | from_route | from_drug        | to_route | to_drug          | measure       | unit   | before | before_n | after | after_n | difference | reason
7              | 2026-02-14 | iv         | racemic_ketamine | in       | esketamine       | PHQ-9         | points | 21     | 6        | 11    | 14      | -10        | -
7              | 2026-02-14 | iv         | racemic_ketamine | in       | esketamine       | Peak systolic | mmHg   | 148    | 6        | 152   | 13      | 4          | -
21             | 2026-09-01 | in         | esketamine       | im       | racemic_ketamine | PHQ-9         | points | 11     | 14       | 11    | 2       | 0          | -
21             | 2026-09-01 | in         | esketamine       | im       | racemic_ketamine | Peak systolic | mmHg   | 152    | 13       | -     | 0       | -          | no reading after the change
"""  # noqa: E501


def _marks(chart: Seen, axis: str = "y") -> list[Any]:
    return list(chart.traces(axis, "markers"))


def test_before_is_open_and_after_is_filled_in_the_shape_of_its_route(table: Table, seen: Look) -> None:
    marks = _marks(seen(route_switch(table(SWITCHES), LIGHT)))
    assert [(m.x[0], m.y[0], m.marker.symbol, m.marker.color == LIGHT.page) for m in marks] == [
        (11, 0, "circle", True),
        (11, 0, "square", False),
        (21, 1, "diamond", True),
        (11, 1, "circle", False),
    ]
    assert marks[2].hovertext[0] == "PHQ-9 before: 21 points, n = 6"


def test_each_measure_has_a_scale_and_a_head_with_its_unit(table: Table, seen: Look) -> None:
    chart = seen(route_switch(table(SWITCHES), LIGHT))
    assert "<b>PHQ-9</b>, points" in chart.notes
    assert "<b>Peak systolic</b>, mmHg" in chart.notes
    layout = chart.figure.layout
    assert layout.xaxis.range[0] < 11
    assert layout.xaxis.range[1] > 21
    assert layout.xaxis2.range[1] - layout.xaxis2.range[0] > 0.2 * 152
    assert layout.xaxis.domain[1] < layout.xaxis2.domain[0]


def test_differences_and_counts_are_written(table: Table, seen: Look) -> None:
    notes = seen(route_switch(table(SWITCHES), LIGHT)).notes
    assert [text for text in notes if text in ("−10", "+4", "0")] == ["0", "−10", "+4"]
    assert {"n 6", "n 14", "n 2", "n 13"} <= set(notes)
    assert "14 Feb 2026, session 7" in notes


def test_what_cannot_be_said_gives_its_reason_and_the_side_that_is_known(table: Table, seen: Look) -> None:
    chart = seen(route_switch(table(SWITCHES), LIGHT))
    assert "no reading after the<br>change<br>before 152, n 13" in chart.notes
    assert "Peak systolic: before 152 mmHg (n = 13), not compared: no reading after the change." in chart.alt
    assert not [mark for mark in _marks(chart, "y2") if mark.y[0] == 0]


def test_words(table: Table, seen: Look) -> None:
    alt = seen(route_switch(table(SWITCHES), LIGHT)).alt
    assert alt.startswith("2 changes of route or drug, the last one first. 1 Sep 2026, session 21")
    assert (
        "14 Feb 2026, session 7, intravenous ketamine to intranasal esketamine: PHQ-9: before 21 points (n = 6), "
        "after 11 points (n = 14), difference −10;" in alt
    )
    assert "because" not in alt
    assert "safe" not in alt


def test_many_switches_leave_the_rest_to_the_table(table: Table, seen: Look) -> None:
    one = table(SWITCHES).iloc[[0]]
    frame = pd.concat([one.assign(session_number=i, started_on=pd.Timestamp("2026-01-01")) for i in range(9)])
    chart = seen(route_switch(frame, LIGHT))
    assert len(_marks(chart)) == 2 * MOST_SWITCHES
    assert "4 earlier changes in the table" in chart.words
    assert chart.alt.startswith("9 changes")


@pytest.mark.parametrize("rows", [0, 1])
def test_no_switch_is_said(table: Table, seen: Look, rows: int) -> None:
    frame = table(SWITCHES).iloc[:rows].assign(measure=None)
    assert seen(route_switch(frame, LIGHT)).alt == "No change of route or drug recorded."


def test_text_of_files_is_not_interpreted(table: Table, seen: Look) -> None:
    frame = table(SWITCHES).assign(measure="<b>x</b>", unit="<i>", reason="<a href='x'>y</a>", after=None)
    text = " ".join(seen(route_switch(frame, LIGHT)).notes)
    assert "<a href" not in text
    assert "<b>x</b>" not in text
    assert "<i>" not in text
