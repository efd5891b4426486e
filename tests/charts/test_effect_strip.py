from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from dash.charts.effect_strip import effect_strip
from dash.charts.template import LIGHT

if TYPE_CHECKING:
    from tests.charts.conftest import Look, Seen, Table


SESSIONS = """
session_number | asked
1              | true
2              | false
3              | true
4              | true
"""
EFFECTS = """
session_number | effect  | label   | severity | onset_minute | resolved_minute | serious
1              | nausea  | Nausea  | mild     | 10           | 30              | false
3              | nausea  | Nausea  | 2        | 0            | 30              | false
3              | anxiety | Anxiety | -        | 20           | 80              | false
4              | anxiety | Anxiety | 3        | 20           | -               | true
"""


def _heat(chart: Seen) -> Any:
    return next(trace for trace in chart.figure.data if trace.type == "heatmap")


def test_cells_are_severity_and_an_unasked_column_is_empty(table: Table, seen: Look) -> None:
    chart = seen(effect_strip(table(EFFECTS), table(SESSIONS), LIGHT))
    assert list(chart.figure.layout.yaxis.ticktext) == ["Anxiety", "Nausea"]
    assert [list(row) for row in _heat(chart).z] == [[0, None, 4, 3], [1, None, 2, 0]]
    assert chart.notes.count("not asked") == 1
    assert list(_heat(chart).x) == [1, 2, 3, 4]


def test_numbers_are_minutes(table: Table, seen: Look) -> None:
    text = seen(effect_strip(table(EFFECTS), table(SESSIONS), LIGHT)).traces("y", "text")[0]
    assert list(zip(text.x, text.y, text.text, strict=True)) == [
        (3, 0, "60"),
        (4, 0, "–!"),
        (1, 1, "20"),
        (3, 1, "30"),
    ]


def test_ungraded_and_serious_cells_are_outlined_and_the_last_session_framed(
    table: Table, seen: Look
) -> None:
    chart = seen(effect_strip(table(EFFECTS), table(SESSIONS), LIGHT))
    boxes = [shape for shape in chart.figure.layout.shapes if shape.type == "rect"]
    assert [(box.line.color, (box.x0 + box.x1) / 2) for box in boxes] == [
        (LIGHT.muted, 3),
        (LIGHT.alert, 4),
        (LIGHT.ink, 4),
    ]


def test_sessions_affected_of_asked_stand_at_the_right(table: Table, seen: Look) -> None:
    assert seen(effect_strip(table(EFFECTS), table(SESSIONS), LIGHT)).notes.count("2 of 3") == 2


def test_words(table: Table, seen: Look) -> None:
    alt = seen(effect_strip(table(EFFECTS), table(SESSIONS), LIGHT)).alt
    assert "4 sessions, asked for in 3." in alt
    assert (
        "Anxiety: 2 of 3 sessions, worst severe, 1 not graded, at least 60 min in all, serious in 4." in alt
    )
    assert "Not asked in 1 session (2)." in alt
    assert "Last session (4): Anxiety severe." in alt


def test_an_effect_in_an_unasked_session_counts_as_asked(table: Table, seen: Look) -> None:
    effects = table(EFFECTS).assign(session_number=2)
    assert "asked for in 4" in seen(effect_strip(effects, table(SESSIONS), LIGHT)).alt


def test_earlier_sessions_become_one_column_of_counts(table: Table, seen: Look) -> None:
    sessions = pd.DataFrame({"session_number": range(1, 31), "asked": [i != 2 for i in range(1, 31)]})
    effects = pd.DataFrame(
        [(i, "nausea", "Nausea", 1, 0.0, 10.0, False) for i in (1, 5, 30)], columns=table(EFFECTS).columns
    )
    chart = seen(effect_strip(effects, sessions, LIGHT))
    assert "2/9" in chart.notes
    assert "3 of 29" in chart.notes
    assert len(_heat(chart).x) == 20
    assert "1–10" in chart.figure.layout.xaxis.ticktext


def test_many_effects_leave_the_rest_to_the_table(table: Table, seen: Look) -> None:
    effects = pd.concat([table(EFFECTS).iloc[[0]].assign(effect=f"e{i}", label=f"E{i}") for i in range(15)])
    chart = seen(effect_strip(effects, table(SESSIONS), LIGHT))
    assert len(chart.figure.layout.yaxis.ticktext) == 11
    assert "4 more effects with fewer minutes are in the table" in chart.notes


def test_states_without_cells_say_why(table: Table, seen: Look) -> None:
    none, sessions = table(EFFECTS).iloc[:0], table(SESSIONS)
    assert "No session" in seen(effect_strip(none, sessions.iloc[:0], LIGHT)).alt
    assert (
        seen(effect_strip(none, sessions, LIGHT)).alt
        == "No side effect recorded in 3 sessions asked of 4 sessions."
    )
    assert "not asked for in 1 session" in seen(effect_strip(none, sessions.iloc[[1]], LIGHT)).alt


def test_one_effect_still_names_the_unasked_session(table: Table, seen: Look) -> None:
    effects = table(EFFECTS).iloc[:2]
    assert "not asked in 2" in seen(effect_strip(effects, table(SESSIONS), LIGHT)).notes


def test_the_session_rail_stands_under_the_cells(table: Table, seen: Look) -> None:
    sessions = table(SESSIONS).assign(route=["iv", "in", "in", "in"], dose_mg=56.0)
    chart = seen(effect_strip(table(EFFECTS), sessions, LIGHT))
    marks = [trace for trace in chart.traces("y2") if trace.hovertext]
    assert [list(trace.x) for trace in marks] == [[1], [2, 3, 4]]
    assert "Side effects: at least 30 min, not graded" not in marks[1].hovertext[1]
    assert "Side effects: 80 min, not graded" in marks[1].hovertext[1]
    assert "<b>|</b> changed plan" in chart.notes
    layout = chart.figure.layout
    assert layout.xaxis.range == layout.xaxis2.range
    assert layout.yaxis2.domain[1] <= layout.yaxis.domain[0] + 1e-9


def test_the_rail_of_a_long_past_stays_in_its_column(table: Table, seen: Look) -> None:
    sessions = pd.DataFrame({"session_number": range(1, 151), "asked": True, "route": "iv", "dose_mg": 40.0})
    effects = pd.DataFrame([(150, "nausea", "Nausea", 1, 0.0, 10.0, False)], columns=table(EFFECTS).columns)
    (marks,) = (
        trace for trace in seen(effect_strip(effects, sessions, LIGHT)).traces("y2") if trace.hovertext
    )
    past = [x for x in marks.x if x < 2.5]
    assert 2 <= len(past) <= 8
    assert len(marks.x) - len(past) == 20
