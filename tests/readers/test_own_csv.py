"""The project's own CSV format."""

import hashlib
import re
from collections.abc import Callable, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from dash.errors import UnreadableSourceError
from dash.readers import own_csv, reader_for
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
        VITALS.removesuffix("\n"),
        VITALS.replace("note", '"note"').replace("S1", '"S1"'),
    ],
)
def test_other_ways_to_save_it_read_the_same(folder: Write, text: str) -> None:
    expected = rows(read(folder({"vitals.csv": VITALS})), "vitals")
    assert rows(read(folder({"vitals.csv": text})), "vitals") == expected


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


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("", None, "empty_file"),
        ("\n\n", None, "empty_file"),
        ("session_id,minute\nS1,2\n", 1, "missing_column"),
        ("minute,systolic_mmhg\n2,120\n", 1, "missing_column"),
        ("\nsession_id,minute,systolic_mmhg,Minute\nS1,2,120,2\n", 2, "duplicate_column"),
        ("S1,2,120\nS1,3,121\n", 1, "unknown_header"),
        ("session_id,minute\n".encode("utf-16"), 1, "not_utf8"),
    ],
)
def test_a_bad_header_refuses_its_file_only(
    folder: Write, text: str | bytes, line: int | None, reason: str
) -> None:
    batch = read(folder({"vitals.csv": text, "patients.csv": "patient_id\nP1\n"}))
    assert [(one.file, one.line, one.reason) for one in batch.refusals] == [
        ("export/vitals.csv", line, reason)
    ]
    assert rows(batch, "vitals") == []
    assert [row["patient_id"] for row in rows(batch, "patients")] == ["P1"]
    data = text if isinstance(text, bytes) else text.encode()
    assert batch.digests["export/vitals.csv"] == hashlib.sha256(data).hexdigest()


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
    with pytest.raises(UnreadableSourceError, match=r"export.*vitals\.csv"):
        reader_for(folder({"letters.csv": "x\n"}))


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
