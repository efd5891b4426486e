"""Figures of outcomes: what is drawn, what is too few to draw and says so, what stands under and beside the axes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from dash.charts.outcome_change import outcome_change
from dash.charts.outcome_response import outcome_response
from dash.charts.outcome_rows import Row, RowWords, outcome_rows
from dash.charts.outcome_shift import outcome_shift
from dash.charts.outcome_times import TimeWords, outcome_times
from dash.charts.outcome_waterfall import outcome_waterfall
from dash.charts.template import DARK, LIGHT

if TYPE_CHECKING:
    from tests.charts.conftest import Look, Table

CHANGE = """
route | step | n  | p10 | p50 | p90 | baseline | later | ended_response | ended_no_response | never
iv    | 1    | 20 | -12 | -6  | 0   | 30       | 4     | 1              | 2                 | 3
iv    | 2    | 9  | -14 | -8  | -2  | 30       | 2     | 6              | 10                | 3
iv    | 3    | 12 | -15 | -9  | -2  | 30       | 0     | 5              | 10                | 3
in    | 1    | 4  | -9  | -3  | 1   | 6        | 0     | 0              | 1                 | 1
in    | 2    | 0  | -   | -   | -   | 6        | 0     | 2              | 3                 | 1
in    | 3    | 0  | -   | -   | -   | 6        | 0     | 2              | 3                 | 1
"""
LINES = """
route | patient_key | step | change
iv    | 1           | 1    | -6
iv    | 1           | 2    | -8
iv    | 2           | 1    | 3
in    | 3           | 1    | -3
"""
RATES = """
route | step | treated | began | eligible | analysed | responses | remissions | response | response_low | response_high | remission | remission_low | remission_high
iv    | 1    | 40      | 35    | 30       | 20       | 8         | 2          | 40       | 22           | 61            | 10        | 1             | 32
iv    | 2    | 40      | 35    | 30       | 9        | 4         | 1          | 44       | 14           | 79            | 11        | 0             | 48
in    | 1    | 8       | 7     | 6        | 6        | 3         | 0          | 50       | 12           | 88            | 0         | 0             | 39
"""  # noqa: E501
PUBLISHED = """
name           | route | sessions | response | remission
Murrough 2013  | iv    | 6        | 70.8     | -
Home 2020      | sl    | 6        | 62       | -
Nobody knows   | iv    | -        | 55       | -
"""
STEPS = """
route | day | share | low | high | at_risk
iv    | 0   | 100   | 100 | 100  | 20
iv    | 7   | 60    | 40  | 80   | 20
iv    | 21  | 45    | 30  | 70   | 8
iv    | 40  | 20    | 5   | 50   | 3
in    | 0   | 100   | 100 | 100  | 6
in    | 7   | 80    | 20  | 97   | 6
po    | 0   | 100   | 100 | 100  | 15
po    | 60  | 90    | 60  | 98   | 9
"""
COUNTS = """
route | patients | events | median | median_low | median_high
iv    | 20       | 14     | 21     | 7          | -
in    | 6        | 1      | -      | -          | -
po    | 15       | 2      | -      | -          | -
"""
WORDS = TimeWords("no response so far", "half responded by", "the first session")


def test_lines_are_patients_and_steps_with_few_have_no_median(table: Table, seen: Look) -> None:
    chart = seen(outcome_change(table(CHANGE), table(LINES), LIGHT, height=330))
    medians = chart.traces("y", "lines+markers")
    assert [list(trace.y) for trace in medians] == [[-6, None, -9]]
    # Thin lines, one per patient with a break between them; a patient measured once is a point.
    thin = [trace for trace in chart.traces("y", "lines") if trace.line.width == 0.8]
    assert list(thin[0].y) == [-6, -8, None, 3, None]
    assert list(chart.traces("y", "markers")[0].y) == [3]
    # A step alone has its band too.
    assert [list(trace.y) for trace in chart.traces("y", "lines") if trace.line.width == 5] == [
        [-12, 0],
        [-15, -2],
    ]
    assert "fewer than 10 patients<br>at every step: no median" in chart.words


def test_everybody_with_a_baseline_stands_in_the_strip(table: Table, seen: Look) -> None:
    chart = seen(outcome_change(table(CHANGE), table(LINES), DARK, height=330))
    for axis in ("y2", "y4"):
        bars = np.array([list(trace.y) for trace in chart.traces(axis) if trace.type == "bar"])
        assert bars.shape == (5, 3)
        np.testing.assert_allclose(bars.sum(axis=0), 100)
    assert list(chart.figure.layout.xaxis.ticktext) == ["1<br>20"]
    assert "30 with a baseline, 2 of 27 drawn" in chart.words
    for said in (
        "measured",
        "not then, but later",
        "the last was a response",
        "the last was none",
        "never after",
    ):
        assert said in chart.words
    assert "18 without a later score, of whom 5 had a response last" in chart.alt


def test_shares_of_few_are_not_drawn_but_their_numbers_stand(table: Table, seen: Look) -> None:
    chart = seen(outcome_response(table(RATES), LIGHT, published=table(PUBLISHED), height=372))
    marks = chart.traces("y", "lines+markers")
    assert [list(trace.y) for trace in marks] == [[40, None], [None]]
    assert "8 of 20 analysed" in marks[0].hovertext[0]
    assert "30 eligible of 35 who began" in marks[0].hovertext[0]
    for said in ("20", "9", "6", "30", "35", "40", "eligible", "began", "treated", "patients analysed"):
        assert said in chart.notes
    assert "no mark: fewer than<br>10 analysed" in chart.notes


def test_published_shares_are_hollow_at_their_session_and_only_by_routes_that_are_there(
    table: Table, seen: Look
) -> None:
    chart = seen(outcome_response(table(RATES), LIGHT, published=table(PUBLISHED), height=372))
    hollow = [trace for trace in chart.figure.data if str(trace.marker.symbol).endswith("-open")]
    assert [(list(trace.x), list(trace.y)) for trace in hollow] == [([6.36], [70.8])]
    assert "Murrough 2013: 70.8 %" in chart.notes
    assert not any("Home" in note or "Nobody" in note for note in chart.notes)


def test_numbers_too_wide_for_every_session_stand_at_every_second(table: Table, seen: Look) -> None:
    rates = table(RATES).assign(analysed=2000)
    chart = seen(outcome_response(rates, LIGHT, height=372))
    assert 3 not in chart.figure.layout.xaxis.tickvals
    assert "patients analysed, every second session; all in the table" in chart.notes


def test_curves_end_in_dots_where_few_are_followed(table: Table, seen: Look) -> None:
    chart = seen(outcome_times(table(STEPS), table(COUNTS), LIGHT, WORDS))
    lines = [trace for trace in chart.traces("y", "lines") if trace.line.shape == "hv"]
    firm, dotted, other = [trace for trace in lines if trace.hoverinfo == "text"]
    assert (list(firm.x), list(firm.y)) == ([0, 7, 21], [100, 60, 45])
    assert (list(dotted.x), list(dotted.y)) == ([21, 40], [45, 20])
    assert (firm.line.dash, dotted.line.dash, other.line.dash) == ("solid", "1px,3px", "solid")
    assert "6 patients: fewer than 10, no curve" in chart.notes
    assert "day <b>21</b> (7–open)" in chart.notes
    assert "still followed (dotted: under 5)" in chart.notes
    assert "Intranasal: 6 patients, fewer than 10, not drawn" in chart.alt


def test_nothing_to_follow_and_too_few_are_said(table: Table, seen: Look) -> None:
    few = seen(outcome_times(table(STEPS), table(COUNTS), LIGHT, WORDS, least=50))
    assert "41 patients: too few for a curve." in few.words
    none = seen(outcome_times(table(STEPS).head(0), table(COUNTS).head(0), LIGHT, WORDS))
    assert "No patient to follow here." in none.words


def test_a_waterfall_has_a_bar_per_patient_and_a_line_only_where_response_is_defined(
    table: Table, seen: Look
) -> None:
    last = table(
        """
        route | percent | patients
        iv    | -60     | 2
        iv    | -50     | 1
        iv    | 0       | 1
        iv    | 90      | 1
        iv    | -       | 3
        """
    )
    chart = seen(outcome_waterfall(last, LIGHT, response_percent=-50))
    bars = [trace for trace in chart.figure.data if trace.type == "bar"]
    assert list(bars[0].y) == [60, 0.8, -50, -60, -60]
    assert len(set(bars[0].marker.color)) == 2
    assert "<b>3</b> at or below the line" in chart.notes
    assert "1 by more than the axis shows" in chart.alt
    plain = seen(outcome_waterfall(last, LIGHT))
    assert "<b>3</b> lower than before" in plain.notes
    assert "response" not in plain.notes
    assert len(set(next(trace for trace in plain.figure.data if trace.type == "bar").marker.color)) == 1


def test_many_patients_are_thinned_evenly_and_it_says_so(table: Table, seen: Look) -> None:
    last = pd.DataFrame({"route": "iv", "percent": np.arange(-100.0, 150), "patients": 1})
    chart = seen(outcome_waterfall(last, LIGHT, response_percent=-50))
    bars = [trace for trace in chart.figure.data if trace.type == "bar"]
    assert len(bars[0].y) == 100
    assert "100 of 250 patients, evenly from the order" in chart.words
    assert "<b>51</b> at or below the line" in chart.notes


def test_a_shift_counts_who_was_not_asked_and_frames_who_is_higher(table: Table, seen: Look) -> None:
    shifts = table(
        """
        label         | route | baseline | last_value | patients
        PHQ-9 item 9  | iv    | 0        | 0          | 5
        PHQ-9 item 9  | in    | 0        | 2          | 3
        PHQ-9 item 9  | iv    | 2        | 1          | 4
        PHQ-9 item 9  | iv    | -        | 3          | 2
        PHQ-9 item 9  | iv    | 1        | -          | 6
        """
    )
    chart = seen(outcome_shift(shifts, LIGHT))
    assert "<b>3</b> higher than before · <b>9</b> above 0 at last" in chart.notes
    framed = [box for box in chart.figure.layout.shapes if box.line.color == LIGHT.alert]
    assert [(box.x0, box.y0) for box in framed] == [(1.54, -0.46)]
    assert "12 patients asked before and since, 3 higher at last, 4 lower" in chart.alt
    assert "2 not asked before, 6 not since" in chart.alt


def test_rows_say_why_there_is_no_value_and_whose_definition_a_tick_has(seen: Look) -> None:
    rows = [Row("", 5, 1, 12, ["1 of 20"], "iv"), Row("", np.nan, np.nan, np.nan, ["–"], "in", "too few")]
    said = RowWords("% of patients", ("worse",), "Nothing.", "About.", " %", {"Study": ("iv", 8.4)})
    chart = seen(outcome_rows(rows, LIGHT, said))
    assert "too few" in chart.notes
    assert "published 8.4, own definition" in chart.notes
    assert "Intravenous: 5.0 % (95 % interval 1.0 to 12.0); worse 1 of 20." in chart.alt
    assert "Nothing." in seen(outcome_rows([], LIGHT, said)).words
