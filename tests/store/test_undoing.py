"""Undoing the last import: what comes back, what is said of it, and what is left alone."""

from typing import Any

import duckdb
import pytest

from dash.errors import NothingToUndoError
from dash.store import undoing
from dash.store.journal import journal_beside, journal_path

VITALS = "session_id | minute | systolic_mmhg\nS1 | -5 | 120\nS1 | 40 | 150"


def test_new_and_replaced_records_are_taken_back(small: Any) -> None:
    small.bring(vitals=VITALS)
    before = small.everything()
    small.bring(
        vitals="session_id | minute | systolic_mmhg\nS1 | -5 | 121\nS1 | 40 | 150\nS1 | 60 | 130\nS1 | 90 | 950"
    )
    undone = small.undo()
    assert small.everything() == before
    assert [(one.table, one.removed, one.restored, one.waiting) for one in undone.tables] == [
        ("vitals", 1, 1, 0)
    ]
    assert (undone.import_id, undone.files, undone.refused, undone.first) == (3, ("vitals.csv",), 1, False)


def test_what_was_taken_up_waits_again(small: Any) -> None:
    small.bring(vitals="session_id | minute | systolic_mmhg\nS9 | 40 | 150\nS8 | 40 | 150")
    before = small.everything()
    small.bring(sessions="session_id|patient_id|started_at|drug|route\nS9|P1|2025-03-01|esketamine|in")
    undone = small.undo()
    assert small.everything() == before
    assert [(one.table, one.removed, one.waiting) for one in undone.tables] == [
        ("sessions", 1, 0),
        ("vitals", 0, 1),
    ]
    session = "session_id|patient_id|started_at|drug|route\nS9|P1|2025-03-01|esketamine|in"
    assert small.bring(sessions=session).taken_up == 1


def test_what_was_refused_for_good_waits_again(small: Any) -> None:
    small.bring(vitals="session_id | minute | measured_at | systolic_mmhg\nS9 | 40 | 2025-04-01T23:00 | 150")
    before = small.everything()
    small.bring(sessions="session_id|patient_id|started_at|drug|route\nS9|P1|2025-03-01T10:00|esketamine|in")
    assert [reason for _, _, reason in small.reasons()] == ["minute_differs_from_measured_at"]
    small.undo()
    assert small.everything() == before


def test_the_number_of_an_undone_import_is_not_given_again(small: Any) -> None:
    small.bring(vitals=VITALS)
    last_file = small.rows("SELECT max(file_id) FROM import_files")
    assert small.undo().import_id == 2
    assert small.bring(vitals=VITALS).import_id == 3
    assert small.rows("SELECT max(file_id) FROM import_files") > last_file
    listed = "SELECT import_id, made_up, files, rows_accepted, undone_at FROM undone"
    assert small.rows(listed) == [
        (2, False, "vitals.csv", 2, small.rows("SELECT max(imported_at) FROM imports")[0][0])
    ]


def test_undone_to_the_beginning_nothing_is_left(small: Any) -> None:
    undone = small.undo()
    assert undone.first
    assert not any(small.content().values())
    with pytest.raises(NothingToUndoError, match="no import"):
        small.undo()
    assert small.bring(patients="patient_id\nP1").import_id == 2


def test_looking_changes_nothing(small: Any) -> None:
    before = small.path.read_bytes()
    assert not small.undo(write=False).written
    assert small.path.read_bytes() == before
    assert [path.name for path in small.path.parent.iterdir() if "building" in path.name] == []


def test_another_import_in_between_is_not_undone_unseen(small: Any) -> None:
    seen = small.undo(write=False).import_id
    small.bring(vitals=VITALS)
    before = small.path.read_bytes()
    with pytest.raises(NothingToUndoError, match="not the last one"):
        small.undo(expected=seen)
    assert small.path.read_bytes() == before


def test_an_undo_that_fails_changes_nothing(small: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    before = small.path.read_bytes()

    def fail(*_: object) -> int:
        raise duckdb.ConversionException("secret")

    monkeypatch.setattr(undoing, "put_back", fail)
    with pytest.raises(undoing.NothingToUndoError.__mro__[1], match="inside the database engine") as caught:
        small.undo()
    assert "secret" not in str(caught.value)
    assert small.path.read_bytes() == before


def test_the_journal_is_left_alone(small: Any) -> None:
    journal_beside(small.path).append("Dr A", "reviewed", "P1", {}, made_up=False)
    before = journal_path(small.path).read_bytes()
    small.undo()
    assert journal_path(small.path).read_bytes() == before


def test_a_database_of_an_earlier_version_is_given_what_it_lacks(small: Any) -> None:
    with duckdb.connect(str(small.path)) as connection:
        for statement in (
            "DROP TABLE undone",
            "ALTER TABLE refused_rows DROP COLUMN waiting_as",
            "ALTER TABLE refused_rows DROP COLUMN refused_for_good_by",
            "ALTER TABLE imports DROP COLUMN source",
        ):
            connection.execute(statement).fetchall()
    assert small.bring(vitals=VITALS, write=False).files[0].accepted == 2
    assert small.bring(vitals=VITALS).files[0].accepted == 2
    assert small.undo().import_id == 2
