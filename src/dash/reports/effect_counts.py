"""Counts and rates of every side effect in the three denominators, before they become tables."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dash.queries.effect_table import EffectTable, effect_table
from dash.queries.selection import Selection
from dash.stats.intervals import proportion
from dash.stats.rates import EMPTY, INTERVAL, NONE, Rates, hour_rates, session_rates
from dash.store.reading import Database

UNITS = ("sessions", "patients", "hours")
"""Denominators: sessions in which it was asked for, patients ever, monitored hours."""


@dataclass(frozen=True)
class Counted:
    """One denominator: arrays of effects x routes.

    Attributes:
        events: Sessions with the effect (of hours: those with known minutes), or patients with it.
        total: Sessions, patients, or hours.
        rates: Per session or patient (0 to 1), or per hour.
        left_out: Sessions that do not count because it is not known how long they were monitored.
    """

    events: NDArray[np.int64]
    total: NDArray[np.float64]
    rates: Rates
    left_out: NDArray[np.int64]


@dataclass(frozen=True)
class EffectCounts:
    """All three denominators of a selection; routes are all eight slots."""

    table: EffectTable
    by_unit: dict[str, Counted]


def effect_counts(database: Database, selection: Selection, elicitation: str | None) -> EffectCounts:
    """Count every side effect that occurs in the selection, with the interval of each rate.

    Raises:
        QuestionError: The way of asking is not in the vocabulary.
    """
    table = effect_table(database, selection, elicitation)
    by_unit = {"sessions": _sessions(table), "patients": _patients(table), "hours": _hours(table)}
    return EffectCounts(table, by_unit)


def _sessions(table: EffectTable) -> Counted:
    asked = np.broadcast_to(table.asked, table.events.shape)
    people = np.broadcast_to(table.asked_patients, table.patients.shape)
    rates = session_rates(table.events, asked, people, table.patients)
    return _counted(table.events.sum(axis=-1), asked.sum(axis=-1), rates)


def _patients(table: EffectTable) -> Counted:
    total = np.broadcast_to(table.asked_patients, table.patients.shape)
    found = proportion(table.patients, total)
    none = table.patients == 0
    state: NDArray[np.object_] = np.select([total == 0, none], [EMPTY, NONE], default=INTERVAL).astype(object)
    upper = np.where(none & (total > 0), found.high, np.nan)
    ones = np.ones(total.shape)
    size = total.astype(np.float64)
    rates = Rates(found.rate, found.low, found.high, upper, state, found.method, ones, size)
    return _counted(table.patients, total, rates)


def _hours(table: EffectTable) -> Counted:
    time = np.broadcast_to(table.minutes / 60, table.timed.shape)
    untimed = (table.asked - table.asked_timed).sum(axis=-1)
    left_out = np.broadcast_to(untimed, table.timed.shape[:-1])
    return _counted(table.timed.sum(axis=-1), time.sum(axis=-1), hour_rates(table.timed, time), left_out)


def _counted(
    events: NDArray[np.int64],
    total: NDArray[np.int64] | NDArray[np.float64],
    rates: Rates,
    left_out: NDArray[np.int64] | None = None,
) -> Counted:
    zeros = np.zeros(events.shape, dtype=np.int64)
    return Counted(events, total.astype(np.float64), rates, zeros if left_out is None else left_out)
