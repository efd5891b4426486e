"""Journals to write, and ways to tamper with their file as somebody with SQLite at hand would."""

import sqlite3
from pathlib import Path

import pytest

from dash.store.journal import Journal


class Tamperer:
    """Edits the file past its guards, which are put back afterwards unless ``guards`` is false."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def run(self, *statements: str, guards: bool = True) -> None:
        connection = sqlite3.connect(self.path, isolation_level=None)
        try:
            found = connection.execute(
                "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
            ).fetchall()
            for name, _ in found:
                connection.execute(f"DROP TRIGGER {name}")
            for statement in statements:
                connection.execute(statement)
            if guards:
                for _, sql in found:
                    connection.execute(sql)
        finally:
            connection.close()


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal(tmp_path / "sessions.journal.sqlite", wait_seconds=1)


@pytest.fixture
def six(journal: Journal) -> Journal:
    """A journal with six entries."""
    for number in range(1, 7):
        journal.append("Dr A", "noted", f"P{number}", {"number": number}, "why", made_up=False)
    return journal


@pytest.fixture
def tamper(six: Journal) -> Tamperer:
    return Tamperer(six.path)
