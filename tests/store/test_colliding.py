"""Two places that number alike: nobody becomes another person, no session goes to another patient."""

from typing import Any

import pytest

from dash.errors import UnreadableSourceError

# P1 is female, P2 male; S1 is of P1, S2 of P2.
SESSION = "session_id | patient_id | started_at | drug | route\n"
OF_P1 = {
    "scores": "patient_id | measured_at | instrument | value\nP1 | 2025-03-01 | phq9 | 18",
    "medications": "patient_id | medication\nP1 | lithium",
    "sessions": f"{SESSION}S7 | P1 | 2025-03-05 | esketamine | in",
    "vitals": "session_id | minute | systolic_mmhg\nS7 | 40 | 150",
}


def test_another_person_of_an_id_is_refused_with_all_that_is_theirs(small: Any) -> None:
    before = small.content()
    report = small.bring(patients="patient_id | sex\nP1 | male\nP3 | female", **OF_P1)
    assert report.replaced == 0
    assert small.reasons() == [
        ("medications.csv", 2, "of_another_of_this_id"),
        ("patients.csv", 2, "another_person_of_this_id"),
        ("scores.csv", 2, "of_another_of_this_id"),
        ("sessions.csv", 2, "of_another_of_this_id"),
        ("vitals.csv", 2, "of_another_of_this_id"),
    ]
    before["patients"] += small.rows("SELECT * FROM patients WHERE patient_id = 'P3'")
    assert small.content() == before


def test_a_birth_year_tells_people_apart(small: Any) -> None:
    small.bring(patients="patient_id | birth_year\nP1 | 1980")
    small.bring(patients="patient_id | birth_year\nP1 | 1981")
    assert [reason for _, _, reason in small.reasons()] == ["another_person_of_this_id"]
    assert small.rows("SELECT sex, birth_year FROM patients WHERE patient_id = 'P1'") == [("female", 1980)]


@pytest.mark.parametrize(
    ("was", "now"), [("unknown", "male"), ("male", "unknown"), ("", "male"), ("male", ""), ("male", "M")]
)
def test_what_is_unknown_contradicts_nothing(clinic: Any, was: str, now: str) -> None:
    clinic.bring(patients=f"patient_id | sex | birth_year\nP1 | {was} | ")
    clinic.bring(patients=f"patient_id | sex | birth_year\nP1 | {now} | 1980")
    assert clinic.reasons() == []
    assert clinic.rows("SELECT birth_year FROM patients") == [(1980,)]


def test_a_session_of_another_patient_is_refused_with_its_readings(small: Any) -> None:
    before = small.content()
    small.bring(
        sessions=f"{SESSION}S1 | P2 | 2025-03-01T10:00 | esketamine | in",
        vitals="session_id | minute | systolic_mmhg\nS1 | 40 | 190",
        side_effects="session_id | effect\nS1 | nausea",
    )
    assert small.content() == before
    assert [reason for _, _, reason in small.reasons()] == [
        "session_of_another_patient",
        "of_another_of_this_id",
        "of_another_of_this_id",
    ]


def test_two_places_in_one_import_are_told_apart(small: Any, make_source: Any) -> None:
    """Whose scores are those of patient P9? They are nobody's until that is settled."""
    small.bring(
        tables=[
            make_source("patients", {"patient_id": ["P9"], "sex": ["female"]}, "north/patients.csv"),
            make_source("patients", {"patient_id": ["P9"], "sex": ["male"]}, "south/patients.csv"),
        ],
        scores="patient_id | measured_at | instrument | value\nP9 | 2025-03-01 | phq9 | 18",
    )
    assert small.reasons() == [
        ("scores.csv", 2, "of_another_of_this_id"),
        ("south/patients.csv", 2, "another_person_of_this_id"),
    ]


def test_a_confirmed_change_of_a_person_is_taken(small: Any) -> None:
    report = small.bring(patients="patient_id | sex\nP1 | male", confirmed=["P1"], **OF_P1)
    assert report.replaced == 1
    assert small.reasons() == []
    assert small.rows("SELECT sex FROM patients WHERE patient_id = 'P1'") == [("male",)]


def test_a_confirmed_session_takes_what_was_recorded_in_it_along(small: Any) -> None:
    small.bring(
        vitals="session_id | minute | systolic_mmhg\nS1 | 40 | 150",
        scores="patient_id | session_id | measured_at | instrument | value\nP1 | S1 | 2025-03-01 | phq9 | 18",
        side_effects="session_id | patient_id | effect\nS1 | P1 | nausea",
    )
    before = small.everything()
    small.bring(sessions=f"{SESSION}S1 | P2 | 2025-03-01T10:00 | esketamine | in", confirmed=["S1"])
    assert small.reasons() == []
    for table in ("sessions", "scores", "side_effects"):
        assert small.rows(f"SELECT patient_id FROM {table} WHERE session_id = 'S1'") == [("P2",)]
    assert small.rows("SELECT table_name FROM history ORDER BY ALL") == [
        ("scores",),
        ("sessions",),
        ("side_effects",),
    ]
    undone = small.undo()
    assert small.everything() == before
    assert [(one.table, one.removed, one.restored) for one in undone.tables] == [
        ("sessions", 0, 1), ("scores", 0, 1), ("side_effects", 0, 1),
    ]  # fmt: skip


def test_a_named_source_keeps_its_ids_apart(small: Any) -> None:
    north = {
        "patients": "patient_id | sex\nP1 | male",
        "sessions": f"{SESSION}S1 | P1 | 2025-04-01 | esketamine | in",
        "vitals": "session_id | minute | systolic_mmhg\nS1 | 40 | 190",
    }
    before = small.content()
    small.bring(**north, source_name="north")
    assert small.reasons() == []
    assert small.rows(
        "SELECT s.patient_id, v.session_id FROM vitals AS v JOIN sessions AS s USING (session_id)"
    ) == [("north:P1", "north:S1")]
    assert small.rows("SELECT * FROM patients WHERE patient_id = 'P1'") == before["patients"][:1]
    again = small.bring(**north, source_name="north")
    assert sum(count.already_there for count in again.files) == 3
    assert small.rows("SELECT source FROM imports ORDER BY import_id") == [(None,), ("north",), ("north",)]


def test_an_id_that_names_its_source_already_stays(small: Any) -> None:
    small.bring(patients="patient_id\nnorth:P1\nP1", source_name="north")
    assert small.rows("SELECT patient_id FROM patients ORDER BY ALL") == [("P1",), ("P2",), ("north:P1",)]


@pytest.mark.parametrize("name", ["", "a b", "a:b", "-", "x" * 41])
def test_a_name_that_is_none(small: Any, name: str) -> None:
    with pytest.raises(UnreadableSourceError):
        small.bring(patients="patient_id\nP1", source_name=name)
