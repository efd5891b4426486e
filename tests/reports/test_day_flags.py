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
from dash.reports.day_flags import NOT_ASKED, Flags, place
from dash.reports.day_list import day_rows
from dash.reports.day_news import news, review_subject, still_waiting
from dash.reports.day_order import Flag, LastAnswer, places
from dash.reports.day_patients import DayPatient
from dash.reports.day_written import until, written
from dash.rulebook import load
from dash.rulebook.finding import Positive
from dash.rulebook.positives import identity
from dash.rulebook.record import Appointment, Condition, Medication, PatientRecord, Reading, Source
from dash.rulebook.rules import SEVERITIES
from dash.ui.today_sites import listed_of, of_sites, positives_elsewhere

DAY = date(2026, 3, 5)
POSITIVE = Positive("phq9", "9", datetime(2026, 3, 2), 1.0)
NONE = RecordCounts(0, 0, 0, 0)


def flags(*severities: str, positives: tuple[Positive, ...] = ()) -> Flags:
    fired = tuple(Flag(f"r{n}", each, f"headline {n}", float(n), ()) for n, each in enumerate(severities))
    return Flags(fired, 0, positives)


INTENT, HARM, RISEN, OTHER, EARLIER, REVIEW, CHECK, MISSING, NOTHING = range(9)


def test_places() -> None:
    assert place(flags("note", "missing", positives=(POSITIVE,)), ()) == EARLIER
    assert place(flags("missing", positives=(POSITIVE,)), {identity(POSITIVE)}) == MISSING
    other = identity(POSITIVE._replace(value=2.0))
    assert place(flags("missing", positives=(POSITIVE,)), {other}) == EARLIER, "a corrected answer waits anew"
    assert place(flags("review", "act"), ()) == HARM
    assert place(flags("missing", "review"), ()) == REVIEW
    assert place(flags("note"), ()) == NOTHING
    assert place(flags(), ()) == NOTHING


def test_every_rule_named_in_the_order_is_in_the_rulebook() -> None:
    assert {rule for one in places() for rule in one.rules} <= set(load())
    assert {one.severity for one in places()} <= {"", *SEVERITIES}
    assert len(places()) == NOTHING + 1


CSSRS = Positive("cssrs_ideation", "total", datetime(2026, 3, 4), 5.0)


@st.composite
def patients_of_a_day(draw: st.DrawFn) -> tuple[Flags, set[Any]]:
    """Flags as the rules give them, with the answers behind them."""
    value, before = draw(st.integers(0, 3)), draw(st.none() | st.integers(0, 3))
    ideation = draw(st.none() | st.integers(0, 5))
    others = draw(st.lists(st.sampled_from(["act", "review", "check", "missing", "note"]), max_size=3))
    item = Positive("phq9", "9", datetime(2026, 3, 4), float(value))
    earlier = draw(st.lists(st.just(POSITIVE), max_size=1))
    fired = [Flag(f"r{n}", each, each, None, ()) for n, each in enumerate(others)]
    last = [LastAnswer(item, before)]
    behind = []
    if value:
        fired.append(Flag("item9_positive", draw(st.sampled_from(["act", "review"])), "", value, (item,)))
        behind.append(item)
    if ideation is not None:
        total = CSSRS._replace(value=float(ideation))
        last.append(LastAnswer(total, None))
        if ideation:
            rule, severity = ("cssrs_intent", "act") if ideation >= 4 else ("cssrs_ideation", "review")
            fired.append(Flag(rule, severity, "", ideation, (total,)))
            behind.append(total)
    known = {identity(one) for one in [*behind, *earlier] if draw(st.booleans())}
    return Flags(tuple(draw(st.permutations(fired))), 0, (*behind, *earlier), last=tuple(last)), known


def slow_place(found: Flags, known: set[Any]) -> int:
    """The order as it is told, from the first sentence to the last."""
    open_ones = [one for one in found.positives if identity(one) not in known]
    last = {one.answer: one.before for one in found.last}
    if any(one.instrument == "cssrs_ideation" and one.value >= 4 for one in open_ones):
        return INTENT
    if any(flag.severity == "act" and not flag.positives for flag in found.fired):
        return HARM
    for one in open_ones:
        if one in last and (
            (one.instrument == "phq9" and one.value == 3) or (last[one] is not None and one.value > last[one])  # type: ignore[operator]
        ):
            return RISEN
    if any(one in last and not (last[one] or 0) > one.value for one in open_ones):
        return OTHER
    if open_ones or any(flag.severity == "act" for flag in found.fired):
        return EARLIER
    severities = {flag.severity for flag in found.fired}
    order = (("review", REVIEW), ("check", CHECK), ("missing", MISSING))
    return next((number for severity, number in order if severity in severities), NOTHING)


@given(patients_of_a_day())
def test_the_place_again(drawn: tuple[Flags, set[Any]]) -> None:
    assert place(*drawn) == slow_place(*drawn)


@given(patients_of_a_day(), st.sampled_from(["act", "review", "check", "missing", "note"]))
def test_one_more_flag_never_moves_a_patient_down(drawn: tuple[Flags, set[Any]], severity: str) -> None:
    found, known = drawn
    more = replace(found, fired=(*found.fired, Flag("more", severity, "", None, ())))
    assert place(more, known) <= place(found, known)


@given(patients_of_a_day())
def test_acknowledging_never_moves_a_patient_up(drawn: tuple[Flags, set[Any]]) -> None:
    found, known = drawn
    assert place(found, {*known, *(identity(one) for one in found.positives)}) >= place(found, known)


@given(st.lists(patients_of_a_day(), max_size=8))
def test_the_list_is_in_order_of_place_and_then_of_time(drawn: list[tuple[Flags, set[Any]]]) -> None:
    listed = [DayPatient(n, f"p{n}", None, (), None, None, NONE) for n in range(len(drawn))]
    asked = {n: found for n, (found, _) in enumerate(drawn)}
    known = {f"p{n}": acknowledged for n, (_, acknowledged) in enumerate(drawn)}
    rows = day_rows(listed, asked, known)
    assert [(row.place, row.patient.key) for row in rows] == sorted(
        (slow_place(*one), n) for n, one in enumerate(drawn)
    )


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
    """Whatever sites are chosen, each patient with an open positive answer is on the list or counted above."""
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
        on_list = {row.patient.patient_id for row in listed if row.open_positives}
        assert on_list <= open_ones
        assert len(on_list) + positives_elsewhere(rows, shown) == len(open_ones)
        assert [row.place for row in listed] == sorted(row.place for row in listed)
    assert all((row.flags is None) == (row.place == NOT_ASKED) for row in rows)


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
