"""Groups of the list and what is new since a review, case by case, and that no filter hides a positive answer."""

import json
from dataclasses import replace
from datetime import date, datetime
from itertools import chain, combinations
from typing import Any

import pytest
from helpers.patients import at, effect, patient, records, score, session, sessions
from hypothesis import given
from hypothesis import strategies as st

from dash.queries.record_counts import RecordCounts
from dash.reports.day_flags import (
    ACT,
    MISSING,
    NOT_ASKED,
    NOTHING,
    REVIEW,
    SUICIDALITY,
    Flag,
    Flags,
    group,
)
from dash.reports.day_list import day_rows
from dash.reports.day_news import news, review_subject, still_waiting
from dash.reports.day_patients import DayPatient
from dash.reports.day_written import until, written
from dash.rulebook.finding import Positive
from dash.rulebook.positives import identity
from dash.rulebook.record import Appointment, Condition, Medication, PatientRecord, Reading, Source
from dash.ui.today_sites import listed_of, of_sites, positives_elsewhere

DAY = date(2026, 3, 5)
POSITIVE = Positive("phq9", "9", datetime(2026, 3, 2), 1.0)
NONE = RecordCounts(0, 0, 0, 0)


def flags(*severities: str, positives: tuple[Positive, ...] = ()) -> Flags:
    fired = tuple(Flag(f"r{n}", each, f"headline {n}", float(n), ()) for n, each in enumerate(severities))
    return Flags(fired, 0, positives)


def test_groups() -> None:
    assert group(flags("note", "missing", positives=(POSITIVE,)), ()) == SUICIDALITY
    assert group(flags("missing", positives=(POSITIVE,)), {identity(POSITIVE)}) == MISSING
    other = identity(POSITIVE._replace(value=2.0))
    assert group(flags("missing", positives=(POSITIVE,)), {other}) == SUICIDALITY, (
        "a corrected answer waits anew"
    )
    assert group(flags("review", "act"), ()) == ACT
    assert group(flags("missing", "review"), ()) == REVIEW
    assert group(flags("note"), ()) == NOTHING
    assert group(flags(), ()) == NOTHING


def test_nothing_new_after_a_review() -> None:
    now, counts = flags("act", "review"), RecordCounts(3, 4, 5, 6)
    assert news(review_subject(DAY, now, counts), DAY, now, counts) == ()


def test_what_is_new() -> None:
    before = review_subject(DAY, flags("act", "review"), RecordCounts(1, 2, 3, 4))
    after = Flags((Flag("r0", "act", "Item 9 is 2", 2.0, ()), Flag("r9", "note", "Other", None, ())), 0, ())
    assert news(before, DAY, after, RecordCounts(2, 4, 3, 9)) == (
        "1 session",
        "2 scores",
        "flag Item 9 is 2",
        "flag Other",
        "1 flag fewer",
    )
    assert news(before, DAY, flags("act", "review"), RecordCounts(1, 2, 3, 6)) == ("2 readings",)
    assert news(before, DAY, flags("act", "review"), RecordCounts(1, 1, 3, 4)) == ("1 score fewer",)


RECORD = patient(
    sessions=sessions(7, 3),
    readings=(Reading(997, 40, 135, 85, None, None),),
    scores=(score(6, 10), score(6, 0, item="9")),
    effects=(effect("nausea", 7),),
    medications=(Medication("sertraline", "antidepressant", "2026-01", None),),
    conditions=(Condition("hypertension", None),),
    appointments=(Appointment(at(-1), True, "esketamine", "in", 56.0),),
)
CHANGES = [
    ({"scores": (score(6, 26), score(6, 0, item="9"))}, ("scores corrected",)),
    ({"readings": (Reading(997, 40, 155, 95, None, None),)}, ("readings corrected",)),
    ({"sessions": (session(7, dose_mg=84.0), sessions(7, 3)[1])}, ("sessions corrected",)),
    ({"effects": (effect("nausea", 7, severity=3),)}, ("side effects corrected",)),
    (
        {"medications": (Medication("sertraline", "antidepressant", "2026-01", "2026-11"),)},
        ("medications changed",),
    ),
    ({"conditions": (Condition("hypertension", None), Condition("other", "2026-11-18"))}, ("1 condition",)),
    ({"conditions": ()}, ("1 condition fewer",)),
    ({"appointments": (Appointment(at(-1), True, "esketamine", "in", 28.0),)}, ("appointments changed",)),
    ({"sbp_goal_high": 130}, ("patient's details changed",)),
    # Nothing that the records say: order, place in a file, numbers of sessions in the database, derived facts.
    ({"scores": (score(6, 0, item="9"), score(6, 10, source=Source("scores", "other.csv", 9)))}, ()),
    (
        {
            "sessions": tuple(replace(one, key=one.key + 5, recovery_minute=3) for one in RECORD.sessions),
            "readings": (Reading(1002, 40, 135, 85, None, None),),
            "effects": (effect("nausea", 2),),
        },
        (),
    ),
    # Not known yet on the day.
    ({"medications": (*RECORD.medications, Medication("lorazepam", None, "2026-12", None))}, ()),
]


def of_records(record: PatientRecord) -> Flags:
    return replace(flags("act"), written=written(record))


@pytest.mark.parametrize(("change", "said"), CHANGES)
def test_what_was_corrected_since_a_review_is_said(change: dict[str, Any], said: tuple[str, ...]) -> None:
    today = at(0).date()
    before = json.loads(json.dumps(review_subject(today, of_records(RECORD), NONE)))
    assert news(before, today, of_records(RECORD), NONE) == ()
    assert news(before, today, of_records(replace(RECORD, **change)), NONE) == said


def test_a_correction_is_said_also_where_new_rows_have_come_since() -> None:
    reviewed, today = at(5).date(), at(0).date()
    before = review_subject(reviewed, of_records(RECORD), NONE)
    more = (score(6, 26), score(6, 0, item="9"), score(2, 8))
    said = news(before, today, of_records(replace(RECORD, scores=more)), NONE._replace(scores=1))
    assert said == ("1 score", "scores corrected")
    plain = (score(6, 10), score(6, 0, item="9"), score(2, 8))
    assert news(before, today, of_records(replace(RECORD, scores=plain)), NONE._replace(scores=1)) == (
        "1 score",
    )


def test_a_review_from_before_there_were_digests_is_still_read() -> None:
    today = at(0).date()
    old = {
        name: part
        for name, part in review_subject(today, of_records(RECORD), NONE).items()
        if name != "written"
    }
    assert news(old, today, of_records(replace(RECORD, conditions=())), NONE) == ()


@given(records())
def test_what_is_written_adds_up_day_by_day(record: PatientRecord) -> None:
    every = written(record)
    for day in (at(90).date(), at(3).date()):
        assert until(every, day) == until(written(record.as_of(day)), day)


def test_a_review_of_a_later_day_has_seen_more() -> None:
    before = review_subject(date(2026, 3, 6), flags("act"), RecordCounts(9, 9, 9, 9))
    assert news(before, DAY, flags(), NONE) == ()


_patients = st.lists(
    st.tuples(
        st.sampled_from([None, "north", "south"]),
        st.none() | st.lists(st.sampled_from(["act", "review", "missing"]), max_size=2),
        st.booleans(),
        st.booleans(),
    ),
    max_size=7,
)


@given(drawn=_patients)
def test_no_filter_hides_a_positive_answer(
    drawn: list[tuple[str | None, list[str] | None, bool, bool]],
) -> None:
    """Whatever sites are chosen, each patient with an open positive answer is on the list, on top, or counted above."""
    patients, asked, acknowledged = [], {}, {}
    for number, (site, fired, positive, known) in enumerate(drawn):
        name = f"p{number}"
        patients.append(DayPatient(number, name, site, (), None, None, NONE))
        if fired is not None:
            asked[number] = flags(*fired, positives=(POSITIVE,) if positive else ())
        if known:
            acknowledged[name] = {identity(POSITIVE)}
    rows = day_rows(patients, asked, acknowledged)
    assert sorted(row.patient.key for row in rows) == list(range(len(drawn)))
    open_ones = {
        f"p{n}"
        for n, (_, fired, positive, known) in enumerate(drawn)
        if fired is not None and positive and not known
    }
    sites = ["north", "south", "Site not recorded"]
    for chosen in chain.from_iterable(combinations(sites, size) for size in range(4)):
        shown = of_sites(patients, chosen)
        listed = listed_of(rows, shown)
        assert {row.patient for row in listed} == set(shown)
        on_list = {row.patient.patient_id for row in listed if row.group == SUICIDALITY}
        assert on_list <= open_ones
        assert len(on_list) + positives_elsewhere(rows, shown) == len(open_ones)
        assert [row.group for row in listed] == sorted(row.group for row in listed)
        assert {row.patient.patient_id for row in listed[: len(on_list)]} == on_list
    assert all((row.flags is None) == (row.group == NOT_ASKED) for row in rows)


def test_a_review_names_the_answers_that_nobody_acknowledged() -> None:
    subject = json.loads(json.dumps(review_subject(DAY, flags("act"), NONE, [POSITIVE])))
    assert still_waiting(subject, ()) == 1
    assert still_waiting(subject, {identity(POSITIVE)}) == 0
    assert still_waiting(subject, {identity(POSITIVE._replace(value=2.0))}) == 1, (
        "a corrected answer is another"
    )
    assert still_waiting(review_subject(DAY, flags("act"), NONE), ()) == 0
    del subject["not_acknowledged"]
    assert still_waiting(subject, ()) == 0, "a review from before answers were named"
