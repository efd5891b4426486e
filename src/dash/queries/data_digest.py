"""The history of imports, for a digest that tells one state of the database from another."""

from typing import Any

from dash.queries.statement import statement
from dash.store.reading import Database


def data_digest_rows(database: Database) -> list[tuple[Any, ...]]:
    """List every file of every import: import, time, made up, settings, file, SHA-256, table and counts of rows."""
    return database.rows(statement("data_digest"), {})
