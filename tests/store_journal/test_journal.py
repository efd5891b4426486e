"""What is written comes back, and only what may be written is written."""

import hashlib
import json
import os
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dash.errors import JournalError
from dash.store.journal import (
    Acknowledgement,
    Entry,
    Journal,
    journal_beside,
    journal_path,
    positives_subject,
)
from dash.store.journal.many import last_reviews

AT = datetime(2026, 11, 19, 10, 30)


def test_an_entry_comes_back_as_it_was_written(journal: Journal) -> None:
    before = datetime.now(UTC)
    entry = journal.append(
        " Dr Åse ", "reviewed", "P1", {"day": "2026-11-20", "rules": ["a"]}, " fine\n", made_up=True
    )
    assert journal.entries() == [entry]
    assert (entry.sequence, entry.user, entry.kind, entry.patient_id) == (1, "Dr Åse", "reviewed", "P1")
    assert (entry.subject, entry.reason, entry.made_up) == (
        {"day": "2026-11-20", "rules": ["a"]},
        "fine",
        True,
    )
    assert before <= entry.at <= datetime.now(UTC)
    assert entry.at.utcoffset() == timedelta(0)
    assert journal.last_hash() == entry.hash
    assert journal.verify() == (1, (), entry.hash, 1)


def test_the_hash_can_be_made_without_this_product(six: Journal) -> None:
    """As docs/security.md tells it: SHA-256 of JSON with sorted keys, no spaces, ASCII only."""
    connection = sqlite3.connect(six.path)
    connection.row_factory = sqlite3.Row
    found = [dict(row) for row in connection.execute("SELECT * FROM entries ORDER BY sequence")]
    (journal_id,) = connection.execute("SELECT journal_id FROM identity").fetchone()
    connection.close()
    previous = hashlib.sha256(f"ketamine-dash journal {journal_id}".encode()).hexdigest()
    for row in found:
        assert row["previous"] == previous
        previous = row.pop("hash")
        row["made_up"] = row["made_up"] == 1
        text = json.dumps(row, sort_keys=True, separators=(",", ":"))
        assert hashlib.sha256(text.encode()).hexdigest() == previous
    assert previous == six.last_hash()
    assert len(found) == 6


def test_a_journal_not_yet_made_has_no_entries_and_makes_no_file(journal: Journal) -> None:
    assert journal.entries() == []
    assert journal.users() == []
    assert journal.acknowledged("P1", made_up=False) == {}
    assert last_reviews(journal, "Dr A", ["P1"], made_up=False) == {}
    assert journal.last_hash() == ""
    assert list(journal.path.parent.iterdir()) == []
    with pytest.raises(JournalError, match="There is no journal"):
        journal.verify()


def test_entries_are_chosen_by_patient_kind_and_origin(journal: Journal) -> None:
    for patient in ("P1", "P2", None):
        for kind in ("noted", "reviewed"):
            for made_up in (True, False):
                journal.append("A", kind, patient, {}, made_up=made_up)
    every = journal.entries()
    assert len(every) == 12
    for patient in (None, "P1", "P3"):
        for kind in (None, "noted"):
            for made_up in (None, True, False):
                expected = [
                    entry
                    for entry in every
                    if patient in (None, entry.patient_id)
                    and kind in (None, entry.kind)
                    and made_up in (None, entry.made_up)
                ]
                assert journal.entries(patient, kind, made_up) == expected


def test_made_up_entries_never_count_for_real_records(journal: Journal) -> None:
    answer = ("phq9", "9", AT, 1.0)
    journal.append("A", "acknowledged", "P1", positives_subject([answer]), "known", made_up=True)
    journal.append("A", "reviewed", "P1", {}, made_up=True)
    assert journal.acknowledged("P1", made_up=False) == {}
    assert last_reviews(journal, "A", ["P1"], made_up=False) == {}
    assert set(journal.acknowledged("P1", made_up=True)) == {("phq9", "9", AT.isoformat(), 1.0)}


def test_acknowledged_is_everything_ever_acknowledged_for_the_patient(journal: Journal) -> None:
    first = [("phq9", "9", AT, 1), ("cssrs_ideation", "total", AT, 4)]
    second = [("phq9", "9", AT + timedelta(days=7), 2)]
    journal.append("A", "acknowledged", "P1", positives_subject(first), "seen", made_up=False)
    journal.append("B", "acknowledged", "P1", positives_subject(second), "seen", made_up=False)
    journal.append(
        "B", "acknowledged", "P2", positives_subject([("phq9", "9", AT, 3)]), "seen", made_up=False
    )
    assert set(journal.acknowledged("P1", made_up=False)) == {
        ("phq9", "9", "2026-11-19T10:30:00", 1.0),
        ("cssrs_ideation", "total", "2026-11-19T10:30:00", 4.0),
        ("phq9", "9", "2026-11-26T10:30:00", 2.0),
    }


def test_who_acknowledged_when_and_why_is_known_and_can_be_withdrawn(journal: Journal) -> None:
    answers = [("phq9", "9", AT, 1), ("cssrs_ideation", "total", AT, 4)]
    names = [("phq9", "9", AT.isoformat(), 1.0), ("cssrs_ideation", "total", AT.isoformat(), 4.0)]

    def acknowledge(user: str, patient: str, some: Any, why: str) -> Entry:
        return journal.append(user, "acknowledged", patient, positives_subject(some), why, made_up=False)

    def withdraw(patient: str, entry: Entry, made_up: bool = False) -> None:
        subject = {"withdraws": entry.sequence}
        journal.append("C", "acknowledgement_withdrawn", patient, subject, made_up=made_up)

    first = acknowledge("A", "P1", answers, "seen")
    second = acknowledge("B", "P1", answers[:1], "seen again")
    found = journal.acknowledged("P1", made_up=False)
    assert found[names[0]] == Acknowledgement(second.sequence, "B", second.at, "seen again")
    assert found[names[1]] == Acknowledgement(first.sequence, "A", first.at, "seen")
    # Of another patient, or of the made-up clinic: it withdraws nothing here.
    withdraw("P2", second)
    withdraw("P1", second, made_up=True)
    assert journal.acknowledged("P1", made_up=False) == found
    withdraw("P1", second)
    assert {
        name: said.user for name, said in journal.acknowledged("P1", made_up=False).items()
    } == dict.fromkeys(names, "A")
    withdraw("P1", first)
    assert journal.acknowledged("P1", made_up=False) == {}
    third = acknowledge("A", "P1", answers[:1], "a second time")
    assert journal.acknowledged("P1", made_up=False)[names[0]].sequence == third.sequence
    assert [entry.kind for entry in journal.entries("P1", made_up=False)].count("acknowledged") == 3


def test_the_last_review_is_of_this_user_and_patient_and_can_be_withdrawn(journal: Journal) -> None:
    journal.append("A", "reviewed", "P1", {"n": 1}, made_up=False)
    second = journal.append("A", "reviewed", "P1", {"n": 2}, made_up=False)
    journal.append("B", "reviewed", "P1", {"n": 3}, made_up=False)
    journal.append("A", "reviewed", "P2", {"n": 4}, made_up=False)
    journal.append("A", "noted", "P1", {"n": 5}, made_up=False)
    assert last_reviews(journal, " A ", ["P1"], made_up=False) == {"P1": second}
    journal.append("A", "review_withdrawn", "P1", {}, made_up=False)
    assert last_reviews(journal, "A", ["P1"], made_up=False) == {}
    assert journal.users() == ["A", "B"]


@pytest.mark.parametrize(
    ("user", "kind", "reason", "problem"),
    [
        (" ", "noted", "", "has no name"),
        ("A", "acknowledged", " ", "has no reason"),
        ("A" * 101, "noted", "", "name is too long"),
        ("A", "noted", "x" * 2001, "reason is too long"),
        ("A", "noted", "secret\0", "cannot be kept"),
        ("A", "noted", "secret\ud800", "cannot be kept"),
    ],
)
def test_what_may_not_be_written_is_refused_with_a_way_out(
    journal: Journal, user: str, kind: str, reason: str, problem: str
) -> None:
    with pytest.raises(JournalError, match=problem) as refused:
        journal.append(
            user, kind, "P-secret", positives_subject([("phq9", "9", AT, 1)]), reason, made_up=False
        )
    assert refused.value.fix
    assert "secret" not in str(refused.value)
    assert not journal.path.exists()


@pytest.mark.parametrize(
    ("kind", "patient", "subject"),
    [
        ("decided", "P1", {}),
        ("acknowledged", "P1", {}),
        ("acknowledged", None, {"positives": [1]}),
        ("acknowledgement_withdrawn", "P1", {}),
    ],
)
def test_mistakes_of_the_caller_write_nothing(
    journal: Journal, kind: str, patient: str, subject: Any
) -> None:
    with pytest.raises(ValueError, match=r"no such kind|names its patient"):
        journal.append("A", kind, patient, subject, "reason", made_up=False)
    with pytest.raises(ValueError, match="not JSON compliant"):
        journal.append("A", "noted", "P1", {"value": float("nan")}, made_up=False)
    assert not journal.path.exists()


_texts = st.text(max_size=30).filter(lambda text: "\0" not in text)


@given(
    _texts,
    st.none() | _texts,
    st.dictionaries(
        st.text(max_size=5),
        st.none() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=9),
    ),
)
def test_any_text_survives_and_verifies(
    tmp_path_factory: pytest.TempPathFactory, reason: str, patient: str | None, subject: dict[str, Any]
) -> None:
    journal = Journal(tmp_path_factory.mktemp("any") / "x.journal.sqlite")
    entry = journal.append("A", "noted", patient, subject, reason, made_up=False)
    (found,) = journal.entries()
    assert found == entry
    assert (found.patient_id, found.subject, found.reason) == (patient, subject, reason.strip())
    assert journal.verify().problems == ()


def test_the_files_stand_beside_the_database_for_the_owner_alone(tmp_path: Path) -> None:
    journal = journal_beside(tmp_path / "folder" / "clinic.duckdb")
    assert journal.path == journal_path(tmp_path / "folder" / "clinic.duckdb")
    journal.append("A", "noted", None, {}, made_up=False)
    names = {path.name for path in journal.path.parent.iterdir()}
    assert names - {"clinic.journal.sqlite.lock"} == {"clinic.journal.sqlite", "clinic.journal.head"}
    if os.name == "posix":
        for name in ("clinic.journal.sqlite", "clinic.journal.head"):
            assert (journal.path.parent / name).stat().st_mode & 0o777 == 0o600


def test_files_of_the_journal_are_kept_out_of_git() -> None:
    ignored = (Path(__file__).parents[2] / ".gitignore").read_text(encoding="utf-8").split()
    assert "data/*.journal.*" in ignored


def test_commits_reach_the_disk_before_they_return(six: Journal) -> None:
    """WAL with FULL: each commit is synced; NORMAL would lose the last ones with the power."""
    from dash.store.journal.file import opened

    with opened(six.path, 1) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert connection.execute("PRAGMA synchronous").fetchone() == (2,)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE entries SET reason = 'other' WHERE sequence = 3",
        "DELETE FROM entries WHERE sequence = 6",
        "INSERT OR REPLACE INTO entries SELECT * FROM entries WHERE sequence = 3",
        "INSERT INTO entries SELECT 9, previous, at, user, kind, patient_id, subject, reason, made_up, hash "
        "FROM entries WHERE sequence = 6",
    ],
)
def test_the_file_itself_refuses_to_change_or_remove(six: Journal, statement: str) -> None:
    connection = sqlite3.connect(six.path)
    with pytest.raises(sqlite3.IntegrityError, match="entries of the journal"):
        connection.execute(statement)
    connection.close()
    assert six.verify().problems == ()
