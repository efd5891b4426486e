"""A digest that tells one state of the session database from another."""

import hashlib

from dash.queries.statement import statement
from dash.store.reading import Database

DIGITS = 16
"""Digits of the digest that are printed on a page, under a figure and in a table."""


def data_digest(database: Database) -> str:
    """Return the SHA-256 of the history of imports: of every file with its digest, its rows and what became of them.

    The same files imported in the same order and at the same times give the same digest; any further import, another one.
    It does not depend on how the database lays its tables out.
    """
    rows = database.rows(statement("data_digest"), {})
    lines = ("\t".join("" if cell is None else str(cell) for cell in row) for row in rows)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
