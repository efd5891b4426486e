"""How much is recorded of some patients."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from dash.queries.statement import statement
from dash.store.reading import Database


class RecordCounts(NamedTuple):
    """Sessions given, scales filled in, side effects and readings recorded of one patient."""

    sessions: int
    scores: int
    effects: int
    readings: int


def record_counts(database: Database, keys: Sequence[int], day: date) -> dict[int, RecordCounts]:
    """Count what is recorded up to and including a day, by patient key."""
    rows = database.rows(statement("record_counts"), {"keys": list(keys), "day": day})
    return {row[0]: RecordCounts(*row[1:]) for row in rows}
