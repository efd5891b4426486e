"""Vital signs of the made-up clinic: blood pressure, heart rate and oxygen saturation by minute from the dose."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from dash.demo.arrays import Flags, Floats, Generator, Ints, counts
from dash.demo.people import People
from dash.demo.planted import SIGNAL_FACTOR, SIGNAL_FROM, SIGNAL_ROUTE, SIGNAL_SITE, SITES, moved
from dash.demo.reference import (
    EVENT_DIASTOLIC_MMHG,
    EVENT_RATES,
    EVENT_SYSTOLIC_MMHG,
    RISE_40_MEAN,
    RISE_40_SD,
    RISE_FACTOR,
    ROUTES,
)
from dash.demo.sessions import CANCELLED, Sessions

SLOTS = 6  # one reading before the dose, up to five after it
_LATEST = 999


@dataclass(frozen=True)
class Habit:
    """When a route is measured and how the pressure runs.

    The readings of a session are normal with a common part; the 40-minute reading has the reference mean and SD,
    the others ``means`` and ``other_sd``. ``other_sd`` and ``alike`` (their correlation) were found by simulation so
    that the highest reading of a session has the reference mean and SD too.

    Attributes:
        means: Mean systolic rise at each minute, mmHg; diastolic means are 5/8 of it.
        other_sd: SD of systolic and diastolic rise at the other minutes, mmHg.
    """

    minutes: tuple[int, ...]
    means: tuple[float, ...]
    other_sd: tuple[float, float]
    alike: tuple[float, float]


HABITS = {
    "iv": Habit((10, 20, 40, 60, 90), (3.2, 5.2, 8.0, 3.6, 1.2), (10.86, 7.44), (0.642, 0.642)),
    "in": Habit((40, 60, 90, 120), (8.0, 4.9, 2.4, 0.8), (11.56, 7.74), (0.545, 0.541)),
    "im": Habit((20, 40, 60, 90), (5.2, 8.0, 4.0, 1.6), (10.85, 7.42), (0.59, 0.588)),
    "sc": Habit((20, 40, 60, 120), (4.4, 8.0, 4.8, 1.6), (11.24, 7.58), (0.594, 0.589)),
    "sl": Habit((40, 60, 90), (8.0, 5.8, 3.3), (11.99, 7.91), (0.511, 0.493)),
    "po": Habit((40, 60, 120), (8.0, 6.1, 3.3), (11.78, 7.77), (0.528, 0.509)),
}


@dataclass(frozen=True)
class Readings:
    """Vital signs, sessions x slots; slot 0 is before the dose.

    Attributes:
        planned: The minute the reading is named after.
        minute: The minute it was taken.
        taken: Whether there is a reading at all.
        rise: Highest systolic after the dose over the one before, NaN where not measured (one per session).
        peak_minute: When that was.
        event: Peak systolic >= 180 or diastolic >= 110 mmHg (one per session).
        planted: Sessions in which such events were made more frequent (one per session).
    """

    planned: Ints
    minute: Ints
    taken: Flags
    systolic: Ints
    diastolic: Ints
    heart_rate: Ints
    saturation: Ints
    rise: Floats
    peak_minute: Ints
    event: Flags
    planted: Flags


def make_readings(rng: Generator, people: People, sessions: Sessions, last_day: date) -> Readings:
    """Measure every session as its route is measured, with the gaps and delays of a real clinic."""
    size = len(sessions)
    planned, means, spread, alike = _habits(sessions.route)
    taken = _taken(rng, sessions, planned)
    minute = _minutes(rng, planned)

    own, visit = people.pressure[sessions.patient], rng.standard_normal(size)
    place = 0.75 * own + np.sqrt(1 - 0.75**2) * visit
    high = (sessions.status == CANCELLED) & (rng.random(size) < 0.5)
    before = np.stack(
        [122 + 11.5 * place + 38 * high, 75 + 5.5 * place + rng.normal(0, 5.5, size) + 18 * high], axis=1
    )
    values = np.empty((size, SLOTS, 2))
    values[:, 0] = np.minimum(before, (176, 106))
    common, single = rng.standard_normal((size, 2)), rng.standard_normal((size, SLOTS, 2))
    common[:, 1] = 0.6 * common[:, 0] + 0.8 * common[:, 1]
    single[:, :, 1] = 0.6 * single[:, :, 0] + 0.8 * single[:, :, 1]
    change = means + spread * (
        np.sqrt(alike)[:, None, :] * common[:, None, :] + np.sqrt(1 - alike)[:, None, :] * single
    )
    change *= np.array(RISE_FACTOR)[sessions.route][:, None, None]
    values[:, 1:] = values[:, :1] + change[:, 1:]

    event, planted = _events(rng, sessions, place, taken, last_day)
    # Only the sessions chosen below reach the limits, so that the rates are those of the reference.
    limits = np.array([EVENT_SYSTOLIC_MMHG, EVENT_DIASTOLIC_MMHG])
    over = values >= limits - 0.5
    values = np.where(over, limits - 1 - 9 * rng.random(values.shape), values)
    _raise(rng, values, taken, event)
    systolic = np.clip(np.round(values[:, :, 0]), 82, 235).astype(np.int64)
    diastolic = np.clip(np.round(values[:, :, 1]), 42, 135).astype(np.int64)
    diastolic = np.minimum(diastolic, systolic - 14)

    heart_rate = 73 + 9 * rng.standard_normal(size)[:, None] + 6 * rng.standard_normal((size, SLOTS))
    heart_rate[:, 1:] += 0.5 * means[:, 1:, 0]
    saturation = 97.3 + 1.1 * rng.standard_normal((size, SLOTS)) - 0.4 * (planned > 0)
    saturation -= np.where(rng.random((size, SLOTS)) < 0.004, rng.integers(4, 9, (size, SLOTS)), 0)
    after = np.where(taken[:, 1:], systolic[:, 1:], -1)
    top = after.argmax(axis=1)
    measured = taken[:, 0] & (after.max(axis=1) > 0)
    return Readings(
        planned=planned,
        minute=minute,
        taken=taken,
        systolic=systolic,
        diastolic=diastolic,
        heart_rate=np.clip(np.round(heart_rate), 44, 158).astype(np.int64),
        saturation=np.clip(np.round(saturation), 84, 100).astype(np.int64),
        rise=np.where(measured, after.max(axis=1) - systolic[:, 0], np.nan),
        peak_minute=minute[np.arange(size), 1 + top],
        event=event,
        planted=planted,
    )


def _habits(route: Ints) -> tuple[Ints, Floats, Floats, Floats]:
    """Planned minutes, means, SDs (each by slot and part) and correlations (by part) for every session."""
    minutes = np.full((len(ROUTES), SLOTS), _LATEST, dtype=np.int64)
    means = np.zeros((len(ROUTES), SLOTS, 2))
    spread = np.zeros((len(ROUTES), SLOTS, 2))
    alike = np.zeros((len(ROUTES), 2))
    for row, key in enumerate(ROUTES):
        habit = HABITS[key]
        stop = 1 + len(habit.minutes)
        minutes[row, 0] = -15
        minutes[row, 1:stop] = habit.minutes
        at_40 = (np.array(habit.minutes) == 40)[:, None]
        shape = np.array(habit.means)[:, None] * np.array([1, RISE_40_MEAN[1] / RISE_40_MEAN[0]])
        means[row, 1:stop] = np.where(at_40, RISE_40_MEAN, shape)
        spread[row, 1:stop] = np.where(at_40, RISE_40_SD, habit.other_sd)
        alike[row] = habit.alike
    return minutes[route], means[route], spread[route], alike[route]


def _taken(rng: Generator, sessions: Sessions, planned: Ints) -> Flags:
    missing = np.select([planned == 40, planned < 0], [0.05, 0.015], 0.03)
    taken = (planned < _LATEST) & (rng.random(planned.shape) >= missing)
    taken &= rng.random(len(sessions))[:, None] >= 0.01  # the whole sheet is lost
    taken[:, 1:] &= (sessions.status != CANCELLED)[:, None]
    return taken


def _minutes(rng: Generator, planned: Ints) -> Ints:
    """Most readings on the minute, the others up to three minutes off, some 40-minute readings late."""
    off = np.where(
        rng.random(planned.shape) < 0.55, 0, counts(rng, -3, 3, planned.size).reshape(planned.shape)
    )
    late = (planned == 40) & (rng.random(planned.shape) < 0.04)
    off = np.where(late, counts(rng, 6, 16, planned.size).reshape(planned.shape), off)
    before = -np.array([15, 15, 10, 20, 30, 5])[rng.integers(0, 6, len(planned))]
    minute = planned + off
    minute[:, 0] = before
    return minute


def _events(
    rng: Generator, sessions: Sessions, place: Floats, taken: Flags, last_day: date
) -> tuple[Flags, Flags]:
    """Choose the sessions with a hypertensive event; likelier where the pressure was high to begin with."""
    from_day = (moved(SIGNAL_FROM, last_day) - date(1970, 1, 1)).days
    planted = sessions.route == ROUTES.index(SIGNAL_ROUTE)
    planted &= (sessions.site == SITES.index(SIGNAL_SITE)) & (sessions.day >= from_day)
    rate = np.array(EVENT_RATES)[sessions.route] / 100 * np.where(planted, SIGNAL_FACTOR, 1)
    # exp(k z - k2/2) has mean 1 for a standard normal z: the rate of a route stays what it is.
    rate = rate * np.exp(0.4 * place - 0.4**2 / 2)
    return (rng.random(len(sessions)) < rate) & taken[:, 1:].any(axis=1), planted


def _raise(rng: Generator, values: Floats, taken: Flags, event: Flags) -> None:
    """Lift the highest reading of the chosen sessions over a limit, and its neighbours half the way."""
    rows = np.flatnonzero(event)
    top = 1 + np.where(taken[rows, 1:], values[rows, 1:, 0], -np.inf).argmax(axis=1)
    kind = rng.choice(3, len(rows), p=[0.5, 0.25, 0.25])  # systolic only, diastolic only, both
    systolic = np.where(kind == 1, 158 + 20 * rng.random(len(rows)), 181 + rng.exponential(7, len(rows)))
    diastolic = np.where(kind == 0, 92 + 16 * rng.random(len(rows)), 110.5 + rng.exponential(3.5, len(rows)))
    lifted = np.stack([systolic, diastolic], axis=1)
    half = (lifted - values[rows, top])[:, None, :] / 2
    others = values[rows, 1:] + np.maximum(half, 0)
    values[rows, 1:] = np.minimum(others, np.minimum(lifted[:, None, :], (178, 108)))
    values[rows, top] = lifted
