"""Whatever is done to the files behind the product's back is found, and named for what it is."""

import json
import shutil
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dash.errors import JournalError
from dash.store.journal import Journal
from dash.store.journal.entry import Row, digest
from dash.store.journal.head import head_path

COLUMNS = ", ".join(Row._fields)


def found(journal: Journal, expect: str | None = None) -> list[tuple[str, int | None]]:
    return [(problem.kind, problem.sequence) for problem in journal.verify(expect).problems]


def stand(journal: Journal) -> list[Row]:
    connection = sqlite3.connect(journal.path)
    rows = [Row(*row) for row in connection.execute(f"SELECT {COLUMNS} FROM entries ORDER BY sequence")]
    connection.close()
    return rows


def values(row: Row) -> str:
    cells = ["NULL" if cell is None else repr(cell) for cell in row]
    return f"INSERT INTO entries ({COLUMNS}) VALUES ({', '.join(cells)})"


def forged(row: Row, **changes: Any) -> Row:
    """The row changed, with a hash that fits."""
    changed = row._replace(**changes)
    return changed._replace(hash=digest(changed))


@pytest.mark.parametrize("sequence", [1, 3, 6])
@pytest.mark.parametrize(
    "change",
    [
        "at = '2020-01-01T00:00:00.000000Z'",
        "user = 'Dr B'",
        "kind = 'reviewed'",
        "patient_id = 'P9'",
        "patient_id = NULL",
        "subject = '{\"number\": 9}'",
        "subject = subject || ' '",
        "reason = ''",
        "made_up = 1",
        "previous = '00'",
        "hash = '00'",
    ],
)
def test_a_changed_field(six: Journal, tamper: Any, change: str, sequence: int) -> None:
    tamper.run(f"UPDATE entries SET {change} WHERE sequence = {sequence}")
    assert found(six) == [("changed", sequence)]


@pytest.mark.parametrize("sequence", [1, 3, 5, 6])
def test_a_changed_field_with_a_hash_made_to_fit(six: Journal, tamper: Any, sequence: int) -> None:
    row = stand(six)[sequence - 1]
    tamper.run(f"DELETE FROM entries WHERE sequence = {sequence}", values(forged(row, reason="other")))
    assert found(six) == [("changed", sequence)]


@pytest.mark.parametrize("sequences", [(1,), (3,), (5,), (2, 3), (1, 2, 3, 4, 5)])
def test_removed_from_the_middle(six: Journal, tamper: Any, sequences: tuple[int, ...]) -> None:
    for sequence in sequences:
        tamper.run(f"DELETE FROM entries WHERE sequence = {sequence}")
    assert found(six) == [("missing", sequences[0])]
    (problem,) = six.verify().problems
    assert str(sequences[-1]) in problem.text


def test_removed_from_the_middle_and_numbered_anew(six: Journal, tamper: Any) -> None:
    tamper.run("DELETE FROM entries WHERE sequence = 3")
    for sequence in (4, 5, 6):
        tamper.run(f"UPDATE entries SET sequence = {sequence - 1} WHERE sequence = {sequence}")
    assert found(six) == [("missing", 3)]


@pytest.mark.parametrize("kept", [5, 4, 1, 0])
def test_the_last_entries_removed(six: Journal, tamper: Any, kept: int) -> None:
    tamper.run(f"DELETE FROM entries WHERE sequence > {kept}")
    assert found(six) == [("truncated", kept + 1)]


def test_the_last_entries_removed_stay_found_when_others_follow(six: Journal, tamper: Any) -> None:
    """An entry after the cut must not move the head on and so hide it."""
    tamper.run("DELETE FROM entries WHERE sequence > 4")
    six.append("Dr A", "noted", "P5", {}, made_up=False)
    assert found(six) == [("truncated", 6)]
    six.append("Dr A", "noted", "P6", {}, made_up=False)
    assert found(six) == [("changed", 6)]


@pytest.mark.parametrize(("one", "two"), [(3, 4), (1, 2), (5, 6), (2, 5), (1, 6)])
def test_two_entries_swapped(six: Journal, tamper: Any, one: int, two: int) -> None:
    tamper.run(
        f"UPDATE entries SET sequence = 99 WHERE sequence = {one}",
        f"UPDATE entries SET sequence = {one} WHERE sequence = {two}",
        f"UPDATE entries SET sequence = {two} WHERE sequence = 99",
    )
    assert found(six) == [("reordered", one), ("reordered", two)]


@pytest.mark.parametrize("place", [1, 3, 6])
@pytest.mark.parametrize("kind", ["false hash", "fitting hash", "copy"])
def test_an_entry_slipped_in(six: Journal, tamper: Any, place: int, kind: str) -> None:
    rows = stand(six)
    before = rows[place - 1]
    row = before._replace(reason="slipped in", hash="ab" * 32)
    if kind == "fitting hash":
        row = forged(before, reason="slipped in")
    elif kind == "copy":
        row = rows[1]
    shifts = [
        f"UPDATE entries SET sequence = {sequence + 1} WHERE sequence = {sequence}"
        for sequence in range(6, place - 1, -1)
    ]
    tamper.run(*shifts, values(row._replace(sequence=place)))
    assert [name for name, _ in found(six)] == ["inserted"]


def test_an_entry_added_at_the_end_with_a_false_hash(six: Journal, tamper: Any) -> None:
    last = stand(six)[-1]
    tamper.run(values(last._replace(sequence=7, previous=last.hash, hash="ab" * 32)))
    assert found(six) == [("inserted", 7)]


def test_several_things_at_once_are_all_named(six: Journal, tamper: Any) -> None:
    tamper.run(
        "UPDATE entries SET reason = 'other' WHERE sequence = 2",
        "DELETE FROM entries WHERE sequence = 4",
        "DELETE FROM entries WHERE sequence = 6",
    )
    assert found(six) == [("changed", 2), ("missing", 4), ("truncated", 6)]


def test_the_rest_of_the_chain_rewritten(six: Journal, tamper: Any) -> None:
    """Every hash fits; only the head, or a hash noted elsewhere, tells."""
    noted = six.last_hash()
    rows = stand(six)
    rows[2] = forged(rows[2], reason="other")
    for at in range(3, 6):
        rows[at] = forged(rows[at], previous=rows[at - 1].hash)
    tamper.run("DELETE FROM entries", *(values(row) for row in rows))
    assert found(six) == [("changed", 6)]
    # Somebody who rewrites the head as well is found by the noted hash alone: docs/security.md says so.
    head = json.loads(head_path(six.path).read_text())
    head_path(six.path).write_text(json.dumps({**head, "hash": rows[-1].hash}))
    assert found(six) == []
    assert found(six, noted) == [("expected", None)]


def test_a_hash_noted_elsewhere(six: Journal, tamper: Any) -> None:
    noted = stand(six)[3].hash
    assert found(six, noted) == []
    assert found(six, f" {noted[:16].upper()}… ") == []
    with pytest.raises(JournalError, match="not one"):
        six.verify(noted[:8])
    with pytest.raises(JournalError, match="not one"):
        six.verify("not a hash at all")
    tamper.run("DELETE FROM entries WHERE sequence > 3")
    assert ("expected", None) in found(six, noted)


def test_the_file_swapped_for_another_journal(six: Journal, tmp_path: Path) -> None:
    other = Journal(tmp_path / "other.journal.sqlite")
    for _ in range(6):
        other.append("Dr A", "noted", "P1", {}, made_up=False)
    shutil.copy(other.path, six.path)
    assert found(six) == [("replaced", None)]


def test_the_file_swapped_for_an_older_copy(six: Journal, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copy(six.path, copy)
    six.append("Dr A", "noted", "P7", {}, made_up=False)
    shutil.copy(copy, six.path)
    assert found(six) == [("truncated", 7)]


def test_the_file_removed(six: Journal) -> None:
    six.path.unlink()
    assert found(six) == [("missing", None)]
    # The next decision starts a new journal; the head still tells of the old one.
    six.append("Dr A", "noted", "P1", {}, made_up=False)
    assert found(six) == [("replaced", None)]


def test_the_head_removed_or_changed(six: Journal) -> None:
    head_path(six.path).write_text("{}")
    assert found(six) == [("head", None)]
    six.append("Dr A", "noted", "P1", {}, made_up=False)
    assert found(six) == [("head", None)]
    head_path(six.path).unlink()
    assert found(six) == [("head", None)]
    six.append("Dr A", "noted", "P1", {}, made_up=False)
    assert found(six) == [("head", None)]


def test_a_head_that_is_behind_is_what_a_crash_leaves(six: Journal) -> None:
    head = head_path(six.path).read_text()
    last = six.append("Dr A", "noted", "P7", {}, made_up=False)
    head_path(six.path).write_text(head)
    assert six.verify() == (7, (), last.hash, 6)
    six.append("Dr A", "noted", "P8", {}, made_up=False)
    assert six.verify().noted == 8


def test_guards_taken_away(six: Journal, tamper: Any) -> None:
    tamper.run(guards=False)
    assert found(six) == [("guards", None)]


def test_an_index_that_hides_an_entry(six: Journal, tamper: Any) -> None:
    """Entries of a patient are looked up by the index: one that leaves an entry out would hide a decision."""
    tamper.run(
        "PRAGMA writable_schema = ON",
        "UPDATE sqlite_master SET sql = replace(sql, ')', ') WHERE sequence < 3') WHERE type = 'index' AND sql IS NOT NULL",
        "PRAGMA writable_schema = OFF",
    )
    assert found(six) == [("damaged", None), ("guards", None)]


_edits = st.lists(
    st.tuples(
        st.sampled_from(["change", "rehash", "delete", "swap", "slip"]), st.integers(1, 6), st.integers(1, 6)
    ),
    min_size=1,
    max_size=4,
)


@given(_edits)
def test_no_combination_of_edits_goes_unnoticed(tmp_path_factory: pytest.TempPathFactory, edits: Any) -> None:
    journal = Journal(tmp_path_factory.mktemp("edits") / "x.journal.sqlite")
    for number in range(6):
        journal.append("A", "noted", f"P{number}", {}, made_up=False)
    original = stand(journal)
    rows = list(original)
    for edit, one, two in edits:
        at = (one - 1) % len(rows) if rows else 0
        if edit == "slip" or not rows:
            rows.insert(at, original[two - 1]._replace(reason="slipped in"))
        elif edit == "change":
            rows[at] = rows[at]._replace(user=f"B{two}")
        elif edit == "rehash":
            rows[at] = forged(rows[at], user=f"B{two}")
        elif edit == "delete":
            del rows[at]
        else:
            other = (two - 1) % len(rows)
            rows[at], rows[other] = rows[other], rows[at]
    numbered = [row._replace(sequence=number) for number, row in enumerate(rows, start=1)]
    connection = sqlite3.connect(journal.path, isolation_level=None)
    triggers = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    for name, _ in triggers:
        connection.execute(f"DROP TRIGGER {name}")
    connection.execute("DELETE FROM entries")
    for row in numbered:
        connection.execute(values(row))
    for _, sql in triggers:
        connection.execute(sql)
    connection.close()
    assert bool(journal.verify().problems) == (numbered != original)
