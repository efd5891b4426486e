"""What some patients were given last."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from dash.queries.statement import statement
from dash.store.reading import Database


class LastSession(NamedTuple):
    """The last session given to a patient; None is "not recorded".

    Attributes:
        sessions: Sessions given so far.
        dose_mg, mg_per_kg: mg; mg per kg of the weight recorded that day.
        peak_systolic, peak_diastolic: Highest after the dose, mmHg.
        untimed_systolic, untimed_diastolic: Highest of the readings without a minute, mmHg.
        weight_kg, weighed_on: The last weight recorded in a session, and of which day it is.
    """

    patient_key: int
    sessions: int
    day: date
    route: str
    route_as_written: str | None
    drug: str
    drug_as_written: str | None
    dose_mg: float | None
    mg_per_kg: float | None
    peak_systolic: int | None
    peak_diastolic: int | None
    untimed_systolic: int | None
    untimed_diastolic: int | None
    site_id: str | None
    weight_kg: float | None
    weighed_on: date | None


def last_sessions(database: Database, keys: Sequence[int], day: date) -> dict[int, LastSession]:
    """Return the last session up to and including a day by patient key; patients without one are absent."""
    rows = database.rows(statement("last_sessions"), {"keys": list(keys), "day": day})
    return {row[0]: LastSession(*row) for row in rows}
