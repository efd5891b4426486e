"""Recovery curves: steps, names with medians, sessions still followed, states."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dash.charts.recovery import recovery
from dash.charts.template import DARK, LIGHT

if TYPE_CHECKING:
    from tests.charts.conftest import Look, Table

STEPS = """
route | minute | share | low | high | followed | back | left
iv    | 0      | 100   | 100 | 100  | 40       | 0    | 0
iv    | 40     | 60    | 50  | 70   | 40       | 16   | 2
iv    | 90     | 30    | 20  | 40   | 22       | 11   | 11
in    | 0      | 100   | 100 | 100  | 12       | 0    | 0
in    | 60     | 75    | 50  | 90   | 12       | 3    | 9
"""
COUNTS = """
route | sessions | in_curve | back | not_back | last_near | median | median_low | median_high | at_2h
in    | 14       | 12       | 3    | 8        | 1         | -      | -          | -           | -
iv    | 50       | 40       | 27   | 13       | 0         | 90     | 85         | 120         | 30
"""


def test_curves_are_steps_named_with_their_medians_slowest_first(table: Table, seen: Look) -> None:
    chart = seen(recovery(table(STEPS), table(COUNTS), LIGHT))
    lines = chart.traces(mode="lines")
    assert [list(line.x) for line in lines] == [[0, 60], [0, 40, 90]]
    assert {line.line.shape for line in lines} == {"hv"}
    assert [note for note in chart.notes if "not reached" in note or "</b> (" in note] == [
        "not reached",
        "<b>90</b> (85–120)",
    ]
    assert [note.split("> ")[-1] for note in chart.notes if "<span" in note] == ["IN", "IV"]


def test_sessions_still_followed_stand_under_the_axis(table: Table, seen: Look) -> None:
    notes = seen(recovery(table(STEPS), table(COUNTS), LIGHT)).notes
    # Ticks every half hour to 150: intranasal is followed to 60, intravenous to 90 minutes.
    assert [note for note in notes if note.isdigit()] == [
        *("12", "12", "12", "0", "0", "0"),
        *("40", "40", "22", "22", "0", "0"),
    ]


def test_the_words_say_the_same(table: Table) -> None:
    alt = recovery(table(STEPS), table(COUNTS), DARK).alt
    assert "Intranasal: over half not seen back; 12 sessions, 3 seen back, 9 not by the last reading." in alt
    assert "Intravenous: half back by 90 min (85–120), 30 % not yet back at 2 h; 40 sessions" in alt


def test_a_route_with_few_sessions_is_counted_not_drawn(table: Table, seen: Look) -> None:
    chart = seen(recovery(table(STEPS), table(COUNTS), LIGHT, least_sessions=20))
    assert len(chart.traces(mode="lines")) == 1
    assert "Intranasal: 12 sessions, fewer than 20, not drawn." in chart.alt
    assert recovery(table(STEPS), table(COUNTS), LIGHT, least_sessions=50).alt.endswith("not drawn.")


def test_nothing_to_draw_is_said(table: Table) -> None:
    chart = recovery(table(STEPS).head(0), table(COUNTS).head(0), LIGHT)
    assert not chart.figure.data
    assert "Kaplan-Meier" in chart.alt


def test_an_interval_may_be_open_or_missing(table: Table, seen: Look) -> None:
    counts = table(COUNTS)
    for low, high, said in ((85.0, None, "(85 and more)"), (None, None, "(no interval)")):
        chart = seen(recovery(table(STEPS), counts.assign(median_low=low, median_high=high), LIGHT))
        assert f"<b>90</b> {said}" in chart.notes
