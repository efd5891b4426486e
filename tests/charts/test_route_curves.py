from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from dash.charts.parts import Limits
from dash.charts.route_curves import route_curves
from dash.charts.template import LIGHT

if TYPE_CHECKING:
    from tests.charts.conftest import Look, Table


LIMITS = Limits(180, 110)
COUNTS = """
route | sessions | patients | timed_sessions | untimed_sessions
iv    | 812      | 96       | 800            | 12
in    | 20       | 4        | 0              | 20
im    | 9        | 3        | 7              | 2
"""
COURSE = """
route | part      | bin | p10 | p50 | p90 | readings
iv    | systolic  | -1  | 110 | 125 | 140 | 800
iv    | systolic  | 0   | 111 | 126 | 141 | 700
iv    | systolic  | 40  | 118 | 138 | 160 | 600
iv    | systolic  | 80  | 115 | 130 | 150 | 4
iv    | systolic  | 120 | 112 | 127 | 142 | 300
iv    | diastolic | -1  | 65  | 79  | 90  | 800
iv    | diastolic | 40  | 70  | 86  | 99  | 600
im    | systolic  | 40  | 118 | 138 | 160 | 7
"""


def test_medians_and_bands_are_the_frames_and_thin_minutes_are_left_out(table: Table, seen: Look) -> None:
    chart = seen(route_curves(table(COURSE), table(COUNTS), LIGHT, limits=LIMITS))
    median = next(t for t in chart.traces("y", "lines+markers") if t.line.color == LIGHT.systolic)
    assert list(median.x) == [-10, 0, 40, 120]
    assert list(median.y) == [125, 126, 138, 127]
    bands = [t for t in chart.traces("y", "lines") if t.fill == "toself"]
    assert list(bands[0].y) == [140, 141, 160, 142, 112, 118, 111, 110]
    assert list(bands[1].x) == [-10, 40, 40, -10]


def test_a_minute_with_a_small_share_of_the_readings_is_left_out(table: Table, seen: Look) -> None:
    course = table(COURSE).assign(readings=[1000, 1000, 1000, 49, 50, 1000, 1000, 7])
    chart = seen(route_curves(course, table(COUNTS), LIGHT, limits=LIMITS))
    assert list(chart.traces("y", "lines+markers")[0].x) == [-10, 0, 40, 120]


def test_heads_carry_route_and_counts(table: Table, seen: Look) -> None:
    chart = seen(route_curves(table(COURSE), table(COUNTS), LIGHT, limits=LIMITS))
    assert "◆ <b>Intravenous</b><br>812 sessions, 96 patients" in chart.notes


def test_numbers_of_readings_stand_under_the_minutes(table: Table, seen: Look) -> None:
    words = seen(
        route_curves(table(COURSE), table(COUNTS), LIGHT, limits=LIMITS)
    ).figure.layout.xaxis.ticktext
    assert [word.split("<br>")[0] for word in words] == ["pre", "40", "80", "120"]
    assert [word.split(">")[2].split("<")[0] for word in words] == ["800", "600", "4", "300"]


def test_routes_without_timed_or_with_few_sessions_say_so(table: Table, seen: Look) -> None:
    chart = seen(route_curves(table(COURSE), table(COUNTS), LIGHT, limits=LIMITS))
    assert "no minutes recorded:<br>readings cannot be<br>placed from dose" in chart.notes
    assert "only 7 of 10 timed<br>sessions needed for a<br>curve" in chart.notes
    assert (
        "Intramuscular, 9 sessions, 3 patients: only 7 of 10 timed sessions needed for a curve." in chart.alt
    )
    assert (
        "Intranasal, 20 sessions, 4 patients: no minutes recorded: readings cannot be placed from dose."
        in chart.alt
    )
    drawn = seen(route_curves(table(COURSE), table(COUNTS), LIGHT, limits=LIMITS, least_sessions=5))
    assert "7 of 10" not in drawn.words


def test_limits_in_every_panel(table: Table, seen: Look) -> None:
    chart = seen(route_curves(table(COURSE), table(COUNTS), LIGHT, limits=LIMITS))
    limits = sorted((shape.yref, shape.y0) for shape in chart.rules() if shape.line.dash == "4px,3px")
    assert limits == [(axis, level) for axis in ("y", "y2", "y3") for level in (110, 180)]
    assert chart.figure.layout.yaxis2.matches == "y"


def test_words(table: Table, seen: Look) -> None:
    alt = seen(route_curves(table(COURSE), table(COUNTS), LIGHT, limits=LIMITS)).alt
    assert "systolic median highest 138 at 40 min (10 to 90 %: 118 to 160, 600 readings)" in alt
    assert "12 sessions without timed readings" in alt


@pytest.mark.parametrize("routes", [1, 4, 7])
def test_panels_share_the_width(table: Table, seen: Look, routes: int) -> None:
    keys = ["iv", "in", "im", "sc", "sl", "po", "other"][:routes]
    course = pd.concat([table(COURSE).iloc[:7].assign(route=key) for key in keys])
    counts = pd.concat([table(COUNTS).iloc[[0]].assign(route=key) for key in keys])
    layout = seen(route_curves(course, counts, LIGHT, limits=LIMITS)).figure.layout
    domains = [layout["xaxis" if i == 0 else f"xaxis{i + 1}"].domain for i in range(routes)]
    assert domains[0][0] == 0
    assert domains[-1][1] == pytest.approx(1)
    assert all(a[1] < b[0] for a, b in pairwise(domains))


def test_no_session_is_said(table: Table, seen: Look) -> None:
    assert (
        "No session"
        in seen(route_curves(table(COURSE).iloc[:0], table(COUNTS).iloc[:0], LIGHT, limits=LIMITS)).alt
    )


CHANGE = """
route | part     | bin | p10 | p50 | p90 | readings
iv    | systolic | -10 | -2  | 0   | 1   | 800
iv    | systolic | 40  | -7  | 8   | 26  | 600
iv    | systolic | 120 | -12 | -3  | 9   | 300
"""


def test_changes_have_signs_a_zero_and_no_limits(table: Table, seen: Look) -> None:
    chart = seen(route_curves(table(CHANGE), table(COUNTS).head(1), LIGHT, limits=None))
    assert "<b>+8</b> at 40 min" in chart.notes
    assert not any("limit" in note for note in chart.notes)
    assert [(rule.y0, rule.y1) for rule in chart.rules() if rule.yref == "y"] == [(0, 0)]
    assert "−20" in chart.figure.layout.yaxis.ticktext
    assert chart.alt.startswith("Change of blood pressure from pre-dose by minute")


def test_one_part_alone_can_be_drawn(table: Table, seen: Look) -> None:
    only = table(CHANGE).assign(part="diastolic")
    chart = seen(route_curves(only, table(COUNTS).head(1), LIGHT, limits=None))
    assert (
        "<b>diastolic</b>" in chart.notes and "minutes from dose, and diastolic readings (n)" in chart.notes
    )
    assert any(">600<" in word for word in chart.figure.layout.xaxis.ticktext)
