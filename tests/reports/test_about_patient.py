"""Who a patient is in words: what is not recorded is said, absence is never claimed."""

from datetime import date

import pandas as pd
import pytest

from dash.reports.about_patient import about_patient, condition_words, conditions_of, medications_of
from dash.rulebook.record import Condition, Medication

DAY = date(2026, 12, 1)
TAKEN = [
    Medication("lorazepam", "benzodiazepine", "2026-01-05", None),
    Medication("sertraline", "antidepressant", "2025-03", None),
    Medication("tranylcypromine", "maoi", "2024-01-05", "2025-02-01"),
    Medication("later", None, "2026-12-24", None),
]


def test_everything_in_words() -> None:
    found = about_patient("trd", 3, TAKEN, [Condition("hypertension", "2019")], DAY)
    assert found.why == "Treatment-resistant depression, 3 failed trials"
    assert found.now == "lorazepam, sertraline"
    assert found.past == "Hypertension (2019)"
    assert found.lacking == ()


@pytest.mark.parametrize("missing", [None, float("nan"), pd.NA])
def test_nothing_recorded_is_said_part_by_part(missing: object) -> None:
    found = about_patient(None, missing, [], [], DAY, missing)
    assert found.why == "indication and failed trials not recorded"
    assert (found.now, found.past) == ("not recorded", "not recorded")
    assert found.lacking == ("indication", "failed trials", "medications", "history", "weight")
    assert about_patient("trd", missing, [], [], DAY).why == (
        "Treatment-resistant depression, failed trials not recorded"
    )
    assert about_patient(None, 1, [], [], DAY).why == "indication not recorded, 1 failed trial"


def test_stopped_medications_are_not_taken_and_not_forgotten() -> None:
    assert about_patient("trd", 0, TAKEN[2:3], [], DAY).now == "none now, 1 stopped"
    assert about_patient("trd", 0, TAKEN[2:3], [], date(2025, 1, 1)).now == "tranylcypromine"


def test_a_condition_outside_the_vocabulary_stands_as_written() -> None:
    assert condition_words(Condition("odd", None)) == "odd"
    assert condition_words(Condition("cystitis", "2024-05")) == "Cystitis (May 2024)"


def test_rows_of_the_questions_are_read_as_the_rules_read_them() -> None:
    medications = pd.DataFrame(
        {"medication": ["a"], "class": [None], "started_on": ["2024"], "stopped_on": [None]}
    )
    assert medications_of(medications) == [Medication("a", None, "2024", None)]
    assert conditions_of(pd.DataFrame({"condition": ["psychosis"], "noted_on": [float("nan")]})) == [
        Condition("psychosis", None)
    ]
