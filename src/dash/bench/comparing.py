"""The same questions to our database, to pandas in memory and to SQLite: times, and whether the answers agree."""

import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Protocol

import pandas as pd

from dash.bench.asked import LIMITS, ask, compared, some_patients
from dash.bench.records import load_records
from dash.bench.timing import Timing, timed
from dash.bench.with_pandas import WithPandas
from dash.bench.with_sqlite import WithSqlite
from dash.queries.patient_records import patient_effects, patient_readings, patient_scores, patient_sessions
from dash.queries.selection import Selection
from dash.store.reading import Database
from dash.vocabulary import ROUTES

Answer = Any
Canonical = list[tuple[Any, ...]]

_ROUTE_KEYS = {route.code: key for key, route in ROUTES.items()}
_PARTS = ("systolic", "diastolic")


class Tool(Protocol):
    """What each other tool can answer."""

    @property
    def name(self) -> str:
        """Name shown in the report."""
        ...

    def effect_counts(self) -> pd.DataFrame:
        """Sessions and patients with each effect, by route, of those asked."""
        ...

    def pressure_percentiles(self) -> pd.DataFrame:
        """Percentiles 10, 50 and 90 of each pressure by route and bin."""
        ...

    def monthly_events(self, systolic_limit: int, diastolic_limit: int) -> pd.DataFrame:
        """Sessions with a measured peak, and those with a peak over a limit, by month."""
        ...

    def patient(self, patient_key: int) -> dict[str, pd.DataFrame]:
        """Everything recorded of one patient."""
        ...


@dataclass(frozen=True)
class Compared:
    """One question, timed with every tool.

    Attributes:
        question: What was asked.
        ours: Time of our database, conversion to frames included.
        theirs: Time by name of the other tool.
        agree: Whether the answer of each other tool equals ours.
    """

    question: str
    ours: Timing
    theirs: Mapping[str, Timing]
    agree: Mapping[str, bool]

    def as_dict(self) -> dict[str, Any]:
        """Return times in ms, the ratio theirs / ours and the agreement."""
        return {
            "question": self.question,
            "ours_ms": self.ours.median_ms,
            "others": {
                name: {
                    "median_ms": timing.median_ms,
                    "ratio": timing.median_ms / self.ours.median_ms,
                    "agrees": self.agree[name],
                }
                for name, timing in self.theirs.items()
            },
        }


@dataclass(frozen=True)
class _Question:
    name: str
    ours: Callable[[Database], Answer]
    theirs: Callable[[Tool], Answer]
    canonical: Callable[[Answer], Canonical]
    canonical_theirs: Callable[[Answer], Canonical]


def compare(database: Database, *, repeats: int = 3) -> tuple[list[Compared], dict[str, float]]:
    """Ask every tool the same questions.

    Returns:
        The comparisons, and the seconds each other tool took to load the records (not part of its times).
    """
    loading: dict[str, float] = {}
    with tempfile.TemporaryDirectory(prefix="ketamine-dash-bench-") as folder:
        begin = time.perf_counter()
        records = load_records(database)
        pandas_tool = WithPandas(records)
        loading[pandas_tool.name] = time.perf_counter() - begin
        begin = time.perf_counter()
        sqlite_tool = WithSqlite(records, Path(folder) / "records.sqlite")
        loading[sqlite_tool.name] = time.perf_counter() - begin
        try:
            tools: list[Tool] = [pandas_tool, sqlite_tool]
            found = [_compared(question, database, tools, repeats) for question in _questions(database)]
        finally:
            sqlite_tool.close()
    return found, loading


def _compared(question: _Question, database: Database, tools: list[Tool], repeats: int) -> Compared:
    ours = question.canonical(question.ours(database))
    theirs: dict[str, Timing] = {}
    agree: dict[str, bool] = {}
    for tool in tools:
        answer = question.theirs(tool)
        agree[tool.name] = same(ours, question.canonical_theirs(answer))
        theirs[tool.name] = timed(lambda tool=tool: question.theirs(tool), repeats=repeats, warm_up=0)  # type: ignore[misc]
    return Compared(question.name, timed(lambda: question.ours(database), repeats=15), theirs, agree)


def same(ours: Canonical, theirs: Canonical) -> bool:
    """Tell whether two answers have the same rows; numbers may differ in the last digits of their computation."""
    if len(ours) != len(theirs):
        return False
    for one, other in zip(ours, theirs, strict=True):
        for a, b in zip(one, other, strict=True):
            numbers = isinstance(a, (int, float)) and isinstance(b, (int, float))
            if abs(a - b) > 1e-6 if numbers else a != b:
                return False
    return True


def _questions(database: Database) -> list[_Question]:
    patient = some_patients(database)[-1]
    return [
        _Question(
            "side effects by route",
            partial(_ours, "effect_counts"),
            lambda tool: tool.effect_counts(),
            _our_effects,
            _their_effects,
        ),
        _Question(
            "pressure percentiles by route and minute",
            partial(_ours, "pressure_percentiles"),
            lambda tool: tool.pressure_percentiles(),
            _our_percentiles,
            _their_percentiles,
        ),
        _Question(
            "hypertensive events by month",
            partial(_ours, "monthly_events"),
            lambda tool: tool.monthly_events(**LIMITS),
            _months,
            _months,
        ),
        _Question(
            "one patient",
            lambda db: {
                "sessions": patient_sessions(db, patient),
                "readings": patient_readings(db, patient),
                "effects": patient_effects(db, patient),
                "scores": patient_scores(db, patient),
            },
            lambda tool: tool.patient(patient),
            _our_patient,
            _patient,
        ),
    ]


def _ours(computation: str, database: Database) -> pd.DataFrame:
    return ask(compared(computation), database, Selection())


def _our_effects(rates: pd.DataFrame) -> Canonical:
    seen = rates[rates["events"] > 0]
    sessions, patients = (seen[seen["unit"] == unit] for unit in ("sessions", "patients"))
    both = sessions.merge(patients, on=["effect", "route"], suffixes=("", "_of_patients"))
    columns = ["effect", "route", "events", "events_of_patients", "total", "total_of_patients"]
    return _sorted(both[columns])


def _their_effects(counts: pd.DataFrame) -> Canonical:
    keyed = counts.assign(route=counts["route"].map(_ROUTE_KEYS), effect=counts["effect"].astype("str"))
    return _sorted(keyed[["effect", "route", "sessions", "patients", "all_sessions", "all_patients"]])


def _our_percentiles(course: pd.DataFrame) -> Canonical:
    return _sorted(course[["part", "route", "bin", "p10", "p50", "p90", "readings"]])


def _their_percentiles(found: pd.DataFrame) -> Canonical:
    keyed = found.assign(route=found["route"].map(_ROUTE_KEYS), bin=found["bin"] * 10)
    return _our_percentiles(keyed[keyed["readings"] > 0])


def _months(monthly: pd.DataFrame) -> Canonical:
    held = monthly[monthly["total"] > 0]
    return _sorted(held.assign(month=held["month"].astype("str").str[:7])[["month", "events", "total"]])


def _our_patient(tables: dict[str, pd.DataFrame]) -> Canonical:
    # The other tools hold only sessions that took place.
    given = tables["sessions"].loc[tables["sessions"]["status"].fillna("") != "cancelled", "session_key"]
    kept = {
        name: table[table["session_key"].isin(given)]
        if name in {"sessions", "readings", "effects"}
        else table
        for name, table in tables.items()
    }
    return _patient(kept)


def _patient(tables: dict[str, pd.DataFrame]) -> Canonical:
    sums = {"sessions": "dose_mg", "readings": "systolic", "effects": "onset_minute", "scores": "value"}
    return [
        (name, len(tables[name]), float(tables[name][column].astype("float64").sum()))
        for name, column in sums.items()
    ]


def _sorted(frame: pd.DataFrame) -> Canonical:
    rows = [tuple(_plain(value) for value in row) for row in frame.itertuples(index=False, name=None)]
    return sorted(rows, key=lambda row: [str(value) for value in row])


def _plain(value: object) -> object:
    """Numbers of every library as the one kind that compares and sorts the same."""
    plain = value.item() if hasattr(value, "item") else value
    return float(plain) if isinstance(plain, (int, float)) else plain
