"""The clinic's own file: what it changes, when it is read, and what it says to mistakes."""

import os
from pathlib import Path

import pytest
from helpers.patients import DAY, patient, sessions

from dash.errors import ClinicSettingsError
from dash.rulebook import clinic_path, lies_beside, load, rulebook, settings, version
from dash.rulebook.apply import review
from dash.rulebook.book import _beside, product

EXAMPLE = Path(__file__).parents[2] / "data" / "clinic.example.toml"


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("KETAMINE_DASH_CLINIC", raising=False)
    monkeypatch.setattr("dash.rulebook.book._beside", [])
    monkeypatch.setenv("KETAMINE_DASH_DATABASE", str(tmp_path / "sessions.duckdb"))
    return tmp_path / "clinic.toml"


def test_without_a_file_every_value_is_the_products(place: Path) -> None:
    assert rulebook() == product()
    assert {rule.whose for rule in load().values()} == {"product"}
    assert all(rule.threshold == rule.default_threshold for rule in load().values())


def test_a_change_counts_for_settings_and_for_every_rule_that_takes_them(place: Path) -> None:
    place.write_text("[rules.event_systolic_mmhg]\nthreshold = 170\n")
    assert settings().event_systolic_mmhg == 170
    rule = load()["peak_event"]
    assert (rule.threshold, rule.diastolic, rule.whose) == (170, 110, "clinic")
    assert (rule.limit, rule.default_limit) == ("≥ 170/110 mmHg", "≥ 180/110 mmHg")
    record = patient(sessions=sessions(7, peak_systolic=172))
    assert {one.rule.id for one in review(record, DAY) if one.state == "fired"} >= {"peak_event"}


def test_a_changed_file_is_read_again_without_a_restart(place: Path) -> None:
    seen = [version()]
    for number in (10, 11):
        place.write_text(f"[rules.score_old]\nthreshold = {number}\n")
        os.utime(place, ns=(number * 10**9, number * 10**9))
        assert load()["score_old"].threshold == number
        seen.append(version())
    place.unlink()
    assert load()["score_old"].threshold == 14
    assert version() == seen[0]
    assert len(set(seen)) == 3


def test_the_file_lies_beside_the_database_unless_it_is_named(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert clinic_path() == place
    assert clinic_path(Path("/elsewhere/s.duckdb")) == Path("/elsewhere/clinic.toml")
    lies_beside(Path("/told/s.duckdb"))
    try:
        assert clinic_path() == Path("/told/clinic.toml")
    finally:
        _beside.clear()
    monkeypatch.setenv("KETAMINE_DASH_CLINIC", "/named/ours.toml")
    assert clinic_path(Path("/elsewhere/s.duckdb")) == Path("/named/ours.toml")
    with pytest.raises(ClinicSettingsError, match="no file of clinic settings at"):
        load()


def test_without_anything_named_it_lies_in_the_data_folder(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("KETAMINE_DASH_DATABASE")
    assert clinic_path() == Path("data/clinic.toml")


def test_plans_of_the_clinic_come_before_the_products(place: Path) -> None:
    place.write_text(
        """
        [[interval]]
        drug = "esketamine"
        route = "in"
        phase = "maintenance"
        shortest_days = 7
        longest_days = 30

        [[dose]]
        drug = "racemic_ketamine"
        route = "iv"
        unit = "mg/kg"
        lowest = 0.4
        highest = 1
        largest_step = 0.25
        """
    )
    nasal = patient(sessions=sessions(20))
    found = {one.rule.id: one for one in review(nasal, DAY)}
    assert found["interval_long"].state == "not_fired"
    assert found["interval_long"].detail.startswith("plan 7 to 30 days")
    drip = {"drug": "racemic_ketamine", "route": "iv"}
    for per_kg, state in ((1.0, "not_fired"), (1.01, "fired"), (0.39, "fired"), (None, "not_measurable")):
        found = {
            one.rule.id: one for one in review(patient(sessions=sessions(7, mg_per_kg=per_kg, **drip)), DAY)
        }
        assert found["dose_outside"].state == state
    steps = patient(sessions=(*sessions(14, mg_per_kg=0.5, **drip), *sessions(7, mg_per_kg=0.76, **drip)))
    found = {one.rule.id: one for one in review(steps, DAY)}
    assert found["dose_jump"].state == "fired"
    assert found["dose_jump"].headline == "More than a step: 0.76, before 0.5 mg/kg"


def test_routes_of_the_clinic_decide_where_a_rule_applies(place: Path) -> None:
    lacking = patient(sessions=sessions(7, route="po", drug="racemic_ketamine", has_40=False))
    assert "missing_40" in {one.rule.id for one in review(lacking, DAY)}
    place.write_text('[rules.missing_40]\nroutes = ["in"]\n')
    assert "missing_40" not in {one.rule.id for one in review(lacking, DAY)}
    assert load()["missing_40"].whose == "clinic"


def test_the_example_is_a_valid_file_that_changes_something() -> None:
    book = rulebook(EXAMPLE)
    changed = {rule.id for rule in book.rules.values() if rule.whose == "clinic"}
    assert changed == {
        "score_old",
        "rise_large",
        "event_systolic_mmhg",
        "peak_event",
        "today_event",
        "cancelled_event",
        "predose_above_guide_65",
        "history_hypertension",
        "missing_40",
        "spo2_low",
        "relapse_madrs",
    }
    assert book.rules["spo2_low"].on and book.rules["relapse_madrs"].on
    assert len(book.intervals) == len(product().intervals) + 2
    assert len(book.doses) == len(product().doses) + 2


MISTAKES = {
    "[rules.score_old\nthreshold = 1": ("line 1", "Correct that line"),
    "[rules.score_odl]\nthreshold = 10": ("line 1", "did you mean 'score_old'"),
    "\n[rules.score_old]\nthresold = 10": ("line 2", "did you mean 'threshold'"),
    "[rule.score_old]\nthreshold = 10": ("'rule' is not known", "did you mean 'rules'"),
    "[rules.score_old]": ("sets nothing", "Write [rules.score_old]"),
    "rules = 3": ("not a table", "Write [rules.score_old]"),
    '[rules.score_old]\nthreshold = "ten"': ("is not a number", "days, such as 14"),
    "[rules.score_old]\nthreshold = true": ("is not a number", "Write a number"),
    "[rules.score_old]\nthreshold = nan": ("is not a number", "Write a number"),
    "[rules.score_old]\nthreshold = 10.5": ("must be a whole number", "such as 14"),
    "[rules.score_old]\nthreshold = 0": ("outside 1 to 365 days", "the product has 14"),
    "[rules.item9_positive]\nthreshold = 4": ("outside 1 to 3 points", "could not be compared"),
    "[rules.score_old]\ndiastolic = 3": ("has no 'diastolic'", "one threshold"),
    "[rules.peak_event]\nthreshold = 170": (
        "from elsewhere",
        "Set event_systolic_mmhg and event_diastolic_mmhg",
    ),
    "[rules.missing_40]\nthreshold = 2": ("no threshold to move", "on = false"),
    "[rules.score_old]\non = 1": ("must be true or false", "on = true"),
    "[rules.few_events]\non = false": ("a number others use", "cannot be switched off"),
    '[rules.missing_40]\nroutes = ["nasal"]': ("routes 'nasal' is not known", "Use iv,"),
    '[rules.missing_40]\nroutes = "in"': ("is not a list", "routes = "),
    '[rules.few_events]\nroutes = ["in"]': ("a number others use", "leave routes out"),
    "interval = 3": ("not a list of tables", "two brackets"),
    '[[interval]]\ndrug = "ketamine"\nroute = "iv"': ("drug 'ketamine' is not known", "Use racemic_ketamine"),
    '[[interval]]\ndrug = "esketamine"\nroute = "in"': ("needs shortest_days", "whole numbers"),
    '[[interval]]\ndrug = "esketamine"\nroute = "in"\nshortest_days = 9\nlongest_days = 3': (
        "more than",
        "Exchange",
    ),
    '[[interval]]\ndrug = "esketamine"\nroute = "in"\nphase = "first"': (
        "phase 'first' is not known",
        "Use induction",
    ),
    '[[interval]]\ndrug = "esketamine"\nroute = "in"\ndays = 3': ("has no 'days'", "shortest_days"),
    '[[dose]]\ndrug = "esketamine"\nroute = "in"\nunit = "g"\ndoses = [1]': ("unit", 'unit = "mg"'),
    '[[dose]]\ndrug = "esketamine"\nroute = "in"\nunit = "mg"': ("either doses or", "Give one"),
    '[[dose]]\ndrug = "esketamine"\nroute = "in"\nunit = "mg"\ndoses = [0]': ("outside 0 to 2000", "above 0"),
    '[[dose]]\ndrug = "esketamine"\nroute = "in"\nunit = "mg"\nlowest = 9\nhighest = 3': (
        "more than",
        "Exchange",
    ),
}


@pytest.mark.parametrize("text", MISTAKES)
def test_a_mistake_is_told_with_its_place_and_what_to_do(text: str, place: Path) -> None:
    place.write_text(text)
    with pytest.raises(ClinicSettingsError) as told:
        load()
    problem, fix = MISTAKES[text]
    assert str(place) in told.value.problem
    assert problem in told.value.problem
    assert fix in told.value.fix
    # The same again: a file that cannot be used is not remembered as an empty one.
    with pytest.raises(ClinicSettingsError):
        settings()


def test_a_plan_for_every_phase_of_the_clinic_wins_over_one_of_the_product(place: Path) -> None:
    plan = '[[interval]]\ndrug = "esketamine"\nroute = "in"\nshortest_days = 1\nlongest_days = {}\n'
    place.write_text(plan.format(19))
    found = {one.rule.id: one for one in review(patient(sessions=sessions(20)), DAY)}
    assert found["interval_long"].state == "fired"
    assert found["interval_long"].value == 1
    place.write_text(plan.format(19) + plan.format(25).replace("shortest", 'phase = "maintenance"\nshortest'))
    found = {one.rule.id: one for one in review(patient(sessions=sessions(20)), DAY)}
    assert found["interval_long"].value == -5


def test_the_same_plan_twice_is_refused(place: Path) -> None:
    plan = '[[interval]]\ndrug = "esketamine"\nroute = "in"\nshortest_days = 2\nlongest_days = 3\n'
    place.write_text(plan * 2)
    with pytest.raises(ClinicSettingsError, match="given twice"):
        load()


def test_a_file_that_is_no_text_is_told(place: Path) -> None:
    place.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ClinicSettingsError, match="cannot be read"):
        load()
