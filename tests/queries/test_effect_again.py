"""The questions about one side effect, computed a second time by plain Python on small random clinics and selections."""

import math
from collections import Counter
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pandas as pd
import pytest
from helpers import ask, slow, slow_effects
from helpers.clinics import Clinic, clinics, same_cases, selections
from helpers.database import draw
from hypothesis import given
from hypothesis import strategies as st

from dash.queries.selection import Selection
from dash.reports.effect_recurrence import effect_recurrence
from dash.store.reading import Database

EFFECTS = ("nausea", "odd itch")
WAYS = st.sampled_from([None, "solicited", "spontaneous", "unknown"])
open_or_not = selections | selections.map(lambda some: replace(some, routes=(), phases=(), end=None))
cases = st.tuples(clinics(), st.lists(open_or_not, min_size=3, max_size=3), WAYS)
often = same_cases(20)
Case = tuple[Clinic, list[Selection], str | None]


def listed(frame: pd.DataFrame, *columns: str) -> list[tuple[Any, ...]]:
    plain = frame.astype(object).where(frame.notna(), None)
    return [tuple(row) for row in plain[list(columns)].itertuples(index=False, name=None)]


def rows_of(session: slow.Session, effect: str) -> list[Any]:
    return [one for one in session.effects if one["effect"] == effect]


def asked_of(every: list[slow.Session], selection: Selection, way: str | None) -> list[slow.Session]:
    return [s for s in slow.chosen(every, selection) if s.asked and way in (None, s.way)]


def grade(session: slow.Session, effect: str) -> str:
    grades = [one["severity"] for one in rows_of(session, effect)]
    return next((word for word in ("severe", "moderate", "mild") if word in grades), "not_graded")


@often
@given(case=cases)
def test_severity(case: Case) -> None:
    clinic, chosen, way = case
    every = slow.sessions_of(clinic)
    database = draw(clinic)
    for selection in chosen:
        for effect in EFFECTS:
            having = [s for s in asked_of(every, selection, way) if rows_of(s, effect)]
            frame = ask.effect_severity(database, selection, effect, way)
            names = ("route", "severity")
            found = dict(
                zip(
                    listed(frame, *names),
                    listed(frame, "sessions", "total", "share", "low", "high", "state"),
                    strict=True,
                )
            )
            assert set(found) == {
                (route, word)
                for route in {s.route for s in having}
                for word in ("mild", "moderate", "severe", "not_graded")
            }
            for (route, word), (sessions, total, *shares, state) in found.items():
                there = [s for s in having if s.route == route]
                rate = slow_effects.session_rate(*slow.by_patient(there, lambda s: grade(s, effect) == word))  # noqa: B023
                assert (state, sessions, total) == (rate.state, rate.events, len(there))
                wanted = [slow_effects.tell(value) for value in (rate.rate, rate.low, rate.high)]
                assert shares == pytest.approx(wanted)
            assert frame["sessions"].sum() == len(having)


def moments(session: slow.Session, effect: str) -> dict[str, int | None]:
    """First onset and last end; an end before the onset is none."""
    rows = rows_of(session, effect)
    onset = min((r["onset_minute"] for r in rows if r["onset_minute"] is not None), default=None)
    end = max((r["resolved_minute"] for r in rows if r["resolved_minute"] is not None), default=None)
    return {"onset": onset, "end": None if None not in (onset, end) and end < onset else end}


@often
@given(case=cases)
def test_minutes_of_onset_and_end(case: Case) -> None:
    clinic, chosen, way = case
    every = slow.sessions_of(clinic)
    database = draw(clinic)
    for selection in chosen:
        for effect in EFFECTS:
            having = [s for s in asked_of(every, selection, way) if rows_of(s, effect)]
            each = [
                (s.route, moment, minute) for s in having for moment, minute in moments(s, effect).items()
            ]
            frame = ask.effect_minutes(database, selection, effect, way)
            assert dict(
                zip(listed(frame, "route", "moment", "minute"), listed(frame, "sessions"), strict=True)
            ) == {key: (n,) for key, n in Counter(each).items()}
            summary = ask.effect_timing(database, selection, effect, way)
            columns = ("sessions", "recorded", "not_recorded", "p10", "p50", "p90")
            found = dict(zip(listed(summary, "route", "moment"), listed(summary, *columns), strict=True))
            assert set(found) == {one[:2] for one in each}
            for key, numbers in found.items():
                minutes = [minute for *name, minute in each if tuple(name) == key]
                known = [minute for minute in minutes if minute is not None]
                percentiles = [slow.nearest_rank(known, p) if known else None for p in (10, 50, 90)]
                assert numbers == (len(minutes), len(known), len(minutes) - len(known), *percentiles)


@often
@given(case=cases)
def test_next_time(case: Case) -> None:
    clinic, chosen, way = case
    every = slow.sessions_of(clinic)
    database = draw(clinic)
    for selection in chosen:
        for effect in EFFECTS:
            asked = asked_of(every, selection, way)
            frame = effect_recurrence(database, selection, effect, way).set_index("route")
            assert set(frame.index) == {s.route for s in asked}
            for route in frame.index:
                _check_route([s for s in asked if s.route == route], effect, frame.loc[route])


def _check_route(there: list[slow.Session], effect: str, row: Any) -> None:
    """Pairs of neighbours by plain loops over each patient's sessions."""
    counts: dict[bool, list[tuple[int, int]]] = {True: [], False: []}
    expected = 0.0
    courses = {
        name: [bool(rows_of(s, effect)) for s in there if s.patient == name]
        for name in {s.patient for s in there}
    }
    for events in courses.values():
        pairs = list(pairwise(events))
        for given_it, found in counts.items():
            following = [after for before, after in pairs if before == given_it]
            found.append((sum(following), len(following)))
        expected += sum(events) * (sum(events) - 1) / len(events)
    assert row["sessions"] == len(there) and row["reported"] == sum(map(sum, courses.values()))
    assert (row["patients"], row["repeating"]) == (len(courses), sum(len(c) > 1 for c in courses.values()))
    for side, given_it in (("after", True), ("background", False)):
        rate = slow_effects.session_rate(*map(list, zip(*counts[given_it], strict=True)))
        total = sum(n for _, n in counts[given_it])
        assert (row[f"{side}_events"], row[f"{side}_sessions"], row[f"{side}_state"]) == (
            sum(y for y, _ in counts[given_it]),
            total,
            rate.state,
        )
        wanted = [math.nan if v is None else 100 * v for v in (rate.rate, rate.low, rate.high)]
        found = [row[f"{side}_{name}"] for name in ("rate", "low", "high")]
        assert found == pytest.approx(wanted, nan_ok=True)
    total = sum(n for _, n in counts[True])
    wanted_rate = 100 * expected / total if total else math.nan
    assert row["expected"] == pytest.approx(wanted_rate, nan_ok=True)
    assert row["beyond"] == pytest.approx(row["after_rate"] - wanted_rate, nan_ok=True, abs=1e-9)
    assert row["beyond_patients"] == (sum(2 <= sum(c) < len(c) for c in courses.values()) if total else 0)
    # Five patients are too few for an interval, and so for p and q.
    assert math.isnan(row["beyond_low"]) and math.isnan(row["beyond_q"])


@often
@given(case=cases)
def test_by_month(case: Case) -> None:
    """Counts, rates, the way of asking and the kind of chart; limits need more months and stand in another test."""
    clinic, chosen, way = case
    every = slow.sessions_of(clinic)
    database = draw(clinic)
    for selection in chosen:
        for effect in EFFECTS:
            asked = asked_of(every, selection, way)
            months = [(s.on.year, s.on.month) for s in slow.chosen(every, selection) if s.asked]
            frame = ask.effect_trend(database, selection, effect, way)
            rows = {
                (route, month.year, month.month): rest
                for route, month, *rest in listed(
                    frame, "route", "month", "events", "total", "rate", "low", "high", "way", "way_share"
                )
            }
            assert {key[0] for key in rows} == {s.route for s in asked}
            for (route, *month), (events, total, *rates, prevails, share) in rows.items():
                inside = [s for s in asked if s.route == route and [s.on.year, s.on.month] == month]
                rate = slow_effects.session_rate(*slow.by_patient(inside, lambda s: bool(rows_of(s, effect))))  # noqa: B023
                assert (events, total) == (rate.events, len(inside))
                assert rates == pytest.approx(
                    [slow_effects.tell(v) for v in (rate.rate, rate.low, rate.high)]
                )
                assert min(months) <= tuple(month) <= max(months)
                whole = [
                    s.way
                    for s in slow.chosen(every, selection, period=False)
                    if s.asked and s.route == route and [s.on.year, s.on.month] == month
                ]
                most = max(Counter(whole).values(), default=0)
                assert (share or 0) == pytest.approx(100 * most / len(whole) if whole else 0)
                assert (prevails == "none") == (not whole)
                if whole and most >= 0.8 * len(whole):
                    assert Counter(whole)[prevails] == most
            assert frame["centre"].isna().all() and (frame["why"] != "").all(), "three months make no limits"
            _check_between(database, selection, effect, way, every)


def _check_between(
    database: Database, selection: Selection, effect: str, way: str | None, every: list[slow.Session]
) -> None:
    """With so few reports each is a point: the sessions without it since the one before, in stretches that compare."""
    frame = ask.effect_between(database, selection, effect, way)
    trend = ask.effect_trend(database, selection.unlimited, effect, way)
    stretch_of = {
        (route, month.year, month.month): number
        for route, month, number in listed(trend, "route", "month", "stretch")
    }
    wanted = []
    for route in slow.ROUTE_ORDER:
        gap, last = 0, None
        for session in asked_of(every, selection.unlimited, way):
            if session.route != route:
                continue
            number = stretch_of[route, session.on.year, session.on.month]
            gap = gap if number == last else 0
            last = number
            if rows_of(session, effect):
                wanted.append((route, session.on, gap, 1))
                gap = 0
            else:
                gap += 1
    inside = [
        one
        for one in wanted
        if (selection.start is None or one[1] >= selection.start)
        and (selection.end is None or one[1] < selection.end)
    ]
    found = [
        (route, day.date(), *rest) for route, day, *rest in listed(frame, "route", "day", "between", "events")
    ]
    assert found == inside
    assert frame["centre"].isna().all() and (frame["why"] != "").all()
