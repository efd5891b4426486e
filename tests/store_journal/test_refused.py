"""A journal that cannot be written or read says so, with what to do, and never loses anything silently."""

import os
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from dash.errors import JournalDamagedError, JournalError
from dash.store.journal import Journal
from dash.store.journal.head import head_path


def write(journal: Journal) -> None:
    journal.append("Dr Secret", "noted", "P-secret", {"secret": 1}, "secret", made_up=False)


def read(journal: Journal) -> None:
    journal.entries("P-secret")


def refusal(act: Callable[[Journal], None], journal: Journal) -> JournalError:
    with pytest.raises(JournalError) as refused:
        act(journal)
    error = refused.value
    assert error.problem.endswith(".")
    assert error.fix.endswith(".")
    # Nothing of an entry, neither in the words nor in what caused them.
    assert "secret" not in str(error).lower()
    assert error.__cause__ is None
    assert error.__context__ is None or error.__suppress_context__
    return error


def poke(path: Path, at: int, content: bytes) -> None:
    with path.open("r+b") as file:
        file.seek(at)
        file.write(content)


def test_locked_by_another_program(six: Journal) -> None:
    impatient = Journal(six.path, wait_seconds=0.05)
    holder = sqlite3.connect(six.path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    assert "in use by another program" in refusal(write, impatient).problem
    # Readers do not wait for a writer.
    assert len(impatient.entries()) == 6
    holder.execute("ROLLBACK")
    holder.close()
    write(impatient)
    assert six.verify().entries == 7


def test_read_only(six: Journal) -> None:
    """A file whose header asks for a later write version is read-only, to the administrator as well."""
    poke(six.path, 18, b"\x03")
    assert "cannot be written" in refusal(write, six).problem


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="the administrator may write everywhere")
def test_read_only_by_its_permissions(six: Journal) -> None:
    six.path.chmod(0o400)
    assert "cannot be written" in refusal(write, six).problem


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    journal = Journal(tmp_path / "file" / "x.journal.sqlite")
    assert "nothing was recorded" in refusal(write, journal).problem


def test_a_head_that_cannot_be_written_is_told_and_mended_by_the_next_entry(six: Journal) -> None:
    blocked = head_path(six.path).with_name("sessions.journal.head.new")
    (blocked / "x").mkdir(parents=True)
    assert "was recorded, but" in refusal(write, six).problem
    assert (six.verify().entries, six.verify().noted, six.verify().problems) == (7, 6, ())
    (blocked / "x").rmdir()
    blocked.rmdir()
    write(six)
    assert six.verify().noted == 8


@pytest.mark.parametrize(
    "damage",
    [
        lambda path: path.write_bytes(b"not a database at all" * 100),
        lambda path: path.write_bytes(b""),
        lambda path: poke(path, 4096, b"\xff" * 4096 * 3),
        lambda path: os.truncate(path, path.stat().st_size - 5000),
    ],
    ids=["other file", "empty", "overwritten", "cut short"],
)
def test_damaged(six: Journal, damage: Callable[[Path], None]) -> None:
    damage(six.path)
    before = six.path.read_bytes()
    assert isinstance(refusal(write, six), JournalDamagedError)
    assert "keep them" in refusal(read, six).fix
    assert six.path.read_bytes() == before
    assert "damaged" in {problem.kind for problem in six.verify().problems}


def test_another_sqlite_file_is_left_alone(journal: Journal) -> None:
    connection = sqlite3.connect(journal.path)
    connection.execute("CREATE TABLE entries (note TEXT)")
    connection.close()
    before = journal.path.read_bytes()
    assert "is not a journal" in refusal(write, journal).problem
    assert "is not a journal" in refusal(read, journal).problem
    assert journal.path.read_bytes() == before


def test_a_journal_of_a_later_version_is_left_alone(six: Journal) -> None:
    connection = sqlite3.connect(six.path)
    connection.execute("PRAGMA user_version = 2")
    connection.close()
    for act in (write, read, lambda journal: journal.verify()):
        assert "later version" in refusal(act, six).problem


def test_an_entry_of_another_hand_is_told_without_its_text(six: Journal) -> None:
    connection = sqlite3.connect(six.path)
    connection.execute(
        "INSERT INTO entries VALUES (7, '', 'secret', 'secret', 'noted', 'P-secret', 'secret', 'secret', 0, '')"
    )
    connection.execute(
        "INSERT INTO entries VALUES (8, '', '2026-01-01', 'secret', 'acknowledged', 'P9', '{\"positives\": [1]}', '', 0, '')"
    )
    connection.commit()
    connection.close()
    assert "not written by this product" in refusal(read, six).problem
    error = refusal(lambda journal: journal.acknowledged("P9", made_up=False), six)
    assert "journal verify" in error.fix
    assert [problem.sequence for problem in six.verify().problems] == [7, 8]
