"""The whole of a real trial in CDISC SDTM, counted a second time with the csv module alone."""

import csv
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from dash.readers import reader_for
from dash.store.staging import Batch

SOURCE = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "sdtm_csv"

pytestmark = pytest.mark.skipif(not SOURCE.is_dir(), reason=f"reference data is not at {SOURCE}")


@pytest.fixture(scope="module")
def batches() -> list[Batch]:
    return list(reader_for(SOURCE).read(SOURCE))


def plain(domain: str) -> list[tuple[int, dict[str, str]]]:
    """Physical line and cells of each row."""
    with (SOURCE / f"{domain}.csv").open(encoding="utf-8", newline="") as stream:
        reader = csv.DictReader(stream)
        return [(reader.line_num, row) for row in reader]


def rows(batches: list[Batch], table: str) -> list[dict[str, Any]]:
    return [
        row
        for batch in batches
        for part in batch.tables
        if part.table == table
        for row in part.rows.to_pylist()
    ]


def places(batches: list[Batch], domain: str) -> Counter[int]:
    """How often each line of a file appears in a record, as an attached value or as a refusal."""
    file = f"sdtm_csv/{domain}.csv"
    found: Counter[int] = Counter()
    for batch in batches:
        for part in batch.tables:
            if part.file == file:
                for lines in part.rows["_lines"].to_pylist():
                    found.update(lines)
        found.update(one.line for one in batch.attached if one.file == file)
        found.update(one.line for one in batch.refusals if one.file == file and one.line)
    return found


@pytest.mark.parametrize(
    ("domain", "count"),
    [
        ("dm", 306),
        ("ex", 591),
        ("vs", 29_643),
        ("ae", 1_191),
        ("cm", 7_510),
        ("mh", 1_818),
        ("qs", 966),
        ("sv", 3_559),
    ],
)
def test_every_row_is_in_exactly_one_place(batches: list[Batch], domain: str, count: int) -> None:
    expected = Counter(line for line, _ in plain(domain))
    assert expected.total() == count
    assert places(batches, domain) == expected


def test_records(batches: list[Batch]) -> None:
    tables = ("patients", "sessions", "side_effects", "medications", "conditions", "visits")
    assert {table: len(rows(batches, table)) for table in tables} == {
        "patients": 306,
        "sessions": 591,
        "side_effects": 1_191,
        "medications": 7_510,
        "conditions": 1_818,
        "visits": 3_559,
    }
    assert len({row["session_id"] for row in rows(batches, "sessions")}) == 591


def test_readings_of_sessions_are_those_of_the_same_visit_or_day(batches: list[Batch]) -> None:
    doses = [row for _, row in plain("ex")]
    expected: Counter[str] = Counter()
    outside = 0
    for _, row in plain("vs"):
        if row["VSTESTCD"] not in {"SYSBP", "DIABP"} or not row["VSORRES"]:
            continue
        of_subject = [dose for dose in doses if dose["USUBJID"] == row["USUBJID"]]
        same = [
            dose
            for dose in of_subject
            if dose["EXSTDTC"] == row["VSDTC"]
            or (
                float(dose["VISITNUM"]) == float(row["VISITNUM"])
                and abs((date.fromisoformat(dose["EXSTDTC"]) - date.fromisoformat(row["VSDTC"])).days) <= 7
            )
        ]
        assert len(same) <= 1
        if same:
            expected[f"{same[0]['USUBJID']}/{same[0]['EXSEQ']}"] += 1
        else:
            outside += 1
    found: Counter[str | None] = Counter()
    for row in rows(batches, "vitals"):
        found[row["session_id"]] += (row["systolic_mmhg"] is not None) + (row["diastolic_mmhg"] is not None)
    assert found.pop(None) == outside
    assert found == expected
    assert (expected.total(), outside) == (3_536, 12_874)


def test_readings_say_what_their_lines_say(batches: list[Batch]) -> None:
    columns = {"systolic_mmhg": "SYSBP", "diastolic_mmhg": "DIABP", "heart_rate_bpm": "PULSE"}
    source = dict(plain("vs"))
    for row in rows(batches, "vitals"):
        given = {source[line]["VSTESTCD"]: float(source[line]["VSORRES"]) for line in row["_lines"]}
        assert given == {test: float(row[name]) for name, test in columns.items() if row[name] is not None}
        assert {source[line]["VSPOS"].lower() for line in row["_lines"]} == {row["position"]}
        assert {source[line]["VSDTC"] for line in row["_lines"]} == {row["measured_at"]}
        assert row["minute"] is None


def test_what_is_missing_stays_missing(batches: list[Batch]) -> None:
    sessions = rows(batches, "sessions")
    assert Counter((row["drug"], row["route"], row["dose_mg"]) for row in sessions) == {
        ("other", "other", None): 226,
        ("other", "other", "54"): 293,
        ("other", "other", "81"): 72,
    }
    assert {row["route_as_written"] for row in sessions} == {"TRANSDERMAL"}
    assert all(row["ended_at"] is None and row["phase"] is None for row in sessions)


def test_events_join_the_session_on_the_day_they_began(batches: list[Batch]) -> None:
    dosed = {(row["USUBJID"], row["EXSTDTC"]) for _, row in plain("ex")}
    expected = sum((row["USUBJID"], row["AESTDTC"]) in dosed for _, row in plain("ae"))
    found = rows(batches, "side_effects")
    assert sum(row["session_id"] is not None for row in found) == expected == 56
    assert Counter(len(row["started_at"]) for row in found) == {10: 1_165, 7: 15, 4: 11}


def test_reasons_for_refusal(batches: list[Batch]) -> None:
    reasons = Counter(
        (one.file.removeprefix("sdtm_csv/"), one.reason) for batch in batches for one in batch.refusals
    )
    tests = Counter(row["VSTESTCD"] for _, row in plain("vs"))
    words = sum(not row["QSORRES"].isdigit() for _, row in plain("qs"))
    attached = sum(len(batch.attached) for batch in batches)
    assert reasons == {
        ("vs.csv", "no_value"): 8,
        ("vs.csv", "no_place_in_record"): tests["TEMP"] + tests["HEIGHT"] + tests["WEIGHT"] - attached,
        ("qs.csv", "not_a_number"): words,
    }


def test_files_left_out_are_named_with_their_rows(batches: list[Batch]) -> None:
    notes = {(note.file, note.message) for batch in batches for note in batch.notes}
    assert notes > {
        ("sdtm_csv/ds.csv", "Left out: the domain DS (596 rows) is not used."),
        ("sdtm_csv/suppae.csv", "Left out: the domain SUPPAE (1,191 rows) is not used."),
        ("sdtm_csv/suppdm.csv", "Left out: the domain SUPPDM (1,197 rows) is not used."),
        ("sdtm_csv/ts.csv", "Left out: the domain TS (33 rows) is not used."),
        ("sdtm_csv/ts.csv", "Not UTF-8: the text was read as Windows-1252."),
    }
