from __future__ import annotations

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


def test_the_band_needs_three_earlier_sessions(table: Table, seen: Look) -> None:
    for earlier, expected in (([1, 2], 0), ([1, 2, 4], 2)):
        chart = seen(
            in_session(_readings([*earlier, 5], [-10, 20, 60]), table(SESSIONS), LIGHT, limits=LIMITS)
        )
        assert sum(trace.fill == "toself" for trace in chart.figure.data) == expected


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
    assert "2 readings outside this time not drawn" in chart.notes
    assert "2 readings outside the time shown." in chart.alt
