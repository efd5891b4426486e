"""What is usual for a patient, and when the pressure was back near pre-dose."""

from collections.abc import Callable
from math import nan

import pytest

from dash.queries.patient_records import patient_sessions
from dash.reports.own_usual import earlier_alike, own_usual, way_back_words
from dash.store.reading import Database

OpenDb = Callable[..., Database]


def test_the_median_is_one_that_occurs_and_missing_ones_are_left_out() -> None:
    found = own_usual([154, nan, 120, None, 127, 136])
    assert (found.middle, found.n) == (127, 4)
    assert own_usual([nan, None]) == (None, 0, None)


@pytest.mark.parametrize(("value", "side"), [(152, "above"), (151, "within"), (108, "below")])
def test_on_which_side_of_the_own_range(value: float, side: str) -> None:
    assert own_usual([120, 130, 140]).side(value) == side
    assert own_usual([120, 130, 140], least=4).side(value) is None


def said(open_db: OpenDb, *courses: dict[int, int]) -> str:
    """The words for the last of sessions with these systolic values by minute."""
    database = open_db(
        sessions=[
            {"session_id": f"s{i}", "patient_id": "p1", "started_at": f"2026-11-{i:02d}T10:00"}
            for i in range(1, len(courses) + 1)
        ],
        vitals=[
            {"session_id": f"s{i}", "minute": minute, "systolic_mmhg": level, "diastolic_mmhg": 70}
            for i, course in enumerate(courses, start=1)
            for minute, level in course.items()
        ],
    )
    given = patient_sessions(database, 0)
    return way_back_words(given, earlier_alike(given))


BACK = {-5: 120, 40: 150, 90: 121}
LATER = {-5: 120, 40: 150, 90: 150, 110: 120}
NOT = {-5: 120, 40: 150, 122: 149}
AGAIN = {-5: 120, 40: 150, 91: 128, 118: 146}
FLAT = "no reading more than 10 mmHg above pre-dose"


def test_when_the_pressure_was_back_beside_when_it_usually_is(open_db: OpenDb) -> None:
    assert said(open_db, BACK) == "back at 90 min"
    assert said(open_db, BACK, LATER, BACK, NOT) == "not back by 122 min (usual 90, n = 3)"
    assert said(open_db, NOT, NOT, BACK) == "back at 90 min (usually not back, n = 2)"


def test_nothing_is_said_where_it_cannot_be_known(open_db: OpenDb) -> None:
    """Without a reading before the dose or after it."""
    assert said(open_db, {40: 150, 90: 120}) == ""
    assert said(open_db, {-5: 120}) == ""
    assert said(open_db, {-5: 120}, {40: 150, 90: 120}, BACK) == "back at 90 min"


def test_highest_at_the_last_reading_is_not_back(open_db: OpenDb) -> None:
    assert said(open_db, {-5: 120, 40: 150}) == "not back by 40 min"
    assert said(open_db, {-5: 120, 40: 130}) == FLAT
    assert said(open_db, {-5: 120, 40: 131}) == "not back by 40 min"


def test_what_never_rose_has_no_way_back(open_db: OpenDb) -> None:
    assert said(open_db, {-5: 140, 40: 138, 60: 134, 120: 132}) == FLAT
    assert said(open_db, BACK, {-5: 140, 40: 138, 60: 134}) == FLAT
    # Nor does it count as one that was back.
    assert said(open_db, {-5: 140, 40: 138, 60: 134}, BACK) == "back at 90 min"


def test_what_rose_again_is_not_back(open_db: OpenDb) -> None:
    """As the rule has it, which reads the last reading."""
    assert said(open_db, AGAIN) == "back at 91 min, above again at 118 min"
    assert said(open_db, AGAIN, BACK) == "back at 90 min (usually not back, n = 1)"
