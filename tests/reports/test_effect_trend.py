"""Limits of an effect over time: by hand from the counts, begun anew where it is asked for in another way."""

import itertools
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from helpers.database import OpenDb

from dash.queries.selection import Selection
from dash.reports.effect_between import effect_between
from dash.reports.effect_trend import NO_ONE_WAY, effect_trend
from dash.stats.rare_events import g_chart


def clinic(
    months: int, events: list[int], size: int = 30, way: Any = lambda month: "solicited"
) -> dict[str, Any]:
    """One patient a session; the first sessions of each month have the effect."""
    sessions, effects = [], []
    for month in range(months):
        for n in range(size):
            key, day = (
                f"s{month:02d}{n:03d}",
                date(2023 + month // 12, month % 12 + 1, 1) + timedelta(days=n % 27),
            )
            asked = way(month)
            sessions.append(
                {
                    "session_id": key,
                    "patient_id": f"p{key}",
                    "started_at": f"{day}T10:00",
                    "elicitation": asked,
                }
            )
            if n < events[month]:
                effects.append({"session_id": key, "effect": "nausea"})
    return {"sessions": sessions, "side_effects": effects}


def limits(events: list[int], size: int, baseline: int) -> tuple[float, float, float]:
    """Laney's chart sum by sum: centre, lower, upper in percent."""
    used = events[:baseline]
    centre = sum(used) / (size * len(used))
    error = (centre * (1 - centre) / size) ** 0.5
    z = [(x / size - centre) / error for x in used]
    sigma = sum(abs(b - a) for a, b in itertools.pairwise(z)) / (len(z) - 1) / 1.128
    half = 3 * max(sigma, 1) * error
    return 100 * centre, 100 * max(centre - half, 0), 100 * min(centre + half, 1)


EVENTS = [6, 9, 5, 12, 7, 8, 10, 6, 9, 7, 11, 6, 8, 24]


def test_limits_come_from_the_first_twelve_months_and_a_month_beyond_is_found(open_db: OpenDb) -> None:
    database = open_db(**clinic(14, EVENTS))
    frame = effect_trend(database, Selection(), "nausea", "solicited")
    centre, lower, upper = limits(EVENTS, 30, 12)
    assert frame["centre"].tolist() == pytest.approx([centre] * 14)
    assert frame["lower"].tolist() == pytest.approx([lower] * 14)
    assert frame["upper"].tolist() == pytest.approx([upper] * 14)
    assert frame["beyond"].tolist() == [False] * 13 + [True]
    assert set(frame["chart"]) == {"laney"} and set(frame["why"]) == {""}
    part = effect_trend(database, Selection(start=date(2023, 6, 1)), "nausea", "solicited")
    assert part["month"].iloc[0].date() == date(2023, 6, 1) and len(part) == 9
    assert part["upper"].tolist() == pytest.approx([upper] * 9), "a shorter period does not move the limits"


def test_where_another_way_prevails_all_ways_together_begin_anew(open_db: OpenDb) -> None:
    """Unasked reports for nine months, then asked one by one: nobody may read it as a rise."""
    events = [5, 6, 5, 6, 5, 6, 5, 6, 5, 20, 22, 20, 22, 20, 22, 20, 22, 20]
    database = open_db(**clinic(18, events, way=lambda month: "spontaneous" if month < 9 else "solicited"))
    frame = effect_trend(database, Selection(), "nausea")
    assert frame["changed"].tolist() == [month == 9 for month in range(18)]
    assert frame["way"].tolist() == ["spontaneous"] * 9 + ["solicited"] * 9
    assert frame["centre"].tolist() == pytest.approx(
        [100 * sum(events[:9]) / 270] * 9 + [100 * sum(events[9:]) / 270] * 9
    )
    assert not frame["beyond"].any()
    one_way = effect_trend(database, Selection(), "nausea", "solicited")
    assert one_way["total"].tolist() == [0] * 9 + [30] * 9, "months of another way are gaps"
    assert one_way["changed"].tolist() == frame["changed"].tolist(), "the change is marked all the same"
    assert one_way["rate"].iloc[:9].isna().all() and set(one_way["stretch"]) == {0}


def test_months_of_several_ways_have_no_limits(open_db: OpenDb) -> None:
    tables = clinic(10, [8] * 10)
    for number, session in enumerate(tables["sessions"]):
        session["elicitation"] = ("solicited", "spontaneous")[number % 2]
    frame = effect_trend(open_db(**tables), Selection(), "nausea")
    assert set(frame["way"]) == {"mixed"} and set(frame["why"]) == {NO_ONE_WAY}
    assert frame["centre"].isna().all() and (frame["rate"] > 0).all()


def test_a_rare_effect_has_sessions_between_reports(open_db: OpenDb) -> None:
    events = [2, 0, 3, 1, 2, 1, 0, 2, 1, 3, 2, 1, 4, 4]
    database = open_db(**clinic(14, events))
    frame = effect_trend(database, Selection(), "nausea", "solicited")
    assert set(frame["chart"]) == {"g"} and frame["centre"].isna().all()
    points = effect_between(database, Selection(), "nausea", "solicited")
    # Sessions in order of day and identifier: the n-th of a month stands on day n modulo 27.
    order = sorted((n % 27, n) for n in range(30))
    course = [n < events[month] for month in range(14) for _, n in order]
    first_year = sum(events[:12])
    wanted = g_chart(course, sum(events) // 10, first_year)
    assert points["between"].tolist() == wanted.between.tolist()
    assert points["events"].tolist() == [sum(events) // 10] * len(points)
    assert points["baseline"].tolist() == [first_year] * len(points)
    assert points["centre"].tolist() == [wanted.centre] * len(points)
    assert np.array_equal(points["lower"].to_numpy(), np.full(len(points), wanted.lower), equal_nan=True)
    later = effect_between(database, Selection(start=date(2024, 1, 1)), "nausea", "solicited")
    assert later["between"].tolist() == points["between"].tolist()[-len(later) :] and len(later) < len(points)


def test_the_year_begins_with_the_first_session_asked_not_the_first_report(open_db: OpenDb) -> None:
    """No report for six months, then two a month: eleven in the first year, not the twelve months after the first."""
    events = [0] * 6 + [2, 2, 2, 2, 2, 1, 4, 4, 4, 4, 4, 4]
    database = open_db(**clinic(18, events))
    points = effect_between(database, Selection(), "nausea", "solicited")
    assert set(points["baseline"]) == {11}
    order = sorted((n % 27, n) for n in range(30))
    course = [n < events[month] for month in range(18) for _, n in order]
    assert set(points["centre"]) == {g_chart(course, int(points["events"].iloc[0]), 11).centre}
    few = open_db(**clinic(18, [0] * 6 + [1] * 6 + [4] * 6))
    points = effect_between(few, Selection(), "nausea", "solicited")
    assert points["centre"].isna().all()
    assert set(points["why"]) == {"6 reports in the first year: 10 are needed to know the usual rate"}


def test_months_before_a_route_came_into_use_are_no_part_of_its_year(open_db: OpenDb) -> None:
    tables = clinic(26, [0] * 12 + EVENTS)
    for session in tables["sessions"]:
        session["route"] = "in" if session["started_at"] >= "2024" else "iv"
    frame = effect_trend(open_db(**tables), Selection(), "nausea", "solicited")
    centre, _, _ = limits(EVENTS, 30, 12)
    own = frame[(frame["route"] == "in") & (frame["total"] > 0)]
    assert own["centre"].tolist() == pytest.approx([centre] * 14)


def test_nothing_asked_and_nothing_reported(open_db: OpenDb) -> None:
    database = open_db(sessions=[{"session_id": "s1", "patient_id": "p1", "started_at": "2024-01-05T10:00"}])
    assert effect_trend(database, Selection(), "nausea").empty
    assert effect_between(database, Selection(), "nausea").empty
    quiet = open_db(**clinic(2, [0, 0], size=3))
    assert effect_trend(quiet, Selection(), "nausea")["events"].tolist() == [0, 0]
    assert effect_between(quiet, Selection(), "nausea").empty
