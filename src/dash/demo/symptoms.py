"""How symptoms go in the made-up clinic: a sharp fall after a session, fading, and a gain that accumulates."""

from dataclasses import dataclass

import numpy as np

from dash.demo.arrays import Floats, Ints
from dash.demo.people import People
from dash.demo.schedule import MOST_SESSIONS
from dash.demo.sessions import CANCELLED, Sessions

# After one session half the gain is lost in about six days (patient's own value); each further session
# of a series makes the gain last longer, up to this many sessions, and a pause undoes that.
LASTING_PER_SESSION = 0.65
LASTING_AT_MOST = 9.0
PAUSE_HALVES_DAYS = 30.0
WHOLE_AFTER_HOURS = 24.0


@dataclass(frozen=True)
class Relief:
    """State after each session: patients x sessions; columns a patient never reached hold a day far ahead.

    Attributes:
        minute: When the session began.
        after: Share of the symptoms gone at its best, 0 to 1.
        before: Share gone just before the session.
        half_days: Days in which half of it is lost again.
        ceiling: The most that can go in each patient; ``after`` and ``before`` are shares of that.
    """

    minute: Ints
    after: Floats
    before: Floats
    half_days: Floats
    ceiling: Floats

    def at(self, patient: Ints, minute: Ints) -> Floats:
        """Share of the symptoms gone at given minutes (one patient and minute per entry)."""
        index = (self.minute[patient] < minute[:, None]).sum(axis=1) - 1
        treated = index >= 0
        index = np.maximum(index, 0)
        days = (minute - self.minute[patient, index]) / 1440
        after, before = self.after[patient, index], self.before[patient, index]
        # The gain builds up within hours and is whole at 24 h; then it fades.
        built = np.clip(days * 24 / WHOLE_AFTER_HOURS, 0, 1) ** 0.3
        level = (before + (after - before) * built) * self.ceiling[patient]
        fades = 2.0 ** (-np.maximum(days - 1, 0) / self.half_days[patient, index])
        return np.where(treated, level * fades, 0.0)


def make_relief(people: People, sessions: Sessions) -> Relief:
    """Follow every patient's relief from session to session; cancelled sessions give none."""
    size = len(people)
    minute = np.full((size, MOST_SESSIONS), np.iinfo(np.int64).max)
    given = sessions.status != CANCELLED
    # Position among the sessions that took place.
    place = np.cumsum(given) - 1
    first = np.full(size, len(sessions), dtype=np.int64)
    np.minimum.at(first, sessions.patient[given], place[given])
    minute[sessions.patient[given], place[given] - first[sessions.patient[given]]] = sessions.started[given]

    after, before = np.zeros(minute.shape), np.zeros(minute.shape)
    half_days = np.ones(minute.shape)
    level, lasting, half = np.zeros(size), np.zeros(size), people.fading.copy()
    for turn in range(MOST_SESSIONS):
        here = minute[:, turn] < np.iinfo(np.int64).max
        if not here.any():
            break
        days = np.where(here, minute[:, turn] - minute[:, max(turn - 1, 0)], 0) / 1440
        level = level * 2.0 ** (-np.maximum(days - 1, 0) / half)
        lasting = np.minimum(lasting * 2.0 ** (-days / PAUSE_HALVES_DAYS) + 1, LASTING_AT_MOST)
        before[:, turn] = level
        level = np.where(here, level + people.gain * (1 - level), level)
        half = people.fading * (1 + LASTING_PER_SESSION * (lasting - 1))
        after[:, turn], half_days[:, turn] = level, half
    return Relief(minute, after, before, half_days, people.ceiling)
