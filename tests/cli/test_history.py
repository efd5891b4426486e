"""history and undo: what was replaced, and taking the last import back."""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Command = Callable[..., Any]

DATABASE = Path("data/sessions.duckdb")


def table(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


@pytest.fixture
def corrected(command: Command, export: Path) -> bytes:
    """Two imports: the second changes one reading and refuses another. The database after the first."""
    command("import", export)
    before = DATABASE.read_bytes()
    vitals = "session_id,minute,systolic_mmhg,diastolic_mmhg\nS1,40,175,95\nS1,60,150,90\nS1,90,950,90\n"
    (export / "corrected").mkdir()
    (export / "corrected" / "vitals.csv").write_text(vitals, encoding="utf-8")
    assert command("import", export / "corrected").code == 1
    return before


def test_history_shows_what_was_replaced_and_by_what(command: Command, corrected: bytes) -> None:
    listed = table(command("history").out)
    shown = (
        "import_id",
        "table_name",
        "record",
        "column",
        "before",
        "after",
        "file_before",
        "line_before",
        "file_after",
    )
    assert [tuple(row[name] for name in shown) for row in listed] == [
        (
            "2",
            "vitals",
            "S1 40",
            "systolic_mmhg",
            "185",
            "175",
            "export/vitals.csv",
            "3",
            "corrected/vitals.csv",
        )
    ]
    assert table(command("history", "--import", "1").out) == []
    listed = table(command("history", "--imports").out)
    assert [(row["import_id"], row["accepted"], row["replaced"], row["undone_at"]) for row in listed] == [
        ("1", "10", "0", ""),
        ("2", "2", "1", ""),
    ]


def test_undo_says_first_and_then_does(command: Command, corrected: bytes) -> None:
    before = DATABASE.read_bytes()
    said = command("undo")
    assert said.code == 0
    assert "Import 2" in said.out
    assert "nothing was changed" in said.out
    assert "ketamine-dash undo --import 2" in said.out
    assert DATABASE.read_bytes() == before
    assert command("undo", "--import", "1").code == 2
    done = json.loads(command("undo", "--import", "2", "--json").out)
    assert done["tables"] == [{"table": "vitals", "removed": 1, "restored": 1, "waiting": 0}]
    assert (done["refused"], done["decisions_since"]) == (1, 0)
    assert table(command("history").out) == []
    listed = table(command("history", "--imports").out)
    assert [(row["import_id"], bool(row["undone_at"])) for row in listed] == [("1", False), ("2", True)]
    readings = table(command("table", "patient_readings", "--patient", "P1").out)
    assert [row["systolic"] for row in readings] == ["120", "185"]


def test_a_database_of_an_earlier_version_has_a_history_too(command: Command, corrected: bytes) -> None:
    import duckdb

    with duckdb.connect(str(DATABASE)) as connection:
        for statement in ("DROP TABLE undone", "ALTER TABLE imports DROP COLUMN source"):
            connection.execute(statement).fetchall()
    assert len(table(command("history").out)) == 1
    assert len(table(command("history", "--imports").out)) == 2


def test_nothing_to_undo(command: Command) -> None:
    done = command("undo")
    assert done.code == 2
    assert "no session database" in done.err


def test_two_places_that_number_alike(command: Command, export: Path, tmp_path: Path) -> None:
    """Patient P1 of the south is a man: refused with his session, until the source has a name."""
    command("import", export)
    south = tmp_path / "south"
    south.mkdir()
    (south / "patients.csv").write_text("patient_id,birth_year,sex\nP1,1950,male\n", encoding="utf-8")
    (south / "sessions.csv").write_text(
        "session_id,patient_id,started_at,drug,route\nS1,P1,2026-03-05,esketamine,in\n", encoding="utf-8"
    )
    refused = command("import", south)
    assert refused.code == 1
    assert "--source NAME" in refused.out
    assert "south/patients.csv:2" in refused.out
    named = command("import", south, "--source", "south")
    assert named.code == 0
    counts = table(command("table", "selection_counts").out)[0]
    assert counts["patients_total"] == "3"
    assert (
        table(command("table", "patient_sessions", "--patient", "south:P1").out)[0]["session_id"]
        == "south:S1"
    )
