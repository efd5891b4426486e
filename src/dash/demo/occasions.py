"""When patients of the made-up clinic fill in forms."""

from dataclasses import dataclass

import numpy as np

from dash.demo.arrays import Generator, Ints, counts
from dash.demo.people import People
from dash.demo.sessions import Sessions

_FOLLOW_UP_DAYS = 56  # after the last session, for the three in four who keep answering


@dataclass(frozen=True)
class Occasions:
    """When patients filled in forms: one entry per occasion, at most one a day and patient.

    Attributes:
        session: Position of the session on whose day it was, -1 for none.
        turn: How many occasions the patient had before.
    """

    patient: Ints
    minute: Ints
    session: Ints
    turn: Ints


def make_occasions(rng: Generator, people: People, sessions: Sessions, last_day: int) -> Occasions:
    """Before treatment, weekly for eight weeks, then fortnightly; on session days just before the session."""
    size = len(people)
    ends = np.full(size, -1)
    np.maximum.at(ends, sessions.patient, sessions.day)
    stays = np.where(rng.random(size) < 0.75, _FOLLOW_UP_DAYS, 10)
    ends = np.minimum(np.where(ends < 0, -1, ends + stays), last_day)

    grid = np.concatenate([np.arange(0, 63, 7), np.arange(70, 548, 14)])[None, :]
    day = (
        people.entry_day[:, None] + grid + np.where(grid == 0, 0, rng.integers(-1, 2, (size, grid.shape[1])))
    )
    early = people.entry_day - counts(rng, 7, 14, size)
    next_day = people.entry_day + 1
    patient = np.broadcast_to(np.arange(size)[:, None], day.shape)
    kept = day <= ends[:, None]
    screened = (rng.random(size) < 0.6) & (early <= last_day)
    called = (rng.random(size) < 0.35) & (next_day <= ends)
    who = np.concatenate([patient[kept], np.flatnonzero(screened), np.flatnonzero(called)])
    when = np.concatenate([day[kept], early[screened], next_day[called]])
    snaps = np.concatenate(
        [np.ones(int(kept.sum()), bool), np.zeros(int(screened.sum() + called.sum()), bool)]
    )

    session = _nearest_session(sessions, who, when, np.where(snaps, 2, 0))
    on_day = session >= 0
    when = np.where(on_day, sessions.day[session], when)
    minute = np.where(
        on_day,
        sessions.started[session] - counts(rng, 20, 40, len(who)),
        when * 1440 + counts(rng, 480, 1260, len(who)),
    )
    _, first = np.unique(who * 100_000 + when, return_index=True)  # sorted by patient and day
    who, minute, session = who[first], minute[first], session[first]
    start = np.searchsorted(who, who)
    return Occasions(who, minute, session, np.arange(len(who)) - start)


def _nearest_session(sessions: Sessions, who: Ints, when: Ints, reach: Ints) -> Ints:
    """Position of the patient's session nearest in time within ``reach`` days, else -1."""
    keys = sessions.patient * 100_000 + sessions.day
    wanted = who * 100_000 + when
    after = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    before = np.maximum(after - 1, 0)
    nearest = np.where(np.abs(keys[before] - wanted) <= np.abs(keys[after] - wanted), before, after)
    return np.where(np.abs(keys[nearest] - wanted) <= reach, nearest, -1)
