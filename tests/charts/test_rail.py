from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from dash.charts.parts import Sheet
from dash.charts.rail import Rail
from dash.charts.runs import read_runs, run_words
from dash.charts.template import LIGHT, route_mark
from dash.charts.time_axis import UNIT_PX, history

if TYPE_CHECKING:
    from tests.charts.conftest import Table

SCORES = pd.DataFrame()


def _drawn(sessions: pd.DataFrame) -> tuple[Sheet, Rail]:
    axis = history(SCORES, sessions)
    assert axis is not None
    sheet, rail = Sheet(LIGHT, 60, (58, 96, 0, 20)), Rail(read_runs(sessions), axis)
    rail.draw(sheet, 1)
    return sheet, rail


def _marks(sheet: Sheet) -> list[dict[str, Any]]:
    return [trace for trace in sheet.traces if "hovertext" in trace]


def _ticks(sheet: Sheet) -> list[float]:
    return [x for trace in sheet.traces if trace["marker"]["symbol"] == "line-ns" for x in trace["x"]]


PLAN = """
started_on | session_number | route | drug             | dose_mg | mg_per_kg
2026-01-01 | 1              | iv    | racemic_ketamine | 40      | 0.5
2026-03-01 | 2              | iv    | racemic_ketamine | 60      | 0.75
2026-06-01 | 3              | in    | esketamine       | 84      | 1.05
2026-09-01 | 4              | in    | esketamine       | 84      | 1.00
"""


def test_a_changed_plan_has_a_tick_above_its_mark_and_a_word(table: Table) -> None:
    sheet, _ = _drawn(table(PLAN))
    marks = [x for trace in _marks(sheet) for x in trace["x"]]
    assert _ticks(sheet) == marks[1:3]
    assert any("changed plan" in note["text"] for note in sheet.notes)
    steady, _ = _drawn(table(PLAN).iloc[[2, 3]])
    assert not _ticks(steady)
    assert not any("changed plan" in note["text"] for note in steady.notes)
    assert run_words(read_runs(table(PLAN))).endswith(
        "The plan changed 2 times, last on 1 Jun 2026 (route, drug)."
    )


def test_a_mark_says_its_session(table: Table) -> None:
    sheet, _ = _drawn(table(PLAN))
    card = _marks(sheet)[0]["hovertext"][1]
    assert card.startswith("<b>Session 2</b>, 1 Mar 2026<br>Intravenous ketamine 60 mg (0.75 mg/kg)")
    assert "Changed plan: dose" in card


def test_many_sessions_are_joined_where_they_would_cover_one_another() -> None:
    days = pd.date_range("2024-01-01", periods=150, freq="3D")
    sessions = pd.DataFrame(
        {"started_on": days, "session_number": range(1, 151), "route": "iv", "dose_mg": 40.0}
    )
    sheet, _ = _drawn(sessions)
    (marks,) = _marks(sheet)
    assert len(marks["x"]) < 40
    assert "sessions joined</b> 1 to " in marks["hovertext"][0]
    assert marks["hovertext"][-1].startswith("<b>Session 150</b>")


@settings(deadline=None, max_examples=50)
@given(
    plan=st.lists(
        st.tuples(st.integers(0, 900), st.sampled_from(["iv", "in", "im"])), min_size=1, max_size=60
    )
)
def test_every_session_is_in_one_mark_near_its_day(plan: list[tuple[int, str]]) -> None:
    plan = sorted(plan)
    days = pd.Timestamp("2024-01-01") + pd.to_timedelta([day for day, _ in plan], unit="D")
    sessions = pd.DataFrame(
        {"started_on": days, "session_number": range(1, len(plan) + 1), "route": [r for _, r in plan]}
    )
    sheet, rail = _drawn(sessions)
    places = rail.axis.place(days.to_numpy())
    told = 0
    for trace in _marks(sheet):
        route = next(r for _, r in plan if route_mark(r, LIGHT).symbol == trace["marker"]["symbol"])
        own = [p for p, (_, r) in zip(places, plan, strict=True) if r == route]
        told += sum(int(text[3:].split(" ")[0]) if "joined" in text else 1 for text in trace["hovertext"])
        assert all(any(-1e-9 <= (p - x) * UNIT_PX < 9 for x in trace["x"]) for p in own)
    assert told == len(plan)
