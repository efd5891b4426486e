"""Totals of the rating scales of some patients."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from dash.queries.statement import statement
from dash.store.reading import Database


class Totals(NamedTuple):
    """Totals of one instrument of one patient in order of time, points, and the day of the last one."""

    patient_key: int
    instrument: str
    values: list[float]
    last_on: date


def score_history(database: Database, keys: Sequence[int], day: date, most: int) -> list[Totals]:
    """List the last ``most`` totals per patient and instrument, up to and including a day."""
    rows = database.rows(statement("score_history"), {"keys": list(keys), "day": day, "most": most})
    return [Totals(*row) for row in rows]
