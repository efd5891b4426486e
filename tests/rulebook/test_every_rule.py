"""Every rule in a drawn record: on both sides of its boundary, with what it needs missing, and as a clinic changes it.

A new rule without its three records fails here.
"""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from helpers.patients import DAY, at, effect, patient, score, session, sessions

from dash.rulebook import Rule, load, rulebook
from dash.rulebook.apply import review
from dash.rulebook.facts import Pressure
from dash.rulebook.finding import Finding
from dash.rulebook.positives import identity
from dash.rulebook.record import Appointment, Condition, Medication, PatientRecord, Reading, Score
from dash.rulebook.words import DETAIL

ONE = patient(sessions=sessions(7))
NOTHING = patient()
RULES = {rule.id: rule for rule in load().values() if rule.severity}


class Scene(NamedTuple):
    """A record just meeting the rule, one just not, and one that lacks what it needs.

    ``today`` are the pressures typed for today with each of them; none for most rules.
    """

    fired: PatientRecord
    not_fired: PatientRecord
    missing: PatientRecord
    today: tuple[Pressure | None, ...] = (None, None, None)


def last(**changes: Any) -> PatientRecord:
    return patient(sessions=sessions(7, **changes))


def answers(instrument: str, item: str, *values: float) -> PatientRecord:
    days = range(len(values), 0, -1)
    return patient(
        scores=tuple(score(day, value, instrument, item) for day, value in zip(days, values, strict=True))
    )


def totals(instrument: str, *values: tuple[int, float], **parts: Any) -> PatientRecord:
    return patient(scores=tuple(score(day, value, instrument) for day, value in values), **parts)


def effects(*found: Any, **changes: Any) -> PatientRecord:
    return patient(sessions=sessions(7, **changes), effects=found)


def written(name: str, days_before: int, *asked: int) -> PatientRecord:
    """An effect between sessions so many days before; sessions in which effects were asked for, the last one not."""
    day = at(days_before).date().isoformat()
    given = (*sessions(*asked), session(0, number=len(asked) + 1, asked=False))
    return patient(sessions=given, effects=(effect(name, None, started_at=day),))


def after_dose(*readings: tuple[int, int | None, int | None], **changes: Any) -> PatientRecord:
    """One session with these readings by minute."""
    one = session(7, **changes)
    return patient(sessions=(one,), readings=tuple(Reading(one.key, *each, None, None) for each in readings))


def rising(step: int) -> PatientRecord:
    found = [
        replace(one, pre_systolic=120 + step * place)
        for place, one in enumerate(sessions(70, 60, 50, 40, 30, 20, 10))
    ]
    return patient(sessions=tuple(found))


def peaks(*values: int) -> PatientRecord:
    days = range(10 * len(values), 0, -10)
    found = [
        replace(session(day), number=1, peak_systolic=value) for day, value in zip(days, values, strict=True)
    ]
    return patient(sessions=tuple(found))


def durations(*minutes: int) -> PatientRecord:
    days = list(range(10 * len(minutes), 0, -10))
    found = [
        effect("nausea", day, onset_minute=0, resolved_minute=long)
        for day, long in zip(days, minutes, strict=True)
    ]
    return patient(sessions=sessions(*days), effects=tuple(found))


def planned(after: int, dose: float | None = 56.0, **changes: Any) -> PatientRecord:
    coming = Appointment(at(-after), True, "esketamine", "in", dose)
    return patient(sessions=sessions(5, **changes), appointments=(coming,))


def given_doses(*doses: float) -> PatientRecord:
    """Sessions of oral ketamine, for which the product has no plan; the last dose is the planned one."""
    *before, last = doses
    found = [
        session(9 - place, number=place + 1, route="po", drug="racemic_ketamine", dose_mg=dose)
        for place, dose in enumerate(before)
    ]
    coming = Appointment(at(-1), True, "racemic_ketamine", "po", last)
    return patient(sessions=tuple(found), appointments=(coming,))


def cancelled(*pressures: tuple[int | None, int | None]) -> PatientRecord:
    """A session given, then one that was cancelled with these readings before its dose."""
    called_off = session(3, number=None, status="cancelled", pre_systolic=None, peak_systolic=None)
    readings = tuple(Reading(called_off.key, -10, *pair, None, None) for pair in pressures)
    return patient(sessions=(*sessions(7), called_off), readings=readings)


def takes(*found: Medication) -> PatientRecord:
    return patient(medications=found)


def history(*found: Condition) -> PatientRecord:
    return patient(conditions=found)


def medication(name: str, cls: str) -> Scene:
    other = Medication("sertraline", "antidepressant", None, None)
    return Scene(
        takes(other, Medication(name, cls, "2026-11-20", None)),
        takes(
            other, Medication(name, cls, "2026-01", "2026-11-20"), Medication(name, cls, "2026-11-21", None)
        ),
        NOTHING,
    )


def condition(name: str) -> Scene:
    return Scene(history(Condition(name, None)), history(Condition("other", None)), NOTHING)


def worsening(instrument: str, low: float, high: float) -> Scene:
    return Scene(
        totals(instrument, (40, 0), (28, low), (14, low + 1), (0, high)),
        totals(instrument, (40, 0), (28, low), (14, low + 1), (0, high - 1)),
        totals(instrument, (0, high)),
    )


def response(instrument: str) -> Scene:
    course = {"sessions": sessions(28, 14, phase="induction")}
    return Scene(
        totals(instrument, (40, 20), (20, 11), (3, 15), **course),
        totals(instrument, (40, 20), (20, 10), (3, 15), **course),
        totals(instrument, (40, 20), (20, 10), (3, 15), sessions=sessions(27, 14, phase="induction")),
    )


def two_sessions(minutes: int, **changes: Any) -> tuple[Any, ...]:
    """Two sessions of one day, so many minutes apart."""
    first = session(7, key=1, number=1, **changes)
    later = first.started_at + timedelta(minutes=minutes)
    return (first, replace(first, key=2, number=2, started_at=later))


def weighed(*kilograms: float) -> tuple[Any, ...]:
    return tuple(
        session(20 - 7 * place, number=place + 1, weight_kg=weight) for place, weight in enumerate(kilograms)
    )


def readings(*found: tuple[int, int, int]) -> tuple[Reading, ...]:
    return tuple(Reading(993, *each, None, None) for each in found)


WEIGHTED = {"drug": "racemic_ketamine", "route": "iv"}
SCENES = {
    "item9_positive": Scene(
        answers("phq9", "9", 1, 1), answers("phq9", "9", 1, 0), answers("phq9", "total", 20)
    ),
    "item9_rising": Scene(answers("phq9", "9", 0, 1), answers("phq9", "9", 1, 1), answers("phq9", "9", 1)),
    "item9_first": Scene(answers("phq9", "9", 1), answers("phq9", "9", 1, 1), answers("phq9", "total", 20)),
    "item9_high": Scene(answers("phq9", "9", 3, 2), answers("phq9", "9", 2, 1), answers("phq9", "total", 20)),
    "cssrs_intent": Scene(
        answers("cssrs_ideation", "total", 4),
        answers("cssrs_ideation", "total", 3),
        answers("cssrs_ideation", "1", 1),
    ),
    "cssrs_ideation": Scene(
        answers("cssrs_ideation", "total", 1),
        answers("cssrs_ideation", "total", 0),
        answers("cssrs_ideation", "1", 1),
    ),
    "madrs10_positive": Scene(
        answers("madrs", "10", 0, 2), answers("madrs", "10", 2, 1), answers("madrs", "total", 30)
    ),
    "madrs10_rising": Scene(
        answers("madrs", "10", 0, 1), answers("madrs", "10", 1, 1), answers("madrs", "10", 1)
    ),
    "positives_open": Scene(
        answers("phq9", "9", 2, 0), answers("phq9", "9", 1, 0), answers("phq9", "total", 20)
    ),
    "positives_waiting": Scene(
        answers("phq9", "9", 1, 0), answers("phq9", "9", 0, 0), answers("phq9", "total", 20)
    ),
    "suicidal_effect": Scene(
        written("suicidal_ideation", 28, 1),
        written("suicidal_ideation", 29, 28),
        written("suicidal_ideation", 29, 29),
    ),
    "today_event": Scene(ONE, ONE, ONE, today=((150, 110), (179, 109), (179, None))),
    "predose_above_guide": Scene(
        last(pre_systolic=141), last(pre_systolic=140, pre_diastolic=90), last(pre_systolic=None)
    ),
    "predose_above_goal": Scene(
        replace(last(pre_systolic=131), sbp_goal_high=130),
        replace(last(pre_systolic=130), sbp_goal_high=130),
        last(pre_systolic=131),
    ),
    "predose_rising": Scene(rising(2), rising(0), patient(sessions=rising(2).sessions[:5])),
    "peak_event": Scene(
        last(peak_systolic=150, peak_diastolic=110),
        last(peak_systolic=179, peak_diastolic=109),
        last(peak_systolic=179, peak_diastolic=None),
    ),
    "cancelled_event": Scene(
        cancelled((120, 80), (180, None)), cancelled((179, 109)), cancelled((179, None))
    ),
    "cancelled_above_guide": Scene(
        cancelled((141, 90), (140, None)), cancelled((140, 90)), cancelled((140, None))
    ),
    "rise_large": Scene(
        last(peak_systolic=160),
        last(peak_systolic=159, peak_diastolic=104),
        last(peak_systolic=None, peak_diastolic=104),
    ),
    "not_recovered": Scene(
        last(last_systolic=131), last(last_systolic=130, last_diastolic=90), last(last_systolic=None)
    ),
    "rising_at_end": Scene(
        after_dose((-5, 120, 80), (60, 140, 88), (118, 145, 88)),
        # Lower than the reading before, or higher and back near pre-dose.
        after_dose((-5, 120, 80), (60, 120, 92), (118, 130, 91)),
        after_dose((-5, 120, 80), (118, 145, 98)),
    ),
    "peak_outside_own": Scene(
        # 140 + 1.8856 · 10 · √(4/3) = 161.8
        peaks(130, 140, 150, 162),
        peaks(130, 140, 150, 161),
        peaks(130, 150, 170),
    ),
    "missing_suicidality": Scene(
        # On the day of the last session at 10:00 an answer of 9:00 was given before it.
        patient(sessions=sessions(7), scores=(score(7, 0, item="9"),)),
        patient(sessions=sessions(7), scores=(score(7, 0, item="9"), score(3, 0, "cssrs_ideation"))),
        NOTHING,
    ),
    "missing_cssrs": Scene(
        patient(scores=(score(9, 0, "cssrs_ideation"), score(7, 1, item="9"))),
        patient(scores=(score(7, 0, "cssrs_ideation"), score(7, 1, item="9"))),
        answers("phq9", "total", 20),
    ),
    "missing_history": Scene(NOTHING, history(Condition("other", None)), NOTHING),
    "missing_since_first": Scene(
        totals("phq9", (9, 14), (7, 15), sessions=sessions(7, 1)),
        totals("phq9", (9, 14), (6, 15), sessions=sessions(7, 1)),
        totals("phq9", (9, 14)),
    ),
    "missing_predose": Scene(last(pre_systolic=None), ONE, last(pre_systolic=None, untimed_readings=1)),
    "missing_40": Scene(last(has_40=False), ONE, last(has_40=False, untimed_readings=1)),
    "missing_last": Scene(last(last_systolic=None), ONE, last(last_systolic=None, untimed_readings=1)),
    "observation_short": Scene(
        last(observed_minutes=119), last(observed_minutes=120), last(observed_minutes=None, last_minute=119)
    ),
    "missing_minutes": Scene(last(readings=0, untimed_readings=3), ONE, last(readings=0, untimed_readings=0)),
    "missing_end": Scene(
        last(observed_minutes=None, last_minute=119),
        last(observed_minutes=None, last_minute=120),
        last(observed_minutes=None, last_minute=None, ended_at=at(7, 12)),
    ),
    "missing_spo2": Scene(ONE, replace(ONE, readings=(Reading(993, 5, None, None, None, 97.0),)), NOTHING),
    "missing_effects": Scene(last(asked=False), ONE, NOTHING),
    "missing_item9": Scene(
        patient(scores=(score(9, 12), score(9, 0, item="9"), score(2, 10))),
        patient(scores=(score(2, 10), score(2, 0, item="9"))),
        patient(scores=(score(9, 0, item="9"),)),
    ),
    "missing_score": Scene(answers("moaas", "total", 5), totals("phq9", (300, 9)), NOTHING),
    "score_old": Scene(totals("phq9", (15, 9)), totals("phq9", (14, 9)), NOTHING),
    "missing_weight": Scene(
        last(weight_kg=None, **WEIGHTED), replace(last(weight_kg=None, **WEIGHTED), weight_kg=61), NOTHING
    ),
    "weight_old": Scene(
        patient(sessions=sessions(91, **WEIGHTED)),
        patient(sessions=sessions(90, **WEIGHTED)),
        replace(last(weight_kg=None, **WEIGHTED), weight_kg=80),
    ),
    "effect_serious": Scene(
        effects(effect("nausea", serious=True)),
        effects(effect("nausea")),
        effects(effect("nausea", serious=None)),
    ),
    "effect_severe": Scene(
        effects(effect("nausea", severity=3)),
        effects(effect("nausea", severity=2)),
        effects(effect("nausea", severity=0)),
    ),
    "moaas_low": Scene(
        *(replace(ONE, scores=(score(day, value, "moaas"),)) for day, value in ((7, 3), (7, 4), (6, 1)))
    ),
    "cadss_high": Scene(
        *(replace(ONE, scores=(score(day, value, "cadss"),)) for day, value in ((7, 5), (7, 4), (6, 9)))
    ),
    "effect_long": Scene(durations(10, 20, 30, 42), durations(10, 20, 30, 41), durations(10, 20, 90)),
    "urinary_symptoms": Scene(
        written("urinary_symptoms", 90, 1),
        written("urinary_symptoms", 91, 90),
        written("urinary_symptoms", 91, 91),
    ),
    "misuse_concern": Scene(
        written("misuse_concern", 365, 1),
        written("misuse_concern", 366, 365),
        written("misuse_concern", 366, 366),
    ),
    "hypersensitivity": Scene(written("hypersensitivity", 2000), ONE, last(asked=False)),
    "emerging_mood": Scene(written("mania", 28, 1), written("psychosis", 29, 28), written("mania", 29, 29)),
    "contradictions": Scene(
        patient(scores=(score(3, 2, item="1"), score(3, 1))),
        patient(scores=(score(3, 2, item="1"), score(3, 2))),
        NOTHING,
    ),
    "dose_doubled": Scene(given_doses(200, 400), given_doses(200, 399), given_doses(400)),
    "worsening_phq9": worsening("phq9", 4, 9),
    "worsening_madrs": worsening("madrs", 10, 16),
    "worsening_qids_sr16": worsening("qids_sr16", 25, 32),
    "worsening_hamd17": worsening("hamd17", 8, 11),
    "worsening_gad7": worsening("gad7", 6, 10),
    "worsening_pcl5": worsening("pcl5", 20, 35),
    "relapse_phq9": Scene(
        totals("phq9", (90, 20), (60, 10), (30, 10), (2, 10), sessions=sessions(80)),
        totals("phq9", (90, 20), (60, 10), (30, 10), (2, 9), sessions=sessions(80)),
        totals("phq9", (90, 20), (60, 10), (2, 10), sessions=sessions(80)),
    ),
    "no_response_phq9": response("phq9"),
    "no_response_madrs": response("madrs"),
    "interval_short": Scene(planned(0), planned(1), ONE),
    "interval_long": Scene(planned(11), planned(10), planned(11, phase="not_recorded")),
    "dose_outside": Scene(planned(1, 57), planned(1, 84), planned(1, None, dose_mg=None)),
    "dose_jump": Scene(planned(1, 84.5), planned(1, 84), planned(1, 84, dose_mg=None)),
    "screening_due": Scene(
        patient(sessions=sessions(*range(7, 27))), patient(sessions=sessions(*range(7, 26))), NOTHING
    ),
    "medication_depressants": Scene(
        takes(
            Medication("lorazepam", "benzodiazepine", None, None), Medication("oxycodone", None, None, None)
        ),
        takes(
            Medication("lorazepam", "benzodiazepine", None, None), Medication("Lorazepam", None, None, None)
        ),
        takes(
            Medication("lorazepam", "benzodiazepine", None, None), Medication("unheard-of", None, None, None)
        ),
    ),
    "medication_stimulant_maoi": Scene(
        takes(
            Medication("modafinil", None, None, None),
            Medication("tranylcypromine", "antidepressant", None, None),
        ),
        takes(Medication("modafinil", None, None, None), Medication("sertraline", None, None, None)),
        takes(Medication("modafinil", None, None, None), Medication("unheard-of", None, None, None)),
    ),
    "medication_maoi": medication("tranylcypromine", "maoi"),
    "medication_opioid": medication("oxycodone", "opioid"),
    "medication_sedative": medication("zolpidem", "other_sedative"),
    "medication_stimulant": medication("modafinil", "stimulant"),
    "history_contraindicated": condition("intracerebral_haemorrhage"),
    "cardiovascular_recent": Scene(
        history(Condition("cardiovascular_event", "2026-10-09")),
        history(Condition("cardiovascular_event", "2026-10-08")),
        history(Condition("cardiovascular_event", None)),
    ),
    "history_review": condition("psychosis"),
    "history_cardiovascular": condition("cardiovascular_event"),
    "history_hypertension": condition("hypertension"),
}
# Whether there is any score, answer, weight or history is always known.
ALWAYS_KNOWN = {"missing_score", "missing_suicidality", "missing_weight", "missing_history"}
# No clinic can ask for more than severe; it can ask for less.
ONLY_DOWN = {"effect_severe": 2}
# Rules whose moment another rule's level takes at the product's values: a clinic's file brings them out.
BROUGHT_OUT = {
    "cssrs_rising": (
        "[rules.cssrs_ideation]\nthreshold = 3",
        Scene(
            answers("cssrs_ideation", "total", 1, 2),
            answers("cssrs_ideation", "total", 2, 2),
            answers("cssrs_ideation", "total", 2),
        ),
    ),
    "spo2_low": (
        "[rules.spo2_low]\nthreshold = 90",
        Scene(
            *(
                replace(
                    ONE,
                    readings=(Reading(993, 5, None, None, None, low), Reading(993, 9, None, None, None, 97)),
                )
                for low in (89, 90)
            ),
            ONE,
        ),
    ),
    "relapse_madrs": (
        "[rules.relapse_madrs]\non = true",
        Scene(
            totals("madrs", (90, 40), (60, 12), (30, 30), (2, 34), sessions=sessions(80)),
            totals("madrs", (90, 40), (60, 12), (30, 30), (2, 19), sessions=sessions(80)),
            totals("madrs", (90, 40), (60, 12), (2, 34), sessions=sessions(80)),
        ),
    ),
    "predose_above_guide_65": (
        "[rules.predose_above_guide_65]\non = true",
        Scene(
            replace(last(pre_systolic=151), birth_year=1960),
            replace(last(pre_systolic=150, pre_diastolic=90), birth_year=1960),
            replace(last(pre_systolic=None), birth_year=1960),
        ),
    ),
}


def found(
    record: PatientRecord, rule: str, clinic: Path | None = None, today: Pressure | None = None
) -> Finding | None:
    findings = review(record, DAY, book=rulebook(clinic), today=today)
    return next((finding for finding in findings if finding.rule.id == rule), None)


def undated(days_before: int, value: float, instrument: str, item: str = "total") -> Score:
    return Score(at(days_before, 0), False, instrument, item, value)


SAME_DAY = [
    # instrument and item, the rule, whether it fires with these answers of one day: None has no time
    ("cssrs_ideation", "total", "cssrs_intent", (5, None), (0, 8)),
    ("cssrs_ideation", "total", "cssrs_intent", (0, None), (5, 8)),
    ("phq9", "9", "item9_first", (1, None), (0, 8)),
    ("madrs", "10", "madrs10_positive", (2, None), (0, 8)),
]


@pytest.mark.parametrize(("instrument", "item", "rule", "first", "second"), SAME_DAY)
def test_where_the_order_within_a_day_is_unknown_the_highest_answer_is_the_last(
    instrument: str, item: str, rule: str, first: tuple[int, int | None], second: tuple[int, int | None]
) -> None:
    scores = tuple(
        undated(2, value, instrument, item)
        if hour is None
        else Score(at(2, hour), True, instrument, item, value)
        for value, hour in sorted((first, second), key=lambda one: one[1] or 0)
    )
    one = found(patient(scores=scores), rule)
    assert one is not None and one.state == "fired"
    assert one.positives[0].value == max(first[0], second[0])
    timed = tuple(score._replace(has_time=True) for score in scores)
    known = found(patient(scores=timed), rule)
    assert known is not None and known.state == ("fired" if scores[-1].value else "not_fired")


def test_a_rise_is_over_the_day_before_where_the_order_within_a_day_is_unknown() -> None:
    record = patient(
        scores=(
            score(9, 1, "madrs", "10"),
            undated(2, 1, "madrs", "10"),
            score(2, 0, "madrs", "10"),
        )
    )
    one = found(record, "madrs10_rising")
    assert one is not None and one.state == "not_fired"


def test_an_open_positive_answer_since_the_last_session_is_flagged_until_acknowledged() -> None:
    scores = (score(9, 3, item="9"), score(6, 1, item="9"), score(5, 2, item="9"), score(2, 0, item="9"))
    record = patient(sessions=sessions(7), scores=scores)
    one = found(record, "positives_open")
    assert one is not None and one.state == "fired" and one.value == 2
    assert [positive.value for positive in one.positives] == [1, 2]
    assert one.rows[0].source == scores[1].source
    answered = {identity(one.positives[0])}
    (again,) = [
        left for left in review(record, DAY, acknowledged=answered) if left.rule.id == "positives_open"
    ]
    assert [positive.value for positive in again.positives] == [2]
    both = [identity(positive) for positive in one.positives]
    (none,) = [left for left in review(record, DAY, acknowledged=both) if left.rule.id == "positives_open"]
    assert none.state == "not_fired"


def test_an_answer_that_another_flag_is_about_is_not_said_twice(tmp_path: Path) -> None:
    record = replace(answers("phq9", "9", 1, 1), sessions=sessions(1))
    one = found(record, "positives_waiting")
    assert one is not None and one.state == "not_fired"
    off = found(record, "positives_waiting", with_file(tmp_path, "[rules.item9_positive]\non = false"))
    assert off is not None and off.state == "fired"
    # The rule that says it rose says it too.
    risen = found(
        replace(answers("phq9", "9", 0, 1), sessions=sessions(1)),
        "positives_waiting",
        tmp_path / "clinic.toml",
    )
    assert risen is not None and risen.state == "not_fired"


ITEM9 = [
    # answers in order, the rule that speaks, its headline
    ((0, 1), "item9_rising", "Item 9 rose: 0 to 1, yesterday"),
    ((1, 2), "item9_rising", "Item 9 rose: 1 to 2, yesterday"),
    ((1,), "item9_first", "Item 9, first answer: 1, yesterday"),
    ((3,), "item9_first", "Item 9, first answer: 3, yesterday"),
    ((2, 2), "item9_high", "Item 9 is 2, 19 Nov 2026, yesterday"),
    ((3, 2), "item9_high", "Item 9 is 2, 19 Nov 2026, yesterday"),
    ((1, 1), "item9_positive", "Item 9 is 1, 19 Nov 2026, yesterday"),
    ((3, 1), "item9_positive", "Item 9 is 1, 19 Nov 2026, yesterday"),
    ((3, 0), "", ""),
]


@pytest.mark.parametrize(("values", "rule", "said"), ITEM9)
def test_item_9_is_acted_on_where_it_rose_is_the_first_or_2_or_3_and_else_reviewed(
    values: tuple[int, ...], rule: str, said: str
) -> None:
    fired = [
        one
        for one in review(answers("phq9", "9", *values), DAY)
        if one.state == "fired" and one.rule.id.startswith("item9_")
    ]
    assert [(one.rule.id, one.headline) for one in fired] == ([(rule, said)] if rule else [])
    assert [one.rule.severity for one in fired] == (
        [] if not rule else ["review" if rule == "item9_positive" else "act"]
    )


def test_twins_are_one_flag_that_holds_the_other() -> None:
    event = found(
        last(pre_systolic=130, pre_diastolic=84, peak_systolic=184, peak_diastolic=112), "peak_event"
    )
    assert event is not None and event.headline == "Hypertensive event: 184/112 last session"
    assert event.detail == "rise +54/+28 · session 1, 13 Nov 2026"
    assert [one.rule.id for one in event.also] == ["rise_large"]
    record = effects(effect("syncope", severity=3, serious=True), effect("nausea", severity=2))
    serious = found(record, "effect_serious")
    assert serious is not None and serious.headline == "Serious: syncope (severe)"
    assert [one.rule.id for one in serious.also] == ["effect_severe"]
    assert found(record, "effect_severe") is None


NINE = tuple(str(item) for item in range(1, 10))
CONTRADICTIONS = [
    # record, words of the flag, rows read
    (
        {"scores": [score(3, 2, item=item) for item in NINE] + [score(3, 17)]},
        "PHQ-9 total 17, items add up to 18",
        10,
    ),
    ({"scores": [score(3, 2, item=item) for item in NINE] + [score(3, 18)]}, "", 0),
    # Items that are not all there can only be too many.
    ({"scores": [score(3, 2, item="1"), score(3, 1)]}, "PHQ-9 total 1, items add up to 2", 2),
    ({"scores": [score(3, 2, item="1"), score(3, 9)]}, "", 0),
    ({"scores": [score(29, 2, item="1"), score(29, 1)]}, "", 0),
    ({"scores": [score(3, 1)._replace(computed=True), score(3, 2, item="1")]}, "", 0),
    ({"scores": [score(3, 3, item="9"), score(3, 0, "cssrs_ideation")]}, "C-SSRS 0 beside item 9 = 3", 2),
    ({"scores": [score(3, 2, item="9"), score(3, 0, "cssrs_ideation")]}, "", 0),
    ({"scores": [score(4, 3, item="9"), score(3, 0, "cssrs_ideation")]}, "", 0),
    ({"sessions": two_sessions(60)}, "Two sessions 60 min apart", 2),
    ({"sessions": two_sessions(61)}, "", 0),
    ({"sessions": two_sessions(20, has_clock=False)}, "", 0),
    ({"sessions": weighed(80, 72)}, "Weight 80 to 72 kg in 7 days", 2),
    ({"sessions": weighed(80, 72.1)}, "", 0),
    (
        {"sessions": sessions(7), "readings": readings((-5, 120, 80), (40, 120, 80), (90, 120, 80))},
        "3 identical readings, 120/80",
        3,
    ),
    ({"sessions": sessions(7), "readings": readings((-5, 120, 80), (40, 120, 80), (90, 121, 80))}, "", 0),
    ({"sessions": sessions(7), "readings": readings((-5, 120, 80), (40, 120, 80))}, "", 0),
    (
        {"sessions": sessions(7), "readings": readings((131, 120, 80))},
        "Reading at 131 min, observed 125 min",
        2,
    ),
    ({"sessions": sessions(7), "readings": readings((130, 120, 80))}, "", 0),
]


@pytest.mark.parametrize(("parts", "words", "rows"), CONTRADICTIONS)
def test_contradictions_are_said_with_their_rows(parts: dict[str, Any], words: str, rows: int) -> None:
    one = found(patient(**{name: tuple(part) for name, part in parts.items()}), "contradictions")
    assert one is not None and one.state == ("fired" if words else "not_fired")
    if words:
        assert (one.headline, len(one.rows), one.rule.severity) == (words, rows, "check")


def test_several_contradictions_are_one_flag() -> None:
    record = patient(
        sessions=two_sessions(20),
        scores=(score(3, 3, item="9"), score(3, 0, "cssrs_ideation"), score(3, 2)),
    )
    one = found(record, "contradictions")
    assert one is not None and one.value == 3
    assert one.headline == "C-SSRS 0 beside item 9 = 3 and 2 more"
    assert one.detail == "17 Nov 2026, PHQ-9 total 2, items add up to 3 and 1 more"
    assert len(one.rows) == 6


def test_a_doubled_dose_is_a_note_where_no_plan_judges_it() -> None:
    one = found(given_doses(200, 400), "dose_doubled")
    assert one is not None and one.headline == "Planned 400, last 200 mg: twice"
    assert one.rule.severity == "note"
    # From one device to two the plan of nasal esketamine judges.
    planned_one = found(planned(1, 56, dose_mg=28.0), "dose_doubled")
    assert planned_one is not None and planned_one.state == "not_fired"


def test_findings_about_two_medications_speak_for_the_single_ones() -> None:
    record = takes(
        Medication("lorazepam", None, None, None),
        Medication("oxycodone", None, None, None),
        Medication("modafinil", None, None, None),
        Medication("tranylcypromine", None, None, None),
    )
    fired = [
        one for one in review(record, DAY) if one.state == "fired" and one.rule.id.startswith("medication")
    ]
    assert [(one.headline, [each.rule.id for each in one.also]) for one in fired] == [
        ("Several depressants: lorazepam, oxycodone", ["medication_opioid", "medication_sedative"]),
        (
            "Stimulant, MAOI: modafinil, tranylcypromine",
            ["medication_maoi", "medication_stimulant"],
        ),
    ]


def test_a_severe_effect_is_said_beside_another_one_that_is_serious() -> None:
    record = effects(effect("syncope", severity=2, serious=True), effect("nausea", severity=3))
    severe, serious = found(record, "effect_severe"), found(record, "effect_serious")
    assert severe is not None and severe.headline == "Severe: Nausea"
    assert serious is not None and serious.state == "fired" and not serious.also


def test_a_contraindication_is_the_first_of_all_flags() -> None:
    record = patient(
        sessions=sessions(7, peak_systolic=190),
        scores=(score(2, 5, "cssrs_ideation"), score(2, 3, item="9")),
        conditions=(Condition("aneurysmal_vascular_disease", None),),
    )
    assert review(record, DAY)[0].headline == "Contraindicated: aneurysmal vascular disease"


@pytest.mark.parametrize(
    ("values", "state", "headline", "detail"),
    [
        # own range of 80, 90, 100: 90 ± 1.8856 · 10 · √(4/3); nothing under the floor of 140/90 is looked at.
        ((130, 80), "not_fired", "Peak 130/80 mmHg last session", "own range 68 to 112 / 68 to 112"),
        ((141, 80), "fired", "Peak outside own range: systolic 141 mmHg", "own range 68 to 112, usual 90"),
        ((130, 113), "fired", "Peak outside own range: diastolic 113 mmHg", "own range 68 to 112, usual 90"),
        ((141, 113), "fired", "Peak outside own range: 141/113 mmHg", "own range 68 to 112 / 68 to 112"),
    ],
)
def test_outside_the_own_range_says_which_pressure_and_which_range(
    values: tuple[int, int], state: str, headline: str, detail: str
) -> None:
    earlier = [
        session(30 - place, number=place + 1, peak_systolic=high, peak_diastolic=high)
        for place, high in enumerate((80, 90, 100))
    ]
    now = session(5, number=4, peak_systolic=values[0], peak_diastolic=values[1])
    # Above the limit of an event another rule speaks.
    clinic_event = found(patient(sessions=(*earlier, now)), "peak_event")
    if clinic_event is not None and clinic_event.state == "fired":
        (one,) = [each for each in clinic_event.also if each.rule.id == "peak_outside_own"]
    else:
        (one,) = [each for each in [found(patient(sessions=(*earlier, now)), "peak_outside_own")] if each]
    assert (one.state, one.headline) == (state, headline)
    assert one.detail.startswith(detail)


def half(*readings: tuple[int, int | None, int | None], **changes: Any) -> PatientRecord:
    """The last session with no full reading; minute, systolic, diastolic of those it has."""
    nothing = dict.fromkeys(
        ("pre_systolic", "pre_diastolic", "last_systolic", "last_diastolic", "last_minute"), None
    )
    one = session(7, **{**nothing, "has_40": False, **changes})
    return patient(sessions=(one,), readings=tuple(Reading(one.key, *each, None, None) for each in readings))


HALVES = [
    # readings, then by rule: state, value, diastolic where known, and the headline or what is missing
    ([(-5, 190, None)], "predose_above_guide", "fired", "Pre-dose above guide: 190/– last session"),
    ([(-5, 130, None)], "predose_above_guide", "not_measurable", "pre-dose diastolic missing in session 1"),
    ([(-5, None, 85)], "predose_above_guide", "not_measurable", "pre-dose systolic missing in session 1"),
    ([(-9, 130, None), (-5, None, 85)], "predose_above_guide", "not_fired", "Pre-dose 130/85 last session"),
    # A full reading, then a half one: what the later one lacks is taken from the one before it.
    (
        [(-9, 130, 95), (-5, 132, None)],
        "predose_above_guide",
        "fired",
        "Pre-dose above guide: 132/95 last session",
    ),
    ([(-9, 190, None), (-5, 130, 80)], "predose_above_guide", "not_fired", "Pre-dose 130/80 last session"),
    ([(-5, 150, None)], "missing_predose", "fired", "Pre-dose diastolic"),
    ([(-5, None, 85)], "missing_predose", "fired", "Pre-dose systolic"),
    ([(-9, 130, None), (-5, None, 85)], "missing_predose", "not_fired", "Pre-dose reading"),
    ([(40, 185, None)], "missing_40", "fired", "40-minute diastolic"),
    ([(40, 185, None), (41, None, 112)], "missing_40", "not_fired", "40-minute reading"),
    ([(40, 185, None), (60, None, 112)], "missing_40", "fired", "40-minute diastolic"),
    ([(90, 120, None)], "missing_last", "fired", "Last diastolic"),
    ([], "missing_last", "fired", "Last reading"),
    (
        [(-5, 120, 80), (60, 145, 82), (90, 140, None)],
        "not_recovered",
        "fired",
        "Not back near pre-dose: 140/82 at 90 min",
    ),
    ([(-5, 120, None), (90, 125, None)], "not_recovered", "not_measurable", "lacks systolic or diastolic"),
]


@pytest.mark.parametrize(("readings", "rule", "state", "said"), HALVES)
def test_each_pressure_is_judged_by_itself(readings: Any, rule: str, state: str, said: str) -> None:
    one = found(half(*readings), rule)
    assert one is not None
    assert (one.state, said in f"{one.headline} {one.why}") == (state, True), one


def test_one_pressure_before_the_dose_is_enough_for_goal_and_rise() -> None:
    record = replace(
        half((-5, 150, None), (40, 195, None), peak_systolic=195, peak_diastolic=None), sbp_goal_high=140
    )
    assert found(record, "predose_above_goal") is None
    event = found(record, "peak_event")
    assert event is not None and [one.rule.id for one in event.also] == ["rise_large"]
    goal = found(replace(half((-5, 135, None)), sbp_goal_high=130, dbp_goal_high=80), "predose_above_goal")
    assert goal is not None and goal.state == "fired"


@pytest.mark.parametrize(
    ("name", "cls", "rule", "state"),
    [
        ("tranylcypromine", "antidepressant", "medication_maoi", "fired"),
        ("Tranylcypromine 10 mg", "other", "medication_maoi", "fired"),
        ("Parnate 10 mg", "antidepressant", "medication_maoi", "fired"),
        ("sertraline", "maoi", "medication_maoi", "fired"),
        ("sertraline", "antidepressant", "medication_maoi", "not_fired"),
        ("unheard-of", "antidepressant", "medication_maoi", "not_measurable"),
        ("unheard-of", "antidepressant", "medication_opioid", "not_fired"),
        ("unheard-of", None, "medication_opioid", "not_measurable"),
        ("unheard-of", "other", "medication_opioid", "not_fired"),
        ("oxycodone", "other", "medication_opioid", "fired"),
    ],
)
def test_a_medication_is_judged_by_its_class_and_by_its_name(
    name: str, cls: str | None, rule: str, state: str
) -> None:
    one = found(takes(Medication(name, cls, None, None)), rule)
    assert one is not None and one.state == state
    if state == "not_measurable":
        assert name in one.why


def test_a_recent_cardiovascular_event_is_flagged_once_and_hides_nothing_else() -> None:
    record = history(Condition("cardiovascular_event", "2026-11-01"), Condition("psychosis", None))
    fired = {one.rule.id for one in review(record, DAY) if one.state == "fired"}
    assert fired >= {"cardiovascular_recent", "history_review"}
    assert "history_cardiovascular" not in fired


def test_a_fresh_score_of_another_scale_does_not_bring_the_main_one_up_to_date() -> None:
    one = found(patient(scores=(score(71, 21), score(2, 6, "gad7"))), "score_old")
    assert one is not None and one.state == "fired" and one.value == 71
    other = found(patient(scores=(score(71, 21, "pcl5"), score(2, 6, "gad7"))), "score_old")
    assert other is not None and other.state == "not_fired"


CALLED_OFF = session(3, number=None, status="cancelled", asked=False)
BAD = effect("syncope", 3, severity=3, serious=True)


@pytest.mark.parametrize("given", [(), sessions(7), sessions(3)], ids=["never", "before", "same day"])
def test_an_effect_of_a_session_that_was_then_cancelled_is_recent(given: tuple[Any, ...]) -> None:
    called_off = replace(CALLED_OFF, key=5000)
    record = patient(sessions=(*given, called_off), effects=(BAD._replace(session_key=5000),))
    one = found(record, "effect_serious")
    assert one is not None and one.state == "fired"
    for each in (one, *one.also):
        assert each.detail == "in the session cancelled 17 Nov 2026"
    assert [each.rule.id for each in one.also] == ["effect_severe"]


def test_what_a_session_given_after_the_cancelled_one_left_behind_is_not_recent() -> None:
    record = patient(sessions=(CALLED_OFF, session(1)), effects=(BAD,))
    for rule in ("effect_serious", "effect_severe"):
        one = found(record, rule)
        assert one is not None and one.state == "not_fired"
    assert found(record, "cancelled_event") is None


def test_a_serious_effect_between_sessions_needs_no_session() -> None:
    one = found(patient(effects=(BAD._replace(session_key=None),)), "effect_serious")
    assert one is not None and one.state == "fired"
    assert one.detail == "between sessions"


def with_file(folder: Path, text: str) -> Path:
    place = folder / "clinic.toml"
    place.write_text(text, encoding="utf-8")
    return place


@pytest.mark.parametrize(
    ("record", "detail"),
    [
        (NOTHING, "never asked"),
        (ONE, "never asked"),
        (
            patient(sessions=sessions(7), scores=(score(9, 0, item="9"),)),
            "not asked since session 1, 13 Nov 2026 · last answer 11 Nov 2026",
        ),
    ],
)
def test_suicidal_thoughts_that_nobody_asked_for_are_missing(record: PatientRecord, detail: str) -> None:
    one = found(record, "missing_suicidality")
    assert one is not None and (one.state, one.headline, one.detail) == (
        "fired",
        "Suicidal thoughts",
        detail if len(detail) <= DETAIL else detail.split(" · ", maxsplit=1)[0],
    )


def test_an_answer_after_the_dose_of_the_same_day_is_one_since_the_session() -> None:
    record = patient(
        sessions=sessions(7),
        scores=(Score(at(7, 11), True, "phq9", "9", 0), Score(at(7, 9), True, "phq9", "9", 0)),
    )
    one = found(replace(record, scores=record.scores[::-1]), "missing_suicidality")
    assert one is not None and one.state == "not_fired"
    # Without a clock time an answer of that day was given before the dose.
    undated_only = replace(record, scores=(undated(7, 0, "phq9", "9"),))
    one = found(undated_only, "missing_suicidality")
    assert one is not None and one.state == "fired"


def test_item_and_total_of_one_day_belong_together_at_whatever_minute() -> None:
    total = score(2, 10)
    item = score(2, 0, item="9")._replace(measured_at=at(2, 8))
    one = found(patient(scores=(item, total)), "missing_item9")
    assert one is not None and one.state == "not_fired"


def test_a_weight_of_the_list_of_patients_is_recorded_and_said_to_have_no_date() -> None:
    record = replace(last(weight_kg=None, **WEIGHTED), weight_kg=61)
    weight, old = found(record, "missing_weight"), found(record, "weight_old")
    assert weight is not None and weight.detail == "61 kg in the list of patients, without a date"
    assert old is not None and "61 kg in the list of patients" in old.why


def test_before_the_first_dose_what_it_needs_is_missing() -> None:
    coming = Appointment(at(-1), True, "racemic_ketamine", "iv", 40.0)
    fired = {
        one.rule.id
        for one in review(patient(appointments=(coming,)), DAY)
        if one.state == "fired" and one.rule.severity == "missing"
    }
    assert fired == {"missing_suicidality", "missing_history", "missing_score", "missing_weight"}


def test_every_rule_has_its_records() -> None:
    assert set(SCENES) | set(BROUGHT_OUT) == set(RULES)


@pytest.mark.parametrize("rule", SCENES)
def test_a_rule_fires_does_not_fire_and_says_what_is_missing(rule: str) -> None:
    scene = SCENES[rule]
    fired, not_fired, missing = (
        found(record, rule, today=today) for record, today in zip(scene[:3], scene.today, strict=True)
    )
    assert fired is not None and fired.state == "fired", fired
    assert not_fired is not None and not_fired.state == "not_fired", not_fired
    assert missing is not None
    if rule not in ALWAYS_KNOWN:
        assert missing.state == "not_measurable", missing
        assert missing.why
    assert fired.headline and fired.detail
    assert not fired.why


@pytest.mark.parametrize("rule", SCENES)
def test_a_headline_says_what_is_wrong_then_the_value_and_is_whole(rule: str) -> None:
    scene = SCENES[rule]
    fired = found(scene.fired, rule, today=scene.today[0])
    not_fired = found(scene.not_fired, rule, today=scene.today[1])
    assert fired is not None and not_fired is not None
    assert "…" not in fired.headline
    says = RULES[rule].says
    assert fired.headline.startswith(f"{says}: " if says else "")
    assert not says or not not_fired.headline.startswith(says + ":")


@pytest.mark.parametrize(
    ("days_before", "age"),
    [
        (0, "20 Nov 2026, today"),
        (1, "19 Nov 2026, yesterday"),
        (89, "23 Aug 2026, 89 days ago"),
        (120, "23 Jul 2026, 4 months ago"),
        (1714, "12 Mar 2022, 4.7 years ago"),
    ],
)
def test_an_answer_about_suicidal_thoughts_says_how_old_it_is(days_before: int, age: str) -> None:
    one = found(patient(scores=(score(days_before, 5, "cssrs_ideation"),)), "cssrs_intent")
    assert one is not None and one.headline == f"C-SSRS ideation 5, {age}"


@pytest.mark.parametrize("rule", BROUGHT_OUT)
def test_a_rule_that_another_one_speaks_for_can_be_brought_out(rule: str, tmp_path: Path) -> None:
    text, scene = BROUGHT_OUT[rule]
    clinic = with_file(tmp_path, text)
    states = [one.state if (one := found(record, rule, clinic)) else None for record in scene[:3]]
    assert states == ["fired", "not_fired", "not_measurable"]
    assert found(scene.fired, rule) is None or not RULES[rule].on


@pytest.mark.parametrize(
    "rule",
    [rule for rule in RULES.values() if not rule.fixed and rule.id not in ONLY_DOWN],
    ids=lambda rule: rule.id,
)
def test_a_clinic_moves_the_threshold(rule: Rule, tmp_path: Path) -> None:
    scene = SCENES.get(rule.id) or BROUGHT_OUT[rule.id][1]
    # As far to the side on which nothing fires as the rule allows.
    rarely = rule.highest if rule.flag_when in {"above", "at_or_above"} else rule.lowest
    if rule.takes:
        settings = [load()[setting] for setting in dict.fromkeys(rule.takes)]
        tables = [
            f"[rules.{one.id}]\nthreshold = {one.highest if rarely == rule.highest else one.lowest}"
            for one in settings
        ]
        text = "\n".join(tables)
    else:
        extra = f"\ndiastolic = {rarely}" if rule.diastolic is not None else ""
        text = f"[rules.{rule.id}]\non = true\nthreshold = {rarely}{extra}"
    clinic = with_file(tmp_path, text)
    moved = found(scene.fired, rule.id, clinic, scene.today[0])
    changed = load(clinic)[rule.id]
    assert changed.whose == "clinic"
    assert changed.default_threshold == rule.threshold
    assert moved is not None
    assert moved.state == "not_fired", (text, moved)


@pytest.mark.parametrize(("rule", "threshold"), ONLY_DOWN.items())
def test_a_clinic_lowers_a_threshold_that_has_no_room_above(
    rule: str, threshold: int, tmp_path: Path
) -> None:
    moved = found(
        SCENES[rule].not_fired, rule, with_file(tmp_path, f"[rules.{rule}]\nthreshold = {threshold}")
    )
    assert moved is not None and moved.state == "fired"


@pytest.mark.parametrize("rule", SCENES)
def test_a_clinic_switches_a_rule_off(rule: str, tmp_path: Path) -> None:
    clinic = with_file(tmp_path, f"[rules.{rule}]\non = false")
    assert found(SCENES[rule].fired, rule, clinic, SCENES[rule].today[0]) is None
    assert not load(clinic)[rule].on


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.id)
def test_a_rule_says_what_it_is_and_has_cases_on_both_sides_and_missing(rule: Rule) -> None:
    assert rule.message.endswith(".")
    assert rule.source
    assert rule.confirmed or any(
        word in rule.source.lower() for word in ("setting", "unconfirmed", "ours", "our ", "another day")
    )
    assert {case.flagged for case in rule.cases} >= {True, False}
    assert rule.id in ALWAYS_KNOWN or None in {case.flagged for case in rule.cases}
