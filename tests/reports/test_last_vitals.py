"""Lowest oxygen, pulse and lowest pressure of the last session, computed a second time by plain Python."""

from collections.abc import Callable, Iterator
from typing import Any

import pandas as pd
import pytest
from helpers.difficult import DAY, build_difficult
from hypothesis import given, settings
from hypothesis import strategies as st

from dash.queries.patient_list import patient_list
from dash.queries.patient_records import patient_effects, patient_readings, patient_scores, patient_sessions
from dash.reports.last_vitals import Vitals, last_vitals, vitals_words
from dash.reports.spoken import Beside, three_sentences
from dash.store.reading import Database, open_database

OpenDb = Callable[..., Database]


@pytest.fixture(scope="module")
def clinic(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    path = tmp_path_factory.mktemp("difficult") / "sessions.duckdb"
    build_difficult(path)
    database = open_database(path)
    yield database
    database.close()


def test_oxygen_of_82_is_said_with_its_minute(clinic: Database) -> None:
    listed = patient_list(clinic, "H-006", 1)
    key = int(listed["patient_key"].iloc[0])
    sessions, readings = patient_sessions(clinic, key), patient_readings(clinic, key)
    own = readings[readings["session_key"] == sessions["session_key"].iloc[-1]]
    low = own.loc[own["spo2_percent"].idxmin()]
    assert low["spo2_percent"] == 82
    words = vitals_words(last_vitals(readings, sessions))
    assert words[0] == f"SpO2 lowest 82 % at {int(low['minute'])} min"
    assert words[1].startswith("pulse 41 to ")
    assert words[2].startswith("lowest pressure 84/46 at ")
    second = three_sentences(
        sessions, patient_scores(clinic, key), patient_effects(clinic, key), day=DAY, beside=Beside(readings)
    )[1]
    assert ", ".join(words) in second


ROW = st.tuples(
    st.one_of(st.none(), st.integers(-15, 6)),
    *(st.one_of(st.none(), st.integers(low, low + 4)) for low in (100, 60, 70, 95)),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(ROW, max_size=6))
def test_every_number_is_found_a_second_time(rows: list[tuple[Any, ...]]) -> None:
    names = ["minute", "systolic", "diastolic", "heart_rate_bpm", "spo2_percent"]
    frame = pd.DataFrame(rows, columns=names, dtype="float64")
    frame["session_key"] = 2
    other = pd.DataFrame([(2, 60, 40, 20, 50, 1)], columns=[*names, "session_key"])
    given = pd.DataFrame({"session_key": [1, 2]})
    found = last_vitals(pd.concat([other, frame]), given)
    pulses = [row[3] for row in rows if row[3] is not None]
    assert found.pulse == ((min(pulses), max(pulses)) if pulses else None)
    for part, got in ((4, found.spo2), (1, found.pressure)):
        least = min((row[part] for row in rows if row[part] is not None), default=None)
        assert (None if got is None else got.value) == least
        if got is not None:
            minutes = [row[0] for row in rows if row[part] == least and row[0] is not None]
            assert got.minute == (min(minutes) if minutes else None)


def test_what_was_not_measured_is_said() -> None:
    assert vitals_words(Vitals()) == ["SpO2 not recorded", "pulse not recorded"]


def test_a_session_without_readings_has_nothing_of_an_earlier_one(open_db: OpenDb) -> None:
    database = open_db(
        sessions=[
            {"session_id": f"s{i}", "patient_id": "p1", "started_at": f"2026-11-0{i}T10:00"} for i in (1, 2)
        ],
        vitals=[{"session_id": "s1", "minute": 40, "spo2_percent": 88, "heart_rate_bpm": 50}],
    )
    assert last_vitals(patient_readings(database, 0), patient_sessions(database, 0)) == Vitals()
