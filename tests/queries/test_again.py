"""Every cohort question, computed a second time by plain Python on small random clinics and selections."""

import math
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd
import pytest
from helpers import ask, slow, slow_effects
from helpers.clinics import Clinic, clinics, same_cases, selections
from helpers.database import draw
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import betabinom

from dash.queries.dimensions import DIMENSIONS, ROUTE
from dash.queries.selection import Selection
from dash.store.reading import Database
from dash.vocabulary import DRUGS, EFFECTS, PHASES, ROUTES

LIMITS = (105, 63)
WAYS = st.sampled_from([None, "solicited", "spontaneous", "unknown"])
# Each kind has its own way to the answer: no period (totals made at import), sites and drugs only (patients who change neither
# are counted by their first session), and whatever comes.
open_or_not = (
    selections
    | selections.map(lambda some: some.unlimited)
    | selections.map(lambda some: replace(some, routes=(), phases=()))
    | selections.map(lambda some: replace(some, routes=(), phases=(), drugs=(), end=None))
)
cases = st.tuples(clinics(), st.lists(open_or_not, min_size=3, max_size=3), WAYS)


def listed(frame: pd.DataFrame, *columns: str) -> list[tuple[Any, ...]]:
    plain = frame.astype(object).where(frame.notna(), None)
    return [
        tuple(row) for row in plain[list(columns) or list(frame.columns)].itertuples(index=False, name=None)
    ]


def same(found: Iterable[Any], wanted: Iterable[Any]) -> None:
    """Equal numbers, missing in the same places."""

    def plain(values: Iterable[Any]) -> list[float]:
        return [math.nan if value is None else float(value) for value in values]

    assert plain(found) == pytest.approx(plain(wanted), rel=1e-8, abs=1e-8, nan_ok=True)


def close(found: list[tuple[Any, ...]], wanted: list[tuple[Any, ...]]) -> None:
    assert len(found) == len(wanted)
    for one, two in zip(found, wanted, strict=True):
        assert one == pytest.approx(two, rel=1e-9, abs=1e-9, nan_ok=True)


@same_cases(15)
@given(case=cases)
def test_counts(case: tuple[Clinic, list[Selection], str | None]) -> None:
    clinic, chosen, _ = case
    every = slow.sessions_of(clinic)
    database = draw(clinic)
    for selection in chosen:
        some = slow.chosen(every, selection)
        days = [session.on for session in some]
        (row,) = ask.selection_counts(database, selection).to_dict(orient="records")
        assert row["sessions"] == len(some)
        assert row["patients"] == len({session.patient for session in some})
        assert (row["patients_total"], row["sessions_total"]) == (5, len(every))
        assert row["sessions_without_clock"] == sum("T" not in session.started_at for session in some)
        assert row["sessions_other_route"] == sum(session.route == "other" for session in some)
        assert pd.isna(row["first_day"]) if not days else row["first_day"].date() == min(days)
        assert pd.isna(row["last_day"]) if not days else row["last_day"].date() == max(days)

        counted = Counter((session.route, session.way) for session in some)
        found = ask.elicitation_counts(database, selection)
        assert {(r, e): n for r, e, n in listed(found)} == dict(counted)

        options = {(kind, key): n for kind, key, _, n in listed(ask.filter_options(database, selection))}
        wanted = {}
        for one in DIMENSIONS:
            others = slow.chosen(every, selection.having(one, ()))
            inside = Counter(slow.value_of(session, one.name) for session in others)
            there = {slow.value_of(session, one.name) for session in every}
            wanted |= {(one.name, word): inside[word] for word in there}
        assert options == wanted


@same_cases(15)
@given(case=cases)
def test_side_effects(case: tuple[Clinic, list[Selection], str | None]) -> None:
    clinic, chosen, way = case
    every = slow.sessions_of(clinic)
    database = draw(clinic)
    for selection in chosen:
        asked = [s for s in slow.chosen(every, selection) if s.asked and way in (None, s.way)]
        effects = {e["effect"] for s in asked for e in s.effects}
        wanted: dict[tuple[str, str, str], tuple[Any, ...]] = {}
        for route in {s.route for s in asked}:
            there = [s for s in asked if s.route == route]
            untimed = sum(slow_effects.monitored_minutes(s) is None for s in there)
            for effect in effects:
                serious = sum(
                    any(e["effect"] == effect and e["serious_hospitalisation"] for e in s.effects)
                    for s in there
                )
                for unit, rate in _rates(there, effect).items():
                    left_out = untimed if unit == "hours" else 0
                    state, events, size, *percent = rate.shown
                    percent = [slow_effects.tell(value) for value in percent]
                    wanted[effect, route, unit] = (
                        state,
                        events,
                        size,
                        *percent,
                        serious,
                        events < 5,
                        left_out,
                    )
        frame = ask.effect_rates(database, selection, way)
        columns = ("state", "events", "total", "rate", "low", "high", "serious_events", "few", "left_out")
        found = dict(zip(listed(frame, "effect", "route", "unit"), listed(frame, *columns), strict=True))
        assert set(found) == set(wanted)
        for key, (state, *numbers) in wanted.items():
            assert found[key][0] == state
            same(found[key][1:], numbers)
        seen = listed(ask.serious_effects(database, selection, way), "session_id", "effect", "in_filter")
        assert seen == [
            (s.session_id, effect, s in asked)
            for s in reversed(every)
            for effect in _by_code(e["effect"] for e in s.effects if e["serious_hospitalisation"])
        ]
        assert dict(listed(frame, "effect", "mapped")) == {effect: effect != "odd itch" for effect in effects}

        for effect in ("nausea", "odd itch"):
            rows = ask.effect_sessions(database, selection, effect, elicitation=way, newest=3)
            behind = [s for s in asked if any(e["effect"] == effect for e in s.effects)][::-1][:3]
            assert listed(rows, "session_id", "severity", "onset_minute", "minutes", "serious") == [
                (s.session_id, *_worst([e for e in s.effects if e["effect"] == effect])) for s in behind
            ]
        _check_course(database, selection, way, asked, every)
        _check_differences(database, selection, way, every)


def _by_code(effects: Iterable[str]) -> list[str]:
    """In the order of the vocabulary; other words come last."""
    return sorted(set(effects), key=lambda word: EFFECTS[word].code if word in EFFECTS else 1000)


def _rates(sessions: list[slow.Session], effect: str) -> dict[str, slow_effects.Rate]:
    """The three denominators of one effect."""

    def has(session: slow.Session) -> bool:
        return any(e["effect"] == effect for e in session.effects)

    return {
        "sessions": slow_effects.session_rate(*slow.by_patient(sessions, has)),
        "patients": slow_effects.session_rate(*slow_effects.patients_ever(sessions, has))
        if len({s.patient for s in sessions}) != 1
        else _one_patient(sessions, has),
        "hours": slow_effects.hour_rate(*slow_effects.hours_by_patient(sessions, has)),
    }


def _one_patient(sessions: list[slow.Session], has: Callable[[slow.Session], bool]) -> slow_effects.Rate:
    """One patient, once: a proportion of one."""
    ever = int(any(map(has, sessions)))
    if not ever:
        return slow_effects.Rate("none", 0, 1, 0.0, 0.0, 0.95, 1, 0.975)
    return slow_effects.Rate("interval", 1, 1, 1.0, 0.025, 1.0, 1, 1.0)


def _worst(rows: list[dict[str, Any]]) -> tuple[Any, ...]:
    grades = {None: 0, "mild": 1, "moderate": 2, "severe": 3}
    spans = [(row["onset_minute"], row["resolved_minute"]) for row in rows]
    known = all(None not in span and span[1] >= span[0] for span in spans)
    # Minute by minute: one in which two records have the effect counts once.
    lasted = len({minute for begin, end in spans for minute in range(begin, end)}) if known else None
    onsets = [row["onset_minute"] for row in rows if row["onset_minute"] is not None]
    return (
        max(grades[row["severity"]] for row in rows),
        min(onsets, default=None),
        lasted,
        any(row["serious_hospitalisation"] for row in rows),
    )


def _check_course(
    database: Database,
    selection: Selection,
    way: str | None,
    asked: list[slow.Session],
    every: list[slow.Session],
) -> None:
    def number(session: slow.Session) -> str:
        place = [s.session_id for s in every if s.patient == session.patient].index(session.session_id) + 1
        return "first" if place == 1 else "2 to 4" if place < 5 else "5 to 8" if place < 9 else "9 and later"

    def dose(session: slow.Session) -> str:
        if session.dose_mg is None:
            return "not recorded"
        if session.drug == "esketamine":
            return "other mg"
        return "below 0.4 mg/kg" if session.weight_kg else "not recorded"

    wanted = {}
    for by, band in (("session", number), ("dose", dose)):
        for key in {(band(s), s.route) for s in asked}:
            some = [s for s in asked if (band(s), s.route) == key]
            wanted[by, *key] = _rates(some, "nausea")["sessions"].shown
    frame = ask.effect_course(database, selection, "nausea", way)
    columns = ("state", "events", "total", "rate", "low", "high")
    found = dict(zip(listed(frame, "by", "band", "route"), listed(frame, *columns), strict=True))
    assert set(found) == set(wanted)
    for name, (state, events, size, *shares) in wanted.items():
        assert found[name][0] == state
        same(found[name][1:], (events, size, *map(slow_effects.tell, shares)))


def _check_differences(
    database: Database, selection: Selection, way: str | None, every: list[slow.Session]
) -> None:
    both = selection.having(ROUTE, ("iv", "in"))
    asked = [s for s in slow.chosen(every, both) if s.asked and way in (None, s.way)]
    sides = [[s for s in asked if s.route == route] for route in ("iv", "in")]
    frame = ask.effect_differences(database, selection, "iv", "in", way)
    names = ("state", "difference", "low", "high", "p", "q")
    found = dict(zip(listed(frame, "effect", "unit"), listed(frame, *names), strict=True))
    effects = sorted({e["effect"] for s in asked for e in s.effects})
    assert set(found) == {(effect, unit) for effect in effects for unit in ("sessions", "patients", "hours")}
    rates = {effect: [_rates(side, effect) for side in sides] for effect in effects}
    for unit in ("sessions", "patients", "hours"):
        gaps = {
            effect: slow_effects.difference(*(one[unit] for one in pair), hours=unit == "hours")
            for effect, pair in rates.items()
        }
        q = slow_effects.q_values([gap[-1] for gap in gaps.values()])
        for (effect, (state, gap, low, high, p)), one_q in zip(gaps.items(), q, strict=True):
            assert found[effect, unit][0] == state
            wanted = (*map(slow_effects.tell, (gap, low, high)), p, one_q)
            same(found[effect, unit][1:], wanted)


@same_cases(15)
@given(case=cases)
def test_pressure(case: tuple[Clinic, list[Selection], str | None]) -> None:
    clinic, chosen, _ = case
    every = slow.sessions_of(clinic)
    database = draw(clinic)
    for selection in chosen:
        some = slow.chosen(every, selection)
        wanted: dict[tuple[str, str, int], list[int]] = {}
        for session in some:
            for reading in session.timed:
                for part in ("systolic", "diastolic"):
                    if reading[f"{part}_mmhg"]:
                        place = (session.route, part, slow.bin_of(reading["minute"]))
                        wanted.setdefault(place, []).append(reading[f"{part}_mmhg"])
        course = ask.pressure_course(database, selection)
        assert {row[:3]: row[3:] for row in listed(course)} == {
            place: (*(slow.nearest_rank(values, p) for p in (10, 50, 90)), len(values))
            for place, values in wanted.items()
        }

        counts = {row[0]: row[1:] for row in listed(ask.pressure_counts(database, selection))}
        assert counts == {
            route: (
                len(there),
                len({s.patient for s in there}),
                sum(bool(s.timed) for s in there),
                sum(
                    not s.timed and any(r["systolic_mmhg"] or r["diastolic_mmhg"] for r in s.readings)
                    for s in there
                ),
                sum(s.pre[0] is not None for s in there),
                sum(s.has_40 for s in there),
            )
            for route in {s.route for s in some}
            for there in [[s for s in some if s.route == route]]
        }

        peaks = [(s.route, s.peak("systolic_mmhg"), s.peak("diastolic_mmhg")) for s in some]
        cells = Counter((route, high // 2 * 2, low // 2 * 2) for route, high, low in peaks if high and low)
        assert {row[:3]: row[3] for row in listed(ask.pressure_peaks(database, selection))} == dict(cells)

        (corner,) = ask.pressure_quadrants(database, selection, *LIMITS).to_dict(orient="records")
        over = [
            (
                bool(high and high >= LIMITS[0]),
                bool(low and low >= LIMITS[1]),
                # a high reading without a minute may have been the peak: never "neither"
                bool(high and low) and not one.high_without_minute(*LIMITS),
            )
            for one, (_, high, low) in zip(some, peaks, strict=True)
        ]
        assert corner == {
            "systolic_only": sum(high and not low for high, low, _ in over),
            "both": sum(high and low for high, low, _ in over),
            "diastolic_only": sum(low and not high for high, low, _ in over),
            "neither": sum(known and not high and not low for high, low, known in over),
            "not_measured": sum(not known and not high and not low for high, low, known in over),
        }

        events = [s for s in some if s.over(*LIMITS)][::-1]
        rows = ask.pressure_events(database, selection, *LIMITS, newest=4)
        assert listed(
            rows,
            "session_id", "pre_systolic", "pre_diastolic", "peak_systolic", "peak_diastolic", "peak_minute",
            "recovery_minute", "site_id", "phase", "route", "drug", "dose_mg", "mg_per_kg",
        ) == [
            (
                s.session_id, *s.pre, s.peak("systolic_mmhg"), s.peak("diastolic_mmhg"), s.peak_minute, s.recovery,
                s.site_id, s.phase or "not_recorded", s.route, s.drug, s.dose_mg,
                s.dose_mg / s.weight_kg if s.dose_mg and s.weight_kg else None,
            )
            for s in events[:4]
        ]  # fmt: skip
        _check_months(database, selection, every)


def _check_months(database: Database, selection: Selection, every: list[slow.Session]) -> None:
    def month(day: date) -> tuple[int, int]:
        return day.year, day.month

    whole = slow.chosen(every, selection, period=False)
    months = sorted({month(s.on) for s in whole})
    span: list[tuple[int, int]] = []
    if months:
        year, number = months[0]
        while (year, number) <= months[-1]:
            span.append((year, number))
            year, number = (year + 1, 1) if number == 12 else (year, number + 1)
    judged = [(month(s.on), s.over(*LIMITS)) for s in whole]
    usual = [(place, over) for place, over in judged if over is not None and place in span[:12]]
    found, known, held = sum(over for _, over in usual), len(usual), len({place for place, _ in usual})
    centre = found / known if known else math.nan
    # Three months at most: enough events for a monthly rate are too few months for its limits.
    rare = known > 0 and found < 5 * held
    wanted = []
    for place in span:
        begin = date(*place, 1)
        if selection.start and month(selection.start) > place:
            continue
        if selection.end and selection.end <= begin:
            continue
        inside = [
            s for s in slow.chosen(every, selection) if month(s.on) == place and s.over(*LIMITS) is not None
        ]
        numbers: tuple[float, ...] = (math.nan,) * 3
        upper = math.nan
        if inside:
            found_rate = slow_effects.session_rate(*slow.by_patient(inside, lambda s: bool(s.over(*LIMITS))))
            parts = (found_rate.rate, found_rate.low, found_rate.high)
            numbers = tuple(math.nan if part is None else 100 * part for part in parts)
            if rare:
                limit = betabinom.ppf(0.999, len(inside), found + 0.5, known - found + 0.5)
                upper = 100 * limit / len(inside)
        events = sum(bool(s.over(*LIMITS)) for s in inside)
        wanted.append((pd.Timestamp(begin), events, len(inside), *numbers, 100 * centre, math.nan, upper))
    frame = ask.pressure_monthly(database, selection, *LIMITS)
    assert list(frame["month"]) == [row[0] for row in wanted]
    close(
        [
            tuple(map(float, row))
            for row in frame[
                ["events", "total", "rate", "low", "high", "centre", "lower", "upper"]
            ].itertuples(index=False, name=None)
        ],
        [tuple(map(float, row[1:])) for row in wanted],
    )


def test_the_vocabulary_covers_what_the_clinics_draw() -> None:
    assert {"iv", "in", "other"} <= set(ROUTES)
    assert {"racemic_ketamine", "esketamine"} <= set(DRUGS)
    assert "not_recorded" in PHASES
