"""The journal on the command line, and that an import leaves it alone."""

import csv
import io
import json
import sqlite3
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from dash.store.journal import Journal, journal_beside, positives_subject

Command = Callable[..., Any]


@pytest.fixture
def journal(command: Command, tmp_path: Path) -> Journal:
    """Three entries beside the database that commands use by themselves."""
    found = journal_beside(tmp_path / "data" / "sessions.duckdb")
    found.append("Dr A", "reviewed", "P1", {"day": "2026-01-05"}, made_up=False)
    answer = ("phq9", "9", datetime(2026, 1, 4), 1.0)
    found.append("Dr B", "acknowledged", "P1", positives_subject([answer]), "=cmd()", made_up=False)
    found.append("@Dr C", "noted", "P2", {}, "made up", made_up=True)
    return found


def test_an_intact_journal(command: Command, journal: Journal) -> None:
    done = command("journal", "verify")
    assert done.code == 0
    assert done.out == f"Entries: 3\nHash of the last entry: {journal.last_hash()}\nThe journal is intact.\n"
    told = json.loads(command("journal", "verify", "--json").out)
    assert told == {
        "intact": True,
        "entries": 3,
        "entries_in_head": 3,
        "last_hash": journal.last_hash(),
        "problems": [],
    }


def test_a_hash_noted_elsewhere(command: Command, journal: Journal) -> None:
    noted = journal.entries()[1].hash
    assert command("journal", "verify", "--expect", noted).code == 0
    assert command("journal", "verify", "--expect", noted[:16]).code == 0
    wrong = command("journal", "verify", "--expect", "0" * 64)
    assert wrong.code == 1
    assert "expected: No entry has the hash noted elsewhere" in wrong.out
    assert command("journal", "verify", "--expect", "0").code == 2


def test_a_changed_journal(command: Command, journal: Journal) -> None:
    connection = sqlite3.connect(journal.path)
    connection.execute("DROP TRIGGER entries_stay")
    connection.execute("DELETE FROM entries WHERE sequence = 3")
    connection.commit()
    connection.close()
    done = command("journal", "verify")
    assert done.code == 1
    assert "truncated: Entry 3 is missing at the end." in done.out
    assert "guards:" in done.out
    told = json.loads(command("journal", "verify", "--json").out)
    assert told["intact"] is False
    assert [problem["kind"] for problem in told["problems"]] == ["guards", "truncated"]


def test_no_journal(command: Command) -> None:
    for words in (("verify",), ("list",)):
        done = command("journal", *words)
        assert done.code == 2
        assert "There is no journal" in done.err
        assert done.out == ""


def test_a_head_left_behind_is_explained(command: Command, journal: Journal) -> None:
    head = journal.path.with_suffix(".head")
    before = head.read_text()
    journal.append("Dr A", "noted", "P1", {}, made_up=False)
    head.write_text(before)
    done = command("journal", "verify")
    assert done.code == 0
    assert "Its head names 3 entries" in done.out


def test_the_list_for_spreadsheets_holds_no_formula(command: Command, journal: Journal) -> None:
    done = command("journal", "list")
    assert done.code == 0
    rows = list(csv.DictReader(io.StringIO(done.out)))
    assert [row["sequence"] for row in rows] == ["1", "2", "3"]
    assert rows[1]["reason"] == "'=cmd()"
    assert rows[2]["user"] == "'@Dr C"
    assert [row["made_up"] for row in rows] == ["False", "False", "True"]
    assert json.loads(rows[0]["subject"]) == {"day": "2026-01-05"}
    assert datetime.fromisoformat(rows[0]["recorded_at"]).utcoffset() is not None


def test_the_list_for_programs_and_its_choices(command: Command, journal: Journal) -> None:
    listed = json.loads(command("journal", "list", "--patient", "P1", "--format", "json").out)
    assert [(row["kind"], row["reason"]) for row in listed] == [("reviewed", ""), ("acknowledged", "=cmd()")]
    assert [row["hash"] for row in listed] == [entry.hash for entry in journal.entries("P1")]
    kind = json.loads(command("journal", "list", "--kind", "noted", "--format", "json").out)
    assert [row["sequence"] for row in kind] == [3]
    assert json.loads(command("journal", "list", "--patient", "P9", "--format", "json").out) == []
    unknown = command("journal", "list", "--kind", "decided")
    assert (unknown.code, "reviewed" in unknown.err) == (2, True)


@pytest.mark.parametrize("name", ["verify", "list"])
def test_each_command_explains_itself_with_examples(command: Command, name: str) -> None:
    done = command("journal", name, "--help")
    assert f"  ketamine-dash journal {name}" in done.out
    assert "noqa" not in done.out


def test_imports_leave_the_journal_alone(command: Command, export: Path, tmp_path: Path) -> None:
    """Demo, first real records in its place, the same again: what was decided stays, and made-up does not count."""
    assert command("demo", "--patients", "30").code == 0
    journal = journal_beside(tmp_path / "data" / "sessions.duckdb")
    answer = ("phq9", "9", datetime(2026, 1, 4), 1.0)
    journal.append("Dr A", "acknowledged", "P1", positives_subject([answer]), "a trial", made_up=True)
    before = journal.entries()
    assert command("demo", "--patients", "31").code == 0
    assert command("import", export).code == 1
    assert journal.entries() == before
    assert journal.acknowledged("P1", made_up=False) == {}
    journal.append(
        "Dr A", "acknowledged", "P1", positives_subject([answer]), "known for years", made_up=False
    )
    assert command("import", export).code == 1
    assert journal.entries()[:1] == before
    assert set(journal.acknowledged("P1", made_up=False)) == {("phq9", "9", "2026-01-04T00:00:00", 1.0)}
    assert command("journal", "verify").code == 0
