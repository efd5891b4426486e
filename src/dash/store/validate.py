"""From text rows to values of a canonical table, each row with the first reason to refuse it."""

import re
from datetime import UTC, datetime
from functools import cache
from time import mktime

import pyarrow as pa
from duckdb import DuckDBPyConnection

from dash.store import words
from dash.store.columns import Word
from dash.store.rule import MERGING_RULES, ORPHAN_REASONS, Rule
from dash.store.sql import fill, run, script
from dash.store.staged import StagedRows
from dash.store.tables import TABLES, VITALS, Table

# Two rows are compared by a hash of their key first, and by the key itself where hashes meet.
_CHECK = """
CREATE OR REPLACE TEMP TABLE checked_<table> AS
WITH cells AS (
    SELECT <cells>, _row, _file_id, _line, _weight, _waiting FROM staged_<table>
), valued AS (
    SELECT *, <values> FROM cells <words>
), judged AS (
    SELECT <stored>, _row, _file_id, _line, _weight, _waiting, CASE <rules> ELSE 0 END::USMALLINT AS _rule
    FROM valued <joins>
)
SELECT *, hash(<key>) AS _key FROM judged AS t
"""
# Rows stream past the tables that they are joined to. Not knowing how many they are, the engine would rather hold all of them.
_AS_WRITTEN = "SET disabled_optimizers = 'join_order,build_side_probe_side'"
_WORDS = "LEFT JOIN words AS w_<name> ON w_<name>.kind = '<kind>' AND w_<name>.name = lower(c_<name>)"


def rules_by_number(table: Table) -> dict[int, Rule]:
    """Return the reasons to refuse a row of a table by number, counted from 1: its own rules, then those of merging."""
    return dict(enumerate((*table.rules, *MERGING_RULES), start=1))


def number_of(table: Table, rule: Rule) -> int:
    """Return the number of a rule in ``rules_by_number``."""
    return next(number for number, one in rules_by_number(table).items() if one == rule)


def _utc(now: datetime) -> datetime:
    try:
        return now.astimezone(UTC)
    except ValueError:
        # A time zone set to a day or more from UTC: no date takes it, but the system still counts by it.
        return datetime.fromtimestamp(mktime(now.timetuple()), UTC)


def prepare(connection: DuckDBPyConnection, now: datetime) -> None:
    """Make what checking needs: how cells are read, the word lists, the reasons to refuse, and the present moment.

    Args:
        connection: To the database being built.
        now: The present moment; without a time zone it is this computer's clock.
    """
    run(connection, script("parsing.sql"))
    run(connection, "SET VARIABLE now_wall = ?::TIMESTAMP", [now.replace(tzinfo=None)])
    run(connection, "SET VARIABLE now_utc = ?::TIMESTAMP", [_utc(now).replace(tzinfo=None)])
    for name, rows in (
        ("words", words.word_table()),
        ("scales", words.scale_table()),
        ("rules", _rule_table()),
    ):
        connection.register("arrow_rows", rows)
        run(connection, fill("CREATE OR REPLACE TEMP TABLE <name> AS SELECT * FROM arrow_rows", name=name))
        connection.unregister("arrow_rows")


def check_rows(connection: DuckDBPyConnection, name: str, rows: StagedRows) -> None:
    """Make the temporary table ``checked_<name>`` of a canonical table's rows.

    Columns: those of the canonical table; ``_row``, ``_file_id``, ``_line``, ``_weight``, ``_waiting`` as staged;
    ``_rule``, the number of the first rule that refuses the row, 0 for none; ``_key``, a hash of what makes two rows
    the same record.
    Parents must have been written: rows are refused where theirs is not in the database.
    """
    table = TABLES[name]
    connection.register(f"staged_{name}", rows)
    run(connection, _AS_WRITTEN)
    run(connection, _statement(table, frozenset(rows.schema.names)))
    run(connection, "RESET disabled_optimizers")


@cache
def _rule_table() -> pa.Table:
    rows = [
        (name, number, rule.reason, rule.message, rule.reason in ORPHAN_REASONS)
        for name, table in TABLES.items()
        for number, rule in rules_by_number(table).items()
    ]
    names = ("table_name", "rule", "reason", "message", "orphan")
    return pa.table({name: list(column) for name, column in zip(names, zip(*rows, strict=True), strict=True)})


def _statement(table: Table, present: frozenset[str]) -> str:
    cells = {f"c_{column.name}": column.cell() for column in table.columns}
    if table is VITALS:
        cells["c_pair"] = "second_of_pair(cell({systolic_mmhg}))"
    values = {name: sql for column in table.columns for name, sql in column.values().items()}
    joins = [
        fill(_WORDS, name=column.name, kind=column.kind)
        for column in table.columns
        if isinstance(column, Word)
    ]
    rules = [f"WHEN {rule.when} THEN {number}" for number, rule in enumerate(table.rules, start=1)]
    return fill(
        _CHECK,
        table=table.name,
        cells=", ".join(f"{_source(sql, present)} AS {name}" for name, sql in cells.items()),
        values=", ".join(f"{sql} AS {name}" for name, sql in values.items()),
        words=" ".join(joins),
        stored=", ".join(f'{sql} AS "{name}"' for name, sql in table.stored.items()),
        rules=" ".join(rules),
        joins=table.joins,
        key=", ".join(table.key).replace("{t}", "t"),
    )


def forget(connection: DuckDBPyConnection, name: str) -> None:
    """Free the memory that the rows of a table took while they were checked and merged."""
    for made in ("checked", "aside"):
        run(connection, fill("DROP TABLE <made>_<name>", made=made, name=name))
    connection.unregister(f"staged_{name}")


def _source(sql: str, present: frozenset[str]) -> str:
    """Put the source's columns into the SQL of a cell; one that no file has is missing."""
    return re.sub(
        r"\{(\w+)\}", lambda found: f'"{found[1]}"' if found[1] in present else "NULL::VARCHAR", sql
    )
