"""How long all rules take for one patient."""

import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from statistics import median

import pytest
from helpers.patients import DAY, effect, patient, score, session

from dash.rulebook.apply import review
from dash.rulebook.record import PatientRecord, Reading


def long_record(sessions: int) -> PatientRecord:
    """A patient with everything recorded: five readings and two effects a session, a form with each."""
    days = [3 * number for number in range(sessions, 0, -1)]
    given = tuple(
        replace(session(day), number=place, pre_systolic=120 + place % 7) for place, day in enumerate(days, 1)
    )
    readings = tuple(
        Reading(one.key, minute, 130, 80, 70, 98.0) for one in given for minute in (-5, 20, 40, 90, 120)
    )
    found = tuple(effect(name, day) for day in days for name in ("nausea", "dissociation"))
    items = [*(str(item) for item in range(1, 10)), "total"]
    scores = tuple(score(day, 9 if item == "total" else 1, "phq9", item) for day in days for item in items)
    return patient(sessions=given, readings=readings, effects=found, scores=scores)


def took(work: Callable[[], object]) -> float:
    begin = time.process_time()
    work()
    return time.process_time() - begin


@pytest.mark.timing
@pytest.mark.parametrize(("sessions", "limit"), [(20, 4), (150, 1.5)])
def test_all_rules_for_one_patient(sessions: int, limit: float) -> None:
    """Measured by making the record itself, which a busy or slow machine slows down alike; 1 and 3 ms on an idle laptop."""
    record = long_record(sessions)
    assert len(review(record, DAY)) >= 40
    pairs = [
        (took(partial(review, replace(record), DAY)), took(partial(long_record, sessions))) for _ in range(40)
    ]
    reviewed, made = (median(times) for times in zip(*pairs, strict=True))
    assert reviewed <= limit * made


def test_scipy_is_not_loaded_by_the_rules() -> None:
    code = "import sys, dash.rulebook.apply; print([name for name in sys.modules if name.startswith(('scipy', 'pandas'))])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
