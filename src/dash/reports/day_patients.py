"""Whose day it is: the patients with appointments, or those seen last; of a past day those with a session that day too."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from dash.queries.appointments import PlannedRow, appointments
from dash.queries.last_sessions import LastSession, last_sessions
from dash.queries.listed_weights import listed_weights
from dash.queries.recent_patients import recent_patients
from dash.queries.record_counts import RecordCounts, record_counts
from dash.queries.score_history import score_history
from dash.store.reading import Database
from dash.vocabulary import INSTRUMENTS

MOST_WITHOUT_APPOINTMENTS = 200
"""Patients listed by last session at most, on a day without appointments."""
TOTALS_SHOWN = 20
"""Totals in the small line of a row."""


class ScoreLine(NamedTuple):
    """The last totals of one instrument, points, and the day of the last one."""

    instrument: str
    values: tuple[float, ...]
    last_on: date


@dataclass(frozen=True, slots=True)
class DayPatient:
    """One patient of the day, without any judgement.

    Attributes:
        key, patient_id: Key for other questions; identifier in the records.
        site_id: Site of the appointment, else of the last session; None where neither says.
        planned: The appointments of the day in order of time; none on a day listed by last session.
        last: The last session given up to the day, None without any.
        score: Totals of the instrument that the patient page shows first, None without any.
        counts: How much is recorded up to the day.
        listed_kg: Weight of the list of patients, kg, which has no date; None without one.
    """

    key: int
    patient_id: str
    site_id: str | None
    planned: tuple[PlannedRow, ...]
    last: LastSession | None
    score: ScoreLine | None
    counts: RecordCounts
    listed_kg: float | None = None

    @property
    def weight_kg(self) -> float | None:
        """The last weight recorded in a session, kg, else that of the list of patients."""
        recorded = None if self.last is None else self.last.weight_kg
        return self.listed_kg if recorded is None else recorded

    @property
    def weighed_on(self) -> date | None:
        """The day of ``weight_kg``; None for that of the list of patients."""
        return None if self.last is None else self.last.weighed_on


@dataclass(frozen=True, slots=True)
class DayPatients:
    """The patients of a day.

    Attributes:
        day: The day.
        by_appointment: False where the day has no appointment and patients stand by last session.
        patients: One each; by time of the first appointment, or the one seen last first. Of a past day those with an
            appointment, then those who had a session without one: it may have nobody.
        total: How many there are; on a day to come without appointments ``patients`` may hold fewer. 0 only without records.
        past: Whether the day is over.
    """

    day: date
    by_appointment: bool
    patients: tuple[DayPatient, ...]
    total: int
    past: bool = False

    def came(self, patient: DayPatient) -> bool:
        """Tell whether a patient had a session on the day."""
        return patient.last is not None and patient.last.day == self.day


def day_patients(database: Database, day: date, *, past: bool = False) -> DayPatients:
    """Return the patients of a day: those with appointments, where there are none the 200 seen last.

    Args:
        database: Where to ask.
        day: The day.
        past: Whether it is over: then nobody is listed who neither was planned nor had a session that day.
    """
    if past:
        return _of_past(database, day)
    planned = appointments(database, day)
    if planned:
        chosen = _by_patient(planned)
        return DayPatients(day, True, _described(database, day, chosen), len(chosen))
    recent = recent_patients(database, day, MOST_WITHOUT_APPOINTMENTS)
    listed: list[Chosen] = [(row.patient_key, row.patient_id, row.site_id, ()) for row in recent]
    total = recent[0].patients_total if recent else 0
    return DayPatients(day, False, _described(database, day, listed), total)


Chosen = tuple[int, str, str | None, tuple[PlannedRow, ...]]


def _by_patient(planned: Iterable[PlannedRow]) -> list[Chosen]:
    whose: dict[str, list[PlannedRow]] = {}
    for row in planned:
        whose.setdefault(row.patient_id, []).append(row)
    return [(rows[0].patient_key, name, _site(rows), tuple(rows)) for name, rows in whose.items()]


def _of_past(database: Database, day: date) -> DayPatients:
    """Return those with an appointment on the day, then those seen that day without one."""
    planned = _by_patient(appointments(database, day))
    known = {key for key, *_ in planned}
    recent = recent_patients(database, day, MOST_WITHOUT_APPOINTMENTS)
    others = [
        (row.patient_key, row.patient_id, row.site_id, ()) for row in recent if row.patient_key not in known
    ]
    last = last_sessions(database, [key for key, *_ in others], day)
    seen: list[Chosen] = [one for one in others if one[0] in last and last[one[0]].day == day]
    total = recent[0].patients_total if recent else 0
    return DayPatients(day, bool(planned), _described(database, day, planned + seen), total, past=True)


def _site(rows: Iterable[PlannedRow]) -> str | None:
    return next((row.site_id for row in rows if row.site_id is not None), None)


def _described(database: Database, day: date, chosen: list[Chosen]) -> tuple[DayPatient, ...]:
    keys = [key for key, *_ in chosen]
    last = last_sessions(database, keys, day)
    scores = first_scores(database, keys, day)
    counts = record_counts(database, keys, day)
    listed = listed_weights(database, keys)
    return tuple(
        DayPatient(
            key,
            name,
            site if site is not None or key not in last else last[key].site_id,
            planned,
            last.get(key),
            scores.get(key),
            counts[key],
            listed.get(key),
        )
        for key, name, site, planned in chosen
    )


def first_scores(database: Database, keys: list[int], day: date) -> dict[int, ScoreLine]:
    """Return by patient the totals of the first instrument recorded, in the order of the vocabulary."""
    order = {name: place for place, name in enumerate(INSTRUMENTS)}
    found: dict[int, ScoreLine] = {}
    rows = score_history(database, keys, day, TOTALS_SHOWN)
    for row in sorted(rows, key=lambda row: (order.get(row.instrument, len(order)), row.instrument)):
        found.setdefault(row.patient_key, ScoreLine(row.instrument, tuple(row.values), row.last_on))
    return found
