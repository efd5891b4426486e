"""What was decided about many patients at once says what asking about each of them says."""

from datetime import datetime
from itertools import count
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dash.store.journal import Journal, positives_subject
from dash.store.journal.many import acknowledged_answers, last_reviews

PATIENTS = ["p1", "p2", "'; --"]
_numbers = count()
_answers = st.builds(
    lambda hour, value: ("phq9", "9", datetime(2026, 1, 1, hour), float(value)),
    st.integers(0, 2),
    st.integers(1, 2),
)
_said = st.lists(
    st.tuples(
        st.sampled_from(["mb", "xy"]),
        st.sampled_from(
            ["reviewed", "review_withdrawn", "acknowledged", "acknowledgement_withdrawn", "noted"]
        ),
        st.sampled_from(PATIENTS),
        st.lists(_answers, min_size=1, max_size=2),
        st.booleans(),
        st.integers(1, 6),
    ),
    max_size=10,
)


def slow(said: list[Any], patient: str, made_up: bool) -> dict[Any, int]:
    """The last entry about each answer, one after the other, that no later entry withdraws."""
    own = [(number, *rest) for number, rest in enumerate(said, 1) if (rest[2], rest[4]) == (patient, made_up)]
    found = {}
    for number, _, kind, _, answers, _, _ in own:
        withdrawn = {one[6] for one in own if one[2] == "acknowledgement_withdrawn" and one[0] > number}
        if kind == "acknowledged" and number not in withdrawn:
            found.update({(name, item, at.isoformat(), value): number for name, item, at, value in answers})
    return found


@settings(max_examples=40)
@given(said=_said)
def test_as_for_each_patient(tmp_path_factory: pytest.TempPathFactory, said: list[Any]) -> None:
    folder = tmp_path_factory.mktemp(f"many{next(_numbers)}")
    journal = Journal(folder / "a.journal.sqlite")
    for user, kind, patient, answers, made_up, withdrawn in said:
        subject = {
            "acknowledged": positives_subject(answers),
            "acknowledgement_withdrawn": {"withdraws": withdrawn},
        }.get(kind, {})
        journal.append(user, kind, patient, subject, "a reason", made_up=made_up)
    for made_up in (False, True):
        found = acknowledged_answers(journal, PATIENTS, made_up)
        assert found == {
            patient: journal.acknowledged(patient, made_up)
            for patient in PATIENTS
            if journal.acknowledged(patient, made_up)
        }
        for patient in PATIENTS:
            assert {name: by.sequence for name, by in found.get(patient, {}).items()} == slow(
                said, patient, made_up
            )
        for user in ("mb", "xy"):
            latest = {
                patient: (kind, number)
                for number, (by, kind, patient, _, of_demo, _) in enumerate(said, start=1)
                if by == user and of_demo == made_up and kind.startswith("review")
            }
            expected = {name: number for name, (kind, number) in latest.items() if kind == "reviewed"}
            reviews = last_reviews(journal, user, PATIENTS, made_up)
            assert {name: entry.sequence for name, entry in reviews.items()} == expected
            assert last_reviews(journal, user, ["p1"], made_up).keys() <= {"p1"}
