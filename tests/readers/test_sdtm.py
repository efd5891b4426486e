"""CDISC SDTM as CSV."""

import json
import re
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dash.errors import UnreadableSourceError
from dash.readers import reader_for
from dash.readers.sdtm.domain import TABLE_OF
from dash.readers.sdtm.weights import POSSIBLE_KG
from dash.store.columns import Number
from dash.store.staging import Batch
from dash.store.tables import TABLES

Write = Callable[[Mapping[str, str | bytes]], Path]

DM = """
    USUBJID | SITEID | AGE | AGEU  | SEX | DMDTC      | BRTHDTC
    S1      | 701    | 40  | YEARS | F   | 2024-05-01 |
    S2      | 702    | 50  | YEARS | U   | 2024-05-01 | 1971-02
"""
EX = """
    USUBJID | EXSEQ | EXTRT      | EXDOSE | EXDOSU | EXROUTE | VISITNUM | EXSTDTC
    S1      | 1     | ESKETAMINE | 56     | mg     | NASAL   | 3        | 2024-06-03
    S1      | 2     | ESKETAMINE | 84     | mg     | NASAL   | 4        | 2024-06-10
"""


def as_csv(drawn: str, domain: str) -> str:
    """A table drawn with bars as CSV, with the columns STUDYID and DOMAIN."""
    rows = [[cell.strip() for cell in line.split("|")] for line in drawn.splitlines() if line.strip()]
    lines = [",".join(["STUDYID", "DOMAIN", *rows[0]])]
    return "\n".join([*lines, *(",".join(["STUDY", domain.upper(), *row]) for row in rows[1:])]) + "\n"


def sdtm(folder: Write, **domains: str) -> Batch:
    """All batches of the drawn domains as one."""
    root = folder({f"{name}.csv": as_csv(drawn, name) for name, drawn in domains.items()})
    return joined(root)


def joined(path: Path) -> Batch:
    batches = list(reader_for(path).read(path))
    return Batch(
        tables=tuple(table for batch in batches for table in batch.tables),
        refusals=tuple(refusal for batch in batches for refusal in batch.refusals),
        notes=tuple(note for batch in batches for note in batch.notes),
        attached=tuple(line for batch in batches for line in batch.attached),
        digests={name: digest for batch in batches for name, digest in batch.digests.items()},
        refused_lines=tuple(many for batch in batches for many in batch.refused_lines),
    )


def rows(batch: Batch, table: str) -> list[dict[str, Any]]:
    """Rows of a table without what is missing and without their source text."""
    return [
        {name: value for name, value in row.items() if value is not None and name != "_raw"}
        for part in batch.tables
        if part.table == table
        for row in part.rows.to_pylist()
    ]


def refused(batch: Batch) -> list[tuple[str, int | None, str]]:
    return [(one.file.split("/")[-1], one.line, one.reason) for one in batch.refusals]


def messages(batch: Batch) -> str:
    return "\n".join(note.message for note in batch.notes)


def test_subjects_become_patients(folder: Write) -> None:
    batch = sdtm(folder, dm=DM)
    assert rows(batch, "patients") == [
        {"patient_id": "S1", "birth_year": "1984", "sex": "female", "_line": 2, "_lines": [2]},
        {"patient_id": "S2", "birth_year": "1971", "sex": "unknown", "_line": 3, "_lines": [3]},
    ]
    assert "the birth year of 1 patients is the year of DMDTC" in messages(batch)


def test_exposures_become_sessions(folder: Write) -> None:
    ex = """
        USUBJID | EXSEQ | EXTRT    | EXDOSE | EXDOSU | EXROUTE     | EXSTDTC          | EXENDTC          | EXOCCUR
        S1      | 1     | ketamine | 0.5    | mg/kg  | INTRAVENOUS | 2024-06-03T10:00 | 2024-06-03T10:40 |
        S1      | 2.0   | PLACEBO  | 0      | mg     | TRANSDERMAL | 2024-06-10       | 2024-06-17       |
        S1      | 3     | Ketamine | 0.05   | g      | ORAL        | 2024-06-17       | NA               | N
    """
    batch = sdtm(folder, dm=DM, ex=ex)
    assert rows(batch, "sessions") == [
        {
            "session_id": "S1/1",
            "patient_id": "S1",
            "started_at": "2024-06-03T10:00",
            "drug": "racemic_ketamine",
            "drug_as_written": "ketamine",
            "route": "iv",
            "route_as_written": "INTRAVENOUS",
            "dose_mg": "0.5 mg/kg",
            "infusion_minutes": "40",
            "site_id": "701",
            "_line": 2,
            "_lines": [2],
        },
        {
            "session_id": "S1/2",
            "patient_id": "S1",
            "started_at": "2024-06-10",
            "drug": "other",
            "drug_as_written": "PLACEBO",
            "route": "other",
            "route_as_written": "TRANSDERMAL",
            "site_id": "701",
            "_line": 3,
            "_lines": [3],
        },
        {
            "session_id": "S1/3",
            "patient_id": "S1",
            "started_at": "2024-06-17",
            "drug": "racemic_ketamine",
            "drug_as_written": "Ketamine",
            "route": "po",
            "route_as_written": "ORAL",
            "dose_mg": "50",
            "site_id": "701",
            "status": "cancelled",
            "_line": 4,
            "_lines": [4],
        },
    ]
    assert "1 sessions are placebo" in messages(batch)
    assert "2 sessions have a date without a clock time" in messages(batch)
    assert "EXENDTC of 2 sessions is the end of dosing" in messages(batch)


def test_exposures_without_start_or_known_unit_are_refused(folder: Write) -> None:
    ex = """
        USUBJID | EXSEQ | EXTRT    | EXDOSE | EXDOSU | EXROUTE | EXSTDTC
        S1      | 1     | ketamine | 50     | mg     | ORAL    | 2024-06
        S1      | 2     | ketamine | 50     | mg     | ORAL    |
        S1      | 3     | ketamine | 2      | SPRAYS | NASAL   | 2024-06-03
        S1      | 4     | ketamine | 50     |        | ORAL    | 2024-06-03
        S1      | 5     | ketamine | fifty  | mg     | ORAL    | 2024-06-03
    """
    assert refused(sdtm(folder, ex=ex)) == [
        ("ex.csv", 2, "no_start"),
        ("ex.csv", 3, "no_start"),
        ("ex.csv", 4, "dose_unit_not_understood"),
        ("ex.csv", 5, "dose_unit_not_understood"),
        ("ex.csv", 6, "dose_unit_not_understood"),
    ]


VS_HEAD = "USUBJID | VSTESTCD | VSPOS | VSORRES | VSORRESU | VISITNUM | VSDTC | VSTPT | VSELTM | VSTPTREF\n"


def test_tests_of_one_moment_are_one_reading(folder: Write) -> None:
    vs = (
        VS_HEAD
        + """
        S1 | DIABP  | SUPINE   | 64.0 | mmHg      | 3.0 | 2024-06-03 | AFTER LYING DOWN | PT5M | PATIENT SUPINE
        S1 | DIABP  | STANDING | 83   | mmHg      | 3.0 | 2024-06-03 | AFTER STANDING   | PT1M | PATIENT STANDING
        S1 | SYSBP  | SUPINE   | 130  | mmHg      | 3.0 | 2024-06-03 | AFTER LYING DOWN | PT5M | PATIENT SUPINE
        S1 | PULSE  | SUPINE   | 56   | BEATS/MIN | 3.0 | 2024-06-03 | AFTER LYING DOWN | PT5M | PATIENT SUPINE
        S1 | OXYSAT | SUPINE   | 98   | %         | 3.0 | 2024-06-03 | AFTER LYING DOWN | PT5M | PATIENT SUPINE
    """
    )
    batch = sdtm(folder, dm=DM, ex=EX, vs=vs)
    assert rows(batch, "vitals") == [
        {
            "session_id": "S1/1",
            "measured_at": "2024-06-03",
            "time_point": "AFTER LYING DOWN",
            "position": "supine",
            "diastolic_mmhg": "64",
            "systolic_mmhg": "130",
            "heart_rate_bpm": "56",
            "spo2_percent": "98",
            "_line": 2,
            "_lines": [2, 4, 5, 6],
        },
        {
            "session_id": "S1/1",
            "measured_at": "2024-06-03",
            "time_point": "AFTER STANDING",
            "position": "standing",
            "diastolic_mmhg": "83",
            "_line": 3,
            "_lines": [3],
        },
    ]
    (table,) = (one for one in batch.tables if one.table == "vitals")
    raw = [json.loads(text) for text in table.rows["_raw"][0].as_py()]
    assert [row["VSTESTCD"] for row in raw] == ["DIABP", "SYSBP", "PULSE", "OXYSAT"]
    assert raw[0]["VSORRES"] == "64.0"
    assert "VSELTM of 5 rows counts from another moment than the dose" in messages(batch)


@pytest.mark.parametrize(
    ("visit", "when", "session"),
    [
        ("3", "2024-06-03", "S1/1"),
        ("9", "2024-06-10", "S1/2"),
        ("4", "2024-06-09", "S1/2"),
        ("4", "2024-06-03", "S1/1"),
        ("4", "2024-06-18", None),
        ("4", "", "S1/2"),
        ("5", "2024-06-05", None),
        ("", "2024-06-05", None),
    ],
)
def test_a_reading_joins_a_session_by_date_or_visit(
    folder: Write, visit: str, when: str, session: str | None
) -> None:
    vs = f"{VS_HEAD} S1 | SYSBP | SITTING | 130 | mmHg | {visit} | {when} | | |"
    (row,) = rows(sdtm(folder, dm=DM, ex=EX, vs=vs), "vitals")
    assert row.get("session_id") == session
    assert row.get("patient_id") == (None if session else "S1")


@pytest.mark.parametrize(
    ("elapsed", "reference", "minute"),
    [
        ("PT40M", "DOSE", "40"),
        ("-PT15M", "START OF INFUSION", "-15"),
        ("PT1H30M", "Study drug administration", "90"),
        ("P1D", "DOSE", "1440"),
        ("PT40M", "END OF INFUSION", None),
        ("PT5M", "PATIENT SUPINE", None),
        ("PT5M", "", None),
        ("40 min", "DOSE", None),
    ],
)
def test_minutes_count_from_the_dose_only(
    folder: Write, elapsed: str, reference: str, minute: str | None
) -> None:
    vs = f"{VS_HEAD} S1 | SYSBP | SITTING | 130 | mmHg | 3 | 2024-06-03 | | {elapsed} | {reference}"
    (row,) = rows(sdtm(folder, ex=EX, vs=vs), "vitals")
    assert row.get("minute") == minute


def test_of_two_sessions_on_a_day_the_clock_or_the_visit_decides(folder: Write) -> None:
    ex = """
        USUBJID | EXSEQ | EXTRT    | EXROUTE | VISITNUM | EXSTDTC
        S1      | 1     | ketamine | ORAL    | 1        | 2024-06-03T09:00
        S1      | 2     | ketamine | ORAL    | 2        | 2024-06-03T15:00
        S2      | 1     | ketamine | ORAL    | 1        | 2024-06-03
        S2      | 2     | ketamine | ORAL    | 2        | 2024-06-03
    """
    vs = """
        USUBJID | VSTESTCD | VSORRES | VSORRESU | VISITNUM | VSDTC            | VSRFTDTC
        S1      | SYSBP    | 121     | mmHg     |          | 2024-06-03T08:50 |
        S1      | SYSBP    | 122     | mmHg     |          | 2024-06-03T14:59 |
        S1      | SYSBP    | 123     | mmHg     |          | 2024-06-03T15:00 |
        S1      | SYSBP    | 124     | mmHg     |          | 2024-06-03T15:10 | 2024-06-03T09:00
        S2      | SYSBP    | 125     | mmHg     | 2        | 2024-06-03       |
        S2      | SYSBP    | 126     | mmHg     | 7        | 2024-06-03       |
    """
    found = rows(sdtm(folder, ex=ex, vs=vs), "vitals")
    assert {row["systolic_mmhg"]: row.get("session_id") for row in found} == {
        "121": "S1/1",
        "122": "S1/1",
        "123": "S1/2",
        "124": "S1/1",
        "125": "S2/2",
        "126": None,
    }


def test_rows_of_vs_that_cannot_be_taken_are_refused_one_by_one(folder: Write) -> None:
    vs = """
        USUBJID | VSTESTCD | VSORRES | VSORRESU | VSSTAT   | VISITNUM | VSDTC
        S1      | SYSBP    | 130     | mmHg     |          | 3        | 2024-06-03
        S1      | SYSBP    | 131     | mmHg     |          | 3        | 2024-06-03
        S1      | SYSBP    | 130.0   | mmHg     |          | 3        | 2024-06-03
        S1      | DIABP    |         |          | NOT DONE | 3        | 2024-06-03
        S1      | DIABP    | NA      |          |          | 3        | 2024-06-03
        S1      | DIABP    | low     | mmHg     |          | 3        | 2024-06-03
        S1      | DIABP    | 10      | kPa      |          | 3        | 2024-06-03
        S1      | HEIGHT   | 170     | cm       |          | 3        | 2024-06-03
        S1      | TEMP     | 37      | C        |          | 3        | 2024-06-03
    """
    batch = sdtm(folder, dm=DM, ex=EX, vs=vs)
    assert refused(batch) == [
        ("vs.csv", 3, "disagreeing_duplicate"),
        ("vs.csv", 5, "no_value"),
        ("vs.csv", 6, "no_value"),
        ("vs.csv", 7, "unit_not_understood"),
        ("vs.csv", 8, "unit_not_understood"),
        ("vs.csv", 9, "no_place_in_record"),
        ("vs.csv", 10, "no_place_in_record"),
    ]
    assert [row["_lines"] for row in rows(batch, "vitals")] == [[2, 4]]


@pytest.mark.parametrize(
    "when", ["2024-06", "2024-02-30", "2024-06-03T10", "3 June 2024", "2024-06-03T25:00"]
)
def test_a_date_that_is_none_is_named_as_the_source_names_it(folder: Write, when: str) -> None:
    vs = f"""
        USUBJID | VSTESTCD | VSORRES | VSORRESU | VSDTC
        S1      | SYSBP    | 130     | mmHg     | {when}
        S1      | SYSBP    | 130     | mmHg     | 2024-06-03T10:00+02:00
    """
    qs = f"""
        USUBJID | QSCAT | QSTESTCD | QSTEST      | QSORRES | QSDTC
        S1      | MADRS | MADRS11  | Total Score | 20      | {when}
    """
    batch = sdtm(folder, dm=DM, ex=EX, vs=vs, qs=qs)
    assert refused(batch) == [
        ("vs.csv", 2, "measured_at_not_a_time"),
        ("qs.csv", 2, "measured_at_not_a_time"),
    ]
    assert [one.message.split()[0] for one in batch.refusals] == ["VSDTC", "QSDTC"]
    assert len(rows(batch, "vitals")) == 1


def test_repeats_of_a_time_point_are_readings_of_their_own(folder: Write) -> None:
    vs = """
        USUBJID | VSTESTCD | VSORRES | VSORRESU | VSREPNUM | VSTPT   | VSDTC
        S1      | SYSBP    | 130     | mmHg     | 1        | PREDOSE | 2024-06-03
        S1      | SYSBP    | 131     | mmHg     | 2        | PREDOSE | 2024-06-03
    """
    found = rows(sdtm(folder, ex=EX, vs=vs), "vitals")
    assert [row["time_point"] for row in found] == ["PREDOSE, repeat 1", "PREDOSE, repeat 2"]


def test_weights_go_into_sessions_and_patients(folder: Write) -> None:
    vs = """
        USUBJID | VSTESTCD | VSORRES | VSORRESU | VSSTRESN | VSSTRESU | VISITNUM | VSDTC
        S1      | WEIGHT   | 81      | kg       |          |          | 1        | 2024-05-01
        S1      | WEIGHT   | 82      | kg       |          |          | 2        | 2024-05-20
        S1      | WEIGHT   | 83      | kg       |          |          | 3        | 2024-06-02
        S1      | WEIGHT   | 84      | kg       |          |          | 3        | 2024-06-03
        S1      | WEIGHT   | 84.0    | kg       |          |          | 3        | 2024-06-03
        S1      | WEIGHT   | 180     | LB       |          |          | 4        | 2024-06-10
        S1      | WEIGHT   | 190     | LB       | 86.2     | kg       | 9        | 2024-08-01
        S2      | WEIGHT   | 190     | LB       | 86.2     | kg       | 1        | 2024-05-01
        S2      | WEIGHT   | 12      | stone    |          |          | 1        | 2024-05-01
        S3      | WEIGHT   | 70      | kg       |          |          | 1        | 2024-05-01
    """
    batch = sdtm(folder, dm=DM, ex=EX, vs=vs)
    assert [row.get("weight_kg") for row in rows(batch, "sessions")] == ["84", "180 lb"]
    assert [row.get("weight_kg") for row in rows(batch, "patients")] == ["82", "86.2"]
    assert sorted((one.line, one.table, one.into_file, one.into_line) for one in batch.attached) == [
        (3, "patients", "export/dm.csv", 2),
        (5, "sessions", "export/ex.csv", 2),
        (6, "sessions", "export/ex.csv", 2),
        (7, "sessions", "export/ex.csv", 3),
        (9, "patients", "export/dm.csv", 3),
    ]
    assert sorted(refused(batch)) == [
        ("vs.csv", 2, "no_place_in_record"),
        ("vs.csv", 4, "disagreeing_duplicate"),
        ("vs.csv", 8, "no_place_in_record"),
        ("vs.csv", 10, "unit_not_understood"),
        ("vs.csv", 11, "no_place_in_record"),
    ]


def test_an_impossible_weight_costs_its_own_row_only(folder: Write) -> None:
    vs = """
        USUBJID | VSTESTCD | VSORRES | VSORRESU | VSBLFL | VISITNUM | VSDTC
        S1      | WEIGHT   | 500     | kg       | Y      | 1        | 2024-05-01
        S1      | WEIGHT   | 882     | LB       |        | 3        | 2024-06-03
        S1      | WEIGHT   | 19.9    | kg       |        | 4        | 2024-06-10
        S1      | WEIGHT   | 8.1e1   | kg       |        | 4        | 2024-06-10
        S1      | WEIGHT   | 1e2     | LB       |        | 3        | 2024-06-02
        S2      | WEIGHT   | 881     | LB       | Y      | 1        | 2024-05-01
    """
    batch = sdtm(folder, dm=DM, ex=EX, vs=vs)
    assert [row.get("weight_kg") for row in rows(batch, "sessions")] == ["100 lb", "81"]
    assert [row.get("weight_kg") for row in rows(batch, "patients")] == [None, "881 lb"]
    assert sorted(refused(batch)) == [("vs.csv", line, "weight_kg_out_of_range") for line in (2, 3, 4)]


def test_the_range_of_weights_is_that_of_the_data_format() -> None:
    (column,) = (one for one in TABLES["patients"].columns if one.name == "weight_kg")
    assert isinstance(column, Number)
    assert (column.low, column.high) == POSSIBLE_KG


AE_HEAD = "USUBJID | AETERM | AEDECOD | AESEV | AESER | AESHOSP | AEACN | AECONTRT | AESTDTC | AEENDTC\n"


def test_events_become_side_effects(folder: Write) -> None:
    ae = (
        AE_HEAD
        + """
        S1 | felt sleepy | SOMNOLENCE | MILD   | N | N | DRUG WITHDRAWN   |   | 2024-06-03 | 2024-06-03
        S1 | Odd taste   | METAL FUME | SEVERE | Y | N | DOSE NOT CHANGED | Y | 2024-06    | NA
        S1 | fall        | FALL       |        | N | Y | NOT APPLICABLE   |   | 2024-06-04 |
    """
    )
    batch = sdtm(folder, dm=DM, ex=EX, ae=ae)
    first, second, third = rows(batch, "side_effects")
    assert first == {
        "session_id": "S1/1",
        "effect": "sedation",
        "severity": "mild",
        "started_at": "2024-06-03",
        "ended_at": "2024-06-03",
        "serious_hospitalisation": "false",
        "action": "stopped",
        "reported_as": "felt sleepy",
        "_line": 2,
        "_lines": [2],
    }
    assert second["patient_id"] == "S1"
    assert second["effect"] == "METAL FUME"
    assert (second["started_at"], second["action"]) == ("2024-06", "treated")
    assert second["serious_important_event"] == "true"
    assert (third["serious_hospitalisation"], third.get("action")) == ("true", None)
    assert "1 events are marked serious (AESER) without a criterion" in messages(batch)
    assert "1 events meet a criterion of seriousness although AESER says no" in messages(batch)


def test_an_event_has_minutes_where_both_have_a_clock(folder: Write) -> None:
    ex = """
        USUBJID | EXSEQ | EXTRT    | EXROUTE | EXSTDTC
        S1      | 1     | ketamine | ORAL    | 2024-06-03T09:00
    """
    ae = (
        AE_HEAD
        + """
        S1 | a | NAUSEA   | MILD | N | N | | | 2024-06-03T09:20 | 2024-06-03T10:00
        S1 | b | HEADACHE | MILD | N | N | | | 2024-06-03T08:20 |
        S1 | c | VOMITING | MILD | N | N | | | 2024-06-03       |
        S1 | d | FATIGUE  | MILD | N | N | | | 2024-06-03T09:30 | 2024-06-24T09:00
        S1 | e | DIZZINESS | MILD | N | N | | | 2024-06-03T09:30 | 2024-06-24T09:01
    """
    )
    found = rows(sdtm(folder, ex=ex, ae=ae), "side_effects")
    assert [
        (row.get("session_id"), row.get("onset_minute"), row.get("resolved_minute")) for row in found
    ] == [
        ("S1/1", "20", "60"),
        (None, None, None),
        ("S1/1", None, None),
        ("S1/1", "30", "30240"),
        # Further away than a minute may be: the times stay, the minute is left out, and the event is not lost.
        ("S1/1", "30", None),
    ]


def test_histories_become_medications_and_conditions(folder: Write) -> None:
    cm = """
        USUBJID | CMTRT         | CMDECOD   | CMOCCUR | CMSTDTC | CMENDTC
        S1      | Ativan        | LORAZEPAM |         | 2019    | 2024-05-03
        S1      | verbatim 12   | UNCODED   |         | NA      |
        S1      | cannabis      |           | N       |         |
    """
    mh = """
        USUBJID | MHTERM    | MHDECOD      | MHOCCUR | MHSTDTC | MHDTC
        S1      | high BP   | HYPERTENSION |         | 2012    | 2024-05-01
        S1      | gout      |              |         |         | 2024-05-01
        S1      | psychosis |              | N       |         | 2024-05-01
    """
    batch = sdtm(folder, cm=cm, mh=mh)
    assert rows(batch, "medications") == [
        {
            "patient_id": "S1",
            "medication": "LORAZEPAM",
            "class": "benzodiazepine",
            "started_on": "2019",
            "stopped_on": "2024-05-03",
            "_line": 2,
            "_lines": [2],
        },
        {"patient_id": "S1", "medication": "verbatim 12", "_line": 3, "_lines": [3]},
    ]
    assert [(row["condition"], row["noted_on"], row["note"]) for row in rows(batch, "conditions")] == [
        ("hypertension", "2012", "HYPERTENSION"),
        ("other", "2024-05-01", "gout"),
    ]
    assert refused(batch) == [("cm.csv", 4, "did_not_occur"), ("mh.csv", 4, "did_not_occur")]


def test_answers_become_scores(folder: Write) -> None:
    qs = """
        USUBJID | QSCAT | QSTESTCD | QSTEST               | QSORRES | QSSTRESN | QSSTAT   | VISITNUM | QSDTC
        S1      | PHQ-9 | PHQ0101  | Little interest      | Often   | 2        |          | 1        | 2024-05-01
        S1      | PHQ-9 | PHQ0110  | Difficulty           | 1       | 1        |          | 1        | 2024-05-01
        S1      | PHQ-9 | PHQ0111  | PHQ01-Total Score    | 14      | 14       |          | 1        |
        S1      | COEQ  | COEQ01   | How hungry           | 17      |          |          | 9        |
        S1      | COEQ  | COEQ20   | Which food           | Pasta   | NA       |          | 1        | 2024-05-01
        S1      | COEQ  | COEQ02   | How full             |         |          | NOT DONE | 1        | 2024-05-01
    """
    sv = """
        USUBJID | VISITNUM | VISIT     | SVSTDTC    | SVENDTC
        S1      | 1.0      | SCREENING | 2024-05-02 | 2024-05-02
    """
    batch = sdtm(folder, qs=qs, sv=sv)
    assert [
        (row["instrument"], row["item"], row["value"], row.get("measured_at"))
        for row in rows(batch, "scores")
    ] == [
        ("phq9", "1", "2", "2024-05-01"),
        ("other", "PHQ0110", "1", "2024-05-01"),
        ("phq9", "total", "14", "2024-05-02"),
        ("other", "COEQ01", "17", None),
    ]
    assert refused(batch) == [("qs.csv", 6, "not_a_number"), ("qs.csv", 7, "no_value")]
    assert rows(batch, "visits") == [
        {
            "patient_id": "S1",
            "visit": "SCREENING",
            "visit_number": "1.0",
            "started_on": "2024-05-02",
            "ended_on": "2024-05-02",
            "_line": 2,
            "_lines": [2],
        }
    ]


def test_column_names_may_be_in_any_case(folder: Write) -> None:
    root = folder({"DM.CSV": as_csv(DM, "DM").replace("USUBJID", "usubjid").replace("SEX", "Sex")})
    assert [row["patient_id"] for row in rows(joined(root), "patients")] == ["S1", "S2"]
    assert [row["sex"] for row in rows(joined(root), "patients")] == ["female", "unknown"]


def test_the_domain_column_tells_what_a_file_is(folder: Write) -> None:
    root = folder({"part_1.csv": as_csv(DM, "DM"), "part_2.csv": as_csv(EX, "EX")})
    assert {part.table: part.rows.num_rows for part in joined(root).tables} == {"patients": 2, "sessions": 2}


def test_unused_files_are_noted_with_their_rows(folder: Write) -> None:
    ts = 'STUDYID,DOMAIN,TSVAL\nS,TS,"Alzheimer\u2019s"\n'.encode("cp1252")
    root = folder({"dm.csv": as_csv(DM, "DM"), "ts.csv": ts, "readme.txt": "hello", "x.xpt": ""})
    assert {(note.file, note.message) for note in joined(root).notes} > {
        ("export/ts.csv", "Not UTF-8: the text was read as Windows-1252."),
        ("export/ts.csv", "Left out: the domain TS (1 rows) is not used."),
        ("export/readme.txt", "Left out: not an SDTM domain."),
        ("export/x.xpt", "Left out: not a CSV file."),
    }


def test_windows_text_of_a_used_domain_is_decoded(folder: Write) -> None:
    mh = as_csv("USUBJID | MHTERM\nS1 | Ménière’s disease", "MH").encode("cp1252")
    batch = joined(folder({"mh.csv": mh}))
    assert [row["note"] for row in rows(batch, "conditions")] == ["Ménière’s disease"]
    assert "Windows-1252" in messages(batch)


def test_a_domain_without_a_header_is_refused_and_others_read(folder: Write) -> None:
    utf16 = as_csv(EX, "EX").encode("utf-16")
    batch = joined(
        folder({"dm.csv": as_csv(DM, "DM"), "ae.csv": "", "ex.csv": utf16, "vs.csv": "1,2\n3,4\n"})
    )
    assert refused(batch) == [
        ("ae.csv", None, "empty_file"),
    ]
    assert [(many.file, many.rows["line"].to_pylist(), many.reason) for many in batch.refused_lines] == [
        ("export/ex.csv", [2, 3], "not_utf8"),
        ("export/vs.csv", [1, 2], "unknown_header"),
    ]
    assert len(rows(batch, "patients")) == 2


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_a_source_all_in_utf_16_is_refused_for_that_reason(folder: Write, encoding: str) -> None:
    batch = joined(folder({"dm.csv": as_csv(DM, "DM").encode(encoding)}))
    (many,) = batch.refused_lines
    assert (many.reason, many.rows["line"].to_pylist()) == ("not_utf8", [2, 3])


def test_nothing_usable_is_said(folder: Write) -> None:
    root = folder({"lb.csv": as_csv("USUBJID | LBTESTCD\nS1 | ALT", "LB")})
    with pytest.raises(UnreadableSourceError, match=r"export.*dm\.csv"):
        list(reader_for(root).read(root))


subjects = st.sampled_from(["S1", "S2", "S9", ""])
days = st.sampled_from(["2024-06-03", "2024-06-10", "2024-06-10T09:30", "2024-06", ""])
visits = st.sampled_from(["3", "4.0", "9", ""])
readings = st.tuples(
    subjects,
    st.sampled_from(["SYSBP", "DIABP", "PULSE", "HR", "WEIGHT", "TEMP"]),
    st.sampled_from(["120", "70", "", "NA", "x"]),
    st.sampled_from(["mmHg", "kg", "LB", "BEATS/MIN", ""]),
    visits,
    days,
)


@given(st.lists(readings, max_size=25))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_row_ends_in_exactly_one_place(folder: Write, drawn: list[tuple[str, ...]]) -> None:
    head = "USUBJID | VSTESTCD | VSORRES | VSORRESU | VISITNUM | VSDTC"
    batch = sdtm(folder, dm=DM, ex=EX, vs="\n".join([head, *(" | ".join(row) for row in drawn)]))
    places = Counter(line for row in rows(batch, "vitals") for line in row["_lines"])
    places.update(one.line for one in batch.refusals if one.file == "export/vs.csv" and one.line)
    places.update(one.line for one in batch.attached)
    assert places == Counter(range(2, len(drawn) + 2))


def test_every_domain_that_is_read_gives_its_table(folder: Write) -> None:
    batch = sdtm(folder, **{code.lower(): "USUBJID\nS1" for code in TABLE_OF})
    assert {part.table for part in batch.tables} == set(TABLE_OF.values())
    assert len(batch.digests) == len(TABLE_OF)


ODD_CELLS = [
    "9" * 5000,
    "²⁰²⁰-01-01",
    "٤٠",
    "-1e999",
    "1e-999",
    "\u2028",
    "PT" + "9" * 400 + "M",
    "P1.1.1D",
    "½",
    "0" * 400,
]


@pytest.mark.parametrize(
    ("column", "cell", "reason"),
    [
        ("AGE", "9" * 5000, "age_not_a_number"),
        ("AGE", "٤٠", "age_not_a_number"),
        ("AGE", "²", "age_not_a_number"),
        ("DMDTC", "²⁰²⁰-01-01", "dmdtc_not_a_date"),
        ("DMDTC", "٢٠٢٠-01-01", "dmdtc_not_a_date"),
    ],
)
def test_an_age_or_date_that_is_none_costs_its_own_row(
    folder: Write, column: str, cell: str, reason: str
) -> None:
    dm = {"AGE": "40", "AGEU": "YEARS", "DMDTC": "2024-05-01"}
    lines = [{**dm, "USUBJID": "S1", column: cell}, {**dm, "USUBJID": "S2"}]
    names = ["USUBJID", *dm]
    drawn = "\n".join([" | ".join(names), *(" | ".join(line[name] for name in names) for line in lines)])
    batch = sdtm(folder, dm=drawn)
    assert [row["patient_id"] for row in rows(batch, "patients")] == ["S2"]
    assert [(one.line, one.reason) for one in batch.refusals] == [(2, reason)]
    assert cell not in batch.refusals[0].message
    assert json.loads(batch.refusals[0].raw)[column] == cell


@pytest.mark.parametrize("elapsed", ["PT" + "9" * 400 + "M", "P1.1.1D", "P²D", "-PT1H30", "PT"])
def test_an_elapsed_time_that_is_none_costs_its_own_row(folder: Write, elapsed: str) -> None:
    vs = f"""
    USUBJID | VSTESTCD | VSORRES | VSORRESU | VSDTC            | VSELTM    | VSTPTREF
    S1      | SYSBP    | 120     | mmHg     | 2024-06-03T10:40 | {elapsed} | DOSE
    S1      | DIABP    | 80      | mmHg     | 2024-06-03T10:40 | PT40M     | DOSE
    """
    batch = sdtm(folder, dm=DM, ex=EX, vs=vs)
    assert [(one.file, one.line, one.reason) for one in batch.refusals] == [
        ("export/vs.csv", 2, "elapsed_time_not_understood")
    ]
    assert [(row["minute"], row["diastolic_mmhg"]) for row in rows(batch, "vitals")] == [("40", "80")]


@pytest.mark.parametrize(
    ("standard", "unit", "original", "original_unit", "taken"),
    [
        ("120", "", "163", "cmH2O", None),
        ("", "", "163", "cmH2O", None),
        ("163", "cmH2O", "163", "", None),
        ("16", "kPa", "16", "kPa", None),
        ("120", "mmHg", "16", "kPa", "120"),
        ("120", "", "120", "mmHg", "120"),
        ("120", "", "120", "", "120"),
        ("16", "kPa", "120", "mmHg", "120"),
    ],
)
def test_a_pressure_counts_only_where_its_unit_is_sure(
    folder: Write, standard: str, unit: str, original: str, original_unit: str, taken: str | None
) -> None:
    vs = f"""
    USUBJID | VSTESTCD | VSORRES    | VSORRESU        | VSSTRESN   | VSSTRESU | VSDTC
    S1      | SYSBP    | {original} | {original_unit} | {standard} | {unit}   | 2024-06-03T10:40
    """
    batch = sdtm(folder, dm=DM, ex=EX, vs=vs)
    assert [row["systolic_mmhg"] for row in rows(batch, "vitals")] == ([taken] if taken else [])
    assert [one.reason for one in batch.refusals] == ([] if taken else ["unit_not_understood"])


@pytest.mark.parametrize("pair", ["straße,STRASSE", "ſex,sex", "ﬁx,FIX", "_line,_LINE2", "İ,I"])
def test_names_that_meet_only_beyond_ascii_are_two_columns(folder: Write, pair: str) -> None:
    root = folder({"dm.csv": f"STUDYID,DOMAIN,USUBJID,{pair}\nS,DM,S1,F,\n"})
    batch = joined(root)
    assert [row["patient_id"] for row in rows(batch, "patients")] == ["S1"]
    (table,) = (one for one in batch.tables if one.table == "patients")
    ((raw,),) = table.rows["_raw"].to_pylist()
    assert list(json.loads(raw))[:3] == ["STUDYID", "DOMAIN", "USUBJID"]
    assert len(json.loads(raw)) == 5


def test_a_column_given_twice_is_said(folder: Write) -> None:
    batch = joined(folder({"dm.csv": "STUDYID,DOMAIN,USUBJID,Sex,SEX\nS,DM,S1,F,M\n"}))
    assert [many.reason for many in batch.refused_lines] == ["duplicate_column"]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_whatever_stands_in_a_cell_every_row_has_one_fate(folder: Write, data: st.DataObject) -> None:
    columns = {
        "dm": "USUBJID AGE AGEU SEX DMDTC RFSTDTC BRTHDTC SITEID",
        "ex": "USUBJID EXSEQ EXTRT EXDOSE EXDOSU EXROUTE EXSTDTC EXENDTC VISITNUM",
        "vs": "USUBJID VSTESTCD VSORRES VSORRESU VSSTRESN VSDTC VSELTM VSTPTREF VISITNUM VSREPNUM VSRFTDTC",
        "ae": "USUBJID AEDECOD AESEV AESTDTC AEENDTC AESER AETOXGR",
        "qs": "USUBJID QSCAT QSTESTCD QSSTRESN QSORRES QSDTC VISITNUM",
        "sv": "USUBJID VISIT VISITNUM SVSTDTC SVENDTC",
    }
    usual = [
        "S1", "", "40", "YEARS", "2024-06-03", "2024-06-03T10:00", "2024-06-03T10:40+02:00", "mg", "mg/kg", "SYSBP",
        "WEIGHT", "lb", "kg", "mmHg", "PT40M", "DOSE", "3.0", "PHQ-9", "PHQ0109", "Y", "3",
    ]  # fmt: skip
    cell = st.sampled_from([*usual, *ODD_CELLS]) | st.text(
        st.characters(exclude_categories=["Cs"]), max_size=6
    )
    files = {}
    written = 0
    for domain, names in columns.items():
        count = data.draw(st.integers(1, 3))
        written += count
        lines = [["STUDYID", "DOMAIN", *names.split()]]
        for _ in range(count):
            drawn = [data.draw(cell) for _ in names.split()[1:]]
            lines.append(["S", domain.upper(), "S1", *drawn])
        quoted = [
            ",".join('"' + re.sub(r"[\x00\r\n]", "", one).replace('"', '""') + '"' for one in line)
            for line in lines
        ]
        files[f"{domain}.csv"] = "\n".join(quoted) + "\n"
    batch = joined(folder(files))
    fates = len(batch.refusals) + len(batch.attached)
    fates += sum(len(one["_lines"]) for table in batch.tables for one in table.rows.to_pylist())
    assert fates == written
