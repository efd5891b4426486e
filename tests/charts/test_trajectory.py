from __future__ import annotations

from typing import TYPE_CHECKING

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
    assert [str(x)[:10] for x in line.x] == ["2026-01-05", "2026-01-12", "2026-01-12", "2026-01-26"]
    assert line.connectgaps is False
    assert "not<br>asked" in chart.notes
    assert "1 session without a score near" in chart.alt


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
    assert not chart.traces("y2")


def test_item_nine_of_one_or_more_stands_in_an_alert_square(table: Table, seen: Look) -> None:
    lane = seen(trajectory(table(SCORES), table(SESSIONS), LIGHT)).traces("y2")[0]
    assert list(lane.text) == ["2", "0"]
    assert list(lane.marker.color) == [LIGHT.alert, "rgba(0,0,0,0)"]
    quiet = seen(trajectory(table(SCORES), table(SESSIONS), LIGHT, item_alert_from=None)).traces("y2")[0]
    assert set(quiet.marker.color) == {"rgba(0,0,0,0)"}


def test_crowded_answers_show_the_highest_and_say_so(table: Table, seen: Look) -> None:
    rows = "\n".join(f"2026-01-{d:02} {h:02}:00 | phq9 | {i} | {v}" for d in range(1, 21) for h, v in ((8, 0), (18, 1))
                     for i in ("total", "9"))  # fmt: skip
    chart = seen(
        trajectory(table("measured_at | instrument | item | value\n" + rows), table(SESSIONS), LIGHT)
    )
    lane = chart.traces("y2")[0]
    assert set(lane.text) == {"1"}
    assert len(lane.text) < 40
    assert "highest of each" in chart.notes


def test_the_rail_shows_route_and_dose_and_leaves_cancelled_sessions_out(table: Table, seen: Look) -> None:
    chart = seen(trajectory(table(SCORES), table(SESSIONS), LIGHT))
    iv, nasal = chart.traces("y3")
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
    rail = seen(trajectory(table(SCORES), sessions, LIGHT)).traces("y3")[0]
    assert set(rail.marker.color) == {LIGHT.page}
    assert "dose not recorded" in rail.hovertext[0]


def test_many_routes_get_a_lane_each(table: Table, seen: Look) -> None:
    sessions = table(SESSIONS).assign(route=["iv", "in", "im", "sl", "po"], status="completed")
    chart = seen(trajectory(table(SCORES), sessions, LIGHT))
    assert list(chart.figure.layout.yaxis3.ticktext) == ["◆ IV", "● IN", "■ IM", "✖ SL", "⬢ PO"]


def test_one_score(table: Table, seen: Look) -> None:
    chart = seen(trajectory(table(SCORES).iloc[:1], table(SESSIONS).iloc[:1], DARK))
    assert list(chart.traces("y", "lines+markers")[0].y) == [20]
    assert "The only score is 20 (severe)." in chart.alt


def test_no_score_is_said(table: Table, seen: Look) -> None:
    chart = seen(trajectory(table(SCORES).iloc[:0], table(SESSIONS), LIGHT))
    assert "PHQ-9 not asked yet" in chart.words
    assert chart.figure.layout.height == 292


def test_answers_without_a_total_are_not_added_up(table: Table, seen: Look) -> None:
    scores = table(SCORES)
    chart = seen(trajectory(scores[scores["item"] != "total"], table(SESSIONS), LIGHT))
    assert "single answers but no total" in chart.alt


def test_an_unknown_scale_is_drawn_without_bands_and_its_name_is_not_interpreted(
    table: Table, seen: Look
) -> None:
    name = "<b>x</b>"
    chart = seen(trajectory(table(SCORES).assign(instrument=name), table(SESSIONS), LIGHT, instrument=name))
    assert "<b>x</b>" not in chart.figure.data[0].hovertemplate
    assert chart.alt.startswith("<b>x</b> over time: 4 scores")
    assert not [shape for shape in chart.figure.layout.shapes if shape.type == "rect"]
