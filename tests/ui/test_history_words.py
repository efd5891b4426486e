"""The history in words, and what stands in the boxes of a first visit."""

from datetime import date

import pandas as pd

from dash.reports.about_patient import about_patient
from dash.rulebook import load
from dash.rulebook.finding import Finding
from dash.rulebook.record import Condition, Medication
from dash.ui.first_visit import boxes, lacking
from dash.ui.history import between_table, conditions_table, medications_table

DAY = date(2026, 12, 1)
WHERE = {"file": ["f.csv"], "line": [2]}


def test_no_column_name_and_no_key_is_left() -> None:
    medications = medications_table(
        pd.DataFrame(
            {"medication": ["x"], "class": ["maoi"], "started_on": ["2025-03"], "stopped_on": [None]} | WHERE
        )
    )
    conditions = conditions_table(
        pd.DataFrame(
            {"condition": ["intracerebral_haemorrhage"], "noted_on": ["2019"], "note": ["n"]} | WHERE
        )
    )
    between = between_table(
        pd.DataFrame(
            {
                "kind": ["reading in a cancelled session"],
                "recorded_at": ["2026-11-06T09:05"],
                "systolic": [150.0],
                "diastolic": [None],
                "heart_rate_bpm": [70],
                "position": ["sitting"],
                "effect": [None],
                "severity": [None],
                "serious": [None],
            }
            | WHERE
        )
    )
    for frame in (medications, conditions, between):
        assert all(name[0].isupper() and "_" not in name for name in frame.columns)
        assert not frame.astype("str").map(lambda cell: "_" in cell).to_numpy().any()
    assert medications.iloc[0].tolist()[:4] == ["x", "MAO inhibitor", "Mar 2025", ""]
    assert conditions.iloc[0].tolist()[:2] == ["Intracerebral haemorrhage", "2019"]
    assert between.iloc[0].tolist()[:3] == ["Reading in a cancelled session", "6 Nov 2026, 09:05", "150/–"]


def test_a_side_effect_between_sessions_in_words() -> None:
    frame = pd.DataFrame(
        {
            "kind": ["side effect"], "recorded_at": ["2026-11"], "systolic": [None], "diastolic": [None],
            "heart_rate_bpm": [None], "position": [None], "effect": ["dissociation"], "severity": [2], "serious": [True],
        } | WHERE
    )  # fmt: skip
    said = between_table(frame).iloc[0]
    assert (said["When"], said["Side effect"], said["Severity"]) == ("Nov 2026", "Dissociation", "Moderate")
    assert (said["Serious"], said["Pressure, mmHg"]) == ("Yes", "")


def test_a_first_visit_names_what_is_known_and_what_is_not() -> None:
    rule = next(rule for rule in load().values() if rule.severity == "missing")
    missed = Finding(rule, "fired", headline="Symptom score")
    known = about_patient(
        "trd", 3, [Medication("sertraline", "antidepressant", None, None)], [Condition("cystitis", None)], DAY
    )
    assert boxes(known, [missed]) == {
        "Indication": ("Treatment-resistant depression", "3 failed trials"),
        "Takes now": ("sertraline", ""),
        "History": ("Cystitis", ""),
        "Not recorded yet": ("Symptom score", "1 entry"),
    }
    nothing = about_patient(None, None, [], [], DAY, None)
    assert lacking(nothing, [missed]) == [
        "Symptom score", "indication", "failed trials", "medications", "history", "weight",
    ]  # fmt: skip
    # What a rule already says is not said twice.
    weight = Finding(rule, "fired", headline="Weight")
    assert lacking(nothing, [weight]).count("weight") == 0
