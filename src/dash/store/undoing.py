"""Undoing the last import: every table as it was before it, the replaced records back from the history.

An import adds records, replaces records (the old ones go to the history), takes up records that had waited, refuses others of
those for good, and keeps what it refused. Each of these is taken back. The journal is not touched.
"""

from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from duckdb import DuckDBPyConnection

from dash.errors import NothingToUndoError
from dash.store.changing import Derive, changed, derive_facts
from dash.store.sql import fill, number, quoted, run
from dash.store.staging import DeriveSettings
from dash.store.tables import TABLES

_LAST = """
SELECT i.import_id, i.imported_at, i.made_up, max(f.file_id), list(DISTINCT f.file ORDER BY f.file),
       sum(f.accepted), sum(f.refused)
FROM imports AS i JOIN import_files AS f USING (import_id)
GROUP BY ALL ORDER BY i.import_id DESC LIMIT 1
"""
_FILES = (
    "CREATE OR REPLACE TEMP TABLE taken_back AS SELECT file_id FROM import_files WHERE import_id = $import_id"
)
# Records that had waited stand with the file and line that brought them, in an earlier import.
_TAKEN_UP = """
CREATE OR REPLACE TEMP TABLE waiting_again AS
SELECT DISTINCT table_name, file_id, line FROM refused_rows WHERE taken_up_by = $import_id AND record IS NOT NULL
"""
# A record that this import changed in place stands with its own file and line, as its earlier state in the history does.
_GOING = """
CREATE OR REPLACE TEMP TABLE going AS
SELECT t.rowid AS place, t.file_id IN (FROM taken_back) AS brought, w.line IS NOT NULL AS waited
FROM <table> AS t
LEFT JOIN waiting_again AS w ON w.table_name = '<table>' AND w.file_id = t.file_id AND w.line = t.line
WHERE t.file_id IN (FROM taken_back) OR w.line IS NOT NULL OR t.rowid IN (
    SELECT same.rowid FROM <table> AS same JOIN history AS h
        ON h.table_name = '<table>' AND h.file_id = same.file_id AND h.line = same.line AND h.replaced_by = $import_id)
"""
_COUNTED = """
SELECT count(*) FILTER (WHERE brought), count(*) FILTER (WHERE waited), count(*) FILTER (WHERE NOT (brought OR waited)) FROM going
"""
_TAKE_AWAY = "DELETE FROM <table> WHERE rowid IN (SELECT place FROM going)"
_PUT_BACK = """
INSERT INTO <table> (<columns>, file_id, line)
SELECT <values>, h.file_id, h.line
FROM (SELECT json_transform_strict(record, '{<types>}') AS r, file_id, line FROM history
      WHERE table_name = '<table>' AND replaced_by = $import_id) AS h <unless>
"""
_TYPES = """
SELECT column_name, data_type FROM information_schema.columns
WHERE table_catalog = current_database() AND table_schema = 'main' AND table_name = $table
"""
_NEXT = (
    "DELETE FROM history WHERE replaced_by = $import_id",
    """DELETE FROM joined_lines WHERE file_id IN (FROM taken_back) OR also_file_id IN (FROM taken_back)
       OR rowid IN (SELECT j.rowid FROM joined_lines AS j JOIN waiting_again USING (table_name, file_id, line))""",
    "DELETE FROM refused_rows WHERE import_id = $import_id",
    "UPDATE refused_rows SET taken_up_by = NULL WHERE taken_up_by = $import_id",
    """UPDATE refused_rows SET reason = waiting_as ->> '$.reason', message = waiting_as ->> '$.message',
       record = waiting_as ->> '$.record', refused_for_good_by = NULL, waiting_as = NULL
       WHERE refused_for_good_by = $import_id""",
    "DELETE FROM import_files WHERE import_id = $import_id",
    "DELETE FROM imports WHERE import_id = $import_id",
)
_NOTE = "INSERT INTO undone VALUES ($import_id, $imported_at, $made_up, $last_file_id, $files, $accepted, $undone_at)"


@dataclass(frozen=True)
class TableUndone:
    """What undoing an import does to one table.

    Attributes:
        table: The canonical table.
        removed: Records the import had brought for the first time.
        restored: Records that are again what they were before the import replaced them.
        waiting: Records that the import had taken up, which wait for their patient or session again.
    """

    table: str
    removed: int
    restored: int
    waiting: int


@dataclass(frozen=True)
class Undone:
    """What undoing an import does.

    Attributes:
        import_id: The import.
        imported_at: When it was, on the clinic's clock.
        made_up: Whether its records were made up.
        files: What it had read.
        tables: What happens to each table that it changed.
        refused: Refused rows that are no longer listed.
        first: Whether nothing was imported before it, so that no record is left.
        written: Whether the database was changed.
    """

    import_id: int
    imported_at: datetime
    made_up: bool
    files: tuple[str, ...]
    tables: tuple[TableUndone, ...]
    refused: int
    first: bool
    written: bool = True

    def as_dict(self) -> dict[str, Any]:
        """Return it as plain lists, dictionaries, texts and numbers."""
        plain = asdict(self)
        plain["imported_at"] = self.imported_at.isoformat(timespec="seconds")
        return plain


def undo_last_import(
    database: Path,
    settings: DeriveSettings,
    *,
    now: datetime,
    expected: int | None = None,
    write: bool = True,
    derive: Derive = derive_facts,
) -> Undone:
    """Take the last import back and return what that does. Done again, it takes back the one before.

    The state without it is built aside and swapped in whole, as an import's is. That it was undone is remembered.

    Args:
        database: The session database.
        settings: The clinic's settings that derived facts depend on.
        now: The present moment on the clinic's clock.
        expected: The number of the import that is meant; another one having come since is an error.
        write: False returns the same and changes nothing.
        derive: What rebuilds the derived tables.

    Raises:
        NothingToUndoError: Nothing was imported, or another import is the last one by now.
        DashboardError: As ``dash.store.changing.changed`` says.
    """

    def change(connection: DuckDBPyConnection) -> Undone:
        return _undo(connection, now, expected, write)

    return changed(database, change, settings, derive, write=write)


def _undo(connection: DuckDBPyConnection, now: datetime, expected: int | None, write: bool) -> Undone:
    found = run(connection, _LAST)
    if not found:
        raise NothingToUndoError(
            "There is no import to undo.", fix="`ketamine-dash history --imports` lists them."
        )
    ((import_id, imported_at, made_up, last_file_id, files, accepted, refused),) = found
    if expected is not None and expected != import_id:
        raise NothingToUndoError(
            f"Import {expected} is not the last one by now: import {import_id} is.",
            fix="Nothing was changed. Look at what is to be undone again: ketamine-dash undo",
        )
    this = {"import_id": import_id}
    run(connection, _FILES, this)
    run(connection, _TAKEN_UP, this)
    tables = [_undo_table(connection, name, import_id) for name in TABLES]
    for statement in _NEXT:
        run(connection, statement, this if "$import_id" in statement else {})
    note = {
        "imported_at": imported_at,
        "made_up": made_up,
        "last_file_id": last_file_id,
        "files": ", ".join(files),
    }
    more = {"accepted": int(accepted), "undone_at": now.replace(tzinfo=None)}
    run(connection, _NOTE, {**this, **note, **more})
    first = not number(connection, "SELECT count(*) FROM import_files")
    changes = tuple(one for one in tables if one.removed or one.restored or one.waiting)
    return Undone(import_id, imported_at, made_up, tuple(files), changes, int(refused), first, write)


def _undo_table(connection: DuckDBPyConnection, name: str, import_id: int) -> TableUndone:
    this = {"import_id": import_id}
    run(connection, fill(_GOING, table=name), this)
    ((brought, waited, in_place),) = run(connection, _COUNTED)
    run(connection, fill(_TAKE_AWAY, table=name))
    restored = put_back(connection, name, import_id)
    return TableUndone(name, brought - (restored - in_place), restored, waited)


def put_back(connection: DuckDBPyConnection, name: str, import_id: int, *, unless_there: bool = False) -> int:
    """Write the records of a table that an import replaced back from the history, and return how many they are.

    Args:
        connection: To the database being changed.
        name: The canonical table.
        import_id: The import that replaced them.
        unless_there: Only those of whose key there is no record.
    """
    table = TABLES[name]
    types = dict(run(connection, _TYPES, {"table": name}))
    columns = list(table.stored)
    same = " AND ".join(
        f"{part.replace('{t}', 'h.r')} IS NOT DISTINCT FROM {part.replace('{t}', 'o')}" for part in table.key
    )
    statement = fill(
        _PUT_BACK,
        table=name,
        columns=quoted(columns),
        values=quoted(columns, "h.r."),
        types=", ".join(f'"{column}": "{types[column]}"' for column in columns),
        unless=fill("WHERE NOT EXISTS (SELECT 1 FROM <table> AS o WHERE <same>)", table=name, same=same)
        if unless_there
        else "",
    )
    ((written,),) = run(connection, statement, {"import_id": import_id})
    return int(written)
