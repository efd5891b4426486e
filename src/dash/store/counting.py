"""Counting what became of every source line, so that nothing is lost unseen."""

import pyarrow as pa
from duckdb import DuckDBPyConnection

from dash.errors import DashboardError
from dash.store.keeping import note_columns
from dash.store.report import FileCount, RefusedAt, UnmappedWord
from dash.store.rule import RECORD_NOT_FOUND
from dash.store.sql import fill, run
from dash.store.staged import Staged
from dash.store.tables import TABLES
from dash.store.validate import number_of

_FATES = "CREATE OR REPLACE TEMP TABLE fates (file_id INTEGER, fate UTINYINT, lines BIGINT)"
# Source rows of other files share the fate of the record they went into.
_ATTACHED_FATE = """
CREATE OR REPLACE TEMP TABLE attached_fate AS
WITH lines AS (
    SELECT * FROM attached_lines WHERE table_name = '<table>'
), records AS (
    SELECT _file_id, _line, min(_row) AS _row
    FROM checked_<table> JOIN (SELECT DISTINCT into_file_id, into_line FROM lines)
      ON into_file_id = _file_id AND into_line = _line
    WHERE _waiting IS NULL GROUP BY ALL
)
SELECT l.*, CASE WHEN r._row IS NULL THEN 1 ELSE coalesce(a.fate, 0) END AS fate,
       CASE WHEN r._row IS NULL THEN <not_found> ELSE coalesce(a.rule, 0) END AS rule
FROM lines AS l
LEFT JOIN records AS r ON r._file_id = l.into_file_id AND r._line = l.into_line
LEFT JOIN aside_<table> AS a ON a._row = r._row
"""
_KEEP_ATTACHED = """
INSERT INTO refused_rows (import_id, file_id, line, table_name, reason, message, raw, record, taken_up_by)
SELECT $import_id, file_id, line, table_name, reason, message, raw, NULL, NULL
FROM attached_fate JOIN rules USING (rule, table_name) WHERE fate = 1
"""
_JOIN_ATTACHED = """
INSERT INTO joined_lines
SELECT table_name, into_file_id, into_line, file_id, line FROM attached_fate WHERE fate = 0
"""
_JOIN_LINES = """
INSERT INTO joined_lines
SELECT '<table>', _file_id, _line, _file_id, also
FROM (SELECT _file_id, _line, unnest(_lines) AS also FROM staged_<table> ANTI JOIN aside_<table> USING (_row))
WHERE also <> _line
"""
_COUNT = """
INSERT INTO fates
SELECT _file_id, coalesce(fate, 0), sum(_weight)
FROM checked_<table> LEFT JOIN aside_<table> USING (_row) WHERE _waiting IS NULL GROUP BY ALL
"""
_COUNT_ATTACHED = "INSERT INTO fates SELECT file_id, fate, count(*) FROM attached_fate GROUP BY ALL"
_KEEP_READERS_REFUSALS = """
INSERT INTO refused_rows (import_id, file_id, line, table_name, reason, message, raw, record, taken_up_by)
SELECT $import_id, file_id, line, table_name, reason, message, raw, NULL, NULL FROM arrow_rows
"""
_COUNT_READERS_REFUSALS = "INSERT INTO fates SELECT file_id, 1, count(*) FROM arrow_rows GROUP BY ALL"
_FILES = """
INSERT INTO import_files
SELECT f.file_id, $import_id, f.file, f.sha256, f.table_name, f.rows_read,
       coalesce(sum(lines) FILTER (WHERE fate = 0), 0), coalesce(sum(lines) FILTER (WHERE fate = 1), 0),
       coalesce(sum(lines) FILTER (WHERE fate = 2), 0)
FROM arrow_rows AS f LEFT JOIN fates USING (file_id)
GROUP BY f.file_id, f.file, f.sha256, f.table_name, f.rows_read
ORDER BY f.file_id
"""
_COUNTS = """
SELECT file, table_name, rows_read, accepted, refused, already_there,
       (SELECT count(*) FROM refused_rows AS r WHERE r.file_id = f.file_id AND r.import_id = f.import_id)
FROM import_files AS f WHERE import_id = $import_id ORDER BY file_id
"""
PLACES_SHOWN = 5
_REFUSED_AT = """
WITH found AS (
    SELECT reason, message, table_name, count(*) AS n,
           min({'file_id': file_id, 'line': coalesce(line, 0)}, <shown>) AS places
    FROM refused_rows WHERE import_id = $import_id GROUP BY ALL
), placed AS (
    SELECT * EXCLUDE (places), unnest(places) AS place FROM found
)
SELECT reason, message, p.table_name, n,
       list(file || CASE WHEN place.line > 0 THEN ':' || place.line ELSE '' END ORDER BY place)
FROM placed AS p JOIN import_files AS f ON f.file_id = place.file_id
GROUP BY ALL ORDER BY n DESC, reason, message, p.table_name
"""
_REFUSED = """
SELECT file, line, r.table_name, reason, message, raw
FROM refused_rows AS r JOIN import_files AS f USING (file_id)
WHERE r.import_id = <import_id> ORDER BY f.file_id, line
"""
_UNMAPPED = {
    "route": ("sessions", "route_as_written", "route = 'other' AND lower(route_as_written) <> 'other'"),
    "drug": ("sessions", "drug_as_written", "drug = 'other' AND lower(drug_as_written) <> 'other'"),
    "effect": ("side_effects", "effect", "effect NOT IN (SELECT key FROM words WHERE kind = 'effect')"),
}
_UNMAPPED_WORDS = """
SELECT <word>, count(*) FROM checked_<table>
WHERE _rule = 0 AND _waiting IS NULL AND <condition> GROUP BY ALL
"""


def begin(connection: DuckDBPyConnection, staged: Staged, import_id: int) -> None:
    """Keep what readers refused, note which columns each file has, and make ready for counting."""
    run(connection, _FATES)
    note_columns(connection, staged)
    connection.register("arrow_rows", staged.attached_rows())
    run(connection, "CREATE OR REPLACE TEMP TABLE attached_lines AS SELECT * FROM arrow_rows")
    connection.register("arrow_rows", staged.refusal_rows())
    run(connection, _KEEP_READERS_REFUSALS, {"import_id": import_id})
    run(connection, _COUNT_READERS_REFUSALS)
    connection.unregister("arrow_rows")


def count_table(connection: DuckDBPyConnection, name: str, staged: Staged, import_id: int) -> None:
    """Count the fates of a table's rows, settle attached rows, and note which lines each record was made of."""
    run(connection, fill(_COUNT, table=name))
    if any("_lines" in piece.names for piece in staged.pieces[name]):
        run(connection, fill(_JOIN_LINES, table=name))
    if any(line.table == name for line in staged.attached):
        not_found = str(number_of(TABLES[name], RECORD_NOT_FOUND))
        run(connection, fill(_ATTACHED_FATE, table=name, not_found=not_found))
        run(connection, _KEEP_ATTACHED, {"import_id": import_id})
        run(connection, _JOIN_ATTACHED)
        run(connection, _COUNT_ATTACHED)


def write_files(connection: DuckDBPyConnection, staged: Staged, import_id: int) -> tuple[FileCount, ...]:
    """Write and return the counts per file, after making sure that they add up.

    Raises:
        DashboardError: A source line is missing from the counts, or a refused one was not kept.
    """
    connection.register("arrow_rows", staged.file_rows())
    run(connection, _FILES, {"import_id": import_id})
    connection.unregister("arrow_rows")
    rows = run(connection, _COUNTS, {"import_id": import_id})
    for file, table, read, accepted, refused, already_there, kept in rows:
        if read != accepted + refused + already_there or kept != refused:
            raise DashboardError(
                f"The rows of {file} for {table} do not add up: {read} read, {accepted} accepted, {refused} refused "
                f"({kept} kept), {already_there} already there.",
                fix="Nothing was changed. This is a mistake of the program: please report these numbers.",
            )
    return tuple(FileCount(*row[:6]) for row in rows)


def reasons(connection: DuckDBPyConnection, import_id: int) -> tuple[tuple[str, str, int], ...]:
    """Return why rows of this import were refused as (code, message, rows), commonest first."""
    rows = run(
        connection,
        "SELECT reason, message, count(*) AS n FROM refused_rows WHERE import_id = ? "
        "GROUP BY ALL ORDER BY n DESC, reason, message",
        [import_id],
    )
    return tuple((reason, message, count) for reason, message, count in rows)


def refused_at(connection: DuckDBPyConnection, import_id: int) -> tuple[RefusedAt, ...]:
    """Return where refused rows of this import stand, by reason and table, commonest first."""
    rows = run(connection, fill(_REFUSED_AT, shown=str(PLACES_SHOWN)), {"import_id": import_id})
    return tuple(
        RefusedAt(reason, message, table, count, tuple(first))
        for reason, message, table, count, first in rows
    )


def refused_rows(connection: DuckDBPyConnection, import_id: int) -> pa.Table:
    """Return the refused rows of this import. Columns: file, line, table_name, reason, message, raw."""
    found: pa.Table = connection.sql(fill(_REFUSED, import_id=str(import_id))).to_arrow_table()
    return found


def unmapped_words(connection: DuckDBPyConnection, name: str) -> list[UnmappedWord]:
    """Return words of a checked table that are outside the vocabulary and were kept as written."""
    return [
        UnmappedWord(kind, word, count)
        for kind, (table, column, condition) in _UNMAPPED.items()
        if table == name
        for word, count in run(
            connection, fill(_UNMAPPED_WORDS, table=table, word=column, condition=condition)
        )
    ]
