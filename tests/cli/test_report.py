"""The printed report of an import: everything the import said is there, and the sums are right."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from dash.cli.columns import text_table
from dash.cli.report import as_text, next_step
from dash.store.report import FileCount, ImportReport, RefusedAt, UnknownColumn, UnmappedWord
from dash.store.staging import FileNote

COUNTS = (
    FileCount("clinic/patients.csv", "patients", 1250, 1200, 40, 10),
    FileCount("clinic/vitals.csv", "vitals", 7, 3, 2, 2),
    FileCount("clinic/odd.csv", None, 5, 0, 5, 0),
)


def lines(text: str) -> list[list[str]]:
    return [line.split() for line in text.splitlines()]


def test_counts_stand_per_file_and_table_with_totals() -> None:
    shown = lines(as_text(ImportReport(1, files=COUNTS)))
    assert shown == [
        ["File", "Table", "Read", "Accepted", "Refused", "Already", "there"],
        ["clinic/patients.csv", "patients", "1,250", "1,200", "40", "10"],
        ["clinic/vitals.csv", "vitals", "7", "3", "2", "2"],
        ["clinic/odd.csv", "(not", "known)", "5", "0", "5", "0"],
        ["Total", "1,262", "1,203", "47", "12"],
    ]


def test_the_ten_commonest_reasons_are_shown_with_what_to_do() -> None:
    reasons = tuple((f"reason_{n}", f"Problem {n}: do {n}.", n) for n in range(1, 13))
    text = as_text(ImportReport(1, files=COUNTS, reasons=reasons))
    shown = [line for line in lines(text) if len(line) == 5 and line[1] == "Problem"]
    assert shown == [[str(n), "Problem", f"{n}:", "do", f"{n}."] for n in range(12, 2, -1)]
    assert "10 commonest of 12 reasons" in text


def test_a_reason_says_where_its_rows_stand() -> None:
    places = (
        RefusedAt("word", "Not a word.", "patients", 1, ("a.csv:2",)),
        RefusedAt("word", "Not a word.", "vitals", 1203, ("b.csv:2", "c\x1b.csv:9")),
        RefusedAt("empty", "Empty.", None, 1, ("d.csv",)),
    )
    reasons = (("word", "Not a word.", 1204), ("empty", "Empty.", 1))
    report = ImportReport(1, files=COUNTS, reasons=reasons, refused_at=places)
    text = as_text(report)
    at = text.index("1,204  Not a word.")
    assert [line.strip() for line in text[at:].splitlines()] == [
        "1,204  Not a word.",
        "patients: a.csv:2",
        "vitals: b.csv:2, c�.csv:9 and 1,201 more",
        "1  Empty.",
        "(table not known): d.csv",
    ]
    assert report.as_dict()["reasons"][1] == {
        "reason": "empty", "message": "Empty.", "rows": 1, "tables": [{"table": None, "rows": 1, "first": ["d.csv"]}],
    }  # fmt: skip


def test_columns_words_notes_and_changes_are_said() -> None:
    text = as_text(
        ImportReport(
            1,
            files=COUNTS,
            unknown_columns=(
                UnknownColumn("a.csv", "vitals", "mood"),
                UnknownColumn("a.csv", "vitals", "pet"),
            ),
            unmapped=(UnmappedWord("effect", "cold hands", 1234),),
            notes=(FileNote("x.csv", "Same."), FileNote("y.csv", "Same."), FileNote("z.csv", "Else.")),
            taken_up=3,
            replaced=1,
        )
    )
    assert "a.csv: mood, pet" in text
    assert "1,234  effect: cold hands" in text
    assert "x.csv, y.csv: Same." in text
    assert "z.csv: Else." in text
    assert "3 rows refused earlier were taken up" in text
    assert "1 rows replaced older ones" in text


def test_text_from_a_file_cannot_steer_the_terminal() -> None:
    text = as_text(
        ImportReport(
            1,
            files=(FileCount("\x1b[2Jevil\n.csv", "vitals", 1, 1, 0, 0),),
            unmapped=(UnmappedWord("effect", "\x1b]0;title\x07", 1),),
            unknown_columns=(UnknownColumn("a", "b", "c\r\x1b[31m"),),
        )
    )
    assert "\x1b" not in text
    assert "\x07" not in text
    assert "\r" not in text
    assert "�[2Jevil�.csv" in text


def test_the_way_to_the_refused_rows_names_the_database_given() -> None:
    report = ImportReport(1, files=COUNTS)
    assert 'refused --database "my db.duckdb" >' in next_step(report, Path("my db.duckdb"), given=True)
    assert "ketamine-dash refused >" in next_step(report, Path("x"), given=False)
    assert "Nothing was written" in next_step(report, Path("x"), given=False, check=True)
    nothing = ImportReport(1, files=COUNTS[2:], written=False)
    assert "nothing was changed" in next_step(nothing, Path("x"), given=False)
    clean = ImportReport(1, files=COUNTS[:0])
    assert "No row was refused" in next_step(clean, Path("x"), given=False)


@given(
    st.lists(st.tuples(st.sampled_from(["a", "bb", ""]), st.none() | st.integers(-2000, 2000)), max_size=4)
)
def test_columns_line_up(rows: list[tuple[str, int | None]]) -> None:
    table = text_table(["Word", "Count"], rows).splitlines()
    assert len(table) == len(rows) + 1
    ends = {len(line) for line in table[1:]}
    if any(count is not None for _, count in rows):
        assert len(ends) == 1
