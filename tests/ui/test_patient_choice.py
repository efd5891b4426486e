"""The next session in the head of the patient page: whose day, which of several."""

from datetime import date, datetime

from dash.queries.appointments import PlannedRow
from dash.ui.patient_choice import next_words

DAY = date(2026, 11, 29)
BARE = PlannedRow(1, "p1", datetime(2026, 11, 30), False, None, None, None, None, None)
TOLD = PlannedRow(1, "p1", datetime(2026, 11, 30, 10, 30), True, "esketamine", "in", 56.0, None, None)


def test_the_next_appointment_with_its_day() -> None:
    assert next_words(5, [], DAY) == "5"
    assert next_words(5, [TOLD], date(2026, 11, 30)) == "5 · 10:30 IN 56 mg"
    assert next_words(5, [TOLD], DAY) == "5 · tomorrow 10:30 IN 56 mg"
    assert next_words(5, [TOLD], date(2026, 11, 1)) == "5 · 30 Nov 2026 10:30 IN 56 mg"


def test_of_several_the_one_that_says_most() -> None:
    assert next_words(5, [BARE, TOLD, BARE], DAY) == "5 · tomorrow 10:30 IN 56 mg, 2 more that day"
