"""Response, remission and worsening of 43 real patients (HAM-D at four times), counted a second time with csv alone."""

import csv
import math
from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from helpers import ask
from helpers.database import OpenDb
from statsmodels.stats.proportion import proportion_confint

from dash.queries.selection import Selection
from dash.store.reading import Database

SOURCE = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "response" / "claus_2020.csv"
SCALE = "hamd17"
FIRST = date(2024, 1, 1)
TIMES = (1, 2, 3, 4)

pytestmark = pytest.mark.skipif(not SOURCE.is_file(), reason=f"reference data are not at {SOURCE}")
Courses = dict[str, dict[int, float]]


@pytest.fixture(scope="module")
def courses() -> Courses:
    """Score by patient and time, missing ones left out."""
    found: Courses = {}
    with SOURCE.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            own = found.setdefault(row["id"], {})
            if row["hamd"] not in ("", "NA"):
                own[int(float(row["time"]))] = float(row["hamd"])
    return found


@pytest.fixture(scope="module")
def groups() -> dict[str, str]:
    with SOURCE.open(encoding="utf-8", newline="") as stream:
        return {row["id"]: row["treatment"] for row in csv.DictReader(stream)}


@pytest.fixture
def database(open_db: OpenDb, courses: Courses, groups: dict[str, str]) -> Database:
    """A clinic with a session after each of the first three times; the two groups stand as two routes."""
    sessions: list[dict[str, Any]] = [
        {
            "session_id": f"{name}-{number}",
            "patient_id": name,
            "started_at": str(FIRST + timedelta(days=7 * (number - 1) + 1)),
            "route": "iv" if groups[name] == "PA" else "in",
        }
        for name in courses
        for number in TIMES[:3]
    ]
    scores = [
        {
            "patient_id": name,
            "measured_at": str(FIRST + timedelta(days=7 * (time - 1))),
            "instrument": SCALE,
            "value": value,
        }
        for name, own in courses.items()
        for time, value in own.items()
    ]
    return open_db(sessions=sessions, scores=scores)


def test_sixteen_of_forty_respond(database: Database, courses: Courses) -> None:
    """The number known for these data: time 1 to time 4, an improvement of half or more, of those with both values."""
    both = {name: (own[1], own[4]) for name, own in courses.items() if 1 in own and 4 in own}
    assert (len(both), sum(last <= first / 2 for first, last in both.values())) == (40, 16)
    last = ask.outcome_response(database, Selection(), SCALE).query("step == 3")
    assert (last["analysed"].sum(), last["responses"].sum()) == (40, 16)
    assert last["remissions"].sum() == sum(value <= 7 for _, value in both.values())
    assert last["eligible"].sum() == len(courses) == 43


@pytest.mark.parametrize("step", [1, 2, 3])
def test_each_time_and_group_with_its_interval(
    database: Database, courses: Courses, groups: dict[str, str], step: int
) -> None:
    frame = ask.outcome_response(database, Selection(), SCALE).set_index(["route", "step"])
    for route, group in (("iv", "PA"), ("in", "TAU")):
        own = [course for name, course in courses.items() if groups[name] == group]
        there = [(course[1], course[step + 1]) for course in own if step + 1 in course]
        row = frame.loc[(route, step)]
        events = {
            "response": sum(last <= first / 2 for first, last in there),
            "remission": sum(last <= 7 for _, last in there),
        }
        assert row["analysed"] == len(there)
        for what, n in events.items():
            assert row[f"{what}s"] == n
            assert row[what] == pytest.approx(100 * n / len(there))
            assert row[f"{what}_of_eligible"] == pytest.approx(100 * n / len(own))
            if n:
                method = "wilson" if min(n, len(there) - n) >= 5 else "beta"
                limits = proportion_confint(n, len(there), method=method)
                assert (row[f"{what}_low"] / 100, row[f"{what}_high"] / 100) == pytest.approx(limits)


def test_change_waterfall_and_worse(database: Database, courses: Courses) -> None:
    seen = [(own[1], own[max(own)]) for own in courses.values() if max(own) > 1]
    frame = ask.outcome_last(database, Selection(), SCALE)
    found: Counter[tuple[float, float]] = Counter()
    for before, last, n in frame[["baseline", "last_value", "patients"]].itertuples(index=False, name=None):
        found[before, last] += n
    assert found == Counter(seen)
    change = ask.outcome_change(database, Selection(), SCALE).query("step == 3")
    assert change["n"].sum() == sum(4 in own for own in courses.values())
    assert (
        change[["n", "later", "ended_response", "ended_no_response", "never"]].sum(axis=1)
        == change["baseline"]
    ).all()
    worse = ask.outcome_worse(database, Selection(), SCALE)
    limit = float(worse["limit"].iloc[0].split()[0])
    assert worse["worse"].sum() == sum(last >= before + limit for before, last in seen)
    assert worse["better"].sum() == sum(last <= before - limit for before, last in seen)


def test_time_to_response(database: Database, courses: Courses, groups: dict[str, str]) -> None:
    """Kaplan-Meier by product over the weeks, in plain Python."""
    curves = ask.outcome_times(database, Selection(), SCALE).query("event == 'response'")
    for route, group in (("iv", "PA"), ("in", "TAU")):
        times = []
        for name, own in courses.items():
            if groups[name] == group:
                hit = [time for time in TIMES[1:] if time in own and own[time] <= own[1] / 2]
                end = hit[0] if hit else max(own)
                # The first session is a day after time 1.
                times.append((max(7 * (end - 1) - 1, 0), bool(hit)))
        share, wanted = 1.0, {0: 100.0}
        for day in sorted({day for day, _ in times}):
            there = sum(other >= day for other, _ in times)
            share *= 1 - sum(other == day and reached for other, reached in times) / there
            wanted[day] = 100 * share
        rows = curves[curves["route"] == route]
        shown = dict(zip(rows["day"].tolist(), rows["share"].tolist(), strict=True))
        assert shown == pytest.approx(wanted)
        assert all(math.isfinite(value) for value in shown.values())
