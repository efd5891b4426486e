"""Whole imports: counts, duplicates, replaced rows, rows that wait for their parent, what is kept of refused ones."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from dash.errors import DashboardError, DatabaseUnreadableError, UnreadableSourceError
from dash.store import building, counting, refusing
from dash.store.imports import import_batches
from dash.store.refused import refused_rows
from dash.store.sql import run
from dash.store.staging import AttachedLine, Batch, DeriveSettings, FileNote, Refusal, SourceTable

VITALS = """
session_id | minute | systolic_mmhg | diastolic_mmhg
S1         | -5     | 120           | 80
S1         | 40     | 150           | 95
S2         | 40     | 130           | 85
"""


def counts(report: Any) -> list[tuple[str, str | None, int, int, int, int]]:
    return [(f.file, f.table, f.read, f.accepted, f.refused, f.already_there) for f in report.files]


def test_first_import_keeps_file_and_line(small: Any) -> None:
    report = small.bring(vitals=VITALS)
    assert counts(report) == [("vitals.csv", "vitals", 3, 3, 0, 0)]
    where = (
        "SELECT session_id, minute, file, line FROM vitals JOIN import_files USING (file_id) ORDER BY line"
    )
    assert small.rows(where) == [
        ("S1", -5, "vitals.csv", 2), ("S1", 40, "vitals.csv", 3), ("S2", 40, "vitals.csv", 4),
    ]  # fmt: skip


def test_the_same_file_again_changes_nothing(small: Any) -> None:
    small.bring(vitals=VITALS)
    before = small.content()
    report = small.bring(vitals=VITALS)
    assert counts(report) == [("vitals.csv", "vitals", 3, 0, 0, 3)]
    assert small.content() == before
    assert small.rows("SELECT count(*) FROM history") == [(0,)]


def test_a_changed_row_replaces_and_the_old_one_is_kept(small: Any) -> None:
    small.bring(vitals=VITALS)
    report = small.bring(vitals=VITALS.replace("150", "155"))
    assert counts(report) == [("vitals.csv", "vitals", 3, 1, 0, 2)]
    assert report.replaced == 1
    assert small.rows("SELECT systolic_mmhg FROM vitals WHERE session_id = 'S1' ORDER BY ALL") == [
        (120,),
        (155,),
    ]
    ((table, line, record, by),) = small.rows("SELECT table_name, line, record, replaced_by FROM history")
    assert (table, line, by) == ("vitals", 3, report.import_id)
    assert json.loads(record)["systolic_mmhg"] == 150


def test_rows_wait_for_their_parents(clinic: Any) -> None:
    vitals = "session_id|minute|systolic_mmhg\nS1|40|150\nS9|40|140"
    report = clinic.bring(vitals=vitals)
    assert counts(report) == [("vitals.csv", "vitals", 2, 0, 2, 0)]
    session = "session_id|patient_id|started_at|drug|route\nS1|P1|2025-03-01|esketamine|in"
    report = clinic.bring(sessions=session)
    assert [(reason, rows) for reason, _, rows in report.reasons] == [("unknown_patient", 1)]
    # The patient brings the session, and the session its reading.
    report = clinic.bring(patients="patient_id\nP1")
    assert (report.taken_up, counts(report)) == (2, [("patients.csv", "patients", 1, 1, 0, 0)])
    assert clinic.rows("SELECT file, line FROM vitals JOIN import_files USING (file_id)") == [
        ("vitals.csv", 2)
    ]
    assert clinic.reasons() == [("vitals.csv", 3, "unknown_session")]
    assert clinic.bring(patients="patient_id\nP1").taken_up == 0


def test_a_waiting_row_that_came_twice_is_taken_up_once(clinic: Any) -> None:
    for _ in range(2):
        clinic.bring(medications="patient_id|medication\nP1|lithium")
    assert clinic.bring(patients="patient_id\nP1").taken_up == 1
    assert clinic.rows("SELECT count(*) FROM medications") == [(1,)]
    assert clinic.reasons() == []


def test_a_waiting_row_never_wins_over_a_newer_one(clinic: Any) -> None:
    clinic.bring(medications="patient_id|medication|stopped_on\nP1|lithium|2019")
    report = clinic.bring(
        patients="patient_id\nP1", medications="patient_id|medication|stopped_on\nP1|lithium|2020"
    )
    assert report.taken_up == 0
    assert clinic.rows("SELECT stopped_on FROM medications") == [("2020",)]
    assert clinic.reasons() == [("medications.csv", 2, "superseded")]
    clinic.bring(patients="patient_id\nP1")
    assert clinic.rows("SELECT stopped_on FROM medications") == [("2020",)]


def test_of_two_waiting_rows_the_newer_one_wins(clinic: Any) -> None:
    for year in ("2019", "2020"):
        clinic.bring(medications=f"patient_id|medication|stopped_on\nP1|lithium|{year}")
    assert clinic.bring(patients="patient_id\nP1").taken_up == 1
    assert clinic.rows("SELECT stopped_on FROM medications") == [("2020",)]


def test_duplicates_within_a_file(small: Any) -> None:
    report = small.bring(
        vitals="""
        session_id | minute | systolic_mmhg
        S1         | 40     | 150
        S1         | 40     | 150
        S1         | 40     | 160
        """
    )
    assert counts(report) == [("vitals.csv", "vitals", 3, 1, 1, 1)]
    assert small.reasons() == [("vitals.csv", 4, "disagreeing_duplicate")]


PERSON = "patient_id|sex|weight_kg|sbp_goal_high|dbp_goal_high\nP3|female|70|130|85"
NARROWER: list[tuple[str, str, str, str, list[Any], int]] = [
    # table, wide, narrow, what to look at, what it is then, rows replaced
    (
        "patients",
        PERSON,
        "patient_id|sex\nP3|female",
        "sex, weight_kg, sbp_goal_high",
        [("female", 70, 130)],
        0,
    ),
    ("patients", PERSON, "patient_id|sex\nP3|", "sex, weight_kg, sbp_goal_high", [(None, 70, 130)], 1),
    # An empty cell in a column that is there empties.
    (
        "patients",
        PERSON,
        "patient_id|weight_kg\nP3|",
        "sex, weight_kg, sbp_goal_high",
        [("female", None, 130)],
        1,
    ),
    (
        "sessions",
        "session_id|patient_id|started_at|drug|route|dose_mg|ended_at|note\nS9|P1|2025-03-01T10:00|Spravato|in|56|"
        "2025-03-01T12:00+01:00|calm",
        "session_id|patient_id|started_at|drug|route|dose_mg\nS9|P1|2025-03-01T10:30|esketamine|in|84",
        "dose_mg, drug_as_written, ended_at::VARCHAR, ended_has_time, ended_offset_minutes, note",
        [(84, "Spravato", "2025-03-01 12:00:00", True, 60, "calm")],
        1,
    ),
    (
        "sessions",
        "session_id|patient_id|started_at|drug|drug_as_written|route\nS9|P1|2025-03-01|other|Ketanest|in",
        "session_id|patient_id|started_at|drug|route\nS9|P1|2025-03-01|ketamine|in",
        "drug, drug_as_written",
        [("racemic_ketamine", "ketamine")],
        1,
    ),
    (
        "vitals",
        "session_id|minute|systolic_mmhg|diastolic_mmhg|heart_rate_bpm\nS1|40|150|90|70",
        "session_id|minute|systolic_mmhg\nS1|40|155/95",
        "systolic_mmhg, diastolic_mmhg, heart_rate_bpm",
        [(155, 95, 70)],
        1,
    ),
]


@pytest.mark.parametrize(("table", "wide", "narrow", "shown", "wanted", "replaced"), NARROWER)
def test_columns_that_a_file_does_not_have_keep_their_values(
    small: Any, table: str, wide: str, narrow: str, shown: str, wanted: list[Any], replaced: int
) -> None:
    small.bring(**{table: wide})
    report = small.bring(**{table: narrow})
    where = {"patients": "patient_id = 'P3'", "sessions": "session_id = 'S9'", "vitals": "session_id = 'S1'"}
    assert small.rows(f"SELECT {shown} FROM {table} WHERE {where[table]}") == wanted
    assert report.replaced == replaced
    assert counts(report) == [(f"{table}.csv", table, 1, replaced, 0, 1 - replaced)]
    assert small.rows("SELECT count(*) FROM history") == [(replaced,)]
    assert small.bring(**{table: narrow}).files[0].already_there == 1


def test_rules_hold_for_a_row_together_with_what_is_kept(small: Any) -> None:
    small.bring(vitals="session_id|minute|systolic_mmhg|diastolic_mmhg\nS1|40|150|90\nS1|60|140|90")
    before = small.content()
    small.bring(vitals="session_id|minute|systolic_mmhg\nS1|40|85\nS1|60|140")
    assert small.reasons() == [("vitals.csv", 2, "diastolic_not_below_systolic")]
    assert small.content() == before


def test_each_file_of_an_import_keeps_by_its_own_columns(small: Any, make_source: Any) -> None:
    small.bring(patients="patient_id|sex|weight_kg\nP3|female|70\nP4|female|80")
    small.bring(
        tables=[
            make_source("patients", {"patient_id": ["P3"], "sex": [None]}, "a.csv"),
            make_source("patients", {"patient_id": ["P4"], "weight_kg": [None]}, "b.csv"),
        ]
    )
    rows = small.rows("SELECT patient_id, sex, weight_kg FROM patients WHERE patient_id >= 'P3' ORDER BY ALL")
    assert rows == [("P3", None, 70), ("P4", "female", None)]


ENDS = [
    ("onset_minute|ended_at", "60|2025-03-01T10:05", "ended_at_before_onset_minute"),
    ("onset_minute|ended_at", "60|2025-03-01T11:00", None),
    ("onset_minute|ended_at", "60.4|2025-03-01T10:59:40", None),
    # Times that cannot be compared tell nothing: an offset on one side only, a date without a clock time.
    ("onset_minute|ended_at", "60|2025-03-01T10:05+01:00", None),
    ("onset_minute|ended_at", "60|2025-03-01", None),
    ("resolved_minute|started_at", "20|2025-03-01T10:21", "resolved_minute_before_started_at"),
    ("resolved_minute|started_at", "20|2025-03-01T10:20", None),
    ("resolved_minute|started_at", "20|2025-03", None),
]


@pytest.mark.parametrize(("head", "row", "reason"), ENDS)
def test_an_end_by_clock_is_compared_with_a_start_by_minute(
    small: Any, head: str, row: str, reason: str | None
) -> None:
    small.bring(side_effects=f"session_id|effect|{head}\nS1|nausea|{row}")
    assert [found for _, _, found in small.reasons()] == ([reason] if reason else [])


APART = [
    ("30", "2025-03-01T10:30", True), ("30", "2025-03-01T11:30", True), ("30", "2025-03-01T11:31", False),
    ("30", "2025-03-01T09:30", True), ("30", "2025-03-01T09:29", False), ("30", "2020-01-01", False),
    # A date alone, or an offset on one side only: a day more or less.
    ("30", "2025-03-02", True), ("30", "2025-03-03", False), ("1430", "2025-03-02", True), ("30", "2025-02-27", False),
    ("30", "2025-03-01T23:30+01:00", True), ("30", "2025-03-04T23:30+01:00", False),
]  # fmt: skip


@pytest.mark.parametrize(("minute", "time", "agree"), APART)
@pytest.mark.parametrize(
    ("table", "head", "reason"),
    [
        ("vitals", "heart_rate_bpm|session_id|minute|measured_at\n70", "minute_differs_from_measured_at"),
        (
            "side_effects",
            "effect|session_id|onset_minute|started_at\nnausea",
            "onset_minute_differs_from_started_at",
        ),
        (
            "side_effects",
            "effect|session_id|resolved_minute|ended_at\nnausea",
            "resolved_minute_differs_from_ended_at",
        ),
    ],
)
def test_minute_and_clock_of_one_row_must_agree(
    small: Any, table: str, head: str, reason: str, minute: str, time: str, agree: bool
) -> None:
    small.bring(**{table: f"{head}|S1|{minute}|{time}"})
    assert [found for _, _, found in small.reasons()] == ([] if agree else [reason])


def test_minutes_of_a_session_without_a_clock_time_agree_by_day(small: Any) -> None:
    head = "session_id|minute|measured_at|heart_rate_bpm\nS2|"
    small.bring(vitals=f"{head}-30|2025-03-01T23:45|70\nS2|30|2025-03-02T20:00|70\nS2|60|2025-03-05|70")
    assert small.reasons() == [("vitals.csv", 4, "minute_differs_from_measured_at")]


LATER = [
    # The hour that comes twice when summer time ends, in one zone or without any.
    ("2025-10-26T02:30+02:00", "2025-10-26T02:30+01:00"),
    ("2025-10-26T02:30", "2025-10-26T02:30+01:00"),
    # A day without a clock time is not midnight.
    ("2025-10-26", "2025-10-26T00:00"),
]


@pytest.mark.parametrize(("one", "other"), LATER)
@pytest.mark.parametrize("together", [True, False])
@pytest.mark.parametrize(
    ("table", "head", "values"),
    [
        ("vitals", "session_id|minute|measured_at|systolic_mmhg\nS1||{}|{}", ("190", "120")),
        ("vitals", "patient_id|measured_at|systolic_mmhg\nP1|{}|{}", ("190", "120")),
        ("scores", "patient_id|measured_at|instrument|value\nP1|{}|phq9|{}", ("19", "12")),
        ("appointments", "patient_id|scheduled_at|dose_mg\nP1|{}|{}", ("56", "84")),
    ],
)
def test_other_times_are_other_records(
    small: Any, table: str, head: str, values: tuple[str, str], one: str, other: str, together: bool
) -> None:
    first, second = head.format(one, values[0]), head.format(other, values[1])
    if together:
        report = small.bring(**{table: f"{first}\n{second.splitlines()[1]}"})
    else:
        small.bring(**{table: first})
        report = small.bring(**{table: second})
    assert report.replaced == 0
    assert small.rows(f"SELECT count(*) FROM {table}") == [(2,)]
    assert small.rows("SELECT count(*) FROM refused_rows") == [(0,)]
    again = small.bring(**{table: f"{first}\n{second.splitlines()[1]}"})
    assert again.files[0].already_there == 2


def test_an_item_with_a_decimal_zero_is_the_same_item(small: Any) -> None:
    scores = "patient_id|measured_at|instrument|item|value\nP1|2025-03-01|phq9|9|3"
    assert small.bring(scores=scores).files[0].accepted == 1
    assert small.bring(scores=scores.replace("|9|", "|9.0|")).files[0].already_there == 1


def test_other_conditions_are_told_apart_by_their_note(small: Any) -> None:
    report = small.bring(
        conditions="patient_id|condition|note\nP1|other|gout\nP1|other|asthma\nP1|cystitis|a\nP1|cystitis|b"
    )
    assert counts(report) == [("conditions.csv", "conditions", 4, 3, 1, 0)]


def test_refused_rows_are_kept_whole(small: Any) -> None:
    small.bring(file="ward.csv", vitals='session_id|minute|systolic_mmhg|Ward, Nurse\nS1|40|950|a "b"')
    ((raw,),) = small.rows("SELECT raw FROM refused_rows")
    assert json.loads(raw) == {
        "session_id": "S1",
        "minute": "40",
        "systolic_mmhg": "950",
        "Ward, Nurse": 'a "b"',
    }
    found = refused_with_derived(small)
    assert found[["file", "line", "table_name", "reason"]].to_numpy().tolist() == [
        ["ward.csv", 2, "vitals", "systolic_mmhg_out_of_range"]
    ]


def refused_with_derived(clinic: Any) -> Any:
    """List refused rows through the sealed connection, which needs the derived tables."""
    import_batches([], clinic.path, DeriveSettings(), now=datetime(2026, 1, 31))
    return refused_rows(clinic.path)


def test_names_that_differ_only_in_case_are_kept(small: Any) -> None:
    small.bring(vitals="session_id|minute|systolic_mmhg|Note|NOTE\nS1|40|950|a|b")
    ((raw,),) = small.rows("SELECT raw FROM refused_rows")
    assert json.loads(raw)["Note"] == "a"
    assert json.loads(raw)["NOTE"] == "b"


def test_a_row_refused_again_is_listed_once(small: Any) -> None:
    for _ in range(3):
        small.bring(vitals="session_id|minute|systolic_mmhg\nS1|40|950")
    assert small.rows("SELECT count(*) FROM refused_rows") == [(3,)]
    assert len(refused_with_derived(small)) == 1


def test_unknown_columns_and_words_are_reported(small: Any) -> None:
    report = small.bring(
        sessions="""
        session_id | patient_id | started_at | drug     | route | mood
        S3         | P1         | 2025-04-01 | Ketanest | ear   | fine
        S4         | P1         | 2025-04-02 | ketamine | ear   |
        """,
        side_effects="session_id|effect\nS1|Purple ears\nS1|nausea",
    )
    assert [(one.file, one.table, one.column) for one in report.unknown_columns] == [
        ("sessions.csv", "sessions", "mood")
    ]
    assert [(one.kind, one.word, one.count) for one in report.unmapped] == [
        ("route", "ear", 2), ("drug", "Ketanest", 1), ("effect", "Purple ears", 1),
    ]  # fmt: skip
    assert json.loads(json.dumps(report.as_dict()))["unmapped"][0] == {
        "kind": "route",
        "word": "ear",
        "count": 2,
    }


def test_readers_refusals_notes_and_digests(small: Any) -> None:
    report = small.bring(
        vitals="session_id|minute|systolic_mmhg\nS1|40|150",
        refusals=[
            Refusal("vitals.csv", 9, "vitals", "wrong_field_count", "Too many fields. Remove one.", "a,b"),
            Refusal("odd.csv", None, None, "unreadable", "No table. Rename it.", "?"),
        ],
        notes=[FileNote("ds.csv", "Left out.")],
        digests={"vitals.csv": "abc", "ds.csv": "def"},
    )
    assert counts(report) == [
        ("vitals.csv", "vitals", 2, 1, 1, 0), ("odd.csv", None, 1, 0, 1, 0), ("ds.csv", None, 0, 0, 0, 0),
    ]  # fmt: skip
    assert report.notes == (FileNote("ds.csv", "Left out."),)
    assert small.rows("SELECT sha256 FROM import_files WHERE import_id = 2 ORDER BY file_id") == [
        ("abc",), (None,), ("def",),
    ]  # fmt: skip


def combined(make_source: Any, session: str, systolic: str) -> Any:
    """One reading made of lines 2 and 3 of vs.csv."""
    cells: dict[str, list[str | None]] = {
        "session_id": [session],
        "minute": ["40"],
        "systolic_mmhg": [systolic],
    }
    lines = pa.array([[2, 3]], pa.list_(pa.int64()))
    raw = pa.array([['{"a": 1}', '{"a": 2}']], pa.list_(pa.string()))
    return make_source("vitals", cells, "vs.csv", _lines=lines, _raw=raw)


def weight(line: int, into: int) -> AttachedLine:
    return AttachedLine("wt.csv", line, '{"w": 80}', "vitals", "vs.csv", into)


def test_combined_and_attached_lines_are_counted_and_traced(small: Any, make_source: Any) -> None:
    report = small.bring(tables=[combined(make_source, "S1", "150")], attached=[weight(7, 2), weight(8, 99)])
    assert counts(report) == [("vs.csv", "vitals", 2, 2, 0, 0), ("wt.csv", "vitals", 2, 1, 1, 0)]
    assert small.rows("SELECT line, also_line, also_file_id - file_id FROM joined_lines ORDER BY ALL") == [
        (2, 3, 0), (2, 7, 1),
    ]  # fmt: skip
    assert small.reasons() == [("wt.csv", 8, "record_not_found")]
    report = small.bring(tables=[combined(make_source, "S1", "150")], attached=[weight(7, 2)])
    assert counts(report) == [("vs.csv", "vitals", 2, 0, 0, 2), ("wt.csv", "vitals", 1, 0, 0, 1)]


def test_all_lines_of_a_refused_record_are_kept(small: Any, make_source: Any) -> None:
    report = small.bring(tables=[combined(make_source, "S1", "950")], attached=[weight(7, 2)])
    assert counts(report) == [("vs.csv", "vitals", 2, 0, 2, 0), ("wt.csv", "vitals", 1, 0, 1, 0)]
    assert small.rows("SELECT line, raw FROM refused_rows ORDER BY ALL") == [
        (2, '{"a": 1}'), (3, '{"a": 2}'), (7, '{"w": 80}'),
    ]  # fmt: skip


def test_all_lines_of_a_waiting_record_are_taken_up(small: Any, make_source: Any) -> None:
    report = small.bring(tables=[combined(make_source, "S9", "150")], attached=[weight(7, 2)])
    assert [(reason, rows) for reason, _, rows in report.reasons] == [("unknown_session", 3)]
    report = small.bring(sessions="session_id|patient_id|started_at|drug|route\nS9|P1|2025-03-09|ketamine|iv")
    assert report.taken_up == 1
    assert small.reasons() == []
    assert small.rows("SELECT table_name, line, also_line FROM joined_lines ORDER BY ALL") == [
        ("vitals", 2, 3), ("vitals", 2, 7),
    ]  # fmt: skip


def test_many_pieces_of_one_file(small: Any, make_source: Any) -> None:
    pieces = []
    for start in range(0, 50, 10):
        cells: dict[str, list[str | None]] = {
            "session_id": ["S1"] * 10,
            "minute": [str(minute) for minute in range(start, start + 10)],
            "heart_rate_bpm": ["500" if minute % 10 == 3 else "70" for minute in range(start, start + 10)],
        }
        if start >= 30:
            cells["note"] = ["x"] * 10
        rows = make_source("vitals", cells, "long.csv").rows
        lines = pa.array(range(start + 2, start + 12), pa.int64())
        rows = rows.set_column(rows.column_names.index("_line"), "_line", lines)
        pieces.append(SourceTable("vitals", "long.csv", rows))
    report = small.bring(tables=pieces)
    assert counts(report) == [("long.csv", "vitals", 50, 45, 5, 0)]
    assert [line for _, line, _ in small.reasons()] == [5, 15, 25, 35, 45]
    raws = [json.loads(raw) for (raw,) in small.rows("SELECT raw FROM refused_rows ORDER BY line")]
    assert [raw["minute"] for raw in raws] == ["3", "13", "23", "33", "43"]
    assert ["note" in raw for raw in raws] == [False, False, False, True, True]


def test_checking_writes_nothing(small: Any) -> None:
    before = small.path.read_bytes()
    report = small.bring(vitals=VITALS, write=False)
    assert counts(report) == [("vitals.csv", "vitals", 3, 3, 0, 0)]
    assert small.path.read_bytes() == before
    assert [path.name for path in small.path.parent.iterdir() if "building" in path.name] == []


def test_checking_without_a_database_makes_none(clinic: Any, tmp_path: Path, make_clinic: Any) -> None:
    clinic.bring(patients="patient_id\nP1", write=False)
    assert not clinic.path.exists()
    nowhere = make_clinic(tmp_path / "absent")
    nowhere.bring(patients="patient_id\nP1", write=False)
    assert not nowhere.path.parent.exists()


def test_checking_needs_no_right_to_write(small: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a read-only folder: the check is made in memory, against the records that are there."""
    small.bring(vitals="session_id|minute|heart_rate_bpm\nS9|40|70")
    lock = small.path.with_name("sessions.duckdb.lock")
    lock.unlink()
    before = small.path.read_bytes()

    def read_only(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "touch", read_only)
    again = small.bring(patients="patient_id|sex\nP1|female\nP3|male", vitals=VITALS, write=False)
    assert counts(again) == [("patients.csv", "patients", 2, 1, 0, 1), ("vitals.csv", "vitals", 3, 3, 0, 0)]
    assert again.import_id == 3
    assert not again.written
    monkeypatch.undo()
    bringing = "session_id|patient_id|started_at|drug|route\nS9|P1|2025-03-01|esketamine|in"
    monkeypatch.setattr(Path, "touch", read_only)
    assert small.bring(sessions=bringing, write=False).taken_up == 1
    assert small.path.read_bytes() == before
    assert [path.name for path in small.path.parent.iterdir()] == ["sessions.duckdb"]


def test_checking_does_not_wait_for_an_import(small: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(building, "WAIT_SECONDS", 0.05)
    with building.locked(small.path):
        assert counts(small.bring(vitals=VITALS, write=False)) == [("vitals.csv", "vitals", 3, 3, 0, 0)]


def test_checking_a_damaged_database_says_so(small: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    small.path.write_bytes(b"not a database" * 1000)
    for _ in range(2):
        with pytest.raises(DatabaseUnreadableError):
            small.bring(vitals=VITALS, write=False)
        monkeypatch.setattr(building, "start_check", lambda *_, **__: None)


def test_made_up_data_are_remembered(clinic: Any) -> None:
    clinic.bring(patients="patient_id\nP1", made_up=True)
    assert clinic.rows("SELECT import_id, imported_at, made_up, settings FROM imports") == [
        (
            1,
            datetime(2026, 1, 31, 12),
            True,
            '{"recovery_tolerance_mmhg": 10, "window_40_min": 10, "baseline_days": 180}',
        )
    ]


def test_only_the_owner_may_read_a_new_database(clinic: Any) -> None:
    clinic.bring(patients="patient_id\nP1")
    assert clinic.path.stat().st_mode & 0o777 == 0o600
    clinic.path.chmod(0o640)
    clinic.bring(patients="patient_id\nP2")
    assert clinic.path.stat().st_mode & 0o777 == 0o640


def test_derived_tables_are_made(clinic: Any) -> None:
    batch: list[Batch] = []
    import_batches(batch, clinic.path, DeriveSettings(), now=datetime(2026, 1, 31))
    assert clinic.rows("SELECT count(*) FROM session_facts") == [(0,)]


def test_progress_never_goes_back(clinic: Any) -> None:
    said: list[float] = []
    import_batches(
        [], clinic.path, DeriveSettings(), now=datetime(2026, 1, 31),
        progress=lambda _text, share: said.append(share), derive=lambda _connection, _settings: None,
    )  # fmt: skip
    assert said == sorted(said)
    assert (said[0], said[-1]) == (0.0, 1.0)


def test_counts_that_do_not_add_up_stop_the_import(small: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    before = small.path.read_bytes()
    monkeypatch.setattr(counting, "_COUNT", counting._COUNT + " LIMIT 0")
    with pytest.raises(DashboardError, match="do not add up"):
        small.bring(vitals=VITALS)
    assert small.path.read_bytes() == before


def test_an_error_in_the_engine_shows_no_value(small: Any) -> None:
    def fail(connection: duckdb.DuckDBPyConnection, _settings: DeriveSettings) -> None:
        connection.execute("SELECT 'secret'::INTEGER").fetchall()

    before = small.path.read_bytes()
    with pytest.raises(DashboardError) as caught:
        import_batches([], small.path, DeriveSettings(), now=datetime(2026, 1, 31), derive=fail)
    assert "secret" not in str(caught.value)
    assert caught.value.__cause__ is None
    assert small.path.read_bytes() == before
    assert sorted(path.name for path in small.path.parent.iterdir()) == [
        "sessions.duckdb",
        "sessions.duckdb.lock",
    ]


def test_a_file_that_cannot_be_read(small: Any) -> None:
    def broken() -> Any:
        yield Batch()
        raise PermissionError(13, "Permission denied")

    with pytest.raises(UnreadableSourceError, match="Permission denied"):
        import_batches(broken(), small.path, DeriveSettings(), now=datetime(2026, 1, 31))


@pytest.mark.parametrize("content", [b"not a database", b""])
def test_a_damaged_database_is_left_alone(clinic: Any, content: bytes) -> None:
    clinic.path.write_bytes(content)
    with pytest.raises(DatabaseUnreadableError):
        clinic.bring(patients="patient_id\nP1")
    assert clinic.path.read_bytes() == content


def test_a_database_of_another_version_is_left_alone(clinic: Any) -> None:
    with duckdb.connect(str(clinic.path)) as connection:
        connection.execute("CREATE TABLE patients (patient_id VARCHAR)").fetchall()
    with pytest.raises(DatabaseUnreadableError):
        clinic.bring(patients="patient_id\nP1")
    assert clinic.rows("SELECT count(*) FROM patients") == [(0,)]


PAYLOADS = [
    "'; DROP TABLE patients; --", "<script>alert(1)</script>", "=cmd|' /C calc'!A0", "$now_wall", "{t}", "<table>",
    "\u202egnirts", "a" * 5000, "{patient_id}", "{{patient_id}}", "%s", "\\", '"',
]  # fmt: skip


def test_text_is_only_text(small: Any, make_source: Any) -> None:
    cells: dict[str, list[str | None]] = {
        "session_id": [f"S-{payload}" for payload in PAYLOADS],
        "patient_id": ["P1"] * len(PAYLOADS),
        "started_at": ["2025-05-01"] * len(PAYLOADS),
        "drug": list(PAYLOADS),
        "route": list(PAYLOADS),
        "note": list(PAYLOADS),
        "x'); DROP TABLE patients; --": list(PAYLOADS),
        "<columns>": list(PAYLOADS),
    }
    report = small.bring(tables=[make_source("sessions", cells, "'; DROP TABLE patients; --.csv")])
    assert sum(count.accepted for count in report.files) == len(PAYLOADS)
    assert sorted(
        small.rows("SELECT note, drug_as_written, route_as_written FROM sessions WHERE note IS NOT NULL")
    ) == sorted((payload, payload, payload) for payload in PAYLOADS)
    cells["started_at"] = ["never"] * len(PAYLOADS)
    cells["session_id"] = [f"T-{payload}" for payload in PAYLOADS]
    small.bring(tables=[make_source("sessions", cells, "bad.csv")])
    raws = small.rows("SELECT raw FROM refused_rows")
    assert sorted(json.loads(raw)["<columns>"] for (raw,) in raws) == sorted(PAYLOADS)


def test_refused_rows_of_many_files_are_kept_by_one_statement(
    small: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each with its own file and line, whatever further columns its file has."""
    asked: list[str] = []
    monkeypatch.setattr(
        refusing, "run", lambda _, statement, *values: asked.append(statement) or run(_, statement, *values)
    )
    numbers = pa.array([2, 3, 4], pa.int64())

    def table(at: int) -> SourceTable:
        cells = {
            "session_id": ["S1", "S1", "S9"],
            "minute": [str(at)] * 3,
            "heart_rate_bpm": ["70", "fast", "71"],
        }
        return SourceTable("vitals", f"{at}.csv", pa.table({**cells, "_line": numbers}))

    others = [
        SourceTable(
            "vitals",
            f"other {at}.csv",
            pa.table(
                {
                    "session_id": ["S9"],
                    "minute": ["99"],
                    "heart_rate_bpm": ["72"],
                    f"remark {at}": ["asleep"],
                    f"Remark {at}": pa.array([None], pa.string()),
                    "_line": numbers[:1],
                }
            ),
        )
        for at in range(3)
    ]
    small.bring(tables=[*map(table, range(40)), *others])
    assert sum("INSERT INTO refused_rows" in one for one in asked) == 1
    assert len(asked) <= 2
    found = small.rows("""
        SELECT f.file, r.line, r.reason, r.raw, r.record IS NOT NULL
        FROM refused_rows AS r JOIN import_files AS f USING (file_id) ORDER BY ALL""")
    whole = '{"session_id":"S9","minute":"99","heart_rate_bpm":"72",'
    expected = [
        (f"other {at}.csv", 2, f'{whole}"remark {at}":"asleep","Remark {at}":null}}', True) for at in range(3)
    ]
    for at in range(40):
        row = f'"minute":"{at}","heart_rate_bpm"'
        expected.append((f"{at}.csv", 3, f'{{"session_id":"S1",{row}:"fast"}}', False))
        expected.append((f"{at}.csv", 4, f'{{"session_id":"S9",{row}:"71"}}', True))
    assert [(file, line, raw, waits) for file, line, _, raw, waits in found] == sorted(expected)
