"""Every threshold agrees with its own worked cases, and the loader refuses one that does not."""

from dataclasses import fields

import pytest

from dash.errors import VocabularyError
from dash.rulebook import load, settings
from dash.rulebook.rules import build
from dash.rulebook.settings import Settings

GOOD = {
    "id": "limit",
    "label": "Limit",
    "flag_when": "above",
    "threshold": 140,
    "unit": "mmHg",
    "source": "test",
    "cases": [{"value": 140, "flagged": False}],
}


def test_settings_are_the_rules() -> None:
    pair = {"rise_systolic_mmhg", "rise_diastolic_mmhg"}
    assert {field.name for field in fields(Settings)} - pair <= {
        rule.id for rule in load().values() if not rule.severity
    }
    large = load()["rise_large"]
    assert (settings().rise_systolic_mmhg, settings().rise_diastolic_mmhg) == (
        large.threshold,
        large.diastolic,
    )
    assert (settings().event_systolic_mmhg, settings().event_diastolic_mmhg) == (180, 110)


def test_every_rule_names_unit_and_source() -> None:
    for rule in load().values():
        assert rule.unit
        assert rule.source


def test_a_rule_flags_only_past_its_threshold() -> None:
    rule = load()["predose_systolic_mmhg"]
    assert not rule.flags(140)
    assert rule.flags(141)
    assert load()["window_40_min"].flags(-10)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"cases": [{"value": 140, "flagged": True}]}, "contradicts its case 140 mmHg"),
        ({"cases": []}, "no worked case"),
        ({"flag_when": "about"}, "compares by 'about'"),
    ],
)
def test_a_rule_that_contradicts_itself_is_refused(change: dict[str, object], words: str) -> None:
    with pytest.raises(VocabularyError, match=words):
        build([{**GOOD, **change}])


def test_a_rule_listed_twice_is_refused() -> None:
    with pytest.raises(VocabularyError, match="twice"):
        build([GOOD, GOOD])


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"yields_to": "other"}, {"yields_to": "limit"}),
        ({"replaces": "other"}, {"replaces": "limit"}),
        ({"yields_to": "other", "replaces": "other"}, {}),
        ({"yields_to": "limit"}, {}),
        ({"yields_to": "nowhere"}, {}),
    ],
)
def test_rules_that_would_hide_each_other_are_refused(first: dict[str, str], second: dict[str, str]) -> None:
    with pytest.raises(VocabularyError, match=r"in a circle|names 'nowhere'"):
        build([{**GOOD, **first}, {**GOOD, "id": "other", **second}])
