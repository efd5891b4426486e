"""Everything recorded for many patients at once, as plain rows: what the rules read."""

from collections.abc import Sequence
from typing import Any

from dash.queries.statement import statement
from dash.store.reading import Database

PARTS = ("patients", "sessions", "readings", "scores", "effects", "medications", "conditions", "appointments")


def record_rows(database: Database, part: str, keys: Sequence[int]) -> list[tuple[Any, ...]]:
    """List the rows of one part of the records of some patients.

    Args:
        database: Where to ask.
        part: One of ``PARTS``.
        keys: Keys of the patients.

    Returns:
        Rows in order of patient and time: patient_key first, then the columns of ``records_<part>.sql``; the last two are
        file_id and line.

    Raises:
        KeyError: There is no such part.
    """
    if part not in PARTS:
        raise KeyError(part)
    return database.rows(statement(f"records_{part}"), {"keys": list(keys)})
