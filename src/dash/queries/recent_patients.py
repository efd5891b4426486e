"""Which patients were seen last."""

from datetime import date
from typing import NamedTuple

from dash.queries.statement import statement
from dash.store.reading import Database


class RecentRow(NamedTuple):
    """One patient with the site of the last session and the number of all patients."""

    patient_key: int
    patient_id: str
    site_id: str | None
    patients_total: int


def recent_patients(database: Database, day: date, most: int) -> list[RecentRow]:
    """List patients by their last session up to and including a day, most recent first, at most ``most``.

    Cancelled sessions do not count. Patients without a session stand at the end, by identifier.
    """
    rows = database.rows(statement("recent_patients"), {"day": day, "most": most})
    return [RecentRow(*row) for row in rows]
