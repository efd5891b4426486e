"""What imports did to one another's records: every value that was replaced, and the list of imports."""

from pathlib import Path
from typing import Any

import pandas as pd

from dash.store.reading import Database, open_database
from dash.store.sql import fill, quoted
from dash.store.tables import TABLES

# Every state that a record was in, and what came after it. A record that was given another key stands where it stood.
_VERSIONS = """
WITH earlier AS (
    SELECT json_transform(record, '{<types>}') AS r, file_id, line, replaced_by FROM history WHERE table_name = '<table>'
), versions AS (
    SELECT <unpacked>, file_id, line, replaced_by FROM earlier
    UNION ALL
    SELECT <columns>, file_id, line, NULL FROM <table>
), ordered AS (
    SELECT *, lead({<state>, 'file_id': file_id, 'line': line}) OVER (PARTITION BY <key> ORDER BY replaced_by NULLS LAST) AS next
    FROM versions AS t
)
SELECT o.replaced_by AS import_id, i.imported_at, '<table>' AS table_name, concat_ws(' ', <shown>) AS record,
       o.file_id, o.line, {<old>} AS before, coalesce(o.next, {<moved>, 'file_id': m.file_id, 'line': m.line}) AS after
FROM ordered AS o JOIN imports AS i ON i.import_id = o.replaced_by
LEFT JOIN <table> AS m ON o.next IS NULL AND m.file_id = o.file_id AND m.line = o.line
ORDER BY o.replaced_by, o.file_id, o.line
"""
_TYPES = """
SELECT column_name, data_type FROM duckdb_columns()
WHERE database_name = 'records' AND schema_name = 'main' AND table_name = $table
"""
_REPLACED = ("import_id", "imported_at", "table_name", "record", "column", "before", "after",
             "file_before", "line_before", "file_after", "line_after")  # fmt: skip
_IMPORTS = """
SELECT i.import_id, i.imported_at, i.made_up, <source> AS source, string_agg(DISTINCT f.file, ', ' ORDER BY f.file) AS files,
       sum(f.rows_read)::BIGINT AS rows_read, sum(f.accepted)::BIGINT AS accepted, sum(f.refused)::BIGINT AS refused,
       sum(f.already_there)::BIGINT AS already_there,
       (SELECT count(*) FROM history AS h WHERE h.replaced_by = i.import_id) AS replaced, NULL::TIMESTAMP AS undone_at
FROM imports AS i JOIN import_files AS f USING (import_id) GROUP BY ALL
<undone>
ORDER BY import_id
"""
_UNDONE = """
UNION ALL SELECT import_id, imported_at, made_up, NULL, files, NULL, rows_accepted, NULL, NULL, NULL, undone_at FROM undone
"""
# What tells a record from others, in the order of its table's key.
_SHOWN = {
    "patients": ("patient_id",),
    "sessions": ("session_id",),
    "vitals": ("session_id", "patient_id", "minute", "measured_at", "time_point", "position"),
    "scores": ("patient_id", "instrument", "item", "measured_at"),
    "side_effects": ("session_id", "patient_id", "effect", "onset_minute", "started_at"),
    "medications": ("patient_id", "medication", "started_on"),
    "conditions": ("patient_id", "condition", "noted_on"),
    "appointments": ("patient_id", "scheduled_at"),
    "visits": ("patient_id", "visit_number", "started_on"),
}


def replaced_values(database: Path, import_id: int | None = None) -> pd.DataFrame:
    """Return every value that an import replaced, one row per column that changed, oldest import first.

    Columns: import_id and imported_at of the import that replaced it, table_name, record (what tells it from others, such
    as ``S1 40``), column, before, after (text, missing where there is no value), and where both versions stand:
    file_before, line_before, file_after, line_after.

    Args:
        database: The session database.
        import_id: Only what this import replaced.

    Raises:
        DatabaseMissingError: There is no database.
        DatabaseUnreadableError: It cannot be read.
    """
    opened = open_database(database, any_version=True)
    try:
        rows = [row for name in TABLES for row in _replaced_in(opened, name) if import_id in (None, row[0])]
    finally:
        opened.close()
    rows.sort(key=lambda row: row[0])
    frame = pd.DataFrame(rows, columns=list(_REPLACED))
    return frame.astype({"line_before": "Int64", "line_after": "Int64"})


def imports(database: Path) -> pd.DataFrame:
    """Return all imports, oldest first, those that were undone among them.

    Columns: import_id, imported_at, made_up, source, files, rows_read, accepted, refused, already_there, replaced (records of
    earlier imports), undone_at (missing where it stands). Raises as ``replaced_values`` does.
    """
    opened = open_database(database, any_version=True)
    try:
        # Databases of earlier versions know neither.
        undone = bool(_types(opened, "undone"))
        source = "i.source" if "source" in _types(opened, "imports") else "NULL::VARCHAR"
        return opened.frame(fill(_IMPORTS, source=source, undone=_UNDONE if undone else ""), {})
    finally:
        opened.close()


def _types(opened: Database, table: str) -> dict[str, str]:
    return dict(opened.rows(_TYPES, {"table": table}))


def _replaced_in(opened: Database, name: str) -> list[tuple[Any, ...]]:
    if not opened.rows("SELECT 1 FROM history WHERE table_name = $table LIMIT 1", {"table": name}):
        return []
    columns = list(TABLES[name].stored)
    types = _types(opened, name)

    def state(of: str) -> str:
        return ", ".join(f"'{column}': {of}\"{column}\"::VARCHAR" for column in columns)

    statement = fill(
        _VERSIONS,
        table=name,
        types=", ".join(f'"{column}": "{types[column]}"' for column in columns),
        unpacked=quoted(columns, "r."),
        columns=quoted(columns),
        state=state(""),
        old=state("o."),
        moved=state("m."),
        key=", ".join(TABLES[name].key).replace("{t}", "t"),
        shown=", ".join(f'o."{column}"' for column in _SHOWN[name]),
    )
    files = opened.files
    rows: list[tuple[Any, ...]] = []
    for import_id, at, table, record, file_id, line, before, after in opened.rows(statement, {}):
        place = (files.get(file_id), line, files.get(after["file_id"]), after["line"])
        rows += [
            (import_id, at, table, record, column, before[column], after[column], *place)
            for column in columns
            if before[column] != after[column]
        ]
    return rows
