"""Opening the database that is being built, and making sure that what was written can be read."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import duckdb
from duckdb import DuckDBPyConnection

from dash.errors import DashboardError, DatabaseUnreadableError
from dash.store import memory
from dash.store.building import scratch
from dash.store.sql import fill, run, script
from dash.store.trouble import from_outside

# A number per table that changes when a row is lost or its provenance damaged.
_TABLES = {
    "patients": "line",
    "sessions": "line",
    "vitals": "line",
    "scores": "line",
    "side_effects": "line",
    "medications": "line",
    "conditions": "line",
    "appointments": "line",
    "visits": "line",
    "imports": "import_id",
    "import_files": "rows_read",
    "joined_lines": "also_line",
    "refused_rows": "length(raw)",
    "history": "line",
    "undone": "import_id",
}
# What earlier versions did not have. A database of theirs is given it when it is next built on.
_ADDITIONS = """
ALTER TABLE refused_rows ADD COLUMN IF NOT EXISTS refused_for_good_by INTEGER;
ALTER TABLE refused_rows ADD COLUMN IF NOT EXISTS waiting_as VARCHAR;
ALTER TABLE imports ADD COLUMN IF NOT EXISTS source VARCHAR;
CREATE TABLE IF NOT EXISTS undone (
    import_id INTEGER NOT NULL, imported_at TIMESTAMP NOT NULL, made_up BOOLEAN NOT NULL, last_file_id INTEGER NOT NULL,
    files VARCHAR NOT NULL, rows_accepted BIGINT NOT NULL, undone_at TIMESTAMP NOT NULL
);
"""
_ADDED = frozenset({"undone"})
_TABLES_OF_SOURCE = "SELECT table_name FROM information_schema.tables WHERE table_catalog = 'source'"
_FINGERPRINT = "SELECT count(*), sum(<number>::HUGEINT) FROM <table>"
_COLUMNS = """
SELECT table_name, column_name, data_type FROM information_schema.columns
WHERE table_catalog = current_database() AND table_schema = 'main' ORDER BY ALL
"""

Fingerprint = Mapping[str, tuple[int, int | None]]


def open_built(built: Path | None, source: Path | None = None) -> DuckDBPyConnection:
    """Open the file that is being built, with the canonical tables in it.

    Args:
        built: The file; None builds in memory.
        source: A database whose records are put into memory first.

    Raises:
        DatabaseUnreadableError: The copied database is damaged or has other tables.
    """
    new = built is None or not built.exists()
    config: dict[str, str | bool | int | float | list[str]] = {
        "preserve_insertion_order": "false",
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        "python_enable_replacements": "false",
    }
    if built is not None:
        config |= {"temp_directory": str(scratch(built)), **memory.bounds()}
    else:
        # Patients' data must not land in some temporary folder.
        config["temp_directory"] = ""
    try:
        connection = duckdb.connect(":memory:" if built is None else str(built), config=config)
    except duckdb.Error as error:
        raise _unreadable(error) from None
    try:
        if built is None and source is not None:
            _take_in(connection, source)
        run(connection, "SET enable_external_access = false")
        if new and source is None:
            run(connection, script("schema.sql"))
            return connection
        if built is not None:
            run(connection, _ADDITIONS)
        if not _columns_of_schema() <= frozenset(run(connection, _COLUMNS)):
            raise _unreadable()
    except duckdb.Error as error:
        connection.close()
        raise _unreadable(error) from None
    except DashboardError:
        connection.close()
        raise
    return connection


def _take_in(connection: DuckDBPyConnection, source: Path) -> None:
    place = "'" + str(source).replace("'", "''") + "'"
    run(connection, fill("ATTACH <place> AS source (READ_ONLY)", place=place))
    run(connection, script("schema.sql"))
    there = {name for (name,) in run(connection, _TABLES_OF_SOURCE)}
    for table in _TABLES:
        if table not in _ADDED or table in there:
            run(connection, fill("INSERT INTO <table> BY NAME FROM source.main.<table>", table=table))
    run(connection, "DETACH source")


def fingerprint(connection: DuckDBPyConnection) -> Fingerprint:
    """Return rows and a sum of provenance for each table."""
    found = {}
    for table, column in _TABLES.items():
        ((rows, total),) = run(connection, fill(_FINGERPRINT, table=table, number=column))
        found[table] = (rows, total)
    return found


def verify(built: Path, expected: Fingerprint) -> None:
    """Make sure that the finished file opens for reading and holds what was written.

    Raises:
        DashboardError: It does not.
    """
    try:
        with duckdb.connect(str(built), read_only=True, config=memory.bounds()) as connection:
            same = fingerprint(connection) == expected
    except duckdb.Error:
        same = False
    if not same:
        raise DashboardError(
            "The new state of the session database could not be read back.",
            fix="Nothing was changed. Check the disk for errors and run the import again.",
        )


@cache
def _columns_of_schema() -> frozenset[tuple[str, str, str]]:
    with duckdb.connect() as fresh:
        run(fresh, script("schema.sql"))
        return frozenset(run(fresh, _COLUMNS))


def _unreadable(error: duckdb.Error | None = None) -> DatabaseUnreadableError:
    outside = from_outside(error) if error else None
    if outside:
        return DatabaseUnreadableError(f"The session database cannot be read: {outside[0]}.", fix=outside[1])
    return DatabaseUnreadableError(
        "The session database is damaged or was made by another version.",
        fix="Nothing was changed. Move it aside and import all files into a new one.",
    )
