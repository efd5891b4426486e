"""Whatever fires is said: by its own finding, or by one that is shown in its place."""

from collections.abc import Mapping
from itertools import combinations, product
from pathlib import Path

import pytest
from helpers.patients import DAY, patient, sessions
from hypothesis import given
from hypothesis import strategies as st

from dash.errors import VocabularyError
from dash.rulebook import Rule, load, rulebook
from dash.rulebook.apply import review, shown
from dash.rulebook.finding import Finding
from dash.rulebook.rules import build

STATES = ("fired", "not_fired", "not_measurable")
RULES = {rule.id: rule for rule in load().values() if rule.severity}
TIED = [rule for rule in RULES.values() if rule.yields_to or rule.replaces]
ROW = {
    "label": "L",
    "flag_when": "above",
    "threshold": 1,
    "unit": "x",
    "source": "test",
    "cases": [{"value": 1, "flagged": False}],
}


def unsaid(found: Mapping[str, Finding]) -> set[str]:
    """Rules that fired, are not replaced by one judged in their place, and are said by nothing shown."""
    visible = {finding.rule.id for finding in shown(found) if finding.state == "fired"}
    replaced = {finding.rule.replaces for finding in found.values()}
    silent = {rule for rule, one in found.items() if one.state == "fired"} - replaced - visible
    return {rule for rule in silent if not visible & spoken_for(rule, found)}


def spoken_for(rule: str, found: Mapping[str, Finding]) -> set[str]:
    """Every rule that may speak for this one: those it yields to and those in their place, and so on."""
    reached: set[str] = set()
    ahead = {rule}
    while ahead:
        one = ahead.pop()
        following = {name for name, finding in found.items() if finding.rule.replaces == one}
        if one in found:
            following.update(found[one].rule.yields_to)
        ahead |= following - reached
        reached |= following
    return reached


@given(st.data())
def test_whatever_fires_is_said_however_rules_stand_for_each_other(data: st.DataObject) -> None:
    names = [f"r{place}" for place in range(5)]
    other = st.sampled_from(["", "", *names])
    others = st.one_of(other, st.lists(st.sampled_from(names), max_size=3))
    rows = [
        {**ROW, "id": name, "yields_to": data.draw(others), "replaces": data.draw(other)} for name in names
    ]
    try:
        rules = build(rows)
    except VocabularyError:
        return
    # Some are off or do not apply.
    found = {
        rule.id: Finding(rule, data.draw(st.sampled_from(STATES)))
        for rule in rules.values()
        if data.draw(st.booleans())
    }
    assert not unsaid(found)
    # What is said by another one is held by it, once; what is replaced is judged in another way.
    held = [one.rule.id for finding in shown(found) for one in finding.also]
    visible = {finding.rule.id for finding in shown(found)}
    replaced = {finding.rule.replaces for finding in found.values()}
    assert sorted(held) == sorted(
        rule
        for rule, one in found.items()
        if one.state == "fired" and rule not in visible and rule not in replaced
    )


@pytest.mark.parametrize("pair", list(combinations(TIED, 2)), ids=lambda pair: f"{pair[0].id}-{pair[1].id}")
def test_whatever_fires_is_said_in_every_pair_of_rules_that_stand_for_others(
    pair: tuple[Rule, Rule],
) -> None:
    about = dict.fromkeys(one.id for one in pair)
    for rule in pair:
        about.update(dict.fromkeys(filter(None, (*rule.yields_to, rule.replaces))))
    for states in product([*STATES, None], repeat=len(about)):
        found = {
            rule: Finding(RULES[rule], state)
            for rule, state in zip(about, states, strict=True)
            if state is not None
        }
        assert not unsaid(found), states


@pytest.mark.parametrize(
    ("pressure", "expected"),
    [
        ((145, 85), {"predose_above_goal"}),
        ((155, 85), {"predose_above_guide_65"}),
        ((128, 78), set()),
    ],
)
def test_above_the_own_goal_is_said_where_the_guide_from_65_is_followed(
    pressure: tuple[int, int], expected: set[str], tmp_path: Path
) -> None:
    clinic = tmp_path / "clinic.toml"
    clinic.write_text("[rules.predose_above_guide_65]\non = true\n", encoding="utf-8")
    record = patient(
        birth_year=1955,
        sbp_goal_high=130,
        dbp_goal_high=80,
        sessions=sessions(7, pre_systolic=pressure[0], pre_diastolic=pressure[1]),
    )
    fired = {one.rule.id for one in review(record, DAY, book=rulebook(clinic)) if one.state == "fired"}
    assert {rule for rule in fired if rule.startswith("predose_")} == expected
