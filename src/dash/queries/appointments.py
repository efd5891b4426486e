"""Who is planned for a day, and on which days anybody is."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from dash.queries.statement import statement
from dash.store.reading import Database


class PlannedRow(NamedTuple):
    """One appointment; drug, route, dose (mg), site and clinician are None where not recorded."""

    patient_key: int
    patient_id: str
    scheduled_at: datetime
    has_time: bool
    drug: str | None
    route: str | None
    dose_mg: float | None
    site_id: str | None
    clinician_id: str | None


class PlannedDays(NamedTuple):
    """Days with appointments around a day, None where there is none.

    Attributes:
        before: The nearest earlier day with appointments.
        first_from: The first day with appointments, the day itself or later.
        after: The nearest later day.
    """

    before: date | None
    first_from: date | None
    after: date | None


def appointments(database: Database, day: date) -> list[PlannedRow]:
    """List the appointments of a day in order of time, those without a time of day first."""
    return [PlannedRow(*row) for row in database.rows(statement("appointments"), {"day": day})]


def most_told(rows: Sequence[PlannedRow]) -> PlannedRow:
    """Return of at least one appointment the one that says most of route, drug, dose and time; of equal ones the first."""
    return max(
        rows,
        key=lambda row: sum(part is not None for part in (row.route, row.drug, row.dose_mg)) + row.has_time,
    )


def appointments_coming(database: Database, patient_key: int, day: date) -> list[PlannedRow]:
    """List a patient's appointments of the first day with any, from a day on, in order of time."""
    rows = database.rows(statement("appointments_coming"), {"patient_key": patient_key, "day": day})
    return [PlannedRow(*row) for row in rows]


def appointment_days(database: Database, day: date) -> PlannedDays:
    """Find the days with appointments around a day."""
    (row,) = database.rows(statement("appointment_days"), {"day": day})
    return PlannedDays(*row)
