"""The project's own CSV format."""

import hashlib
import re
from collections.abc import Callable, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dash.errors import UnreadableSourceError
from dash.readers import own_csv, reader_for
from dash.readers.blocks import read_pieces
from dash.readers.columns import COLUMNS, REQUIRED
from dash.store.staging import Batch

Write = Callable[[Mapping[str, str | bytes]], Path]


def read(path: Path) -> Batch:
    """All batches of a path as one; tables of one file stay in their chunks."""
    batches = list(reader_for(path).read(path))
    return Batch(
        tables=tuple(table for batch in batches for table in batch.tables),
        refusals=tuple(refusal for batch in batches for refusal in batch.refusals),
        notes=tuple(note for batch in batches for note in batch.notes),
        digests={name: digest for batch in batches for name, digest in batch.digests.items()},
        refused_lines=tuple(many for batch in batches for many in batch.refused_lines),
    )


def rows(batch: Batch, table: str) -> list[dict[str, Any]]:
    return [row for part in batch.tables if part.table == table for row in part.rows.to_pylist()]


VITALS = """session_id,minute,systolic_mmhg,note
S1,-5,121,
S1,40,"139", rested
"""


def test_rows_keep_their_text_and_line(folder: Write) -> None:
    batch = read(folder({"vitals.csv": VITALS}))
    assert rows(batch, "vitals") == [
        {"session_id": "S1", "minute": "-5", "systolic_mmhg": "121", "note": None, "_line": 2},
        {"session_id": "S1", "minute": "40", "systolic_mmhg": "139", "note": "rested", "_line": 3},
    ]
    assert [table.file for table in batch.tables] == ["export/vitals.csv"]
    assert batch.digests == {"export/vitals.csv": hashlib.sha256(VITALS.encode()).hexdigest()}
    assert not batch.refusals
    assert not batch.notes


@pytest.mark.parametrize(
    "text",
    [
        "\ufeff" + VITALS,
        VITALS.replace(",", ";"),
        VITALS.replace(",", "\t"),
        VITALS.replace("session_id,minute", " Session_ID ,MINUTE"),
        VITALS.replace("\n", "\r\n"),
        VITALS.removesuffix(" rested\n") + '" rested"',
        VITALS.replace("note", '"note"').replace("S1", '"S1"'),
    ],
)
def test_other_ways_to_save_it_read_the_same(folder: Write, text: str) -> None:
    expected = rows(read(folder({"vitals.csv": VITALS})), "vitals")
    assert rows(read(folder({"vitals.csv": text})), "vitals") == expected


def test_a_file_that_changes_while_it_is_read_is_not_imported(
    folder: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Written on, cut, or replaced by another one: each is told after the last row."""
    place = folder({"vitals.csv": VITALS * 2})
    file = place / "vitals.csv"
    other = file.with_name("other")

    def replaced() -> None:
        other.write_text(VITALS * 2, encoding="utf-8")
        other.replace(file)

    for change in (
        lambda: file.write_text(VITALS, encoding="utf-8"),
        lambda: file.write_text(VITALS * 3, encoding="utf-8"),
        replaced,
    ):
        file.write_text(VITALS * 2, encoding="utf-8")
        batches = own_csv.OwnCsvReader().read(place)
        next(batches)
        with monkeypatch.context() as once:
            once.setattr(
                own_csv, "read_pieces", lambda *given, change=change: (change(), read_pieces(*given))[1]
            )
            with pytest.raises(UnreadableSourceError, match="changed while it was read"):
                list(batches)


def test_a_single_file_and_a_zip_read_the_same(folder: Write, zipped: Write) -> None:
    expected = rows(read(folder({"vitals.csv": VITALS})), "vitals")
    assert rows(read(folder({"vitals.csv": VITALS}) / "vitals.csv"), "vitals") == expected
    batch = read(zipped({"2024/Vitals.csv": VITALS}))
    assert rows(batch, "vitals") == expected
    assert list(batch.digests) == ["export.zip/2024/Vitals.csv"]


def test_bad_rows_are_refused_and_good_ones_kept(folder: Write) -> None:
    text = b'patient_id,sex\n\nP1,f\nP2\nP3,\xe9\n"P\n4",m\nP5,m\n'
    batch = read(folder({"patients.csv": text}))
    assert [(row["patient_id"], row["_line"]) for row in rows(batch, "patients")] == [
        ("P1", 3),
        ("P\n4", 6),
        ("P5", 8),
    ]
    assert [(one.file, one.table, one.line, one.reason, one.raw) for one in batch.refusals] == [
        ("export/patients.csv", "patients", 4, "wrong_field_count", "P2"),
        ("export/patients.csv", "patients", 5, "not_utf8", "P3,\\xe9"),
    ]


def refused(batch: Batch) -> list[tuple[str, int | None, str, str]]:
    """(file, line, reason, raw) of every refused row, in order."""
    one_by_one = [(one.file, one.line, one.reason, one.raw) for one in batch.refusals]
    return one_by_one + [
        (many.file, line, many.reason, raw)
        for many in batch.refused_lines
        for line, raw in zip(*many.rows.to_pydict().values(), strict=True)
    ]


HEAD = "session_id,minute,systolic_mmhg"


@pytest.mark.parametrize(
    ("text", "lines", "reason"),
    [
        ("", [(None, "")], "empty_file"),
        ("\n\n", [(None, "")], "empty_file"),
        ("sep=;\n", [(None, "")], "empty_file"),
        ("session_id,minute\nS1,2\n\r\nS2,3", [(2, "S1,2"), (4, "S2,3")], "missing_column"),
        ("minute,systolic_mmhg\n2,120\n", [(2, "2,120")], "missing_column"),
        ("minute,systolic_mmhg\n", [(1, "minute,systolic_mmhg")], "missing_column"),
        (f"\n{HEAD},Minute\nS1,2,120,2\n", [(3, "S1,2,120,2")], "duplicate_column"),
        ("S1,2,120\rS1,3,121\r", [(1, "S1,2,120"), (2, "S1,3,121")], "unknown_header"),
        (f"{HEAD}\nS1,2,é\n".encode("utf-16"), [(2, "S1,2,é")], "not_utf8"),
        (f"{HEAD}\nS1,2,é\n".encode("utf-16-le"), [(2, "S1,2,é")], "not_utf8"),
        (f"{HEAD}\r\nS1,2,é".encode("utf-16-be"), [(2, "S1,2,é")], "not_utf8"),
        (f"{HEAD},Größe\nS1,2,3,é\n".encode("latin-1"), [(2, "S1,2,3,\\xe9")], "not_utf8"),
        (f'{HEAD},"x\nS1,2,3,4\n', [(2, "S1,2,3,4")], "stray_quote"),
    ],
)
def test_a_bad_header_refuses_its_file_only_and_keeps_every_row(
    folder: Write, text: str | bytes, lines: list[tuple[int | None, str]], reason: str
) -> None:
    batch = read(folder({"vitals.csv": text, "patients.csv": "patient_id\nP1\n"}))
    assert refused(batch) == [("export/vitals.csv", line, reason, raw) for line, raw in lines]
    assert rows(batch, "vitals") == []
    assert [row["patient_id"] for row in rows(batch, "patients")] == ["P1"]
    data = text if isinstance(text, bytes) else text.encode()
    assert batch.digests["export/vitals.csv"] == hashlib.sha256(data).hexdigest()
    said = {one.message for one in (*batch.refusals, *batch.refused_lines)}
    assert all(re.search(r"(Save|Export|Keep|Name|Begin|Correct) ", message) for message in said)


def test_a_missing_column_is_said_with_those_that_may_be_meant(folder: Write) -> None:
    text = "session_id,patient_id,started_at,drug,rout,mood\n" + "S1,P1,2026-01-05,esketamine,in,good\n" * 500
    batch = read(folder({"sessions.csv": text}))
    assert [line for _, line, _, _ in refused(batch)] == list(range(2, 502))
    (message,) = {one.message for one in batch.refused_lines}
    assert "needs the column route." in message
    assert "rout (perhaps route), mood." in message


@given(
    st.lists(st.sampled_from(["a,b", "", " ", '"q', "é", "x" * 30]), max_size=40),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.sampled_from(["utf-8", "utf-16", "latin-1"]),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_line_of_an_unreadable_file_is_kept(
    folder: Write, lines: list[str], end: str, encoding: str
) -> None:
    text = end.join(["session_id,minute,é", *lines])
    root = folder({"vitals.csv": text.encode(encoding)})
    with patch("dash.readers.whole.BLOCK_BYTES", 16), patch.object(own_csv, "BLOCK_BYTES", 64):
        batch = read(root)
    encoded = [line.encode(encoding.replace("utf-16", "utf-8")) for line in lines]
    expected = [
        (number, line.decode(errors="backslashreplace"))
        for number, line in enumerate(encoded, start=2)
        if line.strip()
    ]
    found = [(line, raw) for _, line, _, raw in refused(batch)]
    assert found == (expected or [(1, found[0][1])])


def test_a_line_without_end_in_an_unreadable_file_is_cut_and_said(folder: Write) -> None:
    root = folder({"vitals.csv": "session_id\n1\n" + "x" * 100 + "\n3\n" + "y" * 100})
    with (
        patch("dash.readers.whole.BLOCK_BYTES", 16),
        patch("dash.readers.whole.MAX_LINE_BYTES", 40),
        patch("dash.readers.whole.KEPT_OF_LONG_LINE", 20),
        patch.object(own_csv, "BLOCK_BYTES", 16),
    ):
        batch = read(root)
    assert [(line, raw) for _, line, _, raw in refused(batch)] == [
        (2, "1"), (3, "x" * 20), (4, "3"), (5, "y" * 20),
    ]  # fmt: skip
    assert ["too long" in many.message for many in batch.refused_lines] == [False, True, False, True]


@pytest.mark.parametrize(
    "text",
    [
        "sep=,\n" + VITALS,
        '"SEP=,"\r\n' + VITALS,
        "\ufeffsep=;\n" + VITALS.replace(",", ";"),
        VITALS.replace("note", '"no\nte"', 1),
        VITALS.replace("note", '"no,te\r\n(cm)"', 1),
    ],
)
def test_what_stands_in_or_before_the_header_does_not_move_lines(folder: Write, text: str) -> None:
    batch = read(folder({"vitals.csv": text}))
    found = rows(batch, "vitals")
    assert [(row["session_id"], row["minute"], row["_line"]) for row in found] == [
        ("S1", "-5", 3), ("S1", "40", 4),
    ]  # fmt: skip
    assert refused(batch) == []
    assert list(found[0])[3] in {"note", "no te", "no,te (cm)"}


def test_a_file_with_a_header_only_is_a_table_without_rows(folder: Write) -> None:
    (table,) = read(folder({"patients.csv": "patient_id,sex"})).tables
    assert table.rows.num_rows == 0
    assert table.rows.column_names == ["patient_id", "sex", "_line"]


def test_unknown_files_are_noted(folder: Write) -> None:
    batch = read(folder({"patients.csv": "patient_id\nP1\n", "letters.csv": "x\n", "a.xlsx": ""}))
    assert [note.file for note in batch.notes] == ["export/a.xlsx", "export/letters.csv"]
    assert all(note.message.startswith("Left out:") for note in batch.notes)


def test_nameless_and_clashing_columns_are_kept_apart(folder: Write) -> None:
    batch = read(folder({"patients.csv": "patient_id,,Ward,Ward,_line\nP1,a,b,c,d\n"}))
    assert rows(batch, "patients") == [
        {
            "patient_id": "P1",
            "column 2": "a",
            "Ward": "b",
            "Ward (column 4)": "c",
            "_line (column 5)": "d",
            "_line": 2,
        }
    ]


def test_large_files_come_in_chunks(folder: Write) -> None:
    text = "patient_id,sex\n" + "".join(f"P{number},f\n" for number in range(100))
    root = folder({"patients.csv": text})
    with (
        patch.object(own_csv, "BLOCK_BYTES", 64),
        patch("dash.readers.blocks.BLOCK_BYTES", 64),
        patch.object(own_csv, "ROWS_PER_BATCH", 30),
    ):
        batch = read(root)
    assert len(batch.tables) == 4
    assert [(row["patient_id"], row["_line"]) for row in rows(batch, "patients")] == [
        (f"P{number}", number + 2) for number in range(100)
    ]


def test_nothing_usable_is_said_with_what_is_expected(folder: Write) -> None:
    export = folder({"letters.csv": "x\n"})
    with pytest.raises(UnreadableSourceError, match=r"no table with records.*vitals\.csv"):
        list(reader_for(export).read(export))


def test_columns_are_those_of_the_database() -> None:
    schema = files("dash.store").joinpath("schema.sql").read_text(encoding="utf-8")
    own = {"file_id", "line"}
    for table, columns in COLUMNS.items():
        found = re.search(rf"CREATE TABLE {table} \((.*?)\);", schema, re.DOTALL)
        assert found
        stored = re.findall(r'^ +"?(\w+)"? [A-Z]', found[1], re.MULTILINE)
        assert columns == tuple(
            name for name in stored if name not in own and not name.endswith(("_has_time", "_offset_minutes"))
        )
        assert {name for group in REQUIRED[table] for name in group} <= set(columns)
