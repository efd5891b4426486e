from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from dash.charts.parts import Limits
from dash.charts.peaks import peaks
from dash.charts.template import LIGHT

if TYPE_CHECKING:
    from tests.charts.conftest import Look, Table


LIMITS = Limits(180, 110)
CELLS = """
route | peak_systolic | peak_diastolic | sessions
iv    | 140           | 80             | 30
in    | 140           | 80             | 12
iv    | 142           | 84             | 5
iv    | 180           | 90             | 2
in    | 150           | 110            | 1
iv    | 190           | 116            | 1
"""
QUADRANTS = """
systolic_only | both | diastolic_only | neither | not_measured
2             | 1    | 1              | 47      | 9
"""
EVENTS = """
patient_id | peak_systolic | peak_diastolic
<b>K-1     | 191           | 116
K-2        | 181           | 91
"""


def test_calm_sessions_are_cells_of_all_routes_together(table: Table, seen: Look) -> None:
    heat = next(
        t
        for t in seen(peaks(table(CELLS), table(QUADRANTS), LIGHT, limits=LIMITS)).figure.data
        if t.type == "heatmap"
    )
    assert [list(row) for row in heat.text] == [["42", "", ""], ["", "", "5"]]
    assert (heat.x0, heat.y0, heat.dx, heat.dy) == (81, 141, 2, 2)
    assert heat.z[0][1] is None


def test_over_limit_cells_are_marks_of_their_route(table: Table, seen: Look) -> None:
    marks = {
        t.marker.symbol: t
        for t in seen(peaks(table(CELLS), table(QUADRANTS), LIGHT, limits=LIMITS)).traces("y", "markers")
    }
    assert list(zip(marks["diamond"].x, marks["diamond"].y, strict=True)) == [(91, 181), (117, 191)]
    assert list(marks["circle"].x) == [111]
    assert "2 sessions" in marks["diamond"].hovertext[0]


def test_corner_counts_are_the_exact_ones(table: Table, seen: Look) -> None:
    chart = seen(peaks(table(CELLS), table(QUADRANTS), LIGHT, limits=LIMITS))
    assert chart.notes == [
        "<b>2</b> systolic only",
        "<b>1</b> both",
        "<b>47</b> neither",
        "<b>1</b> diastolic only",
    ]
    assert "9 without both" in chart.figure.layout.xaxis.title.text
    assert "1 session at or above both limits; 2 sessions at or above 180 systolic only" in chart.alt
    assert "Over a limit by route: intravenous 3, intranasal 1." in chart.alt


def test_limits_are_lines_where_passed(table: Table, seen: Look) -> None:
    chart = seen(peaks(table(CELLS), table(QUADRANTS), LIGHT, limits=Limits(160, 100)))
    assert [(s.y0, s.x0) for s in chart.rules()] == [(160, 0), (0, 100)]


def test_patients_over_both_limits_are_named_safely(table: Table, seen: Look) -> None:
    chart = seen(peaks(table(CELLS), table(QUADRANTS), LIGHT, limits=LIMITS, events=table(EVENTS)))
    assert chart.notes[-1] == "&lt;b&gt;K-1"


def test_names_without_room_are_left_out(table: Table, seen: Look) -> None:
    events = pd.concat([table(EVENTS).iloc[[0]].assign(patient_id=f"K-000{i}") for i in range(5)])
    chart = seen(peaks(table(CELLS), table(QUADRANTS), LIGHT, limits=LIMITS, events=events))
    assert 1 <= sum("K-000" in note for note in chart.notes) < 5


def test_many_over_the_limit_keep_routes_apart(table: Table, seen: Look) -> None:
    cells = pd.concat([table(CELLS).assign(peak_systolic=180 + 2 * i, peak_diastolic=90) for i in range(40)])
    marks = seen(peaks(cells, table(QUADRANTS), LIGHT, limits=LIMITS)).traces("y", "markers")
    assert not set(marks[0].x) & set(marks[1].x)


def test_nothing_measured_is_said(table: Table, seen: Look) -> None:
    assert (
        seen(peaks(table(CELLS).iloc[:0], table(QUADRANTS), LIGHT, limits=LIMITS)).alt
        == "No peak pressure known in 9 sessions: it needs readings with minutes from dose."
    )
