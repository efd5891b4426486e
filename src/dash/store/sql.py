"""Putting constant pieces of SQL together. Values never go through here: they are bound."""

from collections.abc import Iterable, Mapping, Sequence
from importlib.resources import files
from typing import Any

from duckdb import DuckDBPyConnection


def fill(template: str, **pieces: str) -> str:
    """Return the template with each ``<name>`` replaced by a piece.

    Pieces are table names, column names and expressions of this package's own column lists.
    """
    for name, piece in pieces.items():
        template = template.replace(f"<{name}>", piece)
    return template


def quoted(names: Iterable[str], prefix: str = "") -> str:
    """Return column names as a list for SQL, each with an alias of its table in front where one is given."""
    return ", ".join(f'{prefix}"{name}"' for name in names)


def script(name: str) -> str:
    """Return a file of SQL statements of this package."""
    return files("dash.store").joinpath(name).read_text(encoding="utf-8")


def run(
    connection: DuckDBPyConnection, statement: str, values: Sequence[object] | Mapping[str, object] = ()
) -> list[tuple[Any, ...]]:
    """Run a statement to its end and return its rows: a connection takes no other before that."""
    return connection.execute(statement, values or None).fetchall()


def number(connection: DuckDBPyConnection, statement: str) -> int:
    """Return the one number a statement gives, 0 where it gives none."""
    ((found,),) = run(connection, statement)
    return int(found or 0)
