"""The own blood pressure range: which sessions count, why there is none, and coverage of sessions held out."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from helpers.made_up import made_up

from dash.queries.patient_records import patient_readings, patient_sessions
from dash.queries.selection import Selection
from dash.reports.envelope import COLUMNS, Envelope, last_envelope, own_envelope, patient_envelope
from dash.reports.tables import run, tables
from dash.rulebook import settings
from dash.store.reading import Database

OpenDb = Callable[..., Database]

SESSIONS = """
    session_id | patient_id | started_at       | route | drug             | status
    s1         | p1         | 2024-01-01T10:00 | iv    | racemic_ketamine | completed
    s2         | p1         | 2024-01-03T10:00 | iv    | racemic_ketamine | completed
    s3         | p1         | 2024-01-05T10:00 | iv    | racemic_ketamine | cancelled
    s4         | p1         | 2024-01-06T10:00 | iv    | racemic_ketamine | completed
    s5         | p1         | 2024-01-08T10:00 | iv    | esketamine       | completed
    s6         | p1         | 2024-01-09T10:00 | im    | racemic_ketamine | completed
    s7         | p1         | 2024-01-10T10:00 | iv    | racemic_ketamine | completed
"""
VITALS = """
    session_id | minute | systolic_mmhg | diastolic_mmhg
    s1         | -15    | 120           | 70
    s1         | 40     | 140           | 80
    s2         | -40    | 170           | 75
    s2         | -5     | 130           | 75
    s2         | 43     | 150           | 85
    s3         | 40     | 200           | 100
    s4         | -15    | 140           |
    s4         | 38     | 160           |
    s5         | 40     | 190           | 99
    s6         | 40     | 191           | 98
    s7         | -15    | 100           | 60
    s7         | 40     | 210           | 61
"""


def ask(database: Database, **choice: Any) -> Envelope:
    return own_envelope(patient_readings(database, 0), patient_sessions(database, 0), **choice)


def test_only_earlier_sessions_by_the_same_route_and_drug(open_db: OpenDb) -> None:
    """Cancelled, other drugs, other routes, the session itself: none of them counts."""
    found = ask(open_db(sessions=SESSIONS, vitals=VITALS), session_number=6)
    assert (found.sessions, found.reason) == (3, "")
    # Mean and standard deviation of 120, 130, 140 and of 140, 150, 160; diastolic has two sessions only.
    assert found.frame["part"].tolist() == ["systolic", "systolic"]
    assert found.frame["minute"].tolist() == [-15, 40]
    assert found.frame["low"].tolist() == pytest.approx([130 - 21.773, 150 - 21.773], abs=0.001)
    assert found.frame["high"].tolist() == pytest.approx([130 + 21.773, 150 + 21.773], abs=0.001)
    assert found.frame["sessions"].tolist() == [3, 3]
    assert found.frame["start"].tolist()[1:] == [35] and found.frame["end"].tolist()[1:] == [45]
    assert np.isnan(found.frame["start"][0])


def test_the_coming_session_has_the_last_ones_route_and_drug_unless_said(open_db: OpenDb) -> None:
    database = open_db(sessions=SESSIONS, vitals=VITALS)
    coming = ask(database)
    assert coming.sessions == 4
    other = ask(database, route="im", drug="racemic_ketamine")
    assert (other.sessions, len(other.frame)) == (1, 0)
    assert (
        other.reason == "1 earlier session by the same route and drug with timed readings; a range needs 3."
    )


def test_the_command_line_has_the_band_of_the_screen(open_db: OpenDb) -> None:
    """Of the last session from the ones before it, and from as many as the clinic wants."""
    database = open_db(sessions=SESSIONS, vitals=VITALS)
    readings, sessions = patient_readings(database, 0), patient_sessions(database, 0)
    given = sessions[sessions["status"] != "cancelled"]
    last = int(given["session_number"].iloc[-1])
    screen = last_envelope(readings, given)
    pd.testing.assert_frame_equal(screen.frame, ask(database, session_number=last).frame)
    pd.testing.assert_frame_equal(patient_envelope(database, 0), screen.frame)
    table = tables()["own_envelope"]
    for least in (2, 3, 4):
        wanted = ask(database, session_number=last, least=least).frame
        limits = replace(settings(None), earlier_sessions_for_band=least)
        found = run(table, database, Selection(), limits, "p1")
        pd.testing.assert_frame_equal(found, wanted)


def test_other_routes_are_alike_only_if_written_alike(open_db: OpenDb) -> None:
    rows = [
        {
            "session_id": f"s{day}", "patient_id": "p1", "started_at": f"2024-01-0{day}T10:00", "route": "other",
            "route_as_written": name,
        }
        for day, name in enumerate(["Rectal", "nebulised", "rectal ", "RECTAL", "rectal"], start=1)
    ]  # fmt: skip
    vitals = [
        {"session_id": f"s{day}", "minute": 40, "systolic_mmhg": 120 + day, "diastolic_mmhg": 70 + day}
        for day in range(1, 6)
    ]
    assert ask(open_db(sessions=rows, vitals=vitals), session_number=5).sessions == 3


def test_without_a_band_it_says_why(open_db: OpenDb) -> None:
    empty = ask(open_db(patients=[{"patient_id": "p1"}]))
    assert (len(empty.frame), empty.sessions, empty.reason) == (0, 0, "No session recorded.")
    assert list(empty.frame.columns) == COLUMNS

    first = ask(open_db(sessions=SESSIONS, vitals=VITALS), session_number=1)
    assert (
        first.reason == "0 earlier sessions by the same route and drug with timed readings; a range needs 3."
    )

    days = [f"2024-01-0{day}" for day in range(1, 6)]
    rows = [{"session_id": f"s{day}", "patient_id": "p1", "started_at": day} for day in days]
    same = [
        {"session_id": f"s{day}", "measured_at": day, "systolic_mmhg": 120, "diastolic_mmhg": 70}
        for day in days
    ]
    untimed = ask(open_db(sessions=rows, vitals=same))
    assert untimed.reason == (
        "0 earlier sessions by the same route and drug with timed readings (5 more without clock times); "
        "a range needs 3."
    )
    timed = [{**row, "minute": 40} for row in same]
    # Equal as written is not equal as measured: five times 120 has a narrow band, not none.
    assert ask(open_db(sessions=rows, vitals=timed)).frame["high"].tolist() == pytest.approx(
        [120 + 2.4244, 70 + 2.4244], abs=0.001
    )
    apart = [{**row, "minute": 20 * i} for i, row in enumerate(same)]
    none = ask(open_db(sessions=rows, vitals=apart))
    assert (len(none.frame), none.reason, none.short) == (
        0,
        "No minute has readings of at least 3 earlier sessions.",
        "at no minute 3 earlier sessions",
    )


def held_out(patients: int, seed: int) -> pd.DataFrame:
    """Each patient's last session against the band of the earlier ones, reading by reading."""
    clinic = made_up(patients, seed)
    readings = dict(list(clinic.readings.groupby("patient_id")))
    rows = []
    for patient, sessions in clinic.sessions.groupby("patient_id"):
        given = sessions[sessions["session_number"].notna()]
        if len(given) < 4 or patient not in readings:
            continue
        last = given.iloc[-1]
        own = readings[patient]
        frame = own_envelope(own, sessions, session_number=int(last["session_number"])).frame
        bands = {(row.part, row.minute): row for row in frame.itertuples()}
        new = own[own["session_key"] == last["session_key"]]
        for reading in new.itertuples():
            minute = -15 if reading.minute <= 0 else (reading.minute + 5) // 10 * 10
            for part in ("systolic", "diastolic"):
                band = bands.get((part, minute))
                if band is not None:
                    value = getattr(reading, part)
                    rows.append((band.sessions, band.low <= value <= band.high, band.high - band.low))
    return pd.DataFrame(rows, columns=["n", "inside", "width"])


@pytest.mark.parametrize(("patients", "seed"), [(250, 20260), (1000, 7)])
def test_four_in_five_readings_of_a_session_held_out_lie_inside(patients: int, seed: int) -> None:
    found = held_out(patients, seed)
    assert len(found) > 5 * patients
    assert found["inside"].mean() == pytest.approx(0.8, abs=0.05)
    groups = found.groupby(pd.cut(found["n"], [2, 5, 10, 1000]), observed=True)
    assert len(groups) == 3
    for share, width in zip(groups["inside"].mean(), groups["width"].mean(), strict=True):
        # A band so wide that it holds everything would say nothing.
        assert share == pytest.approx(0.8, abs=0.05)
        assert width < 50
