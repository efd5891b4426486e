"""What is known of one patient, as plain values: all that a rule may look at.

None is "not recorded", everywhere. Tuples stand in order of time. Every row says where it comes from.
"""

from bisect import bisect_right
from calendar import monthrange
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from operator import le
from typing import Any, NamedTuple, TypeVar

from dash.stats.course import Dose

Row = TypeVar("Row")


class Source(NamedTuple):
    """Where a row stands: canonical table, file and line of the import."""

    table: str
    file: str
    line: int


NOWHERE = Source("", "", 0)


def kind_of(route: str, route_as_written: object, drug: str, drug_as_written: object) -> tuple[str, str]:
    """Return route and drug of a session as they are compared.

    "Other" stands for many routes or drugs: those are alike only if the source writes them alike.
    """
    if "other" not in (route, drug):
        return route, drug
    return _named(route, route_as_written), _named(drug, drug_as_written)


def _named(key: str, written: object) -> str:
    return f"other: {written.strip().casefold()}" if key == "other" and isinstance(written, str) else key


def moment_of(moment: datetime | None, written: datetime, has_clock: bool) -> datetime:
    """Return a moment, or the clock on the wall where no other is known."""
    if moment is not None:
        return moment
    return written if has_clock else written.replace(hour=0, minute=0, second=0, microsecond=0)


@dataclass(frozen=True, slots=True)
class Session:
    """One session, cancelled ones included (``number`` is None then).

    Units: mg, mg/kg, kg, mmHg; minutes are since the first dose. What each derived number means stands in GLOSSARY.md.
    ``moment`` is the first dose on the one clock by which a patient's records stand in order (derive.sql), ``started_at`` the
    clock on the wall; None where both are the same.
    """

    key: int
    number: int | None
    started_at: datetime
    has_clock: bool
    route: str
    drug: str
    route_as_written: str | None = None
    drug_as_written: str | None = None
    dose_mg: float | None = None
    mg_per_kg: float | None = None
    weight_kg: float | None = None
    phase: str = "not_recorded"
    status: str = "not_recorded"
    ended_at: datetime | None = None
    ready_at: datetime | None = None
    site_id: str | None = None
    clinician_id: str | None = None
    elicitation: str = "unknown"
    asked: bool = False
    route_number: int | None = None
    days_since_previous: int | None = None
    exposure_mg: float | None = None
    pre_systolic: int | None = None
    pre_diastolic: int | None = None
    peak_systolic: int | None = None
    peak_diastolic: int | None = None
    peak_minute: int | None = None
    last_systolic: int | None = None
    last_diastolic: int | None = None
    last_minute: int | None = None
    rise_systolic: int | None = None
    rise_diastolic: int | None = None
    recovery_minute: int | None = None
    has_40: bool = False
    readings: int = 0
    untimed_readings: int = 0
    session_id: str = ""
    observed_minutes: int | None = None
    moment: datetime | None = None
    source: Source = NOWHERE

    @property
    def day(self) -> date:
        """Day of the first dose, as written."""
        return self.started_at.date()

    @property
    def at(self) -> datetime:
        """Moment of the first dose, by which sessions and scores stand in order; the begin of the day without a clock time."""
        return moment_of(self.moment, self.started_at, self.has_clock)

    @property
    def dose(self) -> Dose:
        """The first dose as courses count it."""
        return Dose(self.at, self.day, self.has_clock)

    @property
    def kind(self) -> tuple[str, str]:
        """Route and drug: sessions are alike where both are equal."""
        return kind_of(self.route, self.route_as_written, self.drug, self.drug_as_written)

    @property
    def cancelled(self) -> bool:
        """Whether it was not given."""
        return self.status == "cancelled"


class Reading(NamedTuple):
    """One line of vitals in a session. mmHg, beats a minute, percent; ``minute`` since the dose."""

    session_key: int
    minute: int | None
    systolic: int | None
    diastolic: int | None
    heart_rate: int | None
    spo2: float | None
    source: Source = NOWHERE


class Score(NamedTuple):
    """One total (``item`` is ``total``) or one item of a rating scale, in points.

    ``computed``: nobody recorded this total; it is the sum of all items, and the source is that of the first.
    ``recall_window``: what the record says the answer looks back on. ``moment``: as of ``Session``.
    """

    measured_at: datetime
    has_time: bool
    instrument: str
    item: str
    value: float
    session_id: str | None = None
    computed: bool = False
    recall_window: str | None = None
    moment: datetime | None = None
    source: Source = NOWHERE

    @property
    def day(self) -> date:
        """Day it was asked, as written."""
        return self.measured_at.date()

    @property
    def at(self) -> datetime:
        """Moment it was asked, by which scores and sessions stand in order; the begin of the day without a clock time."""
        return moment_of(self.moment, self.measured_at, self.has_time)


class Effect(NamedTuple):
    """One side effect: severity 1 mild, 2 moderate, 3 severe, 0 not graded; minutes since the dose.

    ``serious`` is None where none of the criteria was answered.

    ``session_key`` is None between sessions; ``started_at`` is as written and may be partial (2026-03).
    """

    session_key: int | None
    effect: str
    severity: int
    onset_minute: int | None
    resolved_minute: int | None
    serious: bool | None
    elicited: str | None = None
    action: str | None = None
    started_at: str | None = None
    source: Source = NOWHERE


class Medication(NamedTuple):
    """One medication; ``cls`` is its class in the vocabulary, days are as written and may be partial."""

    medication: str
    cls: str | None
    started_on: str | None
    stopped_on: str | None
    source: Source = NOWHERE


class Condition(NamedTuple):
    """One condition of the history; ``noted_on`` is as written and may be partial."""

    condition: str
    noted_on: str | None
    source: Source = NOWHERE


class Appointment(NamedTuple):
    """One planned session."""

    scheduled_at: datetime
    has_time: bool
    drug: str | None = None
    route: str | None = None
    dose_mg: float | None = None
    site_id: str | None = None
    clinician_id: str | None = None
    source: Source = NOWHERE

    @property
    def day(self) -> date:
        """Day it is planned for."""
        return self.scheduled_at.date()


def earliest(written: str | None) -> date | None:
    """Return the first day a possibly partial date may mean: "2026-03" is 1 March. None where none is written."""
    if not written:
        return None
    parts = written[:10].split("-")
    try:
        return date(
            int(parts[0]), int(parts[1]) if len(parts) > 1 else 1, int(parts[2]) if len(parts) > 2 else 1
        )
    except ValueError:
        return None


def latest(written: str | None) -> date | None:
    """Return the last day a possibly partial date may mean: "2026-03" is 31 March. None where none is written."""
    first = earliest(written)
    if first is None or written is None:
        return None
    parts = written[:10].count("-")
    if parts >= 2:
        return first
    month = first.month if parts else 12
    return date(first.year, month, monthrange(first.year, month)[1])


@dataclass(frozen=True)
class PatientRecord:
    """Everything recorded for one patient.

    Attributes:
        key: Number of the patient in this database.
        patient_id: Identifier in the records.
        weight_kg: As the list of patients has it, without a date.
        sbp_goal_high, dbp_goal_high: The patient's own limits, mmHg.
        sessions: Cancelled ones included; ``given`` leaves them out.
        readings: Those in sessions, by session and minute.
    """

    key: int
    patient_id: str
    birth_year: int | None = None
    sex: str | None = None
    weight_kg: float | None = None
    indication: str | None = None
    sbp_goal_high: int | None = None
    dbp_goal_high: int | None = None
    failed_antidepressants: int | None = None
    sessions: tuple[Session, ...] = ()
    readings: tuple[Reading, ...] = ()
    scores: tuple[Score, ...] = ()
    effects: tuple[Effect, ...] = ()
    medications: tuple[Medication, ...] = ()
    conditions: tuple[Condition, ...] = ()
    appointments: tuple[Appointment, ...] = ()
    source: Source = field(default=NOWHERE)

    @cached_property
    def given(self) -> tuple[Session, ...]:
        """The sessions that were not cancelled."""
        return tuple(session for session in self.sessions if not session.cancelled)

    @cached_property
    def days(self) -> tuple[date, ...]:
        """The days on which something was recorded, in order."""
        found = {session.day for session in self.sessions}
        found.update(score.measured_at.date() for score in self.scores)
        written = [effect.started_at for effect in self.effects if effect.session_key is None]
        written += [entry.started_on for entry in self.medications]
        written += [entry.stopped_on for entry in self.medications]
        written += [entry.noted_on for entry in self.conditions]
        found.update(day for text in written if text and (day := earliest(text)))
        return tuple(sorted(found))

    def as_of(self, day: date) -> "PatientRecord":
        """Return what was recorded up to and including a day.

        A row without a date was always there. Appointments are plans, not records: all stay. A partial date counts from
        its first day on.
        """
        if not self.days or self.days[-1] <= day:
            return self
        known: dict[str, Any] = {
            part: _until(getattr(self, part), days, day) for part, days in self.known_from.items()
        }
        return replace(self, **known)

    @cached_property
    def known_from(self) -> dict[str, list[date]]:
        """The day from which on each row is known, part by part."""
        of_session = {session.key: session.day for session in self.sessions}
        return {
            "sessions": [session.day for session in self.sessions],
            "readings": [of_session.get(reading.session_key, date.max) for reading in self.readings],
            "scores": [score.measured_at.date() for score in self.scores],
            "effects": [
                known_on(effect.started_at)
                if effect.session_key is None
                else of_session.get(effect.session_key, date.max)
                for effect in self.effects
            ],
            "medications": [known_on(entry.started_on) for entry in self.medications],
            "conditions": [known_on(entry.noted_on) for entry in self.conditions],
        }


def known_on(written: str | None) -> date:
    """Return the day from which on a row is known: a partial date's first day; without a date it was always there."""
    return earliest(written) or date.min


def _until(rows: tuple[Row, ...], days: list[date], day: date) -> tuple[Row, ...]:
    # Rows stand in order of time as a rule; then the first of them are cut off at once.
    if all(map(le, days, days[1:])):
        return rows[: bisect_right(days, day)]
    return tuple(row for row, known in zip(rows, days, strict=True) if known <= day)
