from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

from dash.charts.in_session import in_session
from dash.charts.parts import Limits
from dash.charts.template import LIGHT

if TYPE_CHECKING:
    from tests.charts.conftest import Look, Seen, Table


LIMITS, GUIDE = Limits(180, 110), Limits(140, 90, "pre-dose guide")
SESSIONS = """
session_number | started_on | route | has_40
1              | 2026-01-01 | in    | true
2              | 2026-01-04 | in    | true
3              | 2026-01-08 | iv    | true
4              | 2026-01-11 | in    | true
5              | 2026-01-15 | in    | false
"""


def _readings(sessions: list[int], minutes: list[int | None], start: float = 120) -> pd.DataFrame:
    rows = [(s, m, start + s + i, 70.0 + s + i) for s in sessions for i, m in enumerate(minutes)]
    frame = pd.DataFrame(rows, columns=["session_number", "minute", "systolic", "diastolic"])
    return frame.astype({"minute": "Int64"})


def _own(chart: Seen, axis: str = "y") -> Any:
    return chart.traces(axis, "lines+markers")[0]


def test_the_last_session_is_drawn_as_recorded_over_the_same_route_only(table: Table, seen: Look) -> None:
    readings = _readings([1, 2, 3, 4, 5], [-10, 20, 60])
    chart = seen(in_session(readings, table(SESSIONS), LIGHT, limits=LIMITS, guide=GUIDE))
    assert (list(_own(chart).x), list(_own(chart).y)) == ([-10, 20, 60], [125, 126, 127])
    assert list(_own(chart, "y2").y) == [75, 76, 77]
    grey = next(trace for trace in chart.traces("y", "lines") if trace.hovertext)
    assert [y for y in grey.y if y is not None] == [121, 122, 123, 122, 123, 124, 124, 125, 126]
    assert list(grey.y).count(None) == 2
    assert "3 earlier sessions on this route" in chart.alt


BAND = """
part      | minute | start | end | low | high | sessions
systolic  | -15    | -     | -   | 120 | 130  | 3
systolic  | 10     | 5     | 15  | 121 | 140  | 3
systolic  | 20     | 15    | 25  | 122 | 124  | 4
systolic  | 60     | 55    | 65  | 122 | 139  | 3
diastolic | 20     | 15    | 25  | 70  | 90   | 4
"""


def test_the_own_range_is_drawn_as_given_with_its_gaps_and_named(table: Table, seen: Look) -> None:
    chart = seen(
        in_session(
            _readings([1, 2, 4, 5], [-10, 20, 60]), table(SESSIONS), LIGHT, limits=LIMITS, band=table(BAND)
        )
    )
    (own,) = (trace for trace in chart.traces("y") if trace.fill == "toself")
    # A missing value ends a shape; each shape returns to where it began.
    ends = [-1, *(i for i, x in enumerate(own.x) if x is None), len(own.x)]
    shapes = [(own.x[a + 1 : b], own.y[a + 1 : b]) for a, b in pairwise(ends)]
    assert [(min(x), max(x)) for x, _ in shapes] == [(-20, -10), (5, 25), (55, 65)]
    assert list(shapes[1][0]) == [5, 15, 15, 25, 25, 15, 15, 5, 5]
    assert list(shapes[1][1]) == [140, 140, 124, 124, 122, 122, 121, 121, 140]
    assert [i for i, y in enumerate(own.y) if y is None] == ends[1:-1]
    assert sum(trace.fill == "toself" for trace in chart.traces("y2")) == 1
    assert chart.notes.count("own range, 4 earlier") == 1
    assert (
        "own range of 4 earlier sessions, 10 to 90 %; systolic 1 reading outside, diastolic 0 readings"
        in chart.alt
    )
    assert "safe" not in (chart.alt + chart.words).lower()


def test_without_an_own_range_none_is_drawn(table: Table, seen: Look) -> None:
    for band in (None, table(BAND).iloc[:0]):
        chart = seen(
            in_session(
                _readings([1, 2, 4, 5], [-10, 20, 60]), table(SESSIONS), LIGHT, limits=LIMITS, band=band
            )
        )
        assert not any(trace.fill == "toself" for trace in chart.figure.data)
        assert "own range" not in chart.words + chart.alt


def test_over_a_range_only_recent_sessions_are_lines(table: Table, seen: Look) -> None:
    sessions = pd.concat([table(SESSIONS).iloc[[0]].assign(session_number=i) for i in range(1, 42)])
    readings = _readings(list(range(1, 42)), [-10, 20])
    for band, lines in ((table(BAND), 20), (None, 40)):
        chart = seen(in_session(readings, sessions, LIGHT, limits=LIMITS, band=band))
        grey = next(trace for trace in chart.traces("y", "lines") if trace.hovertext)
        assert list(grey.y).count(None) == lines - 1
        assert f"Grey: {'the last 20 of ' if band is not None else ''}40 earlier sessions" in chart.alt


def test_todays_reading_is_an_open_diamond_before_the_dose(table: Table, seen: Look) -> None:
    chart = seen(
        in_session(_readings([5], [-10, 20]), table(SESSIONS), LIGHT, limits=LIMITS, coming=(142, None))
    )
    diamonds = [trace for trace in chart.figure.data if trace.marker.symbol == "diamond"]
    assert [(list(trace.x), list(trace.y), trace.marker.color) for trace in diamonds] == [
        ([-15], [142], "#FFFFFF")
    ]
    assert "<b>142</b> today" in chart.notes
    assert "Before today's dose 142/?." in chart.alt


def test_todays_reading_stands_where_nothing_else_can_be_drawn(table: Table, seen: Look) -> None:
    for readings, sessions, said in (
        (_readings([], []), table(SESSIONS).iloc[:0], "No session recorded yet."),
        (_readings([], []), table(SESSIONS), "No blood pressure recorded in session 5"),
        (_readings([5], [None]), table(SESSIONS), "No clock times in session 5"),
    ):
        chart = seen(in_session(readings, sessions, LIGHT, limits=LIMITS, guide=GUIDE, coming=(150, 95)))
        assert chart.alt.startswith(said)
        assert "systolic 150, diastolic 95" in chart.alt
        assert sum(trace.marker.symbol == "diamond" for trace in chart.figure.data) == 2
        assert "180 event limit" in chart.notes


def test_ready_and_ended_are_marked_at_their_minutes(table: Table, seen: Look) -> None:
    sessions = table(SESSIONS).assign(
        started_at=pd.Timestamp("2026-01-15 10:00"),
        ready_at=pd.Timestamp("2026-01-15 11:50"),
        ended_at=pd.Timestamp("2026-01-15 12:02"),
    )
    readings = _readings([5], [-10, 20, 120])
    chart = seen(in_session(readings, sessions, LIGHT, limits=LIMITS))
    assert [shape.x0 for shape in chart.rules() if shape.line.dash == "1px,3px"] == [110, 122]
    assert "ready 110, ended 122 min" in chart.notes
    assert "Monitoring, minutes from dose: ready 110, ended 122." in chart.alt
    unclocked = seen(in_session(readings, sessions.assign(has_clock=False), LIGHT, limits=LIMITS))
    assert "ready" not in unclocked.words + unclocked.alt


def test_readings_without_a_minute_in_a_timed_session_are_counted(table: Table, seen: Look) -> None:
    chart = seen(
        in_session(_readings([5], [-10, 20, None, None, 400]), table(SESSIONS), LIGHT, limits=LIMITS)
    )
    assert "not drawn: 2 readings without a minute, 1 reading outside this time" in chart.notes
    assert "2 readings without a minute, not drawn." in chart.alt
    assert list(_own(chart).x) == [-10, 20]


def test_limits_run_the_full_width_and_the_guide_stops_at_the_dose(table: Table, seen: Look) -> None:
    chart = seen(in_session(_readings([5], [-10, 20]), table(SESSIONS), LIGHT, limits=LIMITS, guide=GUIDE))
    limits = [(shape.yref, shape.y0) for shape in chart.rules() if shape.line.dash == "4px,3px"]
    assert limits == [("y", 180), ("y2", 110)]
    assert {(shape.x0, shape.x1) for shape in chart.rules() if shape.line.dash == "4px,3px"} == {(0, 1)}
    guides = [trace for trace in chart.figure.data if trace.line.dash == "2px,2px"]
    assert [list(trace.y) for trace in guides] == [[140, 140], [90, 90]]
    assert all(max(trace.x) == 0 for trace in guides)
    assert "180 event limit" in chart.notes
    bare = seen(in_session(_readings([5], [-10, 20]), table(SESSIONS), LIGHT, limits=LIMITS))
    assert not [trace for trace in bare.figure.data if trace.line.dash == "2px,2px"]


def test_the_same_mmhg_per_pixel_in_both_panels(table: Table, seen: Look) -> None:
    layout = seen(
        in_session(_readings([5], [-10, 20], 60), table(SESSIONS), LIGHT, limits=LIMITS)
    ).figure.layout
    scales = [
        (axis.range[1] - axis.range[0]) / (axis.domain[1] - axis.domain[0])
        for axis in (layout.yaxis, layout.yaxis2)
    ]
    assert scales[0] == pytest.approx(scales[1])


def test_the_peak_is_after_the_dose(table: Table, seen: Look) -> None:
    readings = _readings([5], [-10, 20, 60, 90])
    readings.loc[0, "systolic"] = 170
    readings.loc[2, "systolic"] = 150
    chart = seen(in_session(readings, table(SESSIONS), LIGHT, limits=LIMITS))
    assert "<b>150</b>" in chart.notes
    assert "Highest systolic 150 at 60 min, below the 180 event limit." in chart.alt
    assert "Before dose 170/75." in chart.alt
    assert "<b>128</b> last" in chart.notes


def test_a_missing_check_is_said(table: Table, seen: Look) -> None:
    chart = seen(in_session(_readings([5], [-10, 20]), table(SESSIONS), LIGHT, limits=LIMITS))
    assert "40 min check missing" in chart.notes
    assert "The reading at 40 min is missing." in chart.alt
    other = seen(
        in_session(_readings([4], [-10, 20]), table(SESSIONS), LIGHT, limits=LIMITS, session_number=4)
    )
    assert "40 min check" in other.notes


def test_readings_without_minutes_are_not_placed(table: Table, seen: Look) -> None:
    chart = seen(in_session(_readings([5], [None, None]), table(SESSIONS), LIGHT, limits=LIMITS))
    assert not chart.figure.data
    assert "2 readings cannot be placed by minute" in chart.alt
    assert "126/76" in chart.alt


def test_no_reading_and_no_session_are_said(table: Table, seen: Look) -> None:
    nothing = _readings([], [])
    assert (
        "session 5 (15 Jan 2026, intranasal)"
        in seen(in_session(nothing, table(SESSIONS), LIGHT, limits=LIMITS)).alt
    )
    assert "No session" in seen(in_session(nothing, table(SESSIONS).iloc[:0], LIGHT, limits=LIMITS)).alt


def test_only_one_part_recorded(table: Table, seen: Look) -> None:
    readings = _readings([5], [-10, 20]).assign(diastolic=float("nan"))
    chart = seen(in_session(readings, table(SESSIONS), LIGHT, limits=LIMITS))
    assert "<b>diastolic</b> not recorded" in chart.notes


def test_readings_far_from_the_dose_are_counted_not_drawn(table: Table, seen: Look) -> None:
    chart = seen(in_session(_readings([5], [-300, -10, 20, 900]), table(SESSIONS), LIGHT, limits=LIMITS))
    assert list(_own(chart).x) == [-10, 20]
    assert "not drawn: 2 readings outside this time" in chart.notes
    assert "2 readings outside the time shown." in chart.alt
