"""Bringing checked rows together with what the database holds: duplicates, replaced rows, new rows."""

from duckdb import DuckDBPyConnection

from dash.store.colliding import move_along, note_moved, refuse_collisions
from dash.store.keeping import keep_absent
from dash.store.rule import DISAGREEING_DUPLICATE, SUPERSEDED
from dash.store.sql import fill, number, quoted, run
from dash.store.tables import SESSIONS, TABLES, Table
from dash.store.validate import number_of, rules_by_number

# Rows of this import that are the same record as an earlier row of it. Only keys that occur twice are looked at closely.
_TWINS = """
CREATE OR REPLACE TEMP TABLE twins AS
WITH repeated AS (
    SELECT _key FROM checked_<table> WHERE _rule = 0 GROUP BY _key HAVING count(*) > 1
), candidates AS (
    SELECT *, min(_row) OVER (PARTITION BY <key>) AS _first
    FROM checked_<table> AS t SEMI JOIN repeated USING (_key)
    WHERE _rule = 0
)
SELECT n._row, n._waiting, <same> AS same
FROM candidates AS n JOIN candidates AS o ON o._row = n._first
WHERE n._row <> n._first
"""
# Rows whose record is in the database already.
_MET = """
CREATE OR REPLACE TEMP TABLE met AS
SELECT n._row, n._waiting, o.rowid AS old_row, <same> AS same
FROM checked_<table> AS n JOIN <table> AS o ON <same_key>
WHERE n._rule = 0 AND n._row NOT IN (SELECT _row FROM twins)
"""
_NOTHING_MET = """
CREATE OR REPLACE TEMP TABLE met (_row BIGINT, _waiting BIGINT, old_row BIGINT, same BOOLEAN)
"""
# What became of every row that is not accepted: 1 refused, by which rule; 2 already there.
_SET_ASIDE = """
CREATE OR REPLACE TEMP TABLE aside_<table> AS
SELECT _row, 1::UTINYINT AS fate, _rule AS rule FROM checked_<table> WHERE _rule > 0
UNION ALL
SELECT _row, CASE WHEN same THEN 2 ELSE 1 END,
       CASE WHEN same THEN 0 WHEN _waiting IS NULL THEN <disagreeing> ELSE <superseded> END
FROM twins
UNION ALL
SELECT _row, CASE WHEN same THEN 2 ELSE 1 END, CASE WHEN same THEN 0 ELSE <superseded> END
FROM met WHERE same OR _waiting IS NOT NULL
"""
_REPLACED = "met WHERE NOT same AND _waiting IS NULL"
_KEEP_HISTORY = """
INSERT INTO history
SELECT '<table>', o.file_id, o.line, to_json({<record>}), $import_id
FROM <table> AS o WHERE o.rowid IN (SELECT old_row FROM <replaced>)
"""
_DELETE_OLD = "DELETE FROM <table> WHERE rowid IN (SELECT old_row FROM <replaced>)"
_WRITE = """
INSERT INTO <table> (<columns>, file_id, line)
SELECT <columns>, _file_id, _line FROM checked_<table> ANTI JOIN aside_<table> USING (_row)
"""


def merge(connection: DuckDBPyConnection, name: str, import_id: int) -> int:
    """Write the checked rows of a table, and make ``aside_<name>`` of those that were not written.

    ``aside_<name>`` has the columns _row, fate (1 refused, 2 already there) and rule (its number in ``rules_by_number``).
    Of two rows of this import with one key the first counts. A row that differs from the database's row of the same key
    replaces it, except in columns that its file does not have, and the old row goes to the history; a row that waited for its
    parent never replaces one. A patient or session that is another one of the same id is refused, with all that is its own.

    Returns:
        Number of rows that replaced another.
    """
    table = TABLES[name]
    numbers = {rule.reason: at for at, rule in rules_by_number(table).items()}
    keep_absent(connection, table, _same_key(table), numbers)
    refuse_collisions(connection, table, numbers)
    if table is SESSIONS:
        note_moved(connection)
    run(connection, _statement(_TWINS, table))
    if number(connection, fill("SELECT count(*) FROM <table>", table=name)):
        run(connection, _statement(_MET, table))
    else:
        run(connection, _NOTHING_MET)
    run(connection, _statement(_SET_ASIDE, table))
    replaced = number(connection, fill("SELECT count(*) FROM <replaced>", replaced=_REPLACED))
    if replaced:
        run(connection, _statement(_KEEP_HISTORY, table), {"import_id": import_id})
        run(connection, _statement(_DELETE_OLD, table))
    run(connection, _statement(_WRITE, table))
    if table is SESSIONS:
        move_along(connection, import_id)
    return replaced


def _same_key(table: Table) -> str:
    return " AND ".join(
        part.replace("{t}", "n") + " IS NOT DISTINCT FROM " + part.replace("{t}", "o") for part in table.key
    )


def _statement(template: str, table: Table) -> str:
    columns = tuple(table.stored)
    return fill(
        template,
        table=table.name,
        replaced=_REPLACED,
        columns=quoted(columns),
        record=", ".join(f"'{column}': o.\"{column}\"" for column in columns),
        key=", ".join(table.key).replace("{t}", "t"),
        same=" AND ".join(f'n."{column}" IS NOT DISTINCT FROM o."{column}"' for column in columns),
        same_key=_same_key(table),
        disagreeing=str(number_of(table, DISAGREEING_DUPLICATE)),
        superseded=str(number_of(table, SUPERSEDED)),
    )
