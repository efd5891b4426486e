"""Every rule in a drawn record: on both sides of its boundary, with what it needs missing, and as a clinic changes it.

A new rule without its three records fails here.
"""

from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from helpers.patients import DAY, at, effect, patient, score, session, sessions

from dash.rulebook import Rule, load, rulebook
from dash.rulebook.apply import review
from dash.rulebook.finding import Finding
from dash.rulebook.record import Appointment, Condition, Medication, PatientRecord, Reading

ONE = patient(sessions=sessions(7))
NOTHING = patient()
RULES = {rule.id: rule for rule in load().values() if rule.severity}


class Scene(NamedTuple):
    """A record just meeting the rule, one just not, and one that lacks what it needs."""

    fired: PatientRecord
    not_fired: PatientRecord
    missing: PatientRecord


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


def written(name: str, days_before: int) -> PatientRecord:
    day = at(days_before).date().isoformat()
    return patient(sessions=sessions(400, asked=False), effects=(effect(name, None, started_at=day),))


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


WEIGHTED = {"drug": "racemic_ketamine", "route": "iv"}
SCENES = {
    "item9_positive": Scene(
        answers("phq9", "9", 0, 1), answers("phq9", "9", 1, 0), answers("phq9", "total", 20)
    ),
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
    "suicidal_effect": Scene(
        written("suicidal_ideation", 28), written("suicidal_ideation", 29), last(asked=False)
    ),
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
    "rise_large": Scene(
        last(rise_systolic=40),
        last(rise_systolic=39, rise_diastolic=24),
        last(rise_systolic=None, rise_diastolic=24),
    ),
    "not_recovered": Scene(
        last(last_systolic=131), last(last_systolic=130, last_diastolic=90), last(last_systolic=None)
    ),
    "peak_outside_own": Scene(
        # 140 + 1.8856 · 10 · √(4/3) = 161.8
        peaks(130, 140, 150, 162),
        peaks(130, 140, 150, 161),
        peaks(130, 150, 170),
    ),
    "missing_predose": Scene(last(pre_systolic=None), ONE, last(pre_systolic=None, untimed_readings=1)),
    "missing_40": Scene(last(has_40=False), ONE, last(has_40=False, untimed_readings=1)),
    "missing_last": Scene(last(last_systolic=None), ONE, last(last_systolic=None, untimed_readings=1)),
    "observation_short": Scene(
        last(observed_minutes=119), last(observed_minutes=120), last(observed_minutes=None, last_minute=119)
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
    "missing_weight": Scene(last(weight_kg=None, **WEIGHTED), last(**WEIGHTED), NOTHING),
    "weight_old": Scene(
        patient(sessions=sessions(91, **WEIGHTED)),
        patient(sessions=sessions(90, **WEIGHTED)),
        replace(last(weight_kg=None, **WEIGHTED), weight_kg=80),
    ),
    "effect_serious": Scene(effects(effect("nausea", serious=True)), ONE, last(asked=False)),
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
        written("urinary_symptoms", 90), written("urinary_symptoms", 91), last(asked=False)
    ),
    "misuse_concern": Scene(
        written("misuse_concern", 365), written("misuse_concern", 366), last(asked=False)
    ),
    "hypersensitivity": Scene(written("hypersensitivity", 2000), ONE, last(asked=False)),
    "worsening_phq9": worsening("phq9", 4, 9),
    "worsening_madrs": worsening("madrs", 10, 16),
    "worsening_qids_sr16": worsening("qids_sr16", 25, 32),
    "worsening_hamd17": worsening("hamd17", 8, 11),
    "worsening_gad7": worsening("gad7", 6, 10),
    "worsening_pcl5": worsening("pcl5", 20, 35),
    "relapse_phq9": Scene(
        totals("phq9", (90, 20), (60, 10), (30, 10), (2, 10)),
        totals("phq9", (90, 20), (60, 10), (30, 10), (2, 9)),
        totals("phq9", (90, 20), (60, 10), (2, 10)),
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
    "history_hypertension": condition("hypertension"),
}
# Whether there is any score is always known.
ALWAYS_KNOWN = {"missing_score"}
# No clinic can ask for more than severe; it can ask for less.
ONLY_DOWN = {"effect_severe": 2}
# Rules whose moment another rule's level takes at the product's values: a clinic's file brings them out.
BROUGHT_OUT = {
    "item9_rising": (
        "[rules.item9_positive]\nthreshold = 3",
        Scene(answers("phq9", "9", 1, 2), answers("phq9", "9", 2, 2), answers("phq9", "9", 2)),
    ),
    "cssrs_rising": (
        "[rules.cssrs_ideation]\nthreshold = 3",
        Scene(
            answers("cssrs_ideation", "total", 1, 2),
            answers("cssrs_ideation", "total", 2, 2),
            answers("cssrs_ideation", "total", 2),
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


def found(record: PatientRecord, rule: str, clinic: Path | None = None) -> Finding | None:
    findings = review(record, DAY, book=rulebook(clinic))
    return next((finding for finding in findings if finding.rule.id == rule), None)


def with_file(folder: Path, text: str) -> Path:
    place = folder / "clinic.toml"
    place.write_text(text, encoding="utf-8")
    return place


def test_every_rule_has_its_records() -> None:
    assert set(SCENES) | set(BROUGHT_OUT) == set(RULES)


@pytest.mark.parametrize("rule", SCENES)
def test_a_rule_fires_does_not_fire_and_says_what_is_missing(rule: str) -> None:
    fired, not_fired, missing = (found(record, rule) for record in SCENES[rule])
    assert fired is not None and fired.state == "fired", fired
    assert not_fired is not None and not_fired.state == "not_fired", not_fired
    assert missing is not None
    if rule not in ALWAYS_KNOWN:
        assert missing.state == "not_measurable", missing
        assert missing.why
    assert fired.headline and fired.detail
    assert not fired.why


@pytest.mark.parametrize("rule", BROUGHT_OUT)
def test_a_rule_that_another_one_speaks_for_can_be_brought_out(rule: str, tmp_path: Path) -> None:
    text, scene = BROUGHT_OUT[rule]
    clinic = with_file(tmp_path, text)
    states = [one.state if (one := found(record, rule, clinic)) else None for record in scene]
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
    moved = found(scene.fired, rule.id, clinic)
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
    assert found(SCENES[rule].fired, rule, clinic) is None
    assert not load(clinic)[rule].on


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.id)
def test_a_rule_says_what_it_is_and_has_cases_on_both_sides_and_missing(rule: Rule) -> None:
    assert rule.message.endswith(".")
    assert rule.source
    assert rule.confirmed or any(
        word in rule.source.lower() for word in ("setting", "unconfirmed", "ours", "our ", "another day")
    )
    assert {case.flagged for case in rule.cases} == {True, False, None}
