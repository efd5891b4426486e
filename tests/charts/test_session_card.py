from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from dash.charts.session_card import cards, changes

if TYPE_CHECKING:
    from tests.charts.conftest import Table

SESSIONS = """
session_number | started_on | route | drug             | dose_mg | mg_per_kg | phase       | asked | effects | worst
1              | 2026-01-05 | iv    | racemic_ketamine | 40      | 0.5       | induction   | true  | 2       | 2
2              | 2026-01-08 | iv    | racemic_ketamine | 41      | 0.503     | induction   | true  | 0       | 0
3              | 2026-01-12 | iv    | racemic_ketamine | 60      | 0.75      | maintenance | false | 0       | 0
4              | 2026-01-19 | in    | esketamine       | 56      | 0.7       | maintenance | -     | -       | -
5              | 2026-01-26 | in    | esketamine       | -       | -         | maintenance | true  | 1       | 0
6              | 2026-02-26 | in    | esketamine       | 56      | 0.72      | maintenance | true  | 0       | 0
"""


def _sessions(table: Table) -> pd.DataFrame:
    frame = table(SESSIONS).rename(columns={"worst": "worst_severity"})
    return frame.assign(days_since_previous=[None, 3, 4, 7, 7, 31], status="completed")


def _pressed(table: Table) -> pd.DataFrame:
    frame = _sessions(table)
    for name, level in (("pre", 130), ("peak", 150), ("last", 135)):
        frame[f"{name}_systolic"] = [level, *[None] * 5]
        frame[f"{name}_diastolic"] = [level - 50, *[None] * 5]
    return frame


def test_a_plan_changes_by_route_drug_or_dose_not_by_body_weight(table: Table) -> None:
    assert changes(_sessions(table)) == ["", "", "dose", "route, drug", "", ""]
    steady_per_kg = _sessions(table).iloc[:2].assign(mg_per_kg=0.5)
    assert changes(steady_per_kg) == ["", ""]
    assert changes(_sessions(table).iloc[:2].assign(mg_per_kg=None)) == ["", "dose"]
    assert changes(_sessions(table).iloc[:0]) == []


def test_a_card_holds_the_session(table: Table) -> None:
    effects = table("session_number | onset_minute | resolved_minute\n1 | 0 | 40\n1 | 20 | 55\n5 | - | -")
    frame = _pressed(table)
    lines = [card.split("<br>") for card in cards(frame, effects, changes(frame))]
    assert lines[0] == [
        "<b>Session 1</b>, 5 Jan 2026",
        "Intravenous ketamine 40 mg (0.50 mg/kg)",
        "Induction",
        "Pressure before 130/80, peak 150/100, last 135/85 mmHg",
        "Side effects: 55 min, worst moderate",
        "Completed",
    ]
    assert lines[1][2:4] == ["Induction, 3 days after the previous session", "No side effect reported"]
    assert lines[2][3:] == ["Side effects not asked for", "Completed", "Changed plan: dose"]
    assert not any("ide effect" in line for line in lines[3])
    assert lines[4][1] == "Intranasal esketamine dose not recorded"
    assert "Side effects: not graded" in lines[4]


def test_effects_of_unknown_length_are_said_to_last_at_least(table: Table) -> None:
    effects = table("session_number | onset_minute | resolved_minute\n1 | 0 | 40\n1 | 5 | -")
    assert "at least 40 min, worst moderate" in cards(_sessions(table), effects, [""] * 6)[0]
    assert "Side effects: worst moderate" in cards(_sessions(table), None, [""] * 6)[0]


few = st.one_of(st.none(), st.sampled_from([28.0, 56.0, 56.2, 84.0]))
PLANS = st.lists(
    st.tuples(st.sampled_from(["iv", "in", None]), st.sampled_from(["esketamine", None]), few, few),
    max_size=8,
)


@settings(deadline=None, max_examples=60)
@given(plans=PLANS)
def test_changes_again_by_hand(
    plans: list[tuple[str | None, str | None, float | None, float | None]],
) -> None:
    frame = pd.DataFrame(plans, columns=["route", "drug", "dose_mg", "mg_per_kg"])
    expected = []
    for i, now in enumerate(plans):
        before = plans[i - 1] if i else now
        what = [
            name for j, name in enumerate(("route", "drug")) if before[j] and now[j] and before[j] != now[j]
        ]
        if not what and before[2] and now[2] and abs(now[2] - before[2]) >= 0.5:
            known = before[3] and now[3]
            if not known or abs(now[3] - before[3]) > 0.02 * before[3]:
                what.append("dose")
        expected.append(", ".join(what))
    assert changes(frame) == expected
