from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest

from dash.charts.template import DARK, LIGHT
from dash.charts.trajectory import trajectory

if TYPE_CHECKING:
    from tests.charts.conftest import Look, Table


SESSIONS = """
started_on | session_number | route | drug             | dose_mg | mg_per_kg | status
2026-01-05 | 1              | iv    | racemic_ketamine | 40      | 0.5       | completed
2026-01-12 | 2              | iv    | racemic_ketamine | 40      | 0.5       | completed
2026-01-19 | 3              | in    | esketamine       | 56      | 0.7       | completed
2026-01-26 | 4              | in    | esketamine       | 84      | 1.05      | completed
2026-01-27 | -              | in    | esketamine       | -       | -         | cancelled
"""
SCORES = """
measured_at | instrument | item  | value
2026-01-05  | phq9       | total | 20
2026-01-05  | phq9       | 9     | 2
2026-01-12  | phq9       | total | 15
2026-01-12  | phq9       | 9     | 0
2026-01-26  | phq9       | total | 9
2026-01-26  | gad7       | total | 3
"""


def test_the_line_shows_the_scores_and_breaks_where_a_session_had_none(table: Table, seen: Look) -> None:
    chart = seen(trajectory(table(SCORES), table(SESSIONS), LIGHT))
    line = chart.traces("y", "lines+markers")[0]
    assert list(line.y) == [20, 15, None, 9]
    assert list(line.x) == pytest.approx([0, 1 / 3, 1 / 3, 1])
    assert line.hovertext[0] == "5 Jan 2026: PHQ-9 20"
    assert line.connectgaps is False
    assert "not<br>asked" in chart.notes
    assert "1 session without a score near" in chart.alt


def test_totals_say_where_they_come_from(table: Table, seen: Look) -> None:
    scores = table(SCORES).assign(computed=False, item_sum=np.nan)
    totals = scores.index[(scores["item"] == "total") & (scores["instrument"] == "phq9")]
    scores.loc[totals[0], ["computed", "item_sum"]] = [True, 20]
    scores.loc[totals[1], "item_sum"] = 16
    scores.loc[totals[2], "item_sum"] = 9
    chart = seen(trajectory(scores, table(SESSIONS), LIGHT))
    hover = chart.traces("y", "lines+markers")[0].hovertext
    assert hover[0] == "5 Jan 2026: PHQ-9 20<br>computed from its items"
    assert hover[1] == "12 Jan 2026: PHQ-9 15<br>its items add up to 16"
    assert hover[-1] == "26 Jan 2026: PHQ-9 9"
    assert "1 total computed from the items." in chart.alt
    assert "1 recorded total not the sum of the items." in chart.alt


def test_a_score_near_a_session_counts_for_it(table: Table, seen: Look) -> None:
    chart = seen(trajectory(table(SCORES), table(SESSIONS), LIGHT, near_session_days=7))
    assert list(chart.traces("y", "lines+markers")[0].y) == [20, 15, 9]


def test_a_long_interval_breaks_the_line_without_any_session(table: Table, seen: Look) -> None:
    chart = seen(trajectory(table(SCORES), table(SESSIONS).iloc[:0], LIGHT, longest_interval_days=10))
    assert list(chart.traces("y", "lines+markers")[0].y) == [20, 15, None, 9]
    assert "no<br>score" in chart.notes
    assert "none recorded" in chart.notes


def test_first_and_last_value_are_the_big_ones(table: Table, seen: Look) -> None:
    chart = seen(trajectory(table(SCORES), table(SESSIONS), LIGHT))
    assert [note.text for note in chart.figure.layout.annotations if note.font.size == 15] == [
        "<b>20</b>",
        "<b>9</b>",
    ]


def test_response_and_remission_come_from_the_vocabulary(table: Table, seen: Look) -> None:
    chart = seen(trajectory(table(SCORES), table(SESSIONS), LIGHT))
    dashed = [shape.y0 for shape in chart.rules() if shape.line.dash == "4px,3px"]
    assert dashed == [10, 4.5]
    assert "response ≤ 10" in chart.notes
    assert "remission < 5" in chart.notes
    assert "The last score is within response ≤ 10. The last score is above remission < 5." in chart.alt


def test_an_instrument_without_limits_has_none(table: Table, seen: Look) -> None:
    scores = table(SCORES).assign(instrument="pcl5")
    chart = seen(trajectory(scores, table(SESSIONS), LIGHT, instrument="pcl5"))
    assert not [shape for shape in chart.rules() if shape.line.dash == "4px,3px"]
    assert "probable PTSD" in chart.notes


def test_the_rail_shows_route_and_dose_and_leaves_cancelled_sessions_out(table: Table, seen: Look) -> None:
    chart = seen(trajectory(table(SCORES), table(SESSIONS), LIGHT))
    iv, nasal = (trace for trace in chart.traces("y2") if trace.hovertext)
    assert (iv.marker.symbol, nasal.marker.symbol) == ("diamond", "circle")
    assert len(nasal.x) == 2
    assert nasal.marker.size[0] < nasal.marker.size[1] == 12
    assert "IV ketamine 40 mg" in chart.notes
    assert "IN esketamine 56, 84 mg" in chart.notes
    assert (
        "4 sessions below: 2 intravenous (ketamine 40 mg); 2 intranasal (esketamine 56, 84 mg)." in chart.alt
    )


def test_an_unknown_dose_is_hollow(table: Table, seen: Look) -> None:
    sessions = table(SESSIONS).assign(dose_mg=None, mg_per_kg=None)
    rail = seen(trajectory(table(SCORES), sessions, LIGHT)).traces("y2")[0]
    assert set(rail.marker.color) == {LIGHT.page}
    assert "dose not recorded" in rail.hovertext[0]


def test_many_routes_get_a_lane_each(table: Table, seen: Look) -> None:
    sessions = table(SESSIONS).assign(route=["iv", "in", "im", "sl", "po"], status="completed")
    chart = seen(trajectory(table(SCORES), sessions, LIGHT))
    assert list(chart.figure.layout.yaxis2.ticktext) == ["◆ IV", "● IN", "■ IM", "✖ SL", "⬢ PO"]


def test_one_score(table: Table, seen: Look) -> None:
    chart = seen(trajectory(table(SCORES).iloc[:1], table(SESSIONS).iloc[:1], DARK))
    assert list(chart.traces("y", "lines+markers")[0].y) == [20]
    assert "The only score is 20 (severe)." in chart.alt


def test_no_score_is_said(table: Table, seen: Look) -> None:
    chart = seen(trajectory(table(SCORES).iloc[:0], table(SESSIONS), LIGHT))
    assert "PHQ-9 not asked yet" in chart.words
    assert chart.figure.layout.height == 190


def test_answers_without_a_total_are_not_added_up(table: Table, seen: Look) -> None:
    scores = table(SCORES)
    chart = seen(trajectory(scores[scores["item"] != "total"], table(SESSIONS), LIGHT))
    assert "single answers but no total" in chart.alt


def test_an_unknown_scale_is_drawn_without_bands_and_its_name_is_not_interpreted(
    table: Table, seen: Look
) -> None:
    name = "<b>x</b>"
    chart = seen(trajectory(table(SCORES).assign(instrument=name), table(SESSIONS), LIGHT, instrument=name))
    assert "<b>x</b>" not in chart.figure.data[0].hovertext[0]
    assert chart.alt.startswith("<b>x</b> over time: 4 scores")
    assert not [shape for shape in chart.figure.layout.shapes if shape.type == "rect"]


LIKE = """
day | n  | p10 | p50 | p90
0   | 61 | 14  | 20  | 25
7   | 61 | 10  | 16  | 22
28  | 40 | 4   | 8   | 14
"""


def test_like_patients_are_drawn_by_day_since_the_first_session_with_gaps(table: Table, seen: Look) -> None:
    sessions = table(SESSIONS)
    sessions.loc[3, "started_on"] = pd.Timestamp("2026-02-02")
    chart = seen(trajectory(table(SCORES), sessions, LIGHT, like=table(LIKE)))
    medians = [trace for trace in chart.figure.data if trace.line.color == LIGHT.fan_ink]
    assert [list(trace.y) for trace in medians] == [[20, 16], [8, 8]]
    assert list(medians[0].x) == pytest.approx([0, 7 / 28])
    assert np.mean(medians[1].x) == pytest.approx(1, abs=0.15)
    bands = [trace for trace in chart.figure.data if trace.fillcolor == LIGHT.fan]
    assert list(bands[0].y) == [25, 22, 10, 14]
    assert chart.notes.count("40–61 like patients: median, 10–90 %") == 1
    assert "at the end median 8, 10 to 90 % 4 to 14" in chart.alt
    order = [trace.mode for trace in chart.traces("y")]
    assert order.index("lines+markers") == len(order) - 1


def test_like_patients_without_a_session_or_off_the_axis_are_left_out(table: Table, seen: Look) -> None:
    for sessions, like in (
        (table(SESSIONS).iloc[:0], table(LIKE)),
        (table(SESSIONS), table(LIKE).assign(day=[400, 410, 420])),
        (table(SESSIONS), table(LIKE).iloc[:0]),
    ):
        chart = seen(trajectory(table(SCORES), sessions, LIGHT, like=like))
        assert "like patients" not in chart.words + chart.alt


@pytest.mark.parametrize("count", [1, 2, 20, 150])
def test_any_length_of_history(count: int, seen: Look) -> None:
    days = pd.date_range("2024-01-01", periods=count, freq="5D")
    sessions = pd.DataFrame({"started_on": days, "session_number": range(1, count + 1), "route": "iv"})
    scores = pd.DataFrame({"measured_at": days, "instrument": "phq9", "item": "total", "value": 9.0})
    chart = seen(trajectory(scores, sessions, LIGHT))
    recent = chart.traces("y", "lines+markers")[-1]
    assert sum(y is not None for y in recent.y) == min(count, 20)
    assert ("compressed" in chart.notes) is (count == 150)
    assert ("is compressed" in chart.alt) is (count == 150)
    assert f"{count} session" in chart.alt


def test_a_compressed_past_shows_median_lowest_and_highest_of_each_stretch(seen: Look) -> None:
    days = pd.date_range("2024-01-01", periods=150, freq="7D")
    sessions = pd.DataFrame({"started_on": days, "session_number": range(1, 151), "route": "iv"})
    value = np.arange(150) % 10 + 5.0
    scores = pd.DataFrame({"measured_at": days, "instrument": "phq9", "item": "total", "value": value})
    chart = seen(trajectory(scores, sessions, LIGHT))
    past, recent = chart.traces("y", "lines+markers")
    assert list(recent.y) == value[-20:].tolist()
    assert 5 <= len(past.y) <= 14
    bars = chart.traces("y", "lines")[-1]
    told = 0
    for i, (middle, text) in enumerate(zip(past.y, past.hovertext, strict=True)):
        count = int(text.split(": ")[1].split(" ")[0])
        here = value[told : told + count]
        assert middle == sorted(here)[(len(here) - 1) // 2]
        assert list(bars.y[3 * i : 3 * i + 2]) == [here.min(), here.max()]
        told += count
    assert told == 130


def test_a_stretch_of_the_past_without_a_score_is_a_gap(seen: Look) -> None:
    days = pd.date_range("2024-01-01", periods=150, freq="7D")
    sessions = pd.DataFrame({"started_on": days, "session_number": range(1, 151), "route": "iv"})
    scores = pd.DataFrame({"measured_at": days, "instrument": "phq9", "item": "total", "value": 9.0})
    chart = seen(trajectory(scores.drop(index=range(40, 90)), sessions, LIGHT))
    past = chart.traces("y", "lines+markers")[0]
    assert list(past.y).count(None) == 1
    assert past.connectgaps is False


@pytest.mark.parametrize(
    ("first", "clock", "line"),
    [
        ("2026-01-09T10:00", True, "response ≤ 9"),  # the later of the two before it
        ("2026-01-08T10:00", True, "response ≤ 10"),  # that of the day was written after the dose
        ("2026-01-08T10:00", False, "response ≤ 9"),  # no clock time says so
        ("2025-12-30T10:00", True, "no baseline"),
    ],
)
def test_the_response_line_is_of_the_last_total_before_the_first_session(
    first: str, clock: bool, line: str, seen: Look
) -> None:
    scores = pd.DataFrame(
        {
            "measured_at": pd.to_datetime(["2026-01-01T09:00", "2026-01-08T11:00", "2026-02-01T09:00"]),
            "measured_has_time": True,
            "instrument": "phq9",
            "item": "total",
            "value": [20.0, 18.0, 9.0],
        }
    )
    given = pd.to_datetime([first])
    sessions = pd.DataFrame(
        {
            "session_number": 1,
            "started_on": given.normalize(),
            "started_at": given,
            "has_clock": clock,
            "route": "iv",
        }
    )
    chart = seen(trajectory(scores, sessions, LIGHT))
    assert line in chart.notes
    assert ("no line of response" in chart.alt) is (line == "no baseline")
