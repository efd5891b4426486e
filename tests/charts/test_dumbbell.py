from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pandas as pd

from dash.charts.dumbbell import dumbbell
from dash.charts.parts import Limits
from dash.charts.template import LIGHT

if TYPE_CHECKING:
    from tests.charts.conftest import Look, Seen, Table


LIMITS = Limits(180, 110)
SESSIONS = """
session_number | started_on | pre    | peak   | last   | has_40 | untimed
1              | 2026-01-01 | 120/80 | 140/90 | 125/82 | true   | -
2              | 2026-01-04 | 122/81 | 185/95 | 126/83 | false  | -
3              | 2026-01-08 | -      | -      | -      | -      | 150/92
4              | 2026-01-11 | -      | -      | -      | -      | -
5              | 2026-01-15 | 124/82 | 160/99 | 127/84 | true   | -
"""


def _sessions(table: Table) -> pd.DataFrame:
    """Return the table with each pair as the two columns of the session frame."""
    frame = table(SESSIONS)
    for kind in ("pre", "peak", "last", "untimed"):
        pairs = [pair.split("/") if isinstance(pair, str) else (None, None) for pair in frame.pop(kind)]
        for i, part in enumerate(("systolic", "diastolic")):
            name = f"highest_{part}_untimed" if kind == "untimed" else f"{kind}_{part}"
            frame[name] = [None if pair[i] is None else float(pair[i]) for pair in pairs]
    return frame


def _marks(chart: Seen, name: str, axis: str = "y") -> Any:
    return next(t for t in chart.traces(axis, "markers") if name in t.hovertemplate)


def test_every_session_shows_its_values_and_gaps_stay_gaps(table: Table, seen: Look) -> None:
    chart = seen(dumbbell(_sessions(table), LIGHT, limits=LIMITS))
    assert list(_marks(chart, "before dose").y) == [120, 122, None, None, 124]
    assert list(_marks(chart, "peak").y) == [140, 185, None, None, 160]
    assert list(_marks(chart, ": last").y) == [125, 126, None, None, 127]
    assert list(_marks(chart, "before dose", "y2").y) == [80, 81, None, None, 82]
    assert list(_marks(chart, "peak").customdata) == [1, 2, 3, 4, 5]


def test_a_missing_check_is_crossed_and_untimed_readings_are_a_ring(table: Table, seen: Look) -> None:
    chart = seen(dumbbell(_sessions(table), LIGHT, limits=LIMITS))
    assert list(_marks(chart, "peak").marker.symbol) == [
        "circle",
        "circle-cross-open",
        "circle",
        "circle",
        "circle",
    ]
    ring = _marks(chart, "highest recorded")
    assert ring.marker.symbol == "circle-open-dot"
    assert list(ring.y) == [None, None, 150, None, None]
    assert "⊕ 40 min missing: 2   ◎ no minutes, highest recorded: 3   no reading: 4" in chart.notes


def test_the_last_session_is_named_in_the_margin_off_the_limit(table: Table, seen: Look) -> None:
    chart = seen(dumbbell(_sessions(table), LIGHT, limits=LIMITS))
    named = [note for note in chart.figure.layout.annotations if note.yref == "y" and note.xref == "paper"]
    assert [note.text for note in named] == ["180 event limit", "160 peak", "127 last", "124 pre-dose"]
    levels = sorted(note.y for note in named)
    assert all(b - a >= 7 for a, b in pairwise(levels))


def test_words(table: Table, seen: Look) -> None:
    alt = seen(dumbbell(_sessions(table), LIGHT, limits=LIMITS)).alt
    assert (
        "5 sessions. Last session (5, 15 Jan 2026): before dose 124/82, peak 160/99, last reading 127/84."
        in alt
    )
    assert "1 session at or above the 180/110 event limit." in alt
    assert "1 session without the 40 minute reading (2)." in alt
    assert "1 session without any reading (4)." in alt


def test_limits_are_what_was_passed_in(table: Table, seen: Look) -> None:
    chart = seen(dumbbell(_sessions(table), LIGHT, limits=Limits(165, 100, "clinic limit")))
    assert [shape.y0 for shape in chart.rules() if shape.line.dash == "4px,3px"] == [165, 100]
    assert "165 clinic limit" in chart.notes


def test_a_long_past_is_compressed_with_over_limit_sessions_kept_large(table: Table, seen: Look) -> None:
    row = _sessions(table).iloc[[0]]
    many = pd.concat(
        [row.assign(session_number=i, peak_systolic=185 if i == 3 else 140) for i in range(1, 151)]
    )
    chart = seen(dumbbell(many, LIGHT, limits=LIMITS))
    peak = _marks(chart, "peak")
    assert len(peak.x) == 150
    assert sum(x <= 8 for x in peak.x) == 130
    assert list(peak.marker.size[:4]) == [3, 3, 6, 3]
    assert "1–130, compressed" in chart.figure.layout.xaxis2.ticktext
    assert "150" in chart.figure.layout.xaxis2.ticktext
    assert sum(y is not None for y in _marks(chart, "before dose").y) == 20


def test_twenty_four_sessions_stand_in_full(table: Table, seen: Look) -> None:
    row = _sessions(table).iloc[[0]]
    chart = seen(
        dumbbell(pd.concat([row.assign(session_number=i) for i in range(1, 25)]), LIGHT, limits=LIMITS)
    )
    assert list(_marks(chart, "peak").x) == list(range(1, 25))


def test_nothing_recorded_is_said(table: Table, seen: Look) -> None:
    assert "No session" in seen(dumbbell(_sessions(table).iloc[:0], LIGHT, limits=LIMITS)).alt
    assert (
        "No blood pressure recorded in 1 session."
        in seen(dumbbell(_sessions(table).iloc[[3]], LIGHT, limits=LIMITS)).alt
    )


def test_cancelled_sessions_are_left_out(table: Table, seen: Look) -> None:
    sessions = _sessions(table).assign(status=["completed"] * 4 + ["cancelled"])
    assert "4 sessions" in seen(dumbbell(sessions, LIGHT, limits=LIMITS)).alt


def test_the_session_rail_stands_under_the_same_axis(table: Table, seen: Look) -> None:
    sessions = _sessions(table).assign(
        route=["iv", "iv", "in", "in", "in"], dose_mg=[40, 40, 56, 84, 84], asked=True, effects=0
    )
    chart = seen(dumbbell(sessions, LIGHT, limits=LIMITS))
    iv, nasal = (trace for trace in chart.traces("y3") if trace.hovertext)
    assert (list(iv.x), list(nasal.x)) == ([1, 2], [3, 4, 5])
    assert (iv.marker.symbol, nasal.marker.symbol) == ("diamond", "circle")
    assert nasal.hovertext[0].startswith("<b>Session 3</b>, 8 Jan 2026<br>Intranasal")
    assert sorted(x for t in chart.traces("y3") if t.marker.symbol == "line-ns" for x in t.x) == [3, 4]
    assert "<b>|</b> changed plan" in chart.notes
    layout = chart.figure.layout
    assert layout.xaxis.range == layout.xaxis2.range == layout.xaxis3.range
    assert not layout.xaxis2.showticklabels
    assert layout.yaxis3.domain[1] < layout.yaxis2.domain[0] + 1e-9


def test_the_minutes_of_side_effects_are_on_the_card(table: Table, seen: Look) -> None:
    effects = table("session_number | onset_minute | resolved_minute\n2 | 0 | 40\n2 | 40 | 65")
    chart = seen(dumbbell(_sessions(table).assign(worst_severity=2), LIGHT, limits=LIMITS, effects=effects))
    card = next(trace for trace in chart.traces("y3") if trace.hovertext).hovertext[1]
    assert "Side effects: 65 min, worst moderate" in card
    assert "Pressure before 122/81, peak 185/95, last 126/83 mmHg" in card
