"""The list of a day, computed a second time by plain Python on small random clinics."""

from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from helpers.database import OpenDb, build, draw
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from dash.errors import QuestionError
from dash.queries.record_counts import RecordCounts
from dash.queries.selection import Selection
from dash.reports.day_flags import PLACE_WORDS, Flags
from dash.reports.day_list import acts, day_list, day_rows
from dash.reports.day_of_review import day_of_review
from dash.reports.day_order import Flag
from dash.reports.day_patients import DayPatient, day_patients
from dash.reports.tables import run as run_table
from dash.reports.tables import tables as every_table
from dash.rulebook import settings as rules
from dash.rulebook.finding import Positive
from dash.rulebook.positives import identity
from dash.store.journal import journal_beside, positives_subject
from dash.store.reading import open_database
from dash.store.staging import DeriveSettings

FIRST = date(2026, 3, 1)
PATIENTS = ["p0", "p1", "p2", "p3"]
Rows = list[dict[str, Any]]


def _maybe(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | values


_days = st.integers(0, 4)
_sessions = st.fixed_dictionaries(
    {
        "patient_id": st.sampled_from(PATIENTS),
        "day": _days,
        "hour": st.integers(8, 10),
        "dose_mg": _maybe(st.integers(1, 5)),
        "weight_kg": _maybe(st.sampled_from([50, 100])),
        "site_id": _maybe(st.sampled_from(["north", "south"])),
        "status": st.sampled_from([None, "completed", "cancelled"]),
    }
)
_scores = st.fixed_dictionaries(
    {
        "patient_id": st.sampled_from(PATIENTS),
        "day": _days,
        "instrument": st.sampled_from(["phq9", "madrs"]),
        "item": st.sampled_from(["total", "total", "9"]),
        "value": st.integers(0, 2),
    }
)
_effects = st.fixed_dictionaries(
    {
        "patient_id": st.sampled_from(PATIENTS),
        "effect": st.sampled_from(["nausea", "odd itch"]),
        "started_at": st.sampled_from([None, "2026", "2026-03", "2026-03-02", "2026-03-04T10:00"]),
    }
)
_appointments = st.fixed_dictionaries(
    {
        "patient_id": st.sampled_from(PATIENTS),
        "day": st.integers(3, 5),
        "hour": _maybe(st.integers(8, 10)),
        "dose_mg": _maybe(st.integers(1, 5)),
        "site_id": _maybe(st.sampled_from(["north", "south"])),
    }
)
clinics = st.tuples(
    st.lists(_sessions, max_size=8),
    st.lists(_scores, max_size=10),
    st.lists(_effects, max_size=4),
    st.lists(_appointments, max_size=4),
)


def _on(row: dict[str, Any], hour: Any) -> str:
    day = FIRST + timedelta(days=row["day"])
    return f"{day}" if hour is None else f"{day}T{hour:02d}:00"


def tables(clinic: tuple[Rows, Rows, Rows, Rows]) -> dict[str, Rows]:
    """Return the clinic as canonical rows, each with a key of its own."""
    sessions, scores, effects, appointments = clinic
    once = {(row["patient_id"], row["day"], row["instrument"], row["item"]): row for row in scores}
    planned = {(row["patient_id"], row["day"], row["hour"]): row for row in appointments}
    given = {(row["patient_id"], row["day"], row["hour"]): row for row in sessions}
    drop = {"day", "hour"}

    def without(row: dict[str, Any]) -> dict[str, Any]:
        return {name: value for name, value in row.items() if name not in drop}

    return {
        "patients": [{"patient_id": name} for name in PATIENTS],
        "sessions": [
            {**without(row), "session_id": f"s{number}", "started_at": _on(row, row["hour"])}
            for number, row in enumerate(given.values())
        ],
        "scores": [{**without(row), "measured_at": _on(row, None)} for row in once.values()],
        "side_effects": effects,
        "appointments": [{**without(row), "scheduled_at": _on(row, row["hour"])} for row in planned.values()],
    }


def _earliest(written: str) -> str:
    return (written + "-01-01")[:10]


@settings(max_examples=40, phases=(Phase.explicit, Phase.generate))
@given(clinic=clinics, ahead=st.integers(0, 6), past=st.booleans())
def test_every_number_again(clinic: Any, ahead: int, past: bool) -> None:
    rows = tables(clinic)
    database = draw(rows)
    day = FIRST + timedelta(days=ahead)
    found = day_patients(database, day, past=past)

    todays = sorted(
        (row for row in rows["appointments"] if row["scheduled_at"][:10] == f"{day}"),
        key=lambda row: (
            row["scheduled_at"] if "T" in row["scheduled_at"] else f"{day}T00:00",
            row["patient_id"],
        ),
    )
    given = {
        name: sorted(
            (
                row
                for row in rows["sessions"]
                if row["patient_id"] == name
                and row["status"] != "cancelled"
                and row["started_at"][:10] <= f"{day}"
            ),
            key=lambda row: row["started_at"],
        )
        for name in PATIENTS
    }
    if todays and not past:
        expected = list(dict.fromkeys(row["patient_id"] for row in todays))
    else:
        seen = sorted(
            (name for name in PATIENTS if given[name]),
            key=lambda name: (given[name][-1]["started_at"], _number(given[name][-1])),
            reverse=True,
        )
        expected = seen + [name for name in PATIENTS if name not in seen]
    if past:
        # Nobody who neither was planned nor had a session that day.
        came = [name for name in seen if given[name][-1]["started_at"][:10] == f"{day}"]
        expected = list(dict.fromkeys([*(row["patient_id"] for row in todays), *came]))
        assert {patient.patient_id for patient in found.patients if found.came(patient)} == set(came)
    assert found.by_appointment == bool(todays)
    assert [patient.patient_id for patient in found.patients] == expected
    assert found.total == (len(PATIENTS) if past else len(expected))

    for patient in found.patients:
        name, sessions = patient.patient_id, given[patient.patient_id]
        planned = [row for row in todays if row["patient_id"] == name]
        assert [plan.dose_mg for plan in patient.planned] == [row["dose_mg"] for row in planned]
        sites = [row["site_id"] for row in planned if row["site_id"]]
        sites += [sessions[-1]["site_id"]] if sessions else []
        assert patient.site_id == next(iter(sites), None)
        if not sessions:
            assert patient.last is None
        else:
            last = patient.last
            assert last is not None
            assert (last.sessions, last.dose_mg) == (len(sessions), sessions[-1]["dose_mg"])
            assert f"{last.day}" == sessions[-1]["started_at"][:10]
            weighed = [row for row in sessions if row["weight_kg"]]
            assert last.weight_kg == (weighed[-1]["weight_kg"] if weighed else None)
        mine = [row for row in rows["scores"] if row["patient_id"] == name and row["measured_at"] <= f"{day}"]
        totals = [row for row in mine if row["item"] == "total"]
        first = "phq9" if any(row["instrument"] == "phq9" for row in totals) else "madrs"
        of_first = sorted(
            (row for row in totals if row["instrument"] == first), key=lambda row: row["measured_at"]
        )
        if not of_first:
            assert patient.score is None
        else:
            assert patient.score is not None
            assert patient.score.instrument == first
            assert list(patient.score.values) == [row["value"] for row in of_first]
        effects = [
            row
            for row in rows["side_effects"]
            if row["patient_id"] == name
            and (row["started_at"] is None or _earliest(row["started_at"]) <= f"{day}")
        ]
        assert patient.counts.sessions == len(sessions)
        assert patient.counts.scores == len({(row["instrument"], row["measured_at"]) for row in mine})
        assert patient.counts.effects == len(effects)


def _number(row: dict[str, Any]) -> str:
    return str(row["session_id"])


POSITIVE = """
    patient_id | measured_at | instrument | item | value
    p1         | 2026-03-02  | phq9       | 9    | 1
    p2         | 2026-03-02  | phq9       | 9    | 1
    p2         | 2026-03-04  | phq9       | 9    | 0
    p3         | 2026-03-02  | phq9       | 9    | 0
"""
PLANNED = """
    patient_id | scheduled_at     | drug       | route | dose_mg
    p3         | 2026-03-05T08:00 | esketamine | in    | 84
    p2         | 2026-03-05T09:00 | esketamine | in    | 56
    p1         | 2026-03-05T10:00 | esketamine | in    | 56
    p1         | 2026-03-05T15:00 | esketamine | in    | 28
"""


def test_positive_answers_come_first_until_acknowledged(open_db: OpenDb) -> None:
    """Also one that a later answer of 0 followed: nobody has acknowledged it."""
    database = open_db(scores=POSITIVE, appointments=PLANNED)
    day = date(2026, 3, 5)
    frame = day_list(database, day)
    # The one that is 0 again after the one that stands, though its appointment is earlier.
    assert frame["patient_id"].tolist() == ["p1", "p2", "p3"]
    assert frame["open_positives"].tolist() == [1, 1, 0]
    assert frame["appointments"].tolist() == [2, 1, 1]
    assert frame["attention"].tolist()[:2] == [PLACE_WORDS[3], PLACE_WORDS[4]]
    answer = ("phq9", "9", datetime(2026, 3, 2), 1.0)
    journal_beside(database.path).append(
        "mb", "acknowledged", "p2", positives_subject([answer]), "spoken with her", made_up=False
    )
    frame = day_list(database, day).set_index("patient_id")
    assert frame["open_positives"].to_dict() == {"p1": 1, "p2": 0, "p3": 0}
    assert frame.index[0] == "p1"


def test_ideation_of_5_stands_above_an_item_that_is_0_again(open_db: OpenDb) -> None:
    """Whatever the times of the appointments; risen above unchanged, answers above reviews, time breaks ties."""
    scores = """
        patient_id | measured_at | instrument     | item  | value
        zero       | 2026-03-03  | phq9           | 9     | 1
        zero       | 2026-03-04  | phq9           | 9     | 0
        intent     | 2026-03-04  | cssrs_ideation | total | 5
        intent     | 2026-03-04  | phq9           | 9     | 0
        risen      | 2026-03-01  | phq9           | 9     | 1
        risen      | 2026-03-04  | phq9           | 9     | 2
        same       | 2026-03-01  | phq9           | 9     | 2
        same       | 2026-03-04  | phq9           | 9     | 2
        fallen     | 2026-03-01  | phq9           | 9     | 3
        fallen     | 2026-03-04  | phq9           | 9     | 2
        three      | 2026-03-04  | phq9           | 9     | 3
        nothing    | 2026-03-04  | phq9           | 9     | 0
    """
    order = ["zero", "nothing", "fallen", "same", "three", "risen", "intent"]
    planned = "\n".join(
        ["patient_id | scheduled_at"]
        + [f"{name} | 2026-03-05T{8 + hour:02d}:00" for hour, name in enumerate(order)]
    )
    found = day_list(open_db(scores=scores, appointments=planned), date(2026, 3, 5))["patient_id"].tolist()
    assert found == ["intent", "three", "risen", "same", "zero", "fallen", "nothing"]


def test_what_is_recorded_later_is_not_known(open_db: OpenDb) -> None:
    database = open_db(scores=POSITIVE, appointments=PLANNED)
    assert day_list(database, date(2026, 3, 1))["open_positives"].sum() == 0


def test_a_day_without_anybody(open_db: OpenDb) -> None:
    frame = day_list(open_db(), date(2026, 3, 5))
    assert frame.empty
    assert "attention" in frame.columns


def test_the_day_of_review(open_db: OpenDb) -> None:
    """Real records: the computer's date. Made-up ones: the first day planned from the last record on."""
    today = date(2030, 1, 1)
    assert day_of_review(open_db(appointments=PLANNED), today) == (today, False)
    made_up = open_db(scores=POSITIVE, appointments=PLANNED, made_up=True)
    assert day_of_review(made_up, today) == (date(2026, 3, 5), True)
    assert day_of_review(open_db(scores=POSITIVE, made_up=True), today) == (date(2026, 3, 4), True)
    assert day_of_review(open_db(made_up=True), today) == (today, True)


def test_the_same_list_as_a_table(open_db: OpenDb) -> None:
    database = open_db(scores=POSITIVE, appointments=PLANNED, made_up=True)
    day = date(2026, 3, 5)
    one_day = Selection(start=day, end=day + timedelta(days=1))
    run = partial(run_table, every_table()["day_list"])
    named = run(database, one_day, rules(), None)
    pd.testing.assert_frame_equal(named, day_list(database, day))
    pd.testing.assert_frame_equal(run(database, Selection(), rules(), None), named)
    with pytest.raises(QuestionError):
        run(database, Selection(start=day), rules(), None)


def test_paths_are_not_needed(tmp_path: Path) -> None:
    """Without a journal beside the database nothing is acknowledged, and none is made by looking."""
    build(
        tmp_path / "a.duckdb",
        {"scores": POSITIVE, "appointments": PLANNED},
        DeriveSettings(),
    )
    database = open_database(tmp_path / "a.duckdb")
    assert day_list(database, date(2026, 3, 5))["open_positives"].sum() == 2
    assert [path.name for path in tmp_path.iterdir()] == ["a.duckdb"]
    database.close()


def test_red_is_what_an_act_is_and_nobody_has_acknowledged() -> None:
    answer = Positive("phq9", "9", datetime(2026, 3, 2), 1.0)
    someone = DayPatient(1, "p1", None, (), None, None, RecordCounts(0, 0, 0, 0))

    def red(severity: str, behind: bool, known: set[Any] | None = None) -> bool:
        flag = Flag("r", severity, "", None, (answer,) if behind else ())
        (row,) = day_rows([someone], {1: Flags((flag,), 0, (answer,) if behind else ())}, {})
        return acts(row, known or set())

    assert red("act", behind=False)
    assert red("act", behind=True)
    assert not red("act", behind=True, known={identity(answer)})
    assert not red("review", behind=True), "an unchanged answer is a review"
    high = answer._replace(value=2.0)
    (since,) = day_rows([someone], {1: Flags((), 0, (high,))}, {})
    assert acts(since, set()), "an answer to act on since the last session that no other flag speaks of"
    assert not acts(since, {identity(high)})
    (lower,) = day_rows([someone], {1: Flags((), 0, (answer,))}, {})
    assert not acts(lower, set()), "a lower one is reviewed"
    (unknown,) = day_rows([someone], {}, {})
    assert not acts(unknown, set())
