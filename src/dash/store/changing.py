"""Changing what a session database holds without an import: built aside, derived anew, verified, swapped in whole."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import duckdb

from dash.errors import DatabaseMissingError
from dash.store import building, opening
from dash.store.location import resolved
from dash.store.memory import with_enough
from dash.store.private import owner_only
from dash.store.reading import refuse_folder
from dash.store.sql import run
from dash.store.staging import DeriveSettings
from dash.store.trouble import stopped

Derive = Callable[[duckdb.DuckDBPyConnection, DeriveSettings], None]
Found = TypeVar("Found")


def derive_facts(connection: duckdb.DuckDBPyConnection, settings: DeriveSettings) -> None:
    """Rebuild the derived tables of the database under construction."""
    # Imported here: tests of importing need no derived tables.
    from dash.store.derive import derive

    derive(connection, settings)


def changed(
    database: Path,
    change: Callable[[duckdb.DuckDBPyConnection], Found],
    settings: DeriveSettings,
    derive: Derive = derive_facts,
    *,
    write: bool = True,
) -> Found:
    """Change the canonical tables of a database under its lock and return what the change returns.

    Args:
        database: The session database. Of a symbolic link, the file it leads to.
        change: Changes the tables, all of it or nothing; what it raises leaves the database as it was.
        settings: The clinic's settings that derived facts depend on.
        derive: What rebuilds the derived tables.
        write: False looks at a copy and throws it away.

    Raises:
        DatabaseMissingError: There is no database.
        DatabaseBusyError: An import is under way.
        DatabaseUnreadableError: The database is damaged or of another version.
        DashboardError: The change could not be finished.
    """
    database = resolved(database)
    refuse_folder(database)
    if not database.exists():
        raise DatabaseMissingError(
            f"There is no session database at {database}.",
            fix="Check the path, or run `ketamine-dash import FOLDER`.",
        )
    with owner_only(), building.writable(), building.locked(database), building.aside(database) as built:
        found = _changed(built, change, settings, derive if write else None)
        if write:
            building.publish(built, database)
    return found


def _changed(
    built: Path,
    change: Callable[[duckdb.DuckDBPyConnection], Found],
    settings: DeriveSettings,
    derive: Derive | None,
) -> Found:
    connection = opening.open_built(built)
    try:
        found = with_enough(connection, lambda: _in_one(connection, change))
        if derive is not None:
            derive(connection, settings)
            run(connection, "CHECKPOINT")
        expected = opening.fingerprint(connection)
    except duckdb.Error as error:
        raise stopped(error, "change") from None
    finally:
        connection.close()
    if derive is not None:
        opening.verify(built, expected)
    return found


def _in_one(
    connection: duckdb.DuckDBPyConnection, change: Callable[[duckdb.DuckDBPyConnection], Found]
) -> Found:
    run(connection, "BEGIN")
    found = change(connection)
    run(connection, "COMMIT")
    return found
