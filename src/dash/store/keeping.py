"""Columns that a file does not have keep what the database holds of the record: an absent column is no empty cell."""

import pyarrow as pa
from duckdb import DuckDBPyConnection

from dash.store.columns import Time
from dash.store.sql import fill, number, quoted, run
from dash.store.staged import Staged
from dash.store.tables import AsWritten, Table

# Rows of files that lack a column in which the database holds a value of the same record, with that value in it. The rules
# about several columns are looked at once more: they hold for the whole record.
_KEEP = """
CREATE OR REPLACE TEMP TABLE kept AS
WITH given AS (
    SELECT file_id, <given> FROM columns_given WHERE table_name = '<table>' GROUP BY file_id
), whole AS (
    SELECT n._row, <whole>
    FROM checked_<table> AS n JOIN given AS g ON g.file_id = n._file_id JOIN <table> AS o ON <same_key>
    WHERE n._rule = 0 AND n._waiting IS NULL AND (<holding>)
), valued AS (
    SELECT *, <values> FROM whole
)
SELECT valued._row, <columns>, CASE <rules> ELSE 0 END::USMALLINT AS _rule FROM valued <joins>
"""
_FILL = """
UPDATE checked_<table> AS n SET <assignments>, _rule = kept._rule FROM kept WHERE kept._row = n._row
"""
_ABSENT = """
SELECT count(*) FROM (SELECT unnest($columns) AS column_name) AS c CROSS JOIN
    (SELECT DISTINCT file_id FROM columns_given WHERE table_name = $table) AS f
    ANTI JOIN columns_given AS g ON g.table_name = $table AND g.file_id = f.file_id AND g.column_name = c.column_name
"""


def note_columns(connection: DuckDBPyConnection, staged: Staged) -> None:
    """Make the temporary table ``columns_given`` of what was read: table_name, file_id, column_name."""
    found = {
        (table, piece.file_id, name)
        for table, pieces in staged.pieces.items()
        for piece in pieces
        for name in piece.names
    }
    tables, file_ids, names = zip(*sorted(found), strict=True) if found else ((), (), ())
    rows = pa.table(
        {
            "table_name": pa.array(tables, pa.string()),
            "file_id": pa.array(file_ids, pa.int32()),
            "column_name": pa.array(names, pa.string()),
        }
    )
    connection.register("arrow_rows", rows)
    run(connection, "CREATE OR REPLACE TEMP TABLE columns_given AS SELECT * FROM arrow_rows")
    connection.unregister("arrow_rows")


def keep_absent(connection: DuckDBPyConnection, table: Table, same_key: str, numbers: dict[str, int]) -> None:
    """Put into the checked rows what the database holds in columns that their files do not have.

    Args:
        connection: With ``checked_<table>`` and ``columns_given``.
        table: The canonical table; its rows in the database are those before this import.
        same_key: SQL condition that n and o are the same record.
        numbers: Number of each reason to refuse a row; a row that breaks one together with the values kept gets it.
    """
    if not number_absent(connection, table):
        return
    columns = tuple(table.stored)
    values = {"c_pair": "NULL::VARCHAR"}
    for column in table.columns:
        values[f"v_{column.name}"] = f'"{column.name}"'
        values[f"c_{column.name}"] = f'"{column.name}"::VARCHAR'
        if isinstance(column, Time):
            values[f"h_{column.name}"] = f'"{column.prefix}_has_time"'
            values[f"o_{column.name}"] = f'"{column.prefix}_offset_minutes"'
    statement = fill(
        _KEEP,
        given=", ".join(
            f"coalesce(bool_or(column_name = '{source}'), false) AS \"{source}\"" for source in table.sources
        ),
        whole=", ".join(
            f'CASE WHEN {held} THEN o."{name}" ELSE n."{name}" END AS "{name}"' for name, held in _held(table)
        ),
        holding=" OR ".join(held for _, held in _held(table)),
        values=", ".join(f"{sql} AS {name}" for name, sql in values.items()),
        columns=quoted(columns, "valued."),
        rules=" ".join(f"WHEN {rule.when} THEN {numbers[rule.reason]}" for rule in table.checks),
        joins=table.joins,
        same_key=same_key,
        table=table.name,
    )
    run(connection, statement)
    if number(connection, "SELECT count(*) FROM kept"):
        assignments = ", ".join(f'"{name}" = kept."{name}"' for name in columns)
        run(connection, fill(_FILL, table=table.name, assignments=assignments))
    run(connection, "DROP TABLE kept")


def number_absent(connection: DuckDBPyConnection, table: Table) -> int:
    """Return how many columns with values in the database the files of this import lack, counted per file."""
    counts = ", ".join(f'count("{column.name}")' for column in table.columns)
    ((*held,),) = run(connection, fill("SELECT <counts> FROM <table>", counts=counts, table=table.name))
    filled = [column.name for column, rows in zip(table.columns, held, strict=True) if rows]
    if not filled:
        return 0
    ((found,),) = run(connection, _ABSENT, {"columns": filled, "table": table.name})
    return int(found)


def _held(table: Table) -> list[tuple[str, str]]:
    """Return each column of the table with the condition that the value in the database stays."""
    found = []
    for column in table.columns:
        # A word translated anew has its own spelling: that of another word does not belong to it.
        same_word = (
            f' AND n."{column.of}" IS NOT DISTINCT FROM o."{column.of}"'
            if isinstance(column, AsWritten)
            else ""
        )
        for name in column.stored():
            held = (
                f'(NOT g."{column.name}" AND n."{column.name}" IS NULL AND o."{name}" IS NOT NULL{same_word})'
            )
            found.append((name, held))
    return found
