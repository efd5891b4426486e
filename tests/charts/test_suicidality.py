from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dash.charts.suicidality import CAPTION_PX, LINE_PX, suicidality
from dash.charts.template import CLEAR, LIGHT
from dash.charts.time_axis import LEFT_PX, RIGHT_PX, UNIT_PX, TimeAxis, history
from dash.charts.trajectory import trajectory
from tests.charts.conftest import Seen

if TYPE_CHECKING:
    from tests.charts.conftest import Look, Table

SCORES = """
measured_at      | instrument     | item  | value
2026-01-05 09:00 | phq9           | 9     | 2
2026-01-05 09:00 | phq9           | total | 20
2026-02-12 09:00 | phq9           | 9     | 0
2026-03-19 09:00 | phq9           | 9     | 1
2026-01-05 09:00 | cssrs_ideation | total | 3
2026-03-26 09:00 | cssrs_ideation | total | 0
"""
FIRST = ("phq9", "9", "2026-01-05T09:00:00", 2.0)
LEVELS: dict[str, Any] = {"item_alert_from": 1, "cssrs_alert_from": 1}


def _row(chart: Seen, place: int) -> Any:
    return next(trace for trace in chart.figure.data if trace.y[0] == place)


def test_positive_answers_are_filled_until_acknowledged(table: Table, seen: Look) -> None:
    chart = seen(suicidality(table(SCORES), LIGHT, **LEVELS, acknowledged=frozenset({FIRST})))
    row = _row(chart, 0)
    assert list(row.text) == ["2", "0", "1"]
    assert list(row.marker.color) == [CLEAR, CLEAR, LIGHT.alert]
    assert list(row.marker.line.width) == [1.2, 0, 1.2]
    assert list(_row(chart, 1).marker.color) == [LIGHT.alert, CLEAR]
    assert list(chart.figure.layout.yaxis.ticktext) == ["item 9", "C-SSRS"]


def test_only_an_answer_a_rule_fires_on_is_red(table: Table, seen: Look) -> None:
    """An old positive that others have followed stays filled until acknowledged, in grey."""
    last = ("phq9", "9", "2026-03-19T09:00:00", 1.0)
    chart = seen(suicidality(table(SCORES), LIGHT, **LEVELS, pressing=frozenset({last})))
    assert list(_row(chart, 0).marker.color) == [LIGHT.muted, CLEAR, LIGHT.alert]
    assert list(_row(chart, 0).marker.line.color) == [LIGHT.muted, LIGHT.muted, LIGHT.alert]
    assert list(_row(chart, 1).marker.color) == [LIGHT.muted, CLEAR]
    assert "3 answers, 2 positive, 2 of them not acknowledged, a rule fires on 1" in chart.alt
    (caption,) = [note for note in chart.notes if "acknowledged" in note]
    assert "1 not acknowledged" in caption
    assert "2 earlier, not acknowledged" in caption
    none = seen(
        suicidality(table(SCORES), LIGHT, **LEVELS, pressing=frozenset(), acknowledged=frozenset({FIRST}))
    )
    assert list(_row(none, 0).marker.color) == [CLEAR, CLEAR, LIGHT.muted]
    assert not [
        trace for trace in none.figure.data if LIGHT.alert in [*trace.marker.color, *trace.marker.line.color]
    ]
    assert LIGHT.alert not in " ".join(note.text for note in none.figure.layout.annotations)


@pytest.mark.parametrize("changed", [("gad7", 0), ("8", 1), ("2026-01-05T09:00:01", 2), (1.0, 3)])
def test_an_acknowledgement_of_another_answer_does_not_count(
    table: Table, seen: Look, changed: tuple[Any, int]
) -> None:
    other: list[Any] = list(FIRST)
    other[changed[1]] = changed[0]
    chart = seen(suicidality(table(SCORES), LIGHT, **LEVELS, acknowledged=frozenset({tuple(other)})))
    assert _row(chart, 0).marker.color[0] == LIGHT.alert


def test_levels_are_what_was_passed_in(table: Table, seen: Look) -> None:
    chart = seen(suicidality(table(SCORES), LIGHT, item_alert_from=2, cssrs_alert_from=4))
    assert list(_row(chart, 0).marker.color) == [LIGHT.alert, CLEAR, CLEAR]
    assert set(_row(chart, 1).marker.color) == {CLEAR}


def test_madrs_asked_without_an_answer_is_said_below(table: Table, seen: Look) -> None:
    scores = table(SCORES + "2026-02-01 09:00 | madrs | total | 24\n")
    chart = seen(suicidality(scores, LIGHT, **LEVELS, madrs_alert_from=3))
    assert list(chart.figure.layout.yaxis.ticktext) == ["item 9", "C-SSRS"]
    assert any("MADRS 10 never answered" in note.text for note in chart.figure.layout.annotations)


def test_madrs_has_a_row_only_where_recorded(table: Table, seen: Look) -> None:
    scores = table(SCORES + "2026-02-01 09:00 | madrs | 10 | 4\n2026-03-02 09:00 | madrs | 10 | 2\n")
    chart = seen(suicidality(scores, LIGHT, **LEVELS, madrs_alert_from=3))
    assert list(chart.figure.layout.yaxis.ticktext) == ["item 9", "MADRS 10", "C-SSRS"]
    assert list(_row(chart, 1).text) == ["4", "2"]
    assert "MADRS item 10: 2 answers, 1 positive, 1 of them not acknowledged" in chart.alt


def test_words(table: Table, seen: Look) -> None:
    alt = seen(suicidality(table(SCORES), LIGHT, **LEVELS, acknowledged=frozenset({FIRST}))).alt
    assert (
        "PHQ-9 item 9: 3 answers, 2 positive, 1 of them not acknowledged; last answer 1 on 19 Mar 2026."
        in alt
    )
    assert (
        "C-SSRS ideation: 2 answers, 1 positive, 1 of them not acknowledged; last answer 0 on 26 Mar 2026."
        in alt
    )


def test_nothing_asked_is_said(table: Table, seen: Look) -> None:
    empty = table(SCORES).iloc[:0]
    chart = seen(suicidality(empty, LIGHT, **LEVELS))
    assert chart.notes == ["not asked", "not asked"]
    assert not chart.figure.data
    assert "PHQ-9 item 9: not asked. C-SSRS ideation: not asked." in chart.alt
    only_total = seen(suicidality(table(SCORES).iloc[[1]], LIGHT, **LEVELS))
    assert "asked, no answer recorded" in only_total.notes


def test_it_cannot_be_zoomed_and_stands_under_the_trajectory(table: Table, seen: Look) -> None:
    scores = table(SCORES)
    sessions = table("started_on | route | session_number\n2026-01-01 | iv | 1\n2026-04-01 | iv | 2")
    span = history(scores, sessions)
    strip = seen(suicidality(scores, LIGHT, **LEVELS, span=span)).figure.layout
    above = seen(trajectory(scores, sessions, LIGHT)).figure.layout
    assert strip.xaxis.fixedrange
    assert strip.yaxis.fixedrange
    assert strip.xaxis.range == above.xaxis.range
    assert (strip.margin.l, strip.margin.r) == (above.margin.l, above.margin.r) == (LEFT_PX, RIGHT_PX)
    line = next(t for t in seen(trajectory(scores, sessions, LIGHT)).figure.data if t.mode == "lines+markers")
    assert line.x[0] == seen(suicidality(scores, LIGHT, **LEVELS, span=span)).figure.data[0].x[0]


def test_a_span_that_cuts_answers_off_is_not_used(table: Table, seen: Look) -> None:
    scores = table(SCORES)
    short = TimeAxis(pd.Timestamp("2026-02-01").to_datetime64(), pd.Timestamp("2026-04-01").to_datetime64())
    row = _row(seen(suicidality(scores, LIGHT, **LEVELS, span=short)), 0)
    assert list(row.text) == ["2", "0", "1"]
    assert min(row.x) == 0


ANSWERS = st.lists(st.tuples(st.integers(0, 300), st.integers(0, 3), st.booleans()), min_size=1, max_size=80)


@settings(deadline=None, max_examples=60)
@given(answers=ANSWERS)
def test_no_positive_answer_is_ever_out_of_sight(answers: list[tuple[int, int, bool]]) -> None:
    """Whatever is crowded: each answer stands in a square at most a slot later that shows no less than it."""
    start = pd.Timestamp("2025-01-01")
    rows = {start + pd.Timedelta(days=day): (value, known) for day, value, known in answers}
    scores = pd.DataFrame(
        [(when, "phq9", "9", float(value)) for when, (value, _) in rows.items()],
        columns=["measured_at", "instrument", "item", "value"],
    )
    known = frozenset(("phq9", "9", when.isoformat(), float(v)) for when, (v, seen) in rows.items() if seen)
    chart = Seen(suicidality(scores, LIGHT, **LEVELS, acknowledged=known))
    span = history(scores, pd.DataFrame())
    assert span is not None
    row = chart.figure.data[0]
    marks = sorted(zip(row.x, row.text, row.marker.color, row.marker.line.width, strict=True))
    assert all((b[0] - a[0]) * UNIT_PX >= 15 - 1e-6 for a, b in pairwise(marks))
    for when, (value, seen) in rows.items():
        place = span.place(pd.DatetimeIndex([when]).to_numpy())[0]
        mark = next(mark for mark in marks if mark[0] >= place - 1e-9)
        assert (mark[0] - place) * UNIT_PX < 15
        assert int(mark[1]) >= value
        if value >= 1:
            assert mark[3] > 0
            assert seen or mark[2] == LIGHT.alert
    loud = sum(value >= 1 and not seen for value, seen in rows.values())
    assert f"{loud} of them not acknowledged" in chart.alt or not any(v for v, _ in rows.values())


def test_a_long_caption_stands_in_two_lines(table: Table, seen: Look) -> None:
    """At 1280 px the figure is 480 px wide: what stood beyond that was cut off."""
    many = "measured_at | instrument | item | value\n" + "\n".join(
        f"2026-{month:02}-{day:02} 09:00 | phq9 | 9 | {day % 3}"
        for month in range(1, 10)
        for day in (3, 4, 5)
    )
    asked = "\n2026-01-05 09:00 | madrs | total | 20"
    last = ("phq9", "9", "2026-09-05T09:00:00", 2.0)
    chart = seen(
        suicidality(
            table(many + asked), LIGHT, **LEVELS, pressing=frozenset({last}), acknowledged=frozenset({FIRST})
        )
    )
    (caption,) = [note for note in chart.notes if "not acknowledged" in note]
    lines = re.sub("<span[^>]*>|</span>", "", caption).split("<br>")
    assert len(lines) == 2 and max(map(len, lines)) <= 105
    assert "MADRS 10 never answered" in lines[1]
    assert chart.figure.layout.margin.b == CAPTION_PX + LINE_PX
