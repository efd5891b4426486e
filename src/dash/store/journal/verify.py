"""Checking a whole journal: the file, its guards, the chain, the head, a hash noted elsewhere."""

import re
import sqlite3
from pathlib import Path

from dash.errors import JournalDamagedError, JournalError
from dash.store.journal import file
from dash.store.journal.chain import check_chain
from dash.store.journal.entry import Row, genesis
from dash.store.journal.head import Head, head_path, read_head
from dash.store.journal.verdict import Problem, Verdict

_GUARDS = "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name"
_SHORTEST_HASH = 12


def verify(path: Path, wait_seconds: float, expect: str | None) -> Verdict:
    """Check a journal; see ``Journal.verify``.

    Raises:
        JournalError: There is no journal and no trace of one; it is locked, or of a later version.
    """
    head, problems = _head(path)
    if not path.exists():
        if head is None and not problems:
            raise JournalError(f"There is no journal at {path}.", fix="It is made with the first decision.")
        return Verdict(
            0, (*problems, Problem("missing", None, f"The journal's file {path.name} is gone.")), ""
        )
    try:
        with file.opened(path, wait_seconds) as connection:
            problems += _file(connection)
            rows = file.rows(connection)
            journal_id = file.identity(connection)
    except JournalDamagedError as error:
        return Verdict(0, (*problems, Problem("damaged", None, error.problem)), "")
    first = genesis(journal_id)
    if head is not None and head.journal_id != journal_id:
        problems.append(
            Problem(
                "replaced", None, "The head belongs to another journal: one of the two files was replaced."
            )
        )
        head = None
    problems += check_chain(rows, first, head)
    if expect is not None:
        problems += _against_noted(rows, first, expect)
    return Verdict(
        len(rows), tuple(problems), rows[-1].hash if rows else first, head.entries if head else None
    )


def _head(path: Path) -> tuple[Head | None, list[Problem]]:
    try:
        head = read_head(path)
    except ValueError:
        return None, [Problem("head", None, f"{head_path(path).name} cannot be read as a head of a journal.")]
    if head is None and path.exists():
        return None, [
            Problem(
                "head", None, f"{head_path(path).name} is gone: removed last entries would not be noticed."
            )
        ]
    return head, []


def _file(connection: sqlite3.Connection) -> list[Problem]:
    problems = []
    if connection.execute("PRAGMA integrity_check(1)").fetchone() != ("ok",):
        problems.append(Problem("damaged", None, "SQLite finds the file damaged."))
    if connection.execute(_GUARDS).fetchall() != _expected_guards():
        problems.append(
            Problem(
                "guards", None, "The guards against changing and removing entries are not as they were made."
            )
        )
    return problems


def _expected_guards() -> list[tuple[str, str]]:
    connection = sqlite3.connect(":memory:")
    try:
        connection.executescript(file.schema())
        return connection.execute(_GUARDS).fetchall()
    finally:
        connection.close()


def _against_noted(rows: list[Row], first: str, expect: str) -> list[Problem]:
    noted = re.sub(r"[\s…]", "", expect).lower()
    if len(noted) < _SHORTEST_HASH or not re.fullmatch("[0-9a-f]+", noted):
        raise JournalError(
            "The expected hash is not one.",
            fix=f"Give at least its first {_SHORTEST_HASH} digits (0-9, a-f).",
        )
    if any(known.startswith(noted) for known in (first, *(row.hash for row in rows))):
        return []
    return [
        Problem(
            "expected",
            None,
            "No entry has the hash noted elsewhere: that entry was removed or changed, or it is of another journal.",
        )
    ]
