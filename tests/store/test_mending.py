"""A corrected row takes the place of the refused one; a row that nobody corrected stays listed."""

from typing import Any

import pytest

from dash.store.staging import Refusal

PATIENTS = "patient_id | sex | birth_year\nP1 | female | 1980\nP2 | male | 1970"
SESSIONS = """
session_id | patient_id | started_at       | drug       | route | dose_mg
S1         | P1         | 2025-03-01T10:00 | esketamine | in    | 56
S2         | P2         | 2025-03-02T10:00 | ketamine   | iv    | 40
"""
VITALS = "session_id | minute | position | systolic_mmhg | diastolic_mmhg\nS1 | -5 | sitting | 120 | 80\n"
SCORES = "patient_id | measured_at | instrument | value\nP1 | 2025-03-01 | phq9 | 12\n"


@pytest.mark.parametrize(
    ("table", "head", "refused", "corrected"),
    [
        ("vitals", VITALS, "S1 | 40 | sitting | 80 | 90", "S1 | 40 | sitting | 130 | 90"),
        ("vitals", VITALS, "S1 | 40 | sitting | 800 | 900", "S1 | 40 | sitting | 130 | 90"),
        ("vitals", VITALS, "S7 | 40 | sitting | 130 | 90", "S1 | 40 | sitting | 130 | 90"),
        ("vitals", VITALS, " | 40 | sitting | 130 | 90", "S1 | 40 | sitting | 130 | 90"),
        ("vitals", VITALS, "S1 | 4000 | sitting | 130 | 90", "S1 | 40 | sitting | 130 | 90"),
        ("scores", SCORES, "P1 | 2025-03-05 | phq9 | 30", "P1 | 2025-03-05 | phq9 | 3"),
        ("scores", SCORES, "P1 | 2025-02-30 | phq9 | 3", "P1 | 2025-02-28 | phq9 | 3"),
        ("scores", SCORES, "P1 | 2025-03-05 | hamd | 3", "P1 | 2025-03-05 | hamd17 | 3"),
        ("scores", SCORES, "P7 | 2025-03-05 | phq9 | 3", "P2 | 2025-03-05 | phq9 | 3"),
        (
            "sessions",
            SESSIONS,
            "S3 | P1 | 2025-13-01 | ketamin | iv | -4",
            "S3 | P1 | 2025-01-13 | ketamine | iv | 40",
        ),
        ("patients", PATIENTS + "\n", "P3 | what | 1970", "P3 | female | 1970"),
        ("patients", PATIENTS + "\n", " | male | 1970", "P3 | male | 1970"),
    ],
)
def test_a_corrected_row_takes_the_place_of_the_refused_one(
    clinic: Any, table: str, head: str, refused: str, corrected: str
) -> None:
    tables = {"patients": PATIENTS, "sessions": SESSIONS}
    first = clinic.bring(**{**tables, table: head.strip() + "\n" + refused})
    assert (len(clinic.reasons()), first.mended) == (1, 0)
    again = clinic.bring(**{**tables, table: head.strip() + "\n" + refused})
    assert {line for _, line, _ in clinic.reasons()} == {clinic.reasons()[0][1]}
    assert sum(count.refused for count in again.files) == 1
    report = clinic.bring(**{**tables, table: head.strip() + "\n" + corrected})
    assert clinic.reasons() == []
    assert report.mended >= 1
    # The row as it was refused stays in the database with what became of it.
    assert clinic.rows("SELECT DISTINCT taken_up_by IN (2, 3) FROM refused_rows") == [(True,)]


def test_a_row_corrected_in_part_is_listed_as_it_is_now(clinic: Any) -> None:
    clinic.bring(patients=PATIENTS, sessions=SESSIONS, vitals=VITALS + "S7 | 40 | sitting | 80 | 90")
    clinic.bring(vitals=VITALS + "S1 | 40 | sitting | 80 | 90")
    assert clinic.reasons() == [("vitals.csv", 3, "diastolic_not_below_systolic")]
    assert clinic.rows("SELECT raw LIKE '%S1%' FROM refused_rows WHERE taken_up_by IS NULL") == [(True,)]


def test_another_row_in_the_same_line_of_a_file_of_that_name_mends_nothing(clinic: Any) -> None:
    """An export of the next month: the row refused in the last one is still missing."""
    clinic.bring(patients=PATIENTS, sessions=SESSIONS, vitals=VITALS + "S1 | 40 | sitting | 80 | 90")
    report = clinic.bring(vitals=VITALS + "S2 | 30 | sitting | 130 | 90")
    assert (clinic.reasons(), report.mended) == ([("vitals.csv", 3, "diastolic_not_below_systolic")], 0)


def test_the_same_key_in_another_file_mends_the_row(clinic: Any) -> None:
    clinic.bring(patients=PATIENTS, sessions=SESSIONS, vitals=VITALS + "S1 | 40 | sitting | 80 | 90")
    clinic.bring(file="nurse.csv", vitals=VITALS.splitlines()[0] + "\nS1 | 40 | sitting | 130 | 90")
    assert clinic.reasons() == []


def test_a_line_that_could_not_be_taken_apart_is_mended_by_its_cells(clinic: Any) -> None:
    def unreadable(line: int, raw: str) -> Refusal:
        return Refusal("vitals.csv", line, "vitals", "wrong_field_count", "The row has 6 values.", raw)

    clinic.bring(
        patients=PATIENTS,
        sessions=SESSIONS,
        vitals=VITALS,
        refusals=[unreadable(3, "S1,40,sitting,130,90,left arm"), unreadable(4, "S1,60,standing,131,91,,")],
    )
    clinic.bring(vitals=VITALS + "S1 | 40 | sitting | 130 | 90\nS2 | 10 | supine | 140 | 95")
    assert clinic.reasons() == [("vitals.csv", 4, "wrong_field_count")]


def test_of_two_rows_that_disagree_the_second_stays_listed_until_it_is_gone_or_mended(clinic: Any) -> None:
    both = VITALS + "S1 | -5 | sitting | 140 | 80"
    clinic.bring(patients=PATIENTS, sessions=SESSIONS, vitals=both)
    assert [reason for *_, reason in clinic.reasons()] == ["disagreeing_duplicate"]
    clinic.bring(vitals=both)
    assert [reason for *_, reason in clinic.reasons()] == ["disagreeing_duplicate"]
    clinic.bring(vitals=VITALS)
    assert clinic.reasons() == []


def test_a_check_marks_nothing(clinic: Any) -> None:
    clinic.bring(patients=PATIENTS, sessions=SESSIONS, vitals=VITALS + "S1 | 40 | sitting | 80 | 90")
    assert clinic.bring(vitals=VITALS + "S1 | 40 | sitting | 130 | 90", write=False).mended == 1
    assert len(clinic.reasons()) == 1
