"""Tables as clinics make them: proposed, asked, remembered, read."""

import zipfile
from datetime import date, time
from pathlib import Path

import pytest
from helpers.books import MakeBook, grids, read, rows

from dash.errors import QuestionError, UnreadableSourceError
from dash.readers import reader_for
from dash.readers.layouts.kept import load_all, save
from dash.readers.layouts.propose import propose
from dash.readers.layouts.reader import LayoutReader
from dash.store.staging import Batch

HEADER = ["Date", "Patient ID", "Route", "Dose mg", "Start", "BP pre", "BP 40", "End"]
SESSIONS = [
    HEADER,
    [date(2026, 3, 2), "P-1", "IV", 40, time(9, 0), "120/70", "140/85", time(10, 45)],
    [date(2026, 3, 9), "P-1", "IV", 40, time(9, 0), "122/72", "138/82", time(10, 40)],
    [date(2026, 3, 9), "P-2", "IV", 35, time(11, 0), "118/70", "84/132", time(12, 40)],
]


def test_a_plain_log_needs_one_answer_at_most(make_book: MakeBook) -> None:
    path = make_book(Ketamine=SESSIONS)
    proposal = propose(grids(path), "test")
    assert [question.key for question in proposal.open] == []
    out = read(path)
    assert [row["dose_mg"] for row in rows(out, "sessions")] == ["40", "40", "35"]
    assert [(row["minute"], row["systolic_mmhg"]) for row in rows(out, "vitals")] == [
        ("0", "120"), ("40", "140"), ("0", "122"), ("40", "138"), ("0", "118"),
    ]  # fmt: skip
    assert [(one.reason, one.line) for one in out.refusals] == [("diastolic_not_below_systolic", 4)]
    assert out.counts() == {"log.xlsx!Ketamine": {"accepted": 3, "header": 1}}


def test_dates_that_could_be_both_are_asked_once(make_book: MakeBook) -> None:
    unclear = [
        HEADER,
        ["03/04/2026", "P-1", "IV", 40, "9:00", "120/70", "", ""],
        ["02/05/2026", "P-1", "IV", 40, "9:00", "120/70", "", ""],
    ]
    path = make_book(Ketamine=unclear)
    assert [question.key for question in propose(grids(path), "test").open] == ["date-order"]
    first = rows(read(path, {"date-order": "day first"}), "sessions")[0]
    other = rows(read(path, {"date-order": "month first"}), "sessions")[0]
    assert (first["started_at"], other["started_at"]) == ("2026-04-03T09:00", "2026-03-04T09:00")


def test_a_number_above_twelve_settles_the_order(make_book: MakeBook) -> None:
    path = make_book(
        Ketamine=[
            HEADER,
            ["03/04/2026", "P-1", "IV", 40, "9:00", "", "", ""],
            ["03/23/2026", "P-1", "IV", 40, "9:00", "", "", ""],
        ]
    )
    question = next(one for one in propose(grids(path), "test").questions if one.key == "date-order: date")
    assert (question.answer, "23" in question.evidence) == ("month first", True)


def test_weights_without_a_unit_are_asked(make_book: MakeBook) -> None:
    table = [
        [*HEADER, "Weight"],
        *([*row, weight] for row, weight in zip(SESSIONS[1:], (150, 160, 170), strict=True)),
    ]
    assert [question.key for question in propose(grids(make_book(Ketamine=table)), "test").open] == [
        "weight-unit: weight"
    ]


def test_groups_stand_over_their_columns_with_and_without_merged_cells(make_book: MakeBook) -> None:
    table = [
        ["Ketamine log", *[None] * 7],
        [None, None, None, None, "Blood pressure", None, None, None],
        ["Date", "Pt", "mg", "route", "pre", 20, 40, "PHQ9"],
        [date(2026, 3, 2), "P-1", 40, "IV", "120/70", "130/80", "140/85", 12],
    ]
    for merged in ({"Log": ["A1:H1", "E2:G2"]}, None):
        out = read(make_book(merged=merged, Log=table))
        assert [row["minute"] for row in rows(out, "vitals")] == ["0", "20", "40"]
        assert [(row["instrument"], row["value"]) for row in rows(out, "scores")] == [("phq9", "12")]


def test_an_empty_first_row_does_not_shift_the_lines(make_book: MakeBook) -> None:
    out = read(make_book(Ketamine=[[None], *SESSIONS]))
    assert [one.line for one in out.refusals] == [5]


def test_total_legend_and_repeated_header_are_no_records(make_book: MakeBook) -> None:
    table = [
        *SESSIONS,
        HEADER,
        [None],
        ["Total", None, None, 115],
        ["Checked by the head nurse on Friday afternoons"],
    ]
    counts = read(make_book(Ketamine=table)).counts()["log.xlsx!Ketamine"]
    assert (counts["accepted"], counts["header"], counts["blank"], counts["total"], counts["note"]) == (
        3,
        2,
        1,
        1,
        1,
    )
    assert sum(counts.values()) == len(table)


def test_a_copy_named_old_is_left_out_and_one_with_other_rows_is_asked(make_book: MakeBook) -> None:
    copy = make_book(Ketamine=SESSIONS, **{"OLD do not use": SESSIONS[:3]})
    assert propose(grids(copy), "test").book.left_out == {"log.xlsx!OLD do not use": "stale"}
    other = [HEADER, [date(2025, 3, 2), "P-9", "IV", 40, time(9, 0), "120/70", "140/85", time(10, 45)]]
    asked = propose(grids(make_book(Ketamine=SESSIONS, **{"OLD do not use": other})), "test")
    assert [question.key for question in asked.open] == ["sheet: old do not use"]


def test_identifiers_that_differ_in_marks_are_asked_never_merged(make_book: MakeBook) -> None:
    table = [*SESSIONS[:3], [date(2026, 3, 16), "p1", "IV", 40, time(9, 0), "122/72", "138/82", time(10, 40)]]
    path = make_book(Ketamine=table)
    assert [question.key for question in propose(grids(path), "test").open] == ["same-patient: p1"]
    assert {row["patient_id"] for row in rows(read(path, {"same-patient: p1": "one"}), "sessions")} == {"P-1"}
    assert {row["patient_id"] for row in rows(read(path, {"same-patient: p1": "two"}), "sessions")} == {
        "P-1",
        "p1",
    }


def test_the_same_row_twice_is_there_once_and_another_content_is_refused(make_book: MakeBook) -> None:
    changed = [*SESSIONS[1][:3], 55, *SESSIONS[1][4:]]
    counts = read(make_book(Ketamine=[*SESSIONS, SESSIONS[1], changed])).counts()["log.xlsx!Ketamine"]
    assert (counts["accepted"], counts["already_there"], counts["refused"]) == (3, 1, 1)


def test_an_answer_to_no_question_and_a_choice_that_is_none_are_told(make_book: MakeBook) -> None:
    sheets = grids(make_book(Ketamine=SESSIONS))
    with pytest.raises(QuestionError, match="no question"):
        propose(sheets, "test", {"colour": "red"})
    with pytest.raises(QuestionError, match="no answer"):
        propose(sheets, "test", {"drug": "tea"})


def test_a_layout_is_kept_and_found_again(make_book: MakeBook, tmp_path: Path) -> None:
    layout = propose(grids(make_book(Ketamine=SESSIONS)), "test").layout
    path = save(layout, tmp_path / "layouts")
    assert "P-1" not in path.read_text(encoding="utf-8")
    (found,) = load_all(tmp_path / "layouts")
    assert (found.settings, [table.shape for table in found.tables]) == (
        layout.settings,
        [table.shape for table in layout.tables],
    )
    assert [[c.meaning.kind for c in t.columns] for t in found.tables] == [
        [c.meaning.kind for c in t.columns] for t in layout.tables
    ]


def _all(path: Path, folder: Path) -> list[Batch]:
    reader = reader_for(path, folder)
    assert isinstance(reader, LayoutReader)
    return list(reader.read(path))


def test_a_changed_table_is_told_and_not_taken(make_book: MakeBook, tmp_path: Path) -> None:
    folder = tmp_path / "layouts"
    _all(make_book(Ketamine=SESSIONS), folder)
    wider = [[*HEADER, "Lot no"], *([*row, "L1"] for row in SESSIONS[1:])]
    with pytest.raises(UnreadableSourceError, match="New columns: lot no"):
        _all(make_book(Ketamine=wider), folder)


def test_data_that_contradict_the_kept_answer_are_told(make_book: MakeBook, tmp_path: Path) -> None:
    folder = tmp_path / "layouts"
    _all(make_book(Ketamine=[HEADER, ["23/04/2026", "P-1", "IV", 40, "9:00", "", "", ""]]), folder)
    with pytest.raises(UnreadableSourceError, match="month first"):
        _all(make_book(Ketamine=[HEADER, ["04/23/2026", "P-1", "IV", 40, "9:00", "", "", ""]]), folder)


def test_an_open_question_stops_an_import(make_book: MakeBook, tmp_path: Path) -> None:
    path = make_book(Ketamine=[HEADER, ["03/04/2026", "P-1", "IV", 40, "9:00", "", "", ""]])
    with pytest.raises(UnreadableSourceError, match="date-order"):
        _all(path, tmp_path / "layouts")


@pytest.mark.parametrize(
    "content", [b"PK\x03\x04 cut short", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 not a workbook", b""]
)
def test_what_is_no_workbook_is_told(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "broken.xlsx"
    path.write_bytes(content)
    with pytest.raises(UnreadableSourceError, match=r"damaged, cut short or not a spreadsheet"):
        grids(path)


def test_a_workbook_that_unpacks_to_a_gigabyte_is_not_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (64 * 1024**2))
    with pytest.raises(UnreadableSourceError, match="unreasonably large"):
        grids(path)


def test_a_formula_that_gave_no_value_is_refused_in_its_cell(make_book: MakeBook) -> None:
    table = [
        *SESSIONS[:2],
        [date(2026, 3, 9), "P-1", "IV", "=1/0", time(9, 0), "122/72", "138/82", time(10, 40)],
    ]
    out = read(make_book(Ketamine=table))
    assert [(one.reason, one.line) for one in out.refusals] == [("formula_error", 3)]
    assert len(rows(out, "sessions")) == 2


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_text_files_in_any_encoding_and_with_any_mark(encoding: str, mark: str, tmp_path: Path) -> None:
    lines = [
        ["Datum", "Patient", "Dosis mg", "Applikation", "RR vor", "Nebenwirkungen"],
        ["23.04.2026", "P-1", "40", "IV", "120/70", "Übelkeit"],
    ]
    path = tmp_path / "Ketamin.csv"
    path.write_bytes("\r\n".join(mark.join(row) for row in lines).encode(encoding))
    out = read(path)
    assert [row["effect"] for row in rows(out, "side_effects")] == ["nausea"]
    assert [row["started_at"] for row in rows(out, "sessions")] == ["2026-04-23"]


def test_a_long_table_of_readings_joins_its_sessions(make_book: MakeBook) -> None:
    sessions = [
        ["Session ID", "Patient", "Date", "Start", "Route", "Dose mg"],
        ["S1", "P-1", date(2026, 3, 2), time(9, 0), "IV", 40],
    ]
    vitals = [
        ["Session ID", "Patient", "Date", "Time", "Parameter", "Value"],
        ["S1", "P-1", date(2026, 3, 2), time(9, 40), "BP", "140/85"],
        ["S1", "P-1", date(2026, 3, 2), time(9, 40), "HR", 80],
    ]
    out = read(make_book("Ketamine.xlsx", Sessions=sessions, Vitals=vitals))
    names = ("session_id", "minute", "systolic_mmhg", "heart_rate_bpm")
    found = [tuple(row.get(name) for name in names) for row in rows(out, "vitals")]
    assert found == [("S1", "40", "140", None), ("S1", "40", None, "80")]
