"""What holds for every finding, whatever the record."""

from dataclasses import fields, replace
from datetime import date, timedelta

import pytest
from helpers.patients import DAY, at, effect, patient, records, score, session, sessions
from hypothesis import given
from hypothesis import strategies as st

from dash.rulebook import load
from dash.rulebook.apply import review, with_since
from dash.rulebook.finding import Finding, Positive
from dash.rulebook.positives import positives
from dash.rulebook.record import Appointment, Medication, PatientRecord, Session, earliest, latest
from dash.rulebook.rules import SEVERITIES, Rule
from dash.rulebook.words import DETAIL, HEADLINE, written_words

FORBIDDEN = ("safe", "because", "should", "recommend", "increase the dose", "reduce the dose")
OPTIONAL = [
    field.name
    for field in fields(Session)
    if field.default is None and field.name not in {"ended_at", "ready_at", "site_id", "clinician_id"}
]


@given(records(), st.integers(0, 120))
def test_any_record_gets_an_answer_in_words(record: PatientRecord, earlier: int) -> None:
    findings = review(record, DAY - timedelta(days=earlier))
    assert [SEVERITIES.index(one.rule.severity) for one in findings] == sorted(
        SEVERITIES.index(one.rule.severity) for one in findings
    )
    for finding in findings:
        assert bool(finding.why) == (finding.state == "not_measurable")
        assert finding.headline
        assert len(finding.headline) <= HEADLINE
        assert len(finding.detail) <= DETAIL
        text = f"{finding.headline} {finding.detail} {finding.why} {finding.rule.message}".lower()
        assert not any(word in text for word in FORBIDDEN)
        assert "None" not in f"{finding.headline} {finding.detail} {finding.why}".replace("None recorded", "")
        if finding.state == "fired":
            assert finding.value is not None or finding.rule.diastolic is not None


@given(records())
def test_the_same_record_gets_the_same_answer(record: PatientRecord) -> None:
    assert review(record, DAY) == review(replace(record), DAY)


@given(records(), st.integers(0, 130), st.integers(0, 130))
def test_what_was_known_on_a_day_was_known_later(record: PatientRecord, one: int, other: int) -> None:
    early, late = (DAY - timedelta(days=days) for days in (max(one, other), min(one, other)))
    then, later = record.as_of(early), record.as_of(late)
    for part in ("sessions", "readings", "scores", "effects", "medications", "conditions"):
        assert set(getattr(then, part)) <= set(getattr(later, part)) <= set(getattr(record, part))
    assert later.as_of(early) == then
    assert review(record, early) == review(later, early)


@given(records())
def test_what_comes_later_changes_nothing(record: PatientRecord) -> None:
    day = DAY - timedelta(days=20)
    more = replace(
        record,
        sessions=(*record.sessions, session(-3, key=99, peak_systolic=190)),
        scores=(*record.scores, score(-2, 3, item="9")),
        effects=(*record.effects, effect("nausea", None, severity=3, started_at="2026-11-25")),
        medications=(*record.medications, Medication("tranylcypromine", "maoi", "2026-11-24", None)),
    )
    assert review(more, day) == review(record, day)


@given(records())
def test_without_any_reading_no_rule_about_pressure_is_judged(record: PatientRecord) -> None:
    bare = replace(
        record,
        readings=(),
        sessions=tuple(
            replace(
                one,
                untimed_readings=0,
                **{name: None for name in OPTIONAL if "stolic" in name or "minute" in name},
            )
            for one in record.sessions
        ),
    )
    judged = {one.rule.id for one in review(bare, DAY) if one.state != "not_measurable"}
    pressure = {rule.id for rule in load().values() if rule.diastolic is not None and rule.severity}
    assert not judged & pressure
    assert "observation_short" not in judged


@given(records(), st.sampled_from(OPTIONAL))
def test_taking_a_value_away_never_turns_fired_into_not_fired_for_want_of_it(
    record: PatientRecord, name: str
) -> None:
    """Of the last session: a rule that read the value may no longer say "not fired" unless it did not need it."""
    if not record.given:
        return
    last = record.given[-1]
    lacking = replace(
        record,
        sessions=tuple(replace(one, **{name: None}) if one is last else one for one in record.sessions),
    )
    before = {one.rule.id: one.state for one in review(record, DAY)}
    after = {one.rule.id: one.state for one in review(lacking, DAY)}
    # A longer look back may find another weight, dose or length; a change of drug or number is another matter, and a
    # reading at 120 minutes proves observation that an earlier end denied.
    if name in {
        "weight_kg",
        "mg_per_kg",
        "dose_mg",
        "number",
        "peak_minute",
        "last_minute",
        "observed_minutes",
    }:
        return
    for rule, state in after.items():
        if before.get(rule) == "fired":
            assert state != "not_fired", rule


def test_beside_the_pressure_of_today_stand_the_own_earlier_rises() -> None:
    """Of the last four sessions by the route and drug of the session to come, in order of time."""
    rises = (9, 16, -6, 18, None, 7)
    given = tuple(
        replace(session(40 - place), number=place + 1, rise_systolic=rise) for place, rise in enumerate(rises)
    )
    other = session(2, number=7, route="iv", drug="racemic_ketamine", rise_systolic=44)
    record = patient(sessions=(*given, other), appointments=(Appointment(at(0), True, "esketamine", "in"),))
    for typed, rule, headline in (
        ((184, 112), "today_event", "Pre-dose at event limit: 184/112 today"),
        ((152, 94), "predose_above_guide", "Pre-dose above guide: 152/94 today"),
    ):
        (one,) = [one for one in review(record, DAY, today=typed) if one.rule.id == rule]
        assert one.headline == headline
        assert one.detail == "own rises +16, \u22126, +18, +7 mmHg · typed, not recorded"
        assert [row.what for row in one.rows] == [
            *(f"Rise, session {number}" for number in (2, 3, 4, 6)),
            "Pre-dose today",
        ]
    (none,) = [one for one in review(patient(), DAY, today=(150, 80)) if one.rule.id == "predose_above_guide"]
    assert none.detail == "no earlier rise known · typed, not recorded"


def test_nobody_known_is_no_mistake() -> None:
    states = {one.rule.id: one.state for one in review(patient(birth_year=None), DAY)}
    fired = {rule for rule, state in states.items() if state == "fired"}
    assert fired == {"missing_score", "missing_suicidality", "missing_history", "missing_weight"}
    assert "not_fired" not in states.values()


def test_a_name_from_a_file_is_cut_and_stays_on_its_line() -> None:
    long = Medication("x\n" * 60, "opioid", None, None)
    (finding,) = [
        one for one in review(patient(medications=(long,)), DAY) if one.rule.id == "medication_opioid"
    ]
    assert len(finding.headline) <= HEADLINE
    assert finding.headline.isprintable()


def test_the_session_planned_counts_first_then_the_last_one() -> None:
    record = patient(
        sessions=sessions(7),
        appointments=(
            Appointment(at(-1), True, "racemic_ketamine", "iv"),
            Appointment(at(-9), True, None, None),
        ),
    )
    coming = {one.rule.id for one in review(record, DAY)}
    given_one = {one.rule.id for one in review(record, DAY, coming=record.appointments[1])}
    assert "weight_old" in coming
    assert "weight_old" not in given_one


def fired_since(record: PatientRecord, day: date, rule: Rule) -> date | None:
    return with_since(record, day, (Finding(rule, "fired", headline=""),))[0].since


def test_since_is_the_first_day_of_the_present_run() -> None:
    record = patient(
        scores=(
            score(50, 2, item="9"),
            score(40, 0, item="9"),
            score(30, 1, item="9"),
            score(20, 1, item="9"),
            score(5, 3, "gad7"),
        )
    )
    rule = load()["item9_positive"]
    assert fired_since(record, DAY, rule) == at(30).date()
    assert fired_since(record, at(40).date(), rule) is None
    assert fired_since(record, at(45).date(), rule) == at(50).date()
    found = {one.rule.id: one.since for one in with_since(record, DAY, review(record, DAY))}
    assert found["item9_positive"] == at(30).date()
    assert found["cardiovascular_recent"] is None


@given(records())
def test_since_is_never_later_than_the_day_and_fired_on_each_day_from_then(record: PatientRecord) -> None:
    for finding in with_since(record, DAY, review(record, DAY)):
        if finding.state != "fired":
            assert finding.since is None
            continue
        assert finding.since is not None and finding.since <= DAY
        for day in record.days:
            if finding.since <= day <= DAY:
                assert fired_since(record, day, finding.rule) is not None


def test_positives_are_all_answers_at_their_level_whatever_is_shown() -> None:
    found = positives(
        [
            score(9, 1, item="9"),
            score(8, 0, item="9"),
            score(7, 1, "madrs", "10"),
            score(6, 2, "madrs", "10"),
            score(5, 1, "cssrs_ideation"),
            score(4, 27),
        ]
    )
    assert [(one.instrument, one.item, one.value) for one in found] == [
        ("phq9", "9", 1),
        ("madrs", "10", 2),
        ("cssrs_ideation", "total", 1),
    ]
    assert isinstance(found[0], Positive)


@given(records())
def test_an_answer_behind_a_flag_is_among_the_positives(record: PatientRecord) -> None:
    every = positives(record.scores)
    for finding in review(record, DAY):
        if finding.state == "fired" and finding.rule.measure == "last_answer":
            assert set(finding.positives) <= set(every)
            assert finding.positives


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ("2026", date(2026, 1, 1), date(2026, 12, 31)),
        ("2026-02", date(2026, 2, 1), date(2026, 2, 28)),
        ("2026-02-03", date(2026, 2, 3), date(2026, 2, 3)),
        ("2026-02-03T10:00", date(2026, 2, 3), date(2026, 2, 3)),
        ("spring", None, None),
        ("2026-13", None, None),
        (None, None, None),
    ],
)
def test_a_partial_date_has_a_first_and_a_last_day(
    written: str | None, first: date | None, last: date | None
) -> None:
    assert (earliest(written), latest(written)) == (first, last)


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("2026-11-06", "6 Nov 2026"),
        ("2026-11", "Nov 2026"),
        ("2026", "2026"),
        ("last spring", "last spring"),
        ("", ""),
    ],
)
def test_days_as_written_in_records(written: str, words: str) -> None:
    assert written_words(written) == words


TODAY_CASES = [
    # typed, goal, the rules about pre-dose pressure shown and their answers
    ((141, 90), (None, None), {"predose_above_guide": "fired"}),
    ((140, 90), (None, None), {"predose_above_guide": "not_fired", "predose_above_goal": "not_measurable"}),
    ((140, 91), (130, 80), {"predose_above_guide": "fired"}),
    ((131, 80), (130, 80), {"predose_above_guide": "not_fired", "predose_above_goal": "fired"}),
    ((130, 80), (130, 80), {"predose_above_guide": "not_fired", "predose_above_goal": "not_fired"}),
    # One is enough to fire; to say "not fired" both must be known.
    ((141, None), (None, None), {"predose_above_guide": "fired"}),
    ((140, None), (130, 80), {"predose_above_guide": "not_measurable", "predose_above_goal": "fired"}),
    (
        (130, None),
        (130, 80),
        {"predose_above_guide": "not_measurable", "predose_above_goal": "not_measurable"},
    ),
    ((None, 91), (130, 80), {"predose_above_guide": "fired"}),
    # At the limit of an event one flag says all three.
    ((180, 90), (130, 80), {"today_event": "fired"}),
    ((150, 110), (None, None), {"today_event": "fired"}),
]


@pytest.mark.parametrize("recorded", [(100, 60), (190, 120), (None, None)])
@pytest.mark.parametrize(("typed", "goal", "expected"), TODAY_CASES)
def test_a_reading_typed_for_today_is_judged_in_place_of_the_last_one(
    recorded: tuple[int | None, int | None],
    typed: tuple[int | None, int | None],
    goal: tuple[int | None, int | None],
    expected: dict[str, str],
) -> None:
    """Whatever was recorded before the last dose; no other rule answers otherwise."""
    record = patient(
        sessions=(session(1, pre_systolic=recorded[0], pre_diastolic=recorded[1]),),
        sbp_goal_high=goal[0],
        dbp_goal_high=goal[1],
    )
    ids = {"predose_above_guide", "predose_above_goal", "today_event"}
    found = review(record, DAY, today=typed)
    answered = {one.rule.id: one.state for one in found if one.rule.id in ids}
    event = "not_measurable" if None in typed else "not_fired"
    assert answered == {"today_event": event, **expected}
    for one in found:
        if one.rule.id in ids and one.state == "fired":
            assert one.headline.endswith(" today")
            assert "not recorded" in one.detail
            assert one.rows[-1].what == "Pre-dose today"
    others = [one for one in review(record, DAY) if one.rule.id not in ids]
    assert [one for one in found if one.rule.id not in ids] == others
