"""Taking made-up records away from a database, also from one where they stand among a clinic's own."""

from datetime import datetime
from pathlib import Path

from duckdb import DuckDBPyConnection

from dash.errors import DashboardError, NothingToUndoError
from dash.store.changing import Derive, changed, derive_facts
from dash.store.holding import holding
from dash.store.sql import fill, number, run
from dash.store.staging import DeriveSettings
from dash.store.tables import TABLES
from dash.store.undoing import put_back

_MADE_UP = (
    "CREATE OR REPLACE TEMP TABLE made_up_imports AS SELECT import_id FROM imports WHERE made_up",
    """CREATE OR REPLACE TEMP TABLE made_up_files AS
       SELECT file_id FROM import_files WHERE import_id IN (FROM made_up_imports)""",
)
_TAKE_AWAY = "DELETE FROM <table> WHERE file_id IN (FROM made_up_files)"
_FORGET = "DELETE FROM history WHERE table_name = '<table>' AND file_id IN (FROM made_up_files)"
# A record that a made-up one replaced and that nothing real replaced since.
_REPLACED = "SELECT import_id FROM made_up_imports ORDER BY import_id DESC"
_ORPHANS = """
SELECT count(*) FROM <table> AS t
WHERE <column> IS NOT NULL AND NOT EXISTS (SELECT 1 FROM <parent> AS p WHERE p.<column> = t.<column>)
"""
_AFTERWARDS = (
    "DELETE FROM history WHERE replaced_by IN (FROM made_up_imports)",
    "DELETE FROM joined_lines WHERE file_id IN (FROM made_up_files) OR also_file_id IN (FROM made_up_files)",
    "DELETE FROM refused_rows WHERE import_id IN (FROM made_up_imports)",
    """INSERT INTO undone
       SELECT import_id, imported_at, made_up, max(file_id), string_agg(DISTINCT file, ', ' ORDER BY file), sum(accepted),
              getvariable('undone_at')::TIMESTAMP
       FROM imports JOIN import_files USING (import_id) WHERE made_up GROUP BY import_id, imported_at, made_up""",
    "DELETE FROM import_files WHERE import_id IN (FROM made_up_imports)",
    "DELETE FROM imports WHERE made_up",
)
_PARENTS = {"patient_id": "patients", "session_id": "sessions"}


def remove_made_up(
    database: Path, settings: DeriveSettings, *, now: datetime, derive: Derive = derive_facts
) -> dict[str, int]:
    """Take every made-up record away and return how many there were, by table. Records of a clinic stay as they are.

    Args:
        database: The session database.
        settings: The clinic's settings that derived facts depend on.
        now: The present moment on the clinic's clock.
        derive: What rebuilds the derived tables.

    Raises:
        NothingToUndoError: Nothing in the database is made up.
        DashboardError: A record of the clinic belongs to a made-up patient or session; or as for ``changed``.
    """

    def change(connection: DuckDBPyConnection) -> dict[str, int]:
        return _remove(connection, now)

    return changed(database, change, settings, derive)


def _remove(connection: DuckDBPyConnection, now: datetime) -> dict[str, int]:
    if not holding(connection).made_up:
        raise NothingToUndoError("Nothing in this database is made up.", fix="Nothing was changed.")
    for statement in _MADE_UP:
        run(connection, statement)
    removed = {}
    for name in TABLES:
        counted = fill("SELECT count(*) FROM <table> WHERE file_id IN (FROM made_up_files)", table=name)
        removed[name] = number(connection, counted)
        run(connection, fill(_TAKE_AWAY, table=name))
        run(connection, fill(_FORGET, table=name))
        for (import_id,) in run(connection, _REPLACED):
            put_back(connection, name, import_id, unless_there=True)
    orphans = sum(
        number(connection, fill(_ORPHANS, table=name, column=column, parent=parent))
        for name, table in TABLES.items()
        for column, parent in _PARENTS.items()
        if column in table.sources and name != parent
    )
    if orphans:
        raise DashboardError(
            f"{orphans:,} records that are not made up belong to made-up patients or sessions: nothing was changed.",
            fix="Undo their import (ketamine-dash undo) and bring them in again after this; they then wait for their patients.",
        )
    run(connection, "SET VARIABLE undone_at = ?::TIMESTAMP", [now.replace(tzinfo=None)])
    for statement in _AFTERWARDS:
        run(connection, statement)
    return {name: count for name, count in removed.items() if count}
