"""When each patient of the made-up clinic comes: series, maintenance, second series, change of route."""

from dataclasses import dataclass

import numpy as np

from dash.demo.arrays import Flags, Generator, Ints, counts, draw
from dash.demo.people import People, series_length, twice_weekly
from dash.demo.reference import IN

MOST_SESSIONS = 64
INDUCTION, MAINTENANCE = 0, 1
APPOINTMENT_DAYS = 14

_LEAVES, _SERIES, _SECOND_SERIES, _MAINTENANCE = range(4)
# How a course goes on, by route: leaves early, one series, a second series later, maintenance.
_COURSES = np.array(
    [
        [0.12, 0.38, 0.16, 0.34],
        [0.15, 0.23, 0.00, 0.62],
        [0.12, 0.38, 0.16, 0.34],
        [0.12, 0.38, 0.10, 0.40],
        [0.20, 0.35, 0.05, 0.40],
        [0.20, 0.35, 0.05, 0.40],
    ]
)


@dataclass(frozen=True)
class Course:
    """What is planned for each patient on one route: one entry per patient."""

    route: Ints
    kind: Ints
    series: Ints
    sessions: Ints
    twice: Flags
    interval: Ints
    pause: Ints


@dataclass(frozen=True)
class Plan:
    """One entry per planned session, ordered by patient and day; days since 1970-01-01.

    Attributes:
        number, route_number: Sessions of the patient (on this route) before this one.
    """

    patient: Ints
    number: Ints
    route: Ints
    route_number: Ints
    phase: Ints
    day: Ints

    def __len__(self) -> int:
        """Count the sessions."""
        return len(self.patient)

    def part(self, chosen: Flags) -> "Plan":
        """Keep the chosen sessions."""
        return Plan(*(getattr(self, name)[chosen] for name in self.__dataclass_fields__))


def make_plan(rng: Generator, people: People, last_day: int) -> Plan:
    """Plan all sessions up to two weeks after ``last_day``; on weekdays, never two of a patient on a day."""
    first = _course(rng, people.route)
    second = _course(rng, people.second_route)
    size = len(people)
    # The change comes after a few sessions of the first route, and only if there were that many.
    switch_at = np.minimum(counts(rng, 4, 12, size), first.sessions)
    switches = people.switches & (first.sessions >= 3)
    switch_at = np.where(switches, switch_at, MOST_SESSIONS)
    total = np.where(switches, switch_at + second.sessions, first.sessions)

    number = np.arange(MOST_SESSIONS)[None, :]
    changed = number >= switch_at[:, None]
    route_number = np.where(changed, number - switch_at[:, None], number)
    gaps = np.where(changed, _gaps(rng, second, route_number), _gaps(rng, first, route_number))
    gaps = np.where(number == switch_at[:, None], 10 + second.pause[:, None] % 12, gaps)
    gaps[:, 0] = 0
    day = _on_weekdays(people.entry_day[:, None] + np.cumsum(gaps, axis=1))
    phase = np.where(changed, _phase(second, route_number), _phase(first, route_number))
    route = np.where(changed, second.route[:, None], first.route[:, None])
    kept = (number < total[:, None]) & (day <= last_day + APPOINTMENT_DAYS)
    patient = np.broadcast_to(np.arange(size)[:, None], kept.shape)
    number = np.broadcast_to(number, kept.shape)
    return Plan(*(part[kept] for part in (patient, number, route, route_number, phase, day)))


def _course(rng: Generator, route: Ints) -> Course:
    size = len(route)
    kind = draw(rng, _COURSES[route])
    series = series_length(rng, route)
    maintenance = 1 + rng.geometric(np.where(route == IN, 1 / 7, 1 / 6))
    early = 1 + np.floor(rng.random(size) * (series - 1)).astype(np.int64)
    sessions = np.choose(kind, [early, series, 2 * series, np.minimum(series + maintenance, MOST_SESSIONS)])
    interval = np.where(
        route == IN, rng.choice([7, 14], size), rng.choice([7, 14, 21, 28], size, p=[0.3, 0.3, 0.2, 0.2])
    )
    twice = twice_weekly(rng, route)
    return Course(route, kind, series, sessions, twice, interval, counts(rng, 40, 80, size))


def _gaps(rng: Generator, course: Course, number: Ints) -> Ints:
    """Days since the session before, patients x sessions."""
    in_series = np.where(course.twice[:, None], np.array([4, 3])[number % 2], np.array([3, 2, 2])[number % 3])
    weekly_first = (course.route == IN)[:, None] & (number < 12)
    upkeep = np.where(weekly_first, 7, course.interval[:, None])
    upkeep = upkeep + 7 * (rng.random(number.shape) < 0.1)
    again = (course.kind == _SECOND_SERIES)[:, None]
    restart = again & (number == course.series[:, None])
    gaps = np.where((number < course.series[:, None]) | again, in_series, upkeep)
    return np.asarray(np.where(restart, course.pause[:, None], gaps), dtype=np.int64)


def _phase(course: Course, number: Ints) -> Ints:
    again = (course.kind == _SECOND_SERIES)[:, None]
    return np.where((number < course.series[:, None]) | again, INDUCTION, MAINTENANCE)


def _on_weekdays(day: Ints) -> Ints:
    """Move Saturdays to Friday and Sundays to Monday; gaps of two days or more keep days apart."""
    weekday = (day + 3) % 7
    return day + np.where(weekday == 5, -1, 0) + np.where(weekday == 6, 1, 0)
