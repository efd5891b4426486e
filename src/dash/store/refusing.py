"""Refused rows: kept whole with their reason, and looked at again when their parent may have come."""

from collections.abc import Sequence
from typing import Any, TypeAlias, cast

import numpy as np
import pyarrow as pa
from duckdb import DuckDBPyConnection

from dash.store.sql import fill, number, run
from dash.store.staged import Piece, Staged, Values
from dash.store.staging import RESERVED
from dash.store.tables import TABLES

Numbers: TypeAlias = "np.ndarray[Any, np.dtype[np.int64]]"
_ROWS_AT_A_TIME = 200_000
# Rows to look at again: refused by an earlier import for want of a parent. Newest first, so that a newer row wins.
_WAITING = """
SELECT <cells>, rowid AS _waiting, file_id AS _file_id, line AS _line
FROM refused_rows
WHERE table_name = $table AND record IS NOT NULL AND taken_up_by IS NULL AND import_id < $import_id
ORDER BY file_id DESC, line
"""
_REFUSED = """
SELECT _row FROM checked_<table> JOIN aside_<table> USING (_row) WHERE fate = 1 AND _waiting IS NULL ORDER BY _row
"""
# One refused row per source line; the record itself stands with its own line only.
_KEEP = """
INSERT INTO refused_rows (import_id, file_id, line, table_name, reason, message, raw, record, taken_up_by)
WITH refused AS (
    SELECT p.*, a.rule, coalesce(p._lines, [p._line]) AS _all_lines, p._raw AS _all_raws
    FROM arrow_rows AS p JOIN aside_<table> AS a USING (_row)
), attached AS (
    SELECT into_file_id, into_line, list([file_id, line]) AS also FROM attached_lines
    WHERE table_name = '<table>' GROUP BY ALL
), split AS (
    SELECT *, unnest(_all_lines) AS line, unnest(_all_raws) AS raw, unnest(range(len(_all_lines))) AS place FROM refused
)
SELECT $import_id, s._file_id, s.line, '<table>', r.reason, r.message, coalesce(s.raw, to_json(s._cells)),
       CASE WHEN r.orphan AND s.place = 0 THEN
           to_json({'values': {<record>}, 'lines': s._all_lines, 'attached': coalesce(t.also, [])}) END,
       NULL
FROM split AS s JOIN rules AS r ON r.rule = s.rule AND r.table_name = '<table>'
LEFT JOIN attached AS t ON t.into_file_id = s._file_id AND t.into_line = s._line
"""
_FATE_OF_WAITING = """
CREATE OR REPLACE TEMP TABLE waited AS
SELECT c._waiting, a.fate, r.reason, r.message, coalesce(r.orphan, false) AS orphan
FROM checked_<table> AS c LEFT JOIN aside_<table> AS a USING (_row)
LEFT JOIN rules AS r ON r.rule = a.rule AND r.table_name = '<table>'
WHERE c._waiting IS NOT NULL
"""
# The other source lines of a record share its fate.
_LINES_OF_WAITING = """
CREATE OR REPLACE TEMP TABLE waited_lines AS
WITH records AS (
    SELECT w.*, f.rowid AS _rowid, f.import_id, f.file_id, f.record
    FROM waited AS w JOIN refused_rows AS f ON f.rowid = w._waiting
    WHERE NOT orphan
), lines AS (
    SELECT * EXCLUDE (record, file_id),
           unnest(list_concat(
               list_transform(from_json(record -> '$.lines', '["BIGINT"]'), lambda one: [file_id::BIGINT, one]),
               from_json(record -> '$.attached', '[["BIGINT"]]'))) AS place
    FROM records
)
SELECT _waiting AS rowid_, fate, reason, message FROM records
UNION
SELECT f.rowid, l.fate, l.reason, l.message
FROM lines AS l JOIN refused_rows AS f
  ON f.import_id = l.import_id AND f.file_id = l.place[1] AND f.line = l.place[2]
WHERE f.record IS NULL AND f.taken_up_by IS NULL AND f.table_name = '<table>'
"""
_JOIN_LINES_OF_TAKEN_UP = """
INSERT INTO joined_lines
WITH taken AS (
    SELECT f.file_id, f.line, f.record FROM waited AS w JOIN refused_rows AS f ON f.rowid = w._waiting WHERE fate IS NULL
)
SELECT '<table>', file_id, line, file_id, also
FROM (SELECT file_id, line, unnest(from_json(record -> '$.lines', '["BIGINT"]')) AS also FROM taken) WHERE also <> line
UNION ALL
SELECT '<table>', file_id, line, also[1], also[2]
FROM (SELECT file_id, line, unnest(from_json(record -> '$.attached', '[["BIGINT"]]')) AS also FROM taken)
"""
_TAKE_UP = """
UPDATE refused_rows SET taken_up_by = $import_id
WHERE rowid IN (SELECT rowid_ FROM waited_lines WHERE fate IS NULL OR fate = 2)
"""
_REFUSE_FOR_GOOD = """
UPDATE refused_rows SET reason = w.reason, message = w.message, record = NULL, refused_for_good_by = $import_id,
    waiting_as = to_json({'reason': refused_rows.reason, 'message': refused_rows.message, 'record': refused_rows.record})
FROM waited_lines AS w WHERE refused_rows.rowid = w.rowid_ AND w.fate = 1
"""


def waiting_rows(connection: DuckDBPyConnection, name: str, import_id: int) -> pa.Table:
    """Return rows of a table that earlier imports refused for want of their parent, as text, newest first."""
    cells = ", ".join(f'record ->> \'$.values."{source}"\' AS "{source}"' for source in TABLES[name].sources)
    sought = {"table": name, "import_id": import_id}
    found: pa.Table = connection.sql(fill(_WAITING, cells=cells), params=sought).to_arrow_table()
    return found


def keep_refused(connection: DuckDBPyConnection, name: str, staged: Staged, import_id: int) -> None:
    """Put the refused rows of a table into ``refused_rows``, one per source line.

    One statement takes those of many files: an import may have thousands of files, and millions of refused rows.
    """
    found = np.asarray(connection.execute(fill(_REFUSED, table=name)).fetchnumpy()["_row"])
    parts: list[pa.Table] = []
    waiting = 0
    for piece in staged.pieces[name] if len(found) else ():
        first, end = np.searchsorted(found, (piece.first, piece.first + piece.count))
        if first < end:
            parts.append(_kept(name, piece, found[first:end]))
            waiting += end - first
        if waiting >= _ROWS_AT_A_TIME:
            _keep(connection, name, parts, import_id)
            parts, waiting = [], 0
    if parts:
        _keep(connection, name, parts, import_id)


def settle_waiting(connection: DuckDBPyConnection, name: str, import_id: int) -> int:
    """Mark rows of earlier imports that were accepted now, and refuse for good those that never can be.

    Returns:
        Number of records taken up.
    """
    run(connection, fill(_FATE_OF_WAITING, table=name))
    run(connection, fill(_LINES_OF_WAITING, table=name))
    run(connection, fill(_JOIN_LINES_OF_TAKEN_UP, table=name))
    run(connection, _TAKE_UP, {"import_id": import_id})
    run(connection, _REFUSE_FOR_GOOD, {"import_id": import_id})
    return number(connection, "SELECT count(*) FROM waited WHERE fate IS NULL")


def _kept(name: str, piece: Piece, found: Numbers) -> pa.Table:
    """Return the rows of these numbers as they came, with ``_row``, ``_file_id`` and ``_cells``, the whole row as one value.

    Every file's have the same columns, whatever columns it has itself.
    """
    rows = piece.rows.take(found - piece.first)
    kept = {source: _column(rows, source, pa.string()) for source in TABLES[name].sources}
    kept["_line"] = rows["_line"].cast(pa.int64())
    kept["_lines"] = _column(rows, "_lines", pa.list_(pa.int64()))
    kept["_raw"] = _column(rows, "_raw", pa.list_(pa.string()))
    kept["_row"] = pa.array(found)
    kept["_file_id"] = pa.repeat(pa.scalar(piece.file_id, pa.int32()), len(found))
    # Columns of the file are named by the file: they stand in one column, never in the SQL.
    kept["_cells"] = _cells(rows.select([column for column in rows.column_names if column not in RESERVED]))
    return pa.Table.from_arrays(list(kept.values()), names=list(kept))


def _column(rows: pa.Table, name: str, kind: Any) -> Values:
    return rows[name].cast(kind) if name in rows.column_names else pa.nulls(rows.num_rows, kind)


def _keep(connection: DuckDBPyConnection, name: str, parts: Sequence[pa.Table], import_id: int) -> None:
    record = ", ".join(f"'{source}': s.\"{source}\"" for source in TABLES[name].sources)
    connection.register("arrow_rows", pa.concat_tables(parts))
    run(connection, fill(_KEEP, table=name, record=record), {"import_id": import_id})
    connection.unregister("arrow_rows")


def _cells(rows: pa.Table) -> Values:
    """Return each row as a map of its cells by column: the database takes names that differ in case for the same."""
    wide, count = rows.num_columns, rows.num_rows
    by_column: Values = pa.chunked_array(
        [part for column in rows.columns for part in column.chunks], pa.string()
    )
    by_row = np.arange(wide * count).reshape(wide, count).T.reshape(-1)
    names = np.tile(np.array(rows.column_names, dtype=object), count)
    parts: tuple[Any, ...] = (
        pa.array(np.arange(count + 1) * wide, pa.int32()),
        pa.array(names, pa.string()),
        pa.concat_arrays(cast(Any, by_column.take(by_row)).chunks),
    )
    cells: Values = pa.MapArray.from_arrays(*parts)
    return cells
