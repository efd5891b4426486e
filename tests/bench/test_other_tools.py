"""The answers of pandas and SQLite that ours are compared with: both equal a plain slow computation."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dash.bench.records import Records
from dash.bench.with_pandas import WithPandas
from dash.bench.with_sqlite import WithSqlite

EFFECTS = ["nausea", "sedation", "cold hands"]
SESSIONS = st.lists(
    st.tuples(st.integers(0, 2), st.integers(0, 1), st.integers(0, 3), st.integers(1, 3)),
    min_size=1,
    max_size=6,
)
READINGS = st.lists(
    st.tuples(
        st.integers(0, 5),
        st.integers(-1, 2),
        st.none() | st.integers(178, 182),
        st.none() | st.integers(108, 112),
    ),
    max_size=12,
)
REPORTED = st.lists(st.tuples(st.integers(0, 5), st.sampled_from(EFFECTS)), max_size=8)


def made(
    sessions: list[tuple[int, int, int, int]],
    readings: list[tuple[int, int, int | None, int | None]],
    reported: list[tuple[int, str]],
) -> Records:
    """Sessions (patient, route, elicitation, month); readings (session, tens of minutes, BP); effects (session, effect)."""
    frame = (
        pd.DataFrame(sessions, columns=["patient_key", "route", "elicitation", "month"])
        .rename_axis("session_key")
        .reset_index()
    )
    frame["started_on"] = pd.to_datetime([f"2026-{month:02}-05" for month in frame.pop("month")])
    frame["dose_mg"] = 50.0
    known = frame[["session_key", "patient_key", "route"]]
    vitals = pd.DataFrame(readings, columns=["session_key", "bin", "systolic", "diastolic"]).astype(
        {"systolic": "float64", "diastolic": "float64"}
    )
    vitals["minute"] = vitals["bin"] * 10
    effects = pd.DataFrame(reported, columns=["session_key", "effect"]).astype(
        {"session_key": "int64", "effect": "str"}
    )
    return Records(
        sessions=frame,
        readings=vitals.merge(known, on="session_key"),
        effects=effects.merge(known, on="session_key").assign(severity=1, onset_minute=10),
        scores=pd.DataFrame(
            {
                "patient_key": [0],
                "measured_at": pd.to_datetime(["2026-01-01"]),
                "instrument": ["phq9"],
                "item": ["total"],
                "value": [12.0],
            }
        ),
    )


@contextmanager
def tools(records: Records) -> Iterator[list[WithPandas | WithSqlite]]:
    sqlite = WithSqlite(records, Path(":memory:"))
    try:
        yield [WithPandas(records), sqlite]
    finally:
        sqlite.close()


def rows(frame: pd.DataFrame, *columns: str) -> set[tuple[object, ...]]:
    return set(frame[list(columns)].itertuples(index=False, name=None))


@given(SESSIONS, REPORTED)
@settings(max_examples=15)
def test_effect_counts(sessions: list[tuple[int, int, int, int]], reported: list[tuple[int, str]]) -> None:
    reported = [(session, effect) for session, effect in reported if session < len(sessions)]
    asked = {n for n, (_, _, how, _) in enumerate(sessions) if how != 3} | {
        session for session, _ in reported
    }
    expected = set()
    for effect in EFFECTS:
        for route in (0, 1):
            having = {n for n, found in reported if found == effect and sessions[n][1] == route}
            if having:
                of = {n for n in asked if sessions[n][1] == route}
                patients, all_patients = ({sessions[n][0] for n in some} for some in (having, of))
                expected.add((effect, route, len(having), len(patients), len(of), len(all_patients)))
    with tools(made(sessions, [], reported)) as both:
        for tool in both:
            columns = ("effect", "route", "sessions", "patients", "all_sessions", "all_patients")
            assert rows(tool.effect_counts(), *columns) == expected


@given(SESSIONS, READINGS)
@settings(max_examples=15)
def test_pressure_percentiles_and_monthly_events(
    sessions: list[tuple[int, int, int, int]], readings: list[tuple[int, int, int | None, int | None]]
) -> None:
    readings = [(0, 1, 179, 111), *(reading for reading in readings if reading[0] < len(sessions))]
    expected = {}
    for at, part in ((2, "systolic"), (3, "diastolic")):
        for route in (0, 1):
            for minute_bin in (-1, 0, 1, 2):
                values = sorted(
                    r[at]
                    for r in readings
                    if r[at] is not None and sessions[r[0]][1] == route and r[1] == minute_bin
                )
                if values:
                    # The smallest value with at least the share of the readings at or below it.
                    shares = [
                        next(
                            v
                            for v in values
                            if sum(other <= v for other in values) * 100 >= percent * len(values)
                        )
                        for percent in (10, 50, 90)
                    ]
                    expected[part, route, minute_bin] = (*shares, len(values))
    months: dict[int, list[bool]] = {}
    for n, (_, _, _, month) in enumerate(sessions):
        after = [r for r in readings if r[0] == n and r[1] > 0 and (r[2] or r[3])]
        if after:
            over = any((r[2] or 0) >= 180 or (r[3] or 0) >= 110 for r in after)
            months.setdefault(month, []).append(over)
    with tools(made(sessions, readings, [])) as both:
        for tool in both:
            found = tool.pressure_percentiles()
            seen = {
                (part, route, minute_bin): values
                for part, route, minute_bin, *values in found[found["readings"] > 0][
                    ["part", "route", "bin", "p10", "p50", "p90", "readings"]
                ].itertuples(index=False, name=None)
            }
            assert seen.keys() == expected.keys()
            for key, values in expected.items():
                assert seen[key] == pytest.approx(values)
            monthly = tool.monthly_events(180, 110)
            assert [
                (int(str(month)[5:7]), events, total)
                for month, events, total in monthly[["month", "events", "total"]].itertuples(
                    index=False, name=None
                )
            ] == [(month, sum(over), len(over)) for month, over in sorted(months.items())]


def test_one_patient() -> None:
    records = made([(0, 0, 0, 1), (1, 0, 0, 1)], [(0, 1, 120, 80), (1, 1, 130, 85)], [(0, "nausea")])
    with tools(records) as both:
        for tool in both:
            assert {name: len(table) for name, table in tool.patient(0).items()} == {
                "sessions": 1,
                "readings": 1,
                "effects": 1,
                "scores": 1,
            }
            assert {name: len(table) for name, table in tool.patient(1).items()}["effects"] == 0
