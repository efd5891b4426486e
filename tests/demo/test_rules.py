"""Every row of the made-up clinic keeps the rules of the data format: an import refuses none of it."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import pytest

from dash import vocabulary
from dash.demo.effects import UNMAPPED
from dash.demo.planted import LAST_DAY
from dash.demo.text import COLUMNS

Tables = Mapping[str, pd.DataFrame]


ALLOWED = {
    ("patients", "sex"): "female male other unknown",
    ("patients", "indication"): "trd mdd mdd_si bipolar ptsd anxiety other",
    ("sessions", "drug"): "racemic_ketamine esketamine",
    ("sessions", "route"): "iv im in sc po sl",
    ("sessions", "phase"): "induction maintenance",
    ("sessions", "status"): "completed stopped_early cancelled",
    ("sessions", "elicitation"): "solicited spontaneous scale",
    ("vitals", "position"): "supine sitting",
    ("scores", "instrument"): "phq9 madrs gad7 pcl5 cssrs_ideation cadss moaas",
    ("scores", "item"): "total 1 2 3 4 5 6 7 8 9",
    ("side_effects", "severity"): "mild moderate severe",
    ("side_effects", "action"): "none dose_reduced stopped treated escalated",
    ("side_effects", "elicited"): "solicited spontaneous scale",
    ("side_effects", "serious_important_event"): "true false",
    ("side_effects", "serious_death"): "false",
    (
        "medications",
        "class",
    ): "benzodiazepine opioid other_sedative stimulant maoi antidepressant antihypertensive other",
    ("conditions", "condition"): "hypertension aneurysmal_vascular_disease arteriovenous_malformation "
    "intracerebral_haemorrhage cardiovascular_event psychosis substance_use cystitis pregnancy other",
    ("appointments", "route"): "iv im in sc po sl",
}
KEYS = {
    "patients": ["patient_id"],
    "sessions": ["session_id"],
    "vitals": ["session_id", "patient_id", "minute", "measured_at", "time_point", "position"],
    "scores": ["patient_id", "instrument", "item", "measured_at"],
    "side_effects": ["session_id", "patient_id", "effect", "onset_minute", "started_at"],
    "medications": ["patient_id", "medication", "started_on"],
    "conditions": ["patient_id", "condition", "noted_on"],
    "appointments": ["patient_id", "scheduled_at"],
}
REQUIRED = {
    "sessions": ["session_id", "patient_id", "started_at", "drug", "route"],
    "scores": ["patient_id", "measured_at", "instrument", "item", "value"],
    "side_effects": ["effect"],
    "medications": ["patient_id", "medication"],
    "conditions": ["patient_id", "condition"],
    "appointments": ["patient_id", "scheduled_at"],
}
RANGES = {
    ("patients", "weight_kg"): (20, 400),
    ("patients", "birth_year"): (1900, 2026),
    ("sessions", "weight_kg"): (20, 400),
    ("sessions", "dose_mg"): (5, 400),
    ("sessions", "infusion_minutes"): (10, 90),
    ("vitals", "minute"): (-60, 240),
    ("vitals", "systolic_mmhg"): (40, 300),
    ("vitals", "diastolic_mmhg"): (20, 200),
    ("vitals", "heart_rate_bpm"): (20, 250),
    ("vitals", "spo2_percent"): (50, 100),
    ("side_effects", "onset_minute"): (0, 600),
    ("side_effects", "resolved_minute"): (0, 1200),
    ("appointments", "dose_mg"): (5, 400),
}
SCALES = {
    "phq9": (0, 27),
    "madrs": (0, 60),
    "gad7": (0, 21),
    "pcl5": (0, 80),
    "cssrs_ideation": (0, 5),
    "cadss": (0, 92),
    "moaas": (0, 5),
}


@pytest.fixture(params=["clinic", "many"])
def tables(request: pytest.FixtureRequest) -> Tables:
    return request.getfixturevalue(request.param).tables


def given(column: pd.Series) -> pd.Series:
    return column[column != ""]


def test_tables_and_columns_are_those_of_the_data_format(tables: Tables) -> None:
    assert {name: tuple(rows.columns) for name, rows in tables.items()} == dict(COLUMNS)
    for rows in tables.values():
        assert not rows.isna().any().any()
        assert not rows.apply(lambda column: column.str.contains('[,"\n\r]|^ | $')).any().any()


@pytest.mark.parametrize(("table", "column"), ALLOWED)
def test_categories_are_known(tables: Tables, table: str, column: str) -> None:
    assert set(given(tables[table][column])) <= set(ALLOWED[table, column].split())


@pytest.mark.parametrize("table", KEYS)
def test_keys_are_unique(tables: Tables, table: str) -> None:
    assert not tables[table].duplicated(KEYS[table]).any()


def test_what_must_be_present_is(tables: Tables) -> None:
    for table, columns in REQUIRED.items():
        assert (tables[table][columns] != "").all().all(), table
    vitals, effects = tables["vitals"], tables["side_effects"]
    assert ((vitals["session_id"] != "") ^ (vitals["patient_id"] != "")).all()
    assert ((vitals["minute"] != "") ^ (vitals["measured_at"] != "")).all()
    assert (vitals.loc[vitals["patient_id"] != "", "measured_at"] != "").all()
    assert ((effects["session_id"] != "") ^ (effects["patient_id"] != "")).all()
    assert (effects.loc[effects["patient_id"] != "", "started_at"] != "").all()


def test_every_reference_points_somewhere(tables: Tables) -> None:
    patients, sessions = set(tables["patients"]["patient_id"]), set(tables["sessions"]["session_id"])
    for table, rows in tables.items():
        assert set(given(rows["patient_id"])) <= patients, table
        if table in ("vitals", "scores", "side_effects"):
            assert set(given(rows["session_id"])) <= sessions, table


@pytest.mark.parametrize(("table", "column"), RANGES)
def test_numbers_are_possible(tables: Tables, table: str, column: str) -> None:
    low, high = RANGES[table, column]
    assert pd.to_numeric(given(tables[table][column])).between(low, high).all()


def test_pressures_and_scores_are_possible(tables: Tables) -> None:
    vitals = tables["vitals"]
    assert (vitals["systolic_mmhg"].astype(int) > vitals["diastolic_mmhg"].astype(int)).all()
    for instrument, own in tables["scores"].groupby("instrument"):
        values = own["value"].astype(int)
        low, high = SCALES[instrument]
        assert values[own["item"] == "total"].between(low, high).all()
        assert values[own["item"] != "total"].between(0, 3).all()


def test_scores_of_a_session_are_the_patients_own_and_of_that_day(tables: Tables) -> None:
    scores = tables["scores"][tables["scores"]["session_id"] != ""]
    joined = scores.merge(tables["sessions"], on="session_id", suffixes=("", "_session"))
    assert (joined["patient_id"] == joined["patient_id_session"]).all()
    assert (joined["measured_at"].str[:10] == joined["started_at"].str[:10]).all()


def test_nothing_ends_before_it_starts(tables: Tables) -> None:
    sessions, effects = tables["sessions"], tables["side_effects"]
    medications = tables["medications"]
    for end in ("ended_at", "ready_at"):
        known = sessions[sessions[end] != ""]
        assert (known[end] > known["started_at"]).all()
    timed = effects[(effects["onset_minute"] != "") & (effects["resolved_minute"] != "")]
    assert (timed["resolved_minute"].astype(int) > timed["onset_minute"].astype(int)).all()
    between = effects[effects["ended_at"] != ""]
    assert (between["ended_at"] > between["started_at"]).all()
    stopped = medications[(medications["stopped_on"] != "") & (medications["started_on"] != "")]
    assert (stopped["stopped_on"] >= stopped["started_on"]).all()


def test_records_end_on_the_last_day_and_appointments_follow(tables: Tables) -> None:
    last = LAST_DAY.isoformat()
    for table, column in (("sessions", "started_at"), ("sessions", "ended_at"), ("scores", "measured_at"),
                          ("vitals", "measured_at"), ("side_effects", "ended_at"),
                          ("medications", "started_on"), ("medications", "stopped_on"),
                          ("conditions", "noted_on")):  # fmt: skip
        assert given(tables[table][column]).str[:10].max() <= last, (table, column)
    days = tables["appointments"]["scheduled_at"].str[:10]
    assert days.min() > last
    assert days.max() <= "2026-12-03"


def test_a_cancelled_session_has_no_dose_and_nothing_after_it(tables: Tables) -> None:
    cancelled = tables["sessions"][tables["sessions"]["status"] == "cancelled"]
    assert len(cancelled)
    for column in ("dose_mg", "infusion_minutes", "ended_at", "elicitation", "lot_number"):
        assert (cancelled[column] == "").all(), column
    assert not tables["side_effects"]["session_id"].isin(cancelled["session_id"]).any()
    own = tables["vitals"][tables["vitals"]["session_id"].isin(cancelled["session_id"])]
    assert (own["time_point"] == "pre-dose").all()


def test_drug_and_dose_fit_the_route(tables: Tables) -> None:
    sessions = tables["sessions"][tables["sessions"]["dose_mg"] != ""]
    spray = sessions["route"] == "in"
    assert ((sessions["drug"] == "esketamine") == spray).all()
    assert set(sessions.loc[spray, "dose_mg"]) <= {"28", "56", "84"}
    vein = sessions[
        (sessions["route"] == "iv") & (sessions["weight_kg"] != "") & (sessions["status"] == "completed")
    ]
    per_kg = pd.to_numeric(vein["dose_mg"]) / pd.to_numeric(vein["weight_kg"])
    assert per_kg.between(0.49, 0.76).all()
    assert per_kg.median() == pytest.approx(0.5, abs=0.01)


def test_a_patient_has_one_session_a_day_on_weekdays(tables: Tables) -> None:
    sessions = tables["sessions"]
    days = sessions["started_at"].str[:10]
    assert not pd.DataFrame({"patient": sessions["patient_id"], "day": days}).duplicated().any()
    assert pd.to_datetime(days).dt.day_of_week.max() <= 4


def test_effects_between_sessions_are_told_unasked(tables: Tables) -> None:
    between = tables["side_effects"][tables["side_effects"]["session_id"] == ""]
    assert len(between) > 5
    assert set(between["elicited"]) == {"spontaneous"}


def test_effects_are_in_the_vocabulary_except_those_kept_as_written(tables: Tables) -> None:
    unknown = set(tables["side_effects"]["effect"]) - set(vocabulary.EFFECTS)
    assert unknown <= set(UNMAPPED)
    assert unknown
    assert set(tables["scores"]["instrument"]) <= set(vocabulary.INSTRUMENTS)
    assert set(tables["conditions"]["condition"]) <= set(vocabulary.CONDITIONS)
    assert set(tables["medications"]["class"]) <= set(vocabulary.MEDICATION_CLASSES)


def test_the_ranges_used_here_are_the_instruments_own() -> None:
    for key, (low, high) in SCALES.items():
        assert (vocabulary.INSTRUMENTS[key].minimum, vocabulary.INSTRUMENTS[key].maximum) == (low, high)
