"""Changes of route or drug: which sessions stand on each side, and what is compared."""

from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median_low as median
from typing import Any

import numpy as np
import pandas as pd
import pytest

from dash.charts.route_switch import route_switch
from dash.charts.template import LIGHT
from dash.demo.load import load_demo
from dash.queries.patient_records import patient_effects, patient_scores, patient_sessions
from dash.reports.route_switch import COLUMNS, patient_switches, route_switches
from dash.store.reading import Database, open_database

OpenDb = Callable[..., Database]


def switches(database: Database, instrument: str = "phq9") -> pd.DataFrame:
    frames = (patient_sessions(database, 0), patient_scores(database, 0), patient_effects(database, 0))
    return route_switches(*frames, instrument)


def rows(frame: pd.DataFrame, *columns: str) -> list[tuple[Any, ...]]:
    plain = frame[list(columns)].astype(object)
    return list(plain.where(plain.notna(), None).itertuples(index=False, name=None))


SESSIONS = """
    session_id | patient_id | started_at       | route | drug             | elicitation | status
    s1         | p1         | 2026-01-01T10:00 | iv    | racemic_ketamine | solicited   | completed
    s2         | p1         | 2026-01-05T10:00 | iv    | racemic_ketamine | solicited   | completed
    s3         | p1         | 2026-01-08T10:00 | im    | racemic_ketamine | solicited   | cancelled
    s4         | p1         | 2026-01-09T10:00 | iv    | racemic_ketamine |             | completed
    s5         | p1         | 2026-01-20T10:00 | in    | esketamine       | solicited   | completed
    s6         | p1         | 2026-01-25T10:00 | in    | esketamine       | solicited   | completed
    s7         | p1         | 2026-01-30T10:00 | in    | racemic_ketamine | solicited   | completed
"""
VITALS = """
    session_id | minute | systolic_mmhg | diastolic_mmhg
    s1         | 40     | 140           | 80
    s2         | 40     | 150           | 80
    s4         | 40     | 170           | 80
    s5         | 40     | 131           | 80
    s6         | 40     | 133           | 80
"""
EFFECTS = """
    session_id | effect       | onset_minute | resolved_minute
    s1         | dissociation | 10           | 40
    s1         | nausea       | 20           | 30
    s6         | nausea       |              |
"""
SCORES = """
    patient_id | measured_at | value
    p1         | 2026-01-01  | 25
    p1         | 2026-01-03  | 20
    p1         | 2026-01-05  | 18
    p1         | 2026-01-09  | 16
    p1         | 2026-01-20  | 12
    p1         | 2026-01-25  | 10
    p1         | 2026-03-25  | 3
"""


def test_each_change_with_its_two_sides(open_db: OpenDb) -> None:
    frame = switches(open_db(sessions=SESSIONS, vitals=VITALS, side_effects=EFFECTS, scores=SCORES))
    assert list(frame.columns) == COLUMNS
    assert rows(frame, "session_number", "from_route", "from_drug", "to_route", "to_drug")[::3] == [
        (4, "iv", "racemic_ketamine", "in", "esketamine"),
        (6, "in", "esketamine", "in", "racemic_ketamine"),
    ]
    assert frame["started_on"].dt.strftime("%Y-%m-%d").tolist()[::3] == ["2026-01-20", "2026-01-30"]
    few = "fewer than 2 values after the change"
    assert rows(
        frame, "measure", "unit", "before", "before_n", "after", "after_n", "difference", "reason"
    ) == [
        # Totals of 5, 9 and 20 January belong to the first three sessions; that of the 30th was never asked.
        ("PHQ-9", "points", 16, 3, 10, 1, None, few),
        ("Peak systolic", "mmHg", 150, 3, 131, 2, -19, None),
        # 10 to 40 with another at the same time, asked and none; not asked does not count;
        # afterwards none, and one without times.
        ("Side effects", "min", 0, 2, 0, 1, None, few),
        ("PHQ-9", "points", 10, 1, None, 0, None, "fewer than 2 values before and after the change"),
        ("Peak systolic", "mmHg", 131, 2, None, 0, None, few),
        ("Side effects", "min", 0, 1, 0, 1, None, "fewer than 2 values before and after the change"),
    ]
    assert frame[["low", "high"]].isna().all(axis=None)


def test_at_most_five_sessions_a_side_with_an_interval(open_db: OpenDb) -> None:
    peaks = [100, 199, *(140, 141, 142, 143, 144), *(150, 152, 154, 156, 158), 99]
    database = open_db(
        sessions=[
            {
                "session_id": f"s{n:02d}",
                "patient_id": "p1",
                "started_at": f"2026-01-{n:02d}",
                "route": "iv" if n < 8 else "im",
            }
            for n in range(1, 14)
        ],
        vitals=[
            {"session_id": f"s{n:02d}", "minute": 40, "systolic_mmhg": peak, "diastolic_mmhg": 80}
            for n, peak in enumerate(peaks, start=1)
        ],
    )
    peak = switches(database)[lambda frame: frame["measure"] == "Peak systolic"]
    # Third lowest and third highest of the 25 differences, by hand.
    assert rows(peak, "before", "after", "difference", "low", "high", "reason") == [
        (142, 154, 12, 8, 16, None)
    ]


def test_without_a_change_there_is_no_row(open_db: OpenDb) -> None:
    empty = switches(open_db(patients=[{"patient_id": "p1"}]))
    assert (len(empty), list(empty.columns)) == (0, COLUMNS)
    same = "session_id | patient_id | started_at\ns1 | p1 | 2026-01-01\ns2 | p1 | 2026-01-03"
    assert switches(open_db(sessions=same)).empty
    written = """
        session_id | patient_id | started_at | route | route_as_written
        s1         | p1         | 2026-01-01 | other | Rectal
        s2         | p1         | 2026-01-03 | other | rectal
        s3         | p1         | 2026-01-05 | other | nebulised
    """
    assert switches(open_db(sessions=written))["session_number"].unique().tolist() == [3]


def test_another_instrument_and_the_table_by_name(open_db: OpenDb) -> None:
    scores = [
        {"patient_id": "p1", "measured_at": f"2026-01-{day:02d}", "value": day, "instrument": "madrs"}
        for day in (3, 7, 22, 28)
    ]
    database = open_db(sessions=SESSIONS, scores=scores)
    found = switches(database, "madrs")
    assert rows(found, "measure", "before", "after", "difference")[0] == ("MADRS", 3, 22, 19)
    pd.testing.assert_frame_equal(patient_switches(database, 0), found)


@pytest.fixture(scope="module")
def clinic(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    path: Path = tmp_path_factory.mktemp("clinic") / "made-up.duckdb"
    load_demo(path, patients=120, seed=5)
    database = open_database(path)
    yield database
    database.close()


def slow(
    sessions: list[dict[str, Any]], scores: list[Any], effects: list[Any], at: int
) -> list[tuple[Any, ...]]:
    """Both sides of the change at one session, by plain loops."""

    def kind(row: dict[str, Any]) -> tuple[str, str]:
        return row["route"], row["drug"]

    before, after = [], []
    for place in range(at - 1, -1, -1):
        if kind(sessions[place]) != kind(sessions[at - 1]) or len(before) == 5:
            break
        before.append(place)
    for place in range(at, len(sessions)):
        if kind(sessions[place]) != kind(sessions[at]) or len(after) == 5:
            break
        after.append(place)

    def total(place: int) -> float | None:
        begin = sessions[place]["started_on"].date()
        end = sessions[place + 1]["started_on"].date() if place + 1 < len(sessions) else None
        own = [
            value
            for day, value in scores
            if day > begin and (end is None or day <= end) and (day - begin).days <= 28
        ]
        return own[-1] if own else None

    def minutes(place: int) -> float | None:
        if not sessions[place]["asked"]:
            return None
        own = [(begin, end) for key, begin, end in effects if key == sessions[place]["session_key"]]
        if any(pd.isna(begin) or pd.isna(end) or end < begin for begin, end in own):
            return None
        return len({minute for begin, end in own for minute in range(int(begin), int(end))})

    def peak(place: int) -> float | None:
        value = sessions[place]["peak_systolic"]
        return None if pd.isna(value) else value

    found = []
    for measure in (total, peak, minutes):
        sides = [[v for v in map(measure, places) if v is not None] for places in (before, after)]
        medians = [median(side) if side else np.nan for side in sides]
        enough = min(map(len, sides)) >= 2
        found.append(
            (
                medians[0],
                len(sides[0]),
                medians[1],
                len(sides[1]),
                medians[1] - medians[0] if enough else np.nan,
            )
        )
    return found


def test_the_made_up_clinic_compared_again_slowly(clinic: Database) -> None:
    compared = 0
    for key in range(int(clinic.summary["patients"])):
        sessions, scores, effects = (
            patient_sessions(clinic, key),
            patient_scores(clinic, key),
            patient_effects(clinic, key),
        )
        frame = route_switches(sessions, scores, effects)
        given = sessions[sessions["status"] != "cancelled"].to_dict(orient="records")
        totals = scores[(scores["instrument"] == "phq9") & (scores["item"] == "total")]
        plain = (
            [(at.date(), value) for at, value in zip(totals["measured_at"], totals["value"], strict=True)],
            list(
                zip(effects["session_key"], effects["onset_minute"], effects["resolved_minute"], strict=True)
            ),
        )
        wanted = [
            row
            for at in range(1, len(given))
            if (given[at]["route"], given[at]["drug"]) != (given[at - 1]["route"], given[at - 1]["drug"])
            for row in slow(given, *plain, at)
        ]
        found = frame[["before", "before_n", "after", "after_n", "difference"]].to_numpy(float)
        np.testing.assert_allclose(found, np.array(wanted, dtype=float).reshape(-1, 5))
        assert (frame["difference"].isna() == frame["reason"].notna()).all()
        compared += int(frame["difference"].notna().sum())
        if len(frame):
            assert "because" not in route_switch(frame, LIGHT).alt
    assert compared > 20
