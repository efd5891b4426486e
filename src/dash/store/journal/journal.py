"""Adding decisions to the journal and asking for them."""

import contextlib
import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from dash.errors import JournalError
from dash.store.journal import file
from dash.store.journal.acknowledged import Acknowledgement, Answer, standing
from dash.store.journal.entry import Entry, Row, Said, genesis, next_row, read_entry, said
from dash.store.journal.head import Head, head_path, read_head, write_head
from dash.store.journal.verdict import Verdict
from dash.store.journal.verify import verify

WAIT_SECONDS = 10.0
_ABOUT_ANSWERS = (
    "kind IN ('acknowledged', 'acknowledgement_withdrawn') "
    "AND made_up = ? AND patient_id IN (SELECT value FROM json_each(?))"
)


class Journal:
    """The journal in one file. Safe to use from several threads and processes; it holds nothing open.

    Every method raises ``JournalError`` where the file is locked, read-only, damaged or of a later version. Without a
    file there are no entries; ``append`` makes it.
    """

    def __init__(self, path: Path, *, wait_seconds: float = WAIT_SECONDS) -> None:
        """Name the file; see ``journal_beside``.

        Args:
            path: The journal's file.
            wait_seconds: How long to wait for another writer.
        """
        self.path = path
        self.wait_seconds = wait_seconds

    def append(
        self,
        user: str,
        kind: str,
        patient_id: str | None,
        subject: Mapping[str, Any],
        reason: str = "",
        *,
        made_up: bool,
    ) -> Entry:
        """Record a decision. Once this returns, it survives a crash and a loss of power.

        Args:
            user: Who decided.
            kind: One of ``KINDS``.
            patient_id: Whom it is about, None for no single patient.
            subject: What it is about, plain JSON values. Of an acknowledgement: ``positives_subject(...)``.
            reason: The user's words; an acknowledgement needs them.
            made_up: Whether the session database holds made-up data.

        Raises:
            JournalError: Nothing was recorded, and why (or, by its words, recorded without moving the head).
        """
        new = said(user, kind, patient_id, subject, reason, made_up)
        if not self.path.exists():
            file.make(self.path, self.wait_seconds)
        with file.opened(self.path, self.wait_seconds) as connection:
            row = _add(connection, new)
            self._note(connection)
        return read_entry(row)

    def _note(self, connection: sqlite3.Connection) -> None:
        """Move the head on to the end of the chain; one that does not fit the chain is evidence and stays."""
        with _alone(connection):
            try:
                known = read_head(self.path)
            except ValueError:
                return
            journal_id = file.identity(connection)
            if known is None or known != Head(journal_id, known.entries, _hash_at(connection, known.entries)):
                return
            try:
                write_head(self.path, Head(journal_id, *file.last_row(connection)))
            except OSError:
                raise JournalError(
                    f"The entry was recorded, but {head_path(self.path)} could not be written.",
                    fix="Make the folder writable and see that the disk is not full; the next entry puts it right.",
                ) from None

    def entries(
        self, patient_id: str | None = None, kind: str | None = None, made_up: bool | None = None
    ) -> list[Entry]:
        """Return entries in order of time; of one patient, of one kind, of made-up or real records, or all."""
        wanted = {"patient_id": patient_id, "kind": kind, "made_up": made_up}
        terms = {name: value for name, value in wanted.items() if value is not None}
        where = " AND ".join(f"{name} = ?" for name in terms) or "true"
        return self.where(where, tuple(terms.values()))

    def acknowledged(self, patient_id: str, made_up: bool) -> dict[Answer, Acknowledgement]:
        """Return every positive answer of a patient that is acknowledged, with by whom, when and why."""
        return self.acknowledged_by_patient([patient_id], made_up).get(patient_id, {})

    def acknowledged_by_patient(
        self, patient_ids: Iterable[str], made_up: bool
    ) -> dict[str, dict[Answer, Acknowledgement]]:
        """Return the same for many patients at once; those without any are absent."""
        found = self.where(_ABOUT_ANSWERS, (int(made_up), json.dumps(list(patient_ids))))
        try:
            return standing(found)
        except (TypeError, KeyError, ValueError, AttributeError):
            raise self._foreign() from None

    def users(self) -> list[str]:
        """Return the names of all who wrote entries, in alphabetical order."""
        if not self.path.exists():
            return []
        with file.opened(self.path, self.wait_seconds) as connection:
            return [name for (name,) in connection.execute("SELECT DISTINCT user FROM entries ORDER BY user")]

    def last_hash(self) -> str:
        """Return the hash of the last entry, to be noted elsewhere; empty where there is no journal."""
        if not self.path.exists():
            return ""
        with file.opened(self.path, self.wait_seconds) as connection:
            return file.last_row(connection)[1]

    def verify(self, expect: str | None = None) -> Verdict:
        """Check every entry, their links, the guards of the file and the head.

        Args:
            expect: A hash noted elsewhere, such as on a printed brief, or its first 12 or more digits: some entry
                must have it.
        """
        return verify(self.path, self.wait_seconds, expect)

    def where(self, where: str, values: tuple[object, ...]) -> list[Entry]:
        """Return entries in order of time; ``where`` is SQL of this package with ``?`` for each value."""
        if not self.path.exists():
            return []
        with file.opened(self.path, self.wait_seconds) as connection:
            found = file.rows(connection, where, values)
        try:
            return [read_entry(row) for row in found]
        except ValueError:
            raise self._foreign() from None

    def _foreign(self) -> JournalError:
        return JournalError(
            f"The journal at {self.path} holds an entry that was not written by this product.",
            fix="Run `ketamine-dash journal verify` to see which.",
        )


def _add(connection: sqlite3.Connection, new: Said) -> Row:
    """Add an entry at the end of the chain; no other writer comes between reading the end and adding to it."""
    with _alone(connection):
        last, last_hash = file.last_row(connection)
        row = next_row(last + 1, last_hash, new, datetime.now(UTC))
        places = ", ".join("?" for _ in row)
        connection.execute(f"INSERT INTO entries ({', '.join(Row._fields)}) VALUES ({places})", row)  # noqa: S608
    return row


@contextlib.contextmanager
def _alone(connection: sqlite3.Connection) -> Iterator[None]:
    """Hold all other writers off; commit at the end, undo where something fails."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _hash_at(connection: sqlite3.Connection, sequence: int) -> str:
    if sequence == 0:
        return genesis(file.identity(connection))
    found = connection.execute("SELECT hash FROM entries WHERE sequence = ?", (sequence,)).fetchone()
    return str(found[0]) if found else ""
