"""Sessions between events, counted again one by one."""

from datetime import date, timedelta
from typing import Any

import numpy as np
from helpers import ask
from helpers.database import OpenDb
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dash.charts.between_events import between_events
from dash.charts.template import LIGHT
from dash.queries.selection import Selection
from dash.stats.rare_events import g_chart

FIRST = date(2024, 1, 1)


def clinic(over: list[bool | None], every: int = 1) -> dict[str, Any]:
    """Return one session every so many days; None has no readings."""
    days = [FIRST + timedelta(days=every * place) for place in range(len(over))]
    sessions = [
        {"session_id": f"s{place:03d}", "patient_id": "p1", "started_at": str(day)}
        for place, day in enumerate(days)
    ]
    vitals = [
        {
            "session_id": f"s{place:03d}",
            "minute": 40,
            "systolic_mmhg": 190 if high else 140,
            "diastolic_mmhg": 80,
        }
        for place, high in enumerate(over)
        if high is not None
    ]
    return {"sessions": sessions, "vitals": vitals}


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    over=st.lists(st.sampled_from([True, False, False, None]), min_size=1, max_size=60),
    cut=st.integers(0, 60),
)
def test_gaps_are_the_sessions_between(open_db: OpenDb, over: list[bool | None], cut: int) -> None:
    database = open_db(**clinic(over))
    wanted: list[tuple[date, int]] = []
    without = 0
    for place, high in enumerate(over):
        if high:
            wanted.append((FIRST + timedelta(days=place), without))
            without = 0
        elif high is False:
            without += 1
    each = min(max(len(wanted) // 10, 1), 8)
    groups = [wanted[i : i + each] for i in range(0, len(wanted) // each * each, each)]
    points = [(group[-1][0], sum(gap for _, gap in group)) for group in groups]
    start = FIRST + timedelta(days=cut)
    for selection, shown in (
        (Selection(), points),
        (Selection(start=start), [point for point in points if point[0] >= start]),
        (Selection(end=start), [point for point in points if point[0] < start]),
    ):
        frame = ask.pressure_between(database, selection, 180, 110)
        assert list(zip(frame["day"].dt.date, frame["between"], strict=True)) == shown
        # The first session is on 1 January: its year are the days of that year.
        first_year = sum(day.year == FIRST.year for day, _ in wanted)
        assert frame["centre"].isna().all() == (first_year < 10 or not shown)
        assert (frame["baseline"] == first_year).all()
        assert frame["why"].str.contains("in the first year: 10 are needed").all() == (
            first_year < 10 or not shown
        )
        alt = between_events(frame, LIGHT).alt
        assert ("No hypertensive event" in alt) == (not shown)


def test_events_close_together_are_ringed(open_db: OpenDb) -> None:
    often = ([False] * 30 + [True]) * 12 + [True] * 8 + [False] * 3
    frame = ask.pressure_between(open_db(**clinic(often)), Selection(), 180, 110)
    assert frame["events"].eq(2).all()
    chart = between_events(frame, LIGHT)
    rings = [trace for trace in chart.figure.checked().data if trace.marker.size == 13]
    assert list(rings[0].y) == [0, 0, 0, 0]
    assert "4 points with events unusually close together" in chart.alt


def test_later_events_are_never_usual(open_db: OpenDb) -> None:
    """Four events in the first year, one in three sessions after it: no centre, and why; the rise is not the usual."""
    first_year, later = [False] * 48 + [True] * 4, [False, False, True] * 20
    database = open_db(**clinic([*first_year, *later], every=7))
    frame = ask.pressure_between(database, Selection(), 180, 110)
    assert len(frame) > 10
    assert frame[["centre", "lower", "upper"]].isna().all().all()
    why = "4 events in the first year: 10 are needed to know the usual rate"
    assert set(frame["why"]) == {why}
    assert set(frame["baseline"]) == {4}
    assert f"No usual number and no limits: {why}." in between_events(frame, LIGHT).alt
    # Twelve events in the first year: these alone are usual, as by hand.
    often = ([False] * 3 + [True]) * 12 + [False] * 5
    frame = ask.pressure_between(open_db(**clinic([*often, *later], every=7)), Selection(), 180, 110)
    wanted = g_chart([*often, *later], frame["events"].iloc[0], 12)
    assert set(frame["baseline"]) == {12}
    assert set(frame["centre"]) == {wanted.centre}


def test_the_first_year_is_that_of_the_monthly_chart(open_db: OpenDb) -> None:
    """It begins with the first session, measured or not, and has twelve calendar months."""
    over: list[bool | None] = [None, *[True] * 45, *[False] * 10]
    tables = clinic(over, every=10)
    for session in tables["sessions"]:
        session["started_at"] = str(date.fromisoformat(session["started_at"]) + timedelta(days=20))
    database = open_db(**tables)
    days = [date.fromisoformat(one["started_at"]) for one in tables["sessions"]]
    usual = sum(bool(high) and day < date(2025, 1, 1) for day, high in zip(days, over, strict=True))
    assert set(ask.pressure_between(database, Selection(), 180, 110)["baseline"]) == {usual}
    assert set(ask.pressure_monthly(database, Selection(), 180, 110)["usual_events"]) == {usual}
    late = Selection(start=date(2025, 2, 1))
    assert set(ask.pressure_between(database, late, 180, 110)["baseline"]) == {usual}
    assert set(ask.pressure_monthly(database, late, 180, 110)["usual_events"]) == {usual}


def test_no_session(open_db: OpenDb) -> None:
    frame = ask.pressure_between(open_db(patients=[{"patient_id": "p1"}]), Selection(), 180, 110)
    assert frame.empty and np.dtype("datetime64[us]") == frame["day"].dtype
