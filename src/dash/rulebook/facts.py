"""A record as measures ask for it: one patient, one day, one rulebook; each part is put in order once."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date
from functools import cached_property
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from dash.rulebook.course import record_course
from dash.rulebook.finding import Answer
from dash.rulebook.record import Appointment, Effect, PatientRecord, Reading, Score, Session, latest
from dash.stats.age import age
from dash.stats.course import Course

if TYPE_CHECKING:
    from dash.rulebook.book import Rulebook

TOTAL = "total"
Pressure = tuple[int | None, int | None]
"""Systolic and diastolic, mmHg."""


class Facts:
    """What was recorded up to the day of review.

    Attributes:
        record: The record as of ``day``.
        day: Day of the review.
        coming: The session planned next, on the day or later; None where none is planned.
        book: The rulebook in force.
        given: Sessions that were not cancelled, in order.
        last: The last of them.
        cancelled: Sessions that were cancelled on the day of the last one given or later; all of them where none was given.
        today: Pressure measured before today's dose and not recorded yet; None without one.
        acknowledged: Positive answers about suicidal thoughts that somebody acknowledged.
        kept: What several measures need, by its name: measured once.
    """

    def __init__(
        self,
        record: PatientRecord,
        day: date,
        coming: Appointment | None,
        book: "Rulebook",
        today: Pressure | None = None,
        acknowledged: Collection[Answer] = (),
    ) -> None:
        self.record = record.as_of(day)
        self.day = day
        self.book = book
        self.today = today
        self.acknowledged = acknowledged
        self.given: Sequence[Session] = self.record.given
        self.last: Session | None = self.given[-1] if self.given else None
        self.cancelled: Sequence[Session] = [
            one for one in self.record.sessions if one.cancelled and one.day >= self.since
        ]
        self._courses: dict[str, Course] = {}
        self.coming = coming if coming is not None else self._next()
        self.kept: dict[str, Any] = {}

    @property
    def since(self) -> date:
        """Day of the last session given, from which on something is recent; the first of all days where none was given."""
        return date.min if self.last is None else self.last.day

    def _next(self) -> Appointment | None:
        return next((planned for planned in self.record.appointments if planned.day >= self.day), None)

    @cached_property
    def _scores(self) -> dict[tuple[str, str], list[Score]]:
        found: dict[tuple[str, str], list[Score]] = defaultdict(list)
        for score in sorted(self.record.scores, key=attrgetter("at")):
            found[score.instrument, score.item].append(score)
        return found

    def scores(self, instrument: str, item: str = TOTAL) -> Sequence[Score]:
        """Return the answers to one item, or the totals, in order of time."""
        return self._scores.get((instrument, item), ())

    @cached_property
    def instruments(self) -> frozenset[str]:
        """Instruments with at least one answer."""
        return frozenset(instrument for instrument, _item in self._scores)

    @cached_property
    def _readings(self) -> dict[int, list[Reading]]:
        found: dict[int, list[Reading]] = defaultdict(list)
        for reading in self.record.readings:
            found[reading.session_key].append(reading)
        return found

    def readings(self, session: Session) -> Sequence[Reading]:
        """Return the readings of a session."""
        return self._readings.get(session.key, ())

    @cached_property
    def _effects(self) -> dict[int | None, list[Effect]]:
        found: dict[int | None, list[Effect]] = defaultdict(list)
        for effect in self.record.effects:
            found[effect.session_key].append(effect)
        return found

    def effects(self, session: Session) -> Sequence[Effect]:
        """Return the side effects of a session."""
        return self._effects.get(session.key, ())

    @cached_property
    def session_days(self) -> dict[int, date]:
        """Day of each session by its key, cancelled ones included."""
        return {session.key: session.day for session in self.record.sessions}

    @cached_property
    def recent_effects(self) -> Sequence[Effect]:
        """Side effects of the last session, of those cancelled since, and those recorded between sessions since."""
        keys = {one.key for one in (self.last, *self.cancelled) if one is not None}
        return [
            effect
            for effect in self.record.effects
            if effect.session_key in keys
            or (effect.session_key is None and (self.day_of(effect) or date.min) >= self.since)
        ]

    @cached_property
    def _by_effect(self) -> dict[str, list[Effect]]:
        found: dict[str, list[Effect]] = defaultdict(list)
        for effect in self.record.effects:
            found[effect.effect].append(effect)
        return found

    def effects_named(self, name: str) -> Sequence[Effect]:
        """Return every record of a side effect, in sessions and between them."""
        return self._by_effect.get(name, ())

    def day_of(self, effect: Effect) -> date | None:
        """Return the day of a side effect; for a partial date the last day it may mean, at most the day of review."""
        if effect.session_key is not None:
            return self.session_days.get(effect.session_key)
        found = latest(effect.started_at)
        return None if found is None else min(found, self.day)

    def alike(self, session: Session) -> Sequence[Session]:
        """Return the other sessions by the same route and drug; of the last one, the earlier ones."""
        return [one for one in self.given if one is not session and one.kind == session.kind]

    def course(self, instrument: str) -> Course:
        """Return the course by one scale; its totals stand as ``scores`` gives them."""
        if instrument not in self._courses:
            window = int(self.threshold("baseline_days"))
            self._courses[instrument] = record_course(self.record, instrument, window)
        return self._courses[instrument]

    @cached_property
    def age(self) -> int | None:
        """Full years surely reached: the day of birth is not recorded."""
        return age(self.record.birth_year, self.day)

    def threshold(self, setting: str) -> float:
        """Return the threshold of a setting in force."""
        return self.book.rules[setting].threshold
