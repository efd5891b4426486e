"""One cell at a time: what is understood, what is refused, and with which reason."""

import json
from typing import Any

import duckdb
import pytest

from dash.store.sql import script
from dash.store.tables import TABLES

ROWS: dict[str, dict[str, str]] = {
    "patients": {"patient_id": "P9"},
    "sessions": {
        "session_id": "S9", "patient_id": "P1", "started_at": "2025-03-01", "drug": "esketamine", "route": "in",
    },
    "vitals": {"session_id": "S1", "minute": "40", "systolic_mmhg": "120"},
    "scores": {"patient_id": "P1", "measured_at": "2025-03-01", "instrument": "phq9", "value": "3"},
    "side_effects": {"session_id": "S1", "effect": "nausea"},
    "medications": {"patient_id": "P1", "medication": "lithium"},
    "conditions": {"patient_id": "P1", "condition": "hypertension"},
    "appointments": {"patient_id": "P1", "scheduled_at": "2027-01-01T09:00"},
    "visits": {"patient_id": "P1"},
}  # fmt: skip


UNDERSTOOD = [
    ("patients", {"weight_kg": "70 kg"}, "weight_kg", 70.0),
    ("patients", {"weight_kg": "154 lb"}, "round(weight_kg::DOUBLE, 3)", 69.853),
    ("patients", {"weight_kg": " 70.5\t"}, "weight_kg", 70.5),
    ("patients", {"sex": "F"}, "sex", "female"),
    ("patients", {"birth_year": "1970.0"}, "birth_year", 1970),
    ("sessions", {"dose_mg": "0.5 mg/kg", "weight_kg": "80"}, "dose_mg", 40.0),
    ("sessions", {"dose_mg": "0.5mg / kg", "weight_kg": "80 kg"}, "dose_mg", 40.0),
    ("sessions", {"dose_mg": "50 mg"}, "dose_mg", 50.0),
    ("sessions", {"dose_mg": "0.001"}, "round(dose_mg::DOUBLE, 6)", 0.001),
    ("sessions", {"dose_mg": "0", "status": "cancelled"}, "dose_mg", 0.0),
    ("sessions", {"drug": "Spravato"}, "(drug, drug_as_written)", ("esketamine", "Spravato")),
    ("sessions", {"drug": "esketamine"}, "(drug, drug_as_written)", ("esketamine", None)),
    ("sessions", {"route": "TRANSDERMAL"}, "(route, route_as_written)", ("other", "TRANSDERMAL")),
    ("sessions", {"route": "47625008"}, "route", "iv"),
    ("sessions", {"route": "other", "route_as_written": "ear"}, "route_as_written", "ear"),
    ("sessions", {"infusion_minutes": "40 min"}, "infusion_minutes", 40.0),
    ("sessions", {"infusion_minutes": "1.5 h"}, "infusion_minutes", 90.0),
    (
        "sessions", {"started_at": "2025-03-01T10:00:30+05:30"},
        "(started_at::VARCHAR, started_has_time, started_offset_minutes)", ("2025-03-01 10:00:30", True, 330),
    ),
    (
        "sessions", {"started_at": "2025-03-01 10:00-0330"},
        "(started_at::VARCHAR, started_offset_minutes)", ("2025-03-01 10:00:00", -210),
    ),
    ("sessions", {"started_at": "2025-03-01T10:00Z"}, "started_offset_minutes", 0),
    ("sessions", {"started_at": "2025-03-01"}, "(started_has_time, started_offset_minutes)", (False, None)),
    ("sessions", {"started_at": "2026-01-31"}, "started_at::VARCHAR", "2026-01-31 00:00:00"),
    ("sessions", {"started_at": "2026-01-31T12:00"}, "started_has_time", True),
    ("sessions", {"ended_at": "2025-03-01T10:00"}, "ended_has_time", True),
    (
        "sessions", {"started_at": "2025-03-01T10:00+01:00", "ended_at": "2025-03-01T09:30Z"},
        "ended_at::VARCHAR", "2025-03-01 09:30:00",
    ),
    ("vitals", {"systolic_mmhg": "132/84"}, "(systolic_mmhg, diastolic_mmhg)", (132, 84)),
    ("vitals", {"systolic_mmhg": "132 / 84 mmHg", "diastolic_mmhg": "84"}, "diastolic_mmhg", 84),
    ("vitals", {"systolic_mmhg": "131.5"}, "systolic_mmhg", 132),
    ("vitals", {"systolic_mmhg": "120.4/119.6"}, "(systolic_mmhg, diastolic_mmhg)", (120, 120)),
    ("vitals", {"systolic_mmhg": "132/84.4", "diastolic_mmhg": "84"}, "diastolic_mmhg", 84),
    ("vitals", {"systolic_mmhg": "300.0"}, "systolic_mmhg", 300),
    ("vitals", {"minute": "40.5"}, '"minute"', 41),
    ("vitals", {"minute": "-2.5"}, '"minute"', -3),
    ("vitals", {"minute": "40 min"}, '"minute"', 40),
    ("vitals", {"heart_rate_bpm": "72 bpm"}, "heart_rate_bpm", 72),
    ("vitals", {"spo2_percent": "98 %"}, "spo2_percent", 98.0),
    ("vitals", {"position": "Seated"}, "position", "sitting"),
    ("vitals", {"minute": "", "measured_at": "2025-03-01T10:40"}, "measured_has_time", True),
    (
        "vitals", {"session_id": "", "minute": "", "patient_id": "P1", "measured_at": "2025-03-05"},
        "patient_id", "P1",
    ),
    ("scores", {"instrument": "PHQ-9"}, "(instrument, item)", ("phq9", "total")),
    ("scores", {"item": "09"}, "item", "9"),
    ("scores", {"item": "9.0"}, "item", "9"),
    ("scores", {"item": "01.00"}, "item", "1"),
    ("scores", {"item": "Total", "value": "27"}, "(item, value)", ("total", 27.0)),
    ("scores", {"instrument": "other", "item": "COEQ01", "value": "170"}, "(item, value)", ("COEQ01", 170.0)),
    ("side_effects", {"effect": "Nausea"}, "(effect, reported_as)", ("nausea", None)),
    ("side_effects", {"effect": "Euphoric mood"}, "(effect, reported_as)", ("euphoria", "Euphoric mood")),
    ("side_effects", {"effect": "Purple ears"}, "effect", "Purple ears"),
    ("side_effects", {"serious_death": "No", "serious_disability": "Y"}, "(serious_death, serious_disability)",
     (False, True)),
    ("side_effects", {"onset_minute": "2880", "resolved_minute": "30240"}, "resolved_minute", 30240),
    ("side_effects", {"started_at": "2025-03-01 10:20", "ended_at": "2025-03"}, "started_at", "2025-03-01T10:20"),
    ("medications", {"started_on": "2013", "stopped_on": "2013-07"}, "started_on", "2013"),
    ("conditions", {"noted_on": "2013-07"}, "noted_on", "2013-07"),
    ("conditions", {"noted_on": "1989"}, "noted_on", "1989"),
    ("sessions", {"started_at": "1990-01-01"}, "started_at::VARCHAR", "1990-01-01 00:00:00"),
    ("scores", {"instrument": "HAM-D17", "value": "20.0"}, "(instrument, value)", ("hamd17", 20.0)),
    ("scores", {"instrument": "other", "item": "COEQ01", "value": "5.5"}, "value", 5.5),
    ("scores", {"instrument": "other", "item": "COEQ01", "value": "-3"}, "value", -3.0),
    ("appointments", {}, "scheduled_has_time", True),
]  # fmt: skip


REFUSED = [
    ("patients", {"patient_id": " "}, "patient_id_missing"),
    ("patients", {"sex": "F?"}, "sex_unknown_word"),
    ("patients", {"birth_year": "1970.5"}, "birth_year_not_whole"),
    ("patients", {"birth_year": "2027"}, "birth_year_in_future"),
    ("patients", {"birth_year": "70"}, "birth_year_out_of_range"),
    ("patients", {"weight_kg": "70,5"}, "weight_kg_decimal_comma"),
    ("patients", {"weight_kg": "11 stone"}, "weight_kg_not_a_number"),
    ("patients", {"weight_kg": "0x46"}, "weight_kg_not_a_number"),
    ("patients", {"weight_kg": "7_0"}, "weight_kg_not_a_number"),
    ("patients", {"weight_kg": "nan"}, "weight_kg_not_a_number"),
    ("patients", {"weight_kg": "1e99"}, "weight_kg_out_of_range"),
    ("patients", {"weight_kg": "19.9"}, "weight_kg_out_of_range"),
    ("patients", {"sbp_goal_high": "80", "dbp_goal_high": "80"}, "dbp_goal_not_below_sbp_goal"),
    ("sessions", {"started_at": ""}, "started_at_missing"),
    ("sessions", {"started_at": "01.03.2025"}, "started_at_not_a_time"),
    ("sessions", {"started_at": "2025-02-29"}, "started_at_not_a_time"),
    ("sessions", {"started_at": "2025-03-01T24:00"}, "started_at_not_a_time"),
    ("sessions", {"started_at": "2025-03"}, "started_at_not_a_time"),
    ("sessions", {"started_at": "0025-03-01"}, "started_at_too_early"),
    ("sessions", {"started_at": "2026-02-01"}, "started_at_in_future"),
    ("sessions", {"started_at": "2026-01-31T12:01"}, "started_at_in_future"),
    ("sessions", {"drug": ""}, "drug_missing"),
    ("sessions", {"dose_mg": "0"}, "dose_mg_not_above_zero"),
    ("sessions", {"dose_mg": "-5", "status": "completed"}, "dose_mg_not_above_zero"),
    ("sessions", {"dose_mg": "0.5 mg/kg"}, "dose_mg_needs_weight"),
    ("sessions", {"dose_mg": "1e-50"}, "dose_mg_out_of_range"),
    ("sessions", {"dose_mg": "0.0009"}, "dose_mg_out_of_range"),
    ("sessions", {"dose_mg": "0.00001 mg/kg", "weight_kg": "80"}, "dose_mg_out_of_range"),
    ("sessions", {"dose_mg": "1e-50", "status": "cancelled"}, "dose_mg_out_of_range"),
    ("sessions", {"dose_mg": "0.5 ml"}, "dose_mg_not_a_number"),
    ("sessions", {"dose_mg": "0,5 mg"}, "dose_mg_decimal_comma"),
    ("sessions", {"phase": "not_recorded"}, "phase_unknown_word"),
    ("sessions", {"status": "done"}, "status_unknown_word"),
    ("sessions", {"ended_at": "2025-02-28"}, "ended_at_before_started_at"),
    ("sessions", {"started_at": "2025-03-01T10:00", "ended_at": "2025-03-01T09:59"}, "ended_at_before_started_at"),
    (
        "sessions", {"started_at": "2025-03-01T10:00+01:00", "ready_at": "2025-03-01T08:59Z"},
        "ready_at_before_started_at",
    ),
    ("sessions", {"patient_id": "P7"}, "unknown_patient"),
    ("vitals", {"session_id": "", "minute": ""}, "session_id_missing"),
    ("vitals", {"minute": ""}, "minute_missing"),
    ("vitals", {"minute": "5000"}, "minute_out_of_range"),
    ("vitals", {"session_id": "", "patient_id": "P1", "minute": ""}, "measured_at_missing"),
    ("vitals", {"session_id": "", "patient_id": "P1", "measured_at": "2025-03-05"}, "minute_without_session"),
    ("vitals", {"systolic_mmhg": ""}, "no_value"),
    ("vitals", {"systolic_mmhg": "39"}, "systolic_mmhg_out_of_range"),
    ("vitals", {"systolic_mmhg": "301"}, "systolic_mmhg_out_of_range"),
    ("vitals", {"systolic_mmhg": "99999"}, "systolic_mmhg_out_of_range"),
    # Limits hold for the number as written, before it is rounded.
    ("vitals", {"systolic_mmhg": "300.4"}, "systolic_mmhg_out_of_range"),
    ("vitals", {"systolic_mmhg": "39.5"}, "systolic_mmhg_out_of_range"),
    ("vitals", {"diastolic_mmhg": "200.4"}, "diastolic_mmhg_out_of_range"),
    ("vitals", {"heart_rate_bpm": "19.5"}, "heart_rate_bpm_out_of_range"),
    ("vitals", {"minute": "2880.4"}, "minute_out_of_range"),
    ("vitals", {"systolic_mmhg": "120.2/120.2"}, "diastolic_not_below_systolic"),
    ("patients", {"sbp_goal_high": "300.2"}, "sbp_goal_high_out_of_range"),
    ("vitals", {"systolic_mmhg": "132/84/70"}, "systolic_mmhg_not_a_number"),
    ("vitals", {"systolic_mmhg": "133/84", "diastolic_mmhg": "85"}, "diastolic_mmhg_given_twice"),
    ("vitals", {"systolic_mmhg": "84", "diastolic_mmhg": "84"}, "diastolic_not_below_systolic"),
    ("vitals", {"systolic_mmhg": "84/132"}, "diastolic_not_below_systolic"),
    ("vitals", {"diastolic_mmhg": "19"}, "diastolic_mmhg_out_of_range"),
    ("vitals", {"heart_rate_bpm": "251"}, "heart_rate_bpm_out_of_range"),
    ("vitals", {"spo2_percent": "0.98"}, "spo2_percent_out_of_range"),
    ("vitals", {"position": "upside down"}, "position_unknown_word"),
    ("vitals", {"session_id": "S7"}, "unknown_session"),
    ("vitals", {"patient_id": "P2"}, "patient_differs_from_session"),
    (
        "vitals", {"session_id": "", "patient_id": "P7", "minute": "", "measured_at": "2025-03-05"},
        "unknown_patient",
    ),
    ("scores", {"value": ""}, "value_missing"),
    ("scores", {"value": "28"}, "value_out_of_range"),
    ("scores", {"value": "-1"}, "value_out_of_range"),
    ("scores", {"item": "9", "value": "4"}, "value_out_of_range"),
    ("scores", {"item": "10"}, "item_unknown"),
    ("scores", {"item": "0"}, "item_unknown"),
    ("scores", {"item": "8.6"}, "item_unknown"),
    ("scores", {"item": "+7"}, "item_unknown"),
    ("scores", {"item": "1e0"}, "item_unknown"),
    ("scores", {"item": "0.0"}, "item_unknown"),
    ("scores", {"instrument": "moaas", "item": "1"}, "item_unknown"),
    ("scores", {"instrument": "mmse"}, "instrument_unknown_word"),
    ("scores", {"session_id": "S7"}, "unknown_session"),
    ("scores", {"session_id": "S2"}, "patient_differs_from_session"),
    ("scores", {"measured_at": "2026-02-01"}, "measured_at_in_future"),
    ("side_effects", {"effect": ""}, "effect_missing"),
    ("side_effects", {"severity": "terrible"}, "severity_unknown_word"),
    ("side_effects", {"onset_minute": "2881"}, "onset_minute_out_of_range"),
    ("side_effects", {"onset_minute": "-1441"}, "onset_minute_out_of_range"),
    ("side_effects", {"resolved_minute": "30241"}, "resolved_minute_out_of_range"),
    ("side_effects", {"onset_minute": "20", "resolved_minute": "10"}, "resolved_minute_before_onset_minute"),
    ("side_effects", {"started_at": "2025-03-02", "ended_at": "2025-03-01T10:00"}, "ended_at_before_started_at"),
    ("side_effects", {"started_at": "2027"}, "started_at_in_future"),
    ("side_effects", {"serious_death": "maybe"}, "serious_death_not_yes_or_no"),
    ("side_effects", {"session_id": "", "patient_id": "P1"}, "started_at_missing"),
    (
        "side_effects",
        {"session_id": "", "patient_id": "P1", "started_at": "2025-03-05", "onset_minute": "5"},
        "minute_without_session",
    ),
    ("medications", {"class": "sweets"}, "class_unknown_word"),
    ("medications", {"started_on": "2013-13"}, "started_on_not_a_date"),
    ("medications", {"started_on": "2013-07", "stopped_on": "2012"}, "stopped_on_before_started_on"),
    ("conditions", {"condition": "asthma"}, "condition_unknown_word"),
    ("conditions", {"noted_on": "March"}, "noted_on_not_a_date"),
    ("appointments", {"scheduled_at": "soon"}, "scheduled_at_not_a_time"),
    ("appointments", {"route": "ear"}, "route_unknown_word"),
    ("visits", {"patient_id": "P7"}, "unknown_patient"),
    # Scores are whole; a number without end, or one that no scale reaches, is none.
    ("scores", {"value": "5.5"}, "value_not_whole"),
    ("scores", {"item": "9", "value": "0.5"}, "value_not_whole"),
    ("scores", {"instrument": "madrs", "value": "21.01"}, "value_not_whole"),
    ("scores", {"instrument": "other", "item": "COEQ01", "value": "9" * 400}, "value_too_large"),
    ("scores", {"instrument": "other", "item": "COEQ01", "value": "-" + "9" * 400 + " points"}, "value_too_large"),
    ("scores", {"instrument": "other", "item": "COEQ01", "value": "1e99"}, "value_too_large"),
    ("scores", {"instrument": "other", "item": "COEQ01", "value": "Infinity"}, "value_not_a_number"),
    ("scores", {"instrument": "other", "item": "COEQ01", "value": "-inf"}, "value_not_a_number"),
    ("sessions", {"dose_mg": "9" * 400}, "dose_mg_out_of_range"),
    ("sessions", {"dose_mg": "inf"}, "dose_mg_not_a_number"),
    ("patients", {"weight_kg": "9" * 400 + " kg"}, "weight_kg_out_of_range"),
    ("vitals", {"minute": "Infinity"}, "minute_not_a_number"),
    # HAM-D has versions of 6, 17, 21 and 24 items, QIDS is answered or rated, PHQ has 2, 8 and 9.
    ("scores", {"instrument": "HAM-D", "value": "20"}, "instrument_version_unclear"),
    ("scores", {"instrument": "HAMD"}, "instrument_version_unclear"),
    ("scores", {"instrument": "QIDS"}, "instrument_version_unclear"),
    ("scores", {"instrument": "Patient Health Questionnaire"}, "instrument_version_unclear"),
    # Nobody is treated before birth; the patients were born in 1990.
    ("sessions", {"started_at": "1989-12-31"}, "started_at_before_birth"),
    (
        "vitals", {"session_id": "", "patient_id": "P1", "minute": "", "measured_at": "1970-03-05"},
        "measured_at_before_birth",
    ),
    ("scores", {"measured_at": "1970-03-01"}, "measured_at_before_birth"),
    ("side_effects", {"session_id": "", "patient_id": "P1", "started_at": "1970"}, "started_at_before_birth"),
    ("medications", {"started_on": "1970-03"}, "started_on_before_birth"),
    ("conditions", {"noted_on": "1970"}, "noted_on_before_birth"),
]  # fmt: skip


CASES = [(table, cells) for table, cells, *_ in (*UNDERSTOOD, *REFUSED)]
IDS = {"S1", "S2", "S7", "S9", "P1", "P2", "P7", "P9"}


@pytest.fixture(scope="module")
def clinic_of_cases(tmp_path_factory: pytest.TempPathFactory, make_clinic: Any, make_source: Any) -> Any:
    """Every case in one import: each with patients, sessions and a file of its own."""
    clinic = make_clinic(tmp_path_factory.mktemp("cases"))
    tables = []
    for number, (table, cells) in enumerate(CASES):
        parents = {
            "patients": {"patient_id": ["P1", "P2"], "birth_year": ["1990", "1990"]},
            "sessions": {
                "session_id": ["S1", "S2"], "patient_id": ["P1", "P2"], "started_at": ["2025-03-01"] * 2,
                "drug": ["esketamine"] * 2, "route": ["in"] * 2,
            },
        }  # fmt: skip
        for name, columns in parents.items():
            tables.append(make_source(name, _own(columns, number), f"parents-{number}.csv"))
        row = {name: [cell or None] for name, cell in {**ROWS[table], **cells}.items()}
        tables.append(make_source(table, _own(row, number), f"case-{number}.csv"))
    clinic.bring(tables=tables)
    return clinic


def _own(columns: dict[str, list[Any]], number: int) -> dict[str, list[Any]]:
    return {
        name: [f"{cell}-{number}" if cell in IDS else cell for cell in cells]
        for name, cells in columns.items()
    }


@pytest.mark.parametrize(("number", "case"), list(enumerate(UNDERSTOOD)))
def test_understood(clinic_of_cases: Any, number: int, case: tuple[Any, ...]) -> None:
    table, _, shown, value = case
    file = f"file_id = (SELECT file_id FROM import_files WHERE file = 'case-{number}.csv')"
    assert clinic_of_cases.rows(f"SELECT reason FROM refused_rows WHERE {file}") == []
    ((found,),) = clinic_of_cases.rows(f"SELECT {shown} FROM {table} WHERE {file}")
    if isinstance(value, str):
        found = found.removesuffix(f"-{number}")
    assert found == value


@pytest.mark.parametrize(("number", "case"), list(enumerate(REFUSED, start=len(UNDERSTOOD))))
def test_refused(clinic_of_cases: Any, number: int, case: tuple[Any, ...]) -> None:
    _, cells, reason = case
    file = f"file_id = (SELECT file_id FROM import_files WHERE file = 'case-{number}.csv')"
    ((found, message, raw),) = clinic_of_cases.rows(
        f"SELECT reason, message, raw FROM refused_rows WHERE {file}"
    )
    assert found == reason
    # The row is kept whole; the message never repeats what stands in a cell.
    assert (
        json.loads(raw).items()
        >= {name: cell or None for name, cell in cells.items() if cell not in IDS}.items()
    )
    assert not [cell for cell in cells.values() if len(cell) > 4 and cell in message]


def test_every_message_says_what_to_do() -> None:
    for table in TABLES.values():
        rules = [rule for rule in table.rules if rule.reason != "session_id_missing"]
        assert len({rule.reason for rule in rules}) == len(rules)
        for rule in table.rules:
            assert rule.message.endswith(".")
            assert rule.message.count(". ") >= 1, rule.message


def test_tables_are_those_of_the_schema() -> None:
    with duckdb.connect() as connection:
        connection.execute(script("schema.sql")).fetchall()
        for name, table in TABLES.items():
            columns = [row[0] for row in connection.execute(f"DESCRIBE {name}").fetchall()]
            assert sorted(columns) == sorted([*table.stored, "file_id", "line"])
