"""Where the journal of a session database is."""

from pathlib import Path

from dash.store.journal.head import head_path
from dash.store.journal.journal import Journal


def journal_path(database: Path) -> Path:
    """Return the journal's file: ``sessions.journal.sqlite`` beside ``sessions.duckdb``."""
    return database.with_name(f"{database.stem}.journal.sqlite")


def journal_files(database: Path) -> tuple[Path, ...]:
    """Return all files that a journal may consist of: itself, its head, and what SQLite keeps beside it while it is open."""
    journal = journal_path(database)
    return (
        journal,
        head_path(journal),
        *(journal.with_name(f"{journal.name}-{end}") for end in ("wal", "shm")),
    )


def journal_beside(database: Path) -> Journal:
    """Return the journal of a session database; its file is made with the first entry."""
    return Journal(journal_path(database))
