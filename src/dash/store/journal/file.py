"""The journal's SQLite file: made whole, opened one way, its errors told without a value of a record."""

import os
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path

from filelock import FileLock, Timeout

from dash.errors import JournalDamagedError, JournalError
from dash.store.journal.entry import Row, genesis
from dash.store.journal.head import Head, names_entries, write_head

VERSION = 1
_APPLICATION = 0x6B646A31
"""Tells a journal from any other SQLite file ("kdj1")."""
_OWNER_ONLY = 0o600
_KEEP = "Move the journal's files away (keep them), put back both from the last backup, then try again."


@contextmanager
def opened(path: Path, wait_seconds: float) -> Iterator[sqlite3.Connection]:
    """Yield a connection to an existing journal; whatever SQLite says against it becomes a ``JournalError``.

    Raises:
        JournalError: The file is locked, read-only, damaged, no journal, or of a later version of the product.
    """
    try:
        # "rw": never makes a new, empty file where the journal was moved away a moment ago.
        connection = sqlite3.connect(
            f"{path.absolute().as_uri()}?mode=rw", uri=True, timeout=wait_seconds, isolation_level=None
        )
    except sqlite3.Error as error:
        raise _told(error, path) from None
    try:
        # A commit that returned survives a loss of power, not only of the program.
        connection.execute("PRAGMA synchronous = FULL")
        _refuse_other_files(connection, path)
        yield connection
    except sqlite3.Error as error:
        raise _told(error, path) from None
    finally:
        connection.close()


def rows(connection: sqlite3.Connection, where: str = "true", values: tuple[object, ...] = ()) -> list[Row]:
    """Return entries in the order of their numbers; ``where`` is SQL of this package with ``?`` for values."""
    sql = f"SELECT {', '.join(Row._fields)} FROM entries WHERE {where} ORDER BY sequence"  # noqa: S608
    return [Row(*found) for found in connection.execute(sql, values)]


def last_row(connection: sqlite3.Connection) -> tuple[int, str]:
    """Return number and hash of the last entry, 0 and the journal's first link where there is none."""
    found = connection.execute("SELECT sequence, hash FROM entries ORDER BY sequence DESC LIMIT 1").fetchone()
    return found or (0, genesis(identity(connection)))


def identity(connection: sqlite3.Connection) -> str:
    """Return the random number that tells this journal from any other."""
    (journal_id,) = connection.execute("SELECT journal_id FROM identity").fetchone() or ("",)
    return str(journal_id)


def make(path: Path, wait_seconds: float) -> None:
    """Make an empty journal where there is none, in one step: whoever looks sees no file or a whole one.

    Raises:
        JournalError: The folder cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(path.with_name(f"{path.name}.lock"), timeout=wait_seconds):
            if not path.exists():
                _make(path)
    except (OSError, Timeout, sqlite3.Error):
        raise JournalError(
            f"No journal can be made at {path}: nothing was recorded.",
            fix="Make the folder writable and see that the disk is not full, then try again.",
        ) from None


def _make(path: Path) -> None:
    place = path.with_name(f"{path.name}.new")
    # Left by a process that was stopped here.
    place.unlink(missing_ok=True)
    place.touch(_OWNER_ONLY)
    journal_id = secrets.token_hex(16)
    connection = sqlite3.connect(place, isolation_level=None)
    try:
        connection.executescript(f"BEGIN; {schema()} COMMIT;")
        connection.execute("INSERT INTO identity VALUES (?)", (journal_id,))
        connection.execute(f"PRAGMA application_id = {_APPLICATION}")
        connection.execute(f"PRAGMA user_version = {VERSION}")
        # Readers and a writer do not wait for one another. Kept in the file; the log is gone after closing.
        connection.execute("PRAGMA journal_mode = WAL")
    finally:
        connection.close()
    # The head first: from the first entry on, a journal without one has lost it. That of an earlier journal is evidence.
    if not names_entries(path):
        write_head(path, Head(journal_id, 0, genesis(journal_id)))
    place.replace(path)


def schema() -> str:
    """Return the SQL that makes the tables and their guards."""
    return files("dash.store.journal").joinpath("schema.sql").read_text(encoding="utf-8")


def _refuse_other_files(connection: sqlite3.Connection, path: Path) -> None:
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if application != _APPLICATION:
        raise JournalDamagedError(f"{path} is not a journal.", fix=_KEEP)
    if version > VERSION:
        raise JournalError(
            f"The journal at {path} was made by a later version of the product.",
            fix="Update the product, then try again; the file is left as it is.",
        )


def _told(error: sqlite3.Error, path: Path) -> JournalError:
    """Return what to say about an error: its kind, never its text, which may quote a record."""
    code = getattr(error, "sqlite_errorcode", None)
    kind = None if code is None else code & 0xFF
    if kind in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return JournalError(
            f"The journal at {path} is in use by another program: nothing was recorded.",
            fix="Close that program, then try again.",
        )
    if kind in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM):
        what = "written" if os.access(path, os.R_OK) else "opened"
        return JournalError(
            f"The journal at {path} cannot be {what}: nothing was recorded.",
            fix="Make the file and its folder readable and writable for you, then try again.",
        )
    if kind in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR):
        return JournalError(
            f"The journal at {path} cannot be written ({error.sqlite_errorname}): nothing was recorded.",
            fix="See that the disk is neither full nor failing, then try again.",
        )
    return JournalDamagedError(f"The journal at {path} is damaged ({type(error).__name__}).", fix=_KEEP)
