"""How often an effect comes again: next time given this time."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dash.stats.clustered import LEAST_PATIENTS
from dash.stats.rates import Rates, session_rates
from dash.wording import noun

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class BeyondOwnRate:
    """Whether it comes next time more often than the patients' own rates alone make it; in shares, NaN where unknown.

    Attributes:
        expected: Rate after a session with it if each patient's sessions had come in any other order.
        difference, low, high, p: Observed minus expected, its 95 % interval, and p of no difference.
        patients: Patients whose order can tell anything: at least two sessions with it and one without.
        words: How the interval was found, or why there is none.
    """

    expected: float
    difference: float
    low: float
    high: float
    p: float
    patients: int
    words: str


@dataclass(frozen=True)
class Recurrence:
    """The rate of an effect next time, in shares, given that it was there or not this time.

    Attributes:
        after_events, after_sessions: Next sessions with the effect, and all, after a session with it.
        background_events, background_sessions: The same after a session without it.
        after, background: The two rates over all patients.
        beyond: The first against what the patients' own rates make it.
    """

    after_events: int
    after_sessions: int
    background_events: int
    background_sessions: int
    after: Rates
    background: Rates
    beyond: BeyondOwnRate


def recurrence(sessions: pd.DataFrame) -> Recurrence:
    """Return how often the effect comes next time when it was there this time, against when it was not.

    Between patients the first is nearly always higher, because some are prone to it: that is what a patient who had it
    wants to know. ``beyond`` says whether the *order* of a patient's sessions matters besides. The two rates within a
    patient must not be compared for that: taking out one session with the effect leaves fewer, so the difference is
    negative even if nothing carries over, by about one over the number of sessions (the "hot hand" bias, Miller and
    Sanjurjo, Econometrica 2018; 86:2019-47). A patient with k of n sessions with the effect has k(k - 1) / n pairs of
    neighbours with it on average over all orders; the observed number less this is zero on average if order means
    nothing, whatever the patient's rate. An effect that wears off, or comes up, over the course is order too.

    Args:
        sessions: One row per session in which the effect was asked for: ``patient``, ``order`` (ascending in time within
            a patient), ``event``. Pairs are neighbours in this list.

    Raises:
        KeyError: A column is missing.
    """
    rows = sessions[["patient", "order", "event"]].sort_values(["patient", "order"], kind="stable")
    patient, _ = pd.factorize(rows["patient"])
    event = rows["event"].to_numpy(dtype=np.bool)
    pair = patient[1:] == patient[:-1]
    before, after, who = event[:-1][pair], event[1:][pair], patient[1:][pair]
    people = max(int(patient.max(initial=-1)) + 1, 1)

    def count(chosen: NDArray[np.bool]) -> Ints:
        return np.bincount(who[chosen], minlength=people)

    ill, ill_all, well, well_all = (
        count(before & after),
        count(before),
        count(~before & after),
        count(~before),
    )
    return Recurrence(
        int(ill.sum()),
        int(ill_all.sum()),
        int(well.sum()),
        int(well_all.sum()),
        session_rates(ill, ill_all),
        session_rates(well, well_all),
        _beyond(
            ill,
            ill_all,
            np.bincount(patient[event], minlength=people),
            np.bincount(patient, minlength=people),
        ),
    )


def _beyond(ill: Ints, ill_all: Ints, events: Ints, sessions: Ints) -> BeyondOwnRate:
    """Compare pairs with the effect twice with their mean over all orders; errors between patients (ratio estimator)."""
    from scipy import special

    nan, total = float("nan"), int(ill_all.sum())
    telling = int(np.count_nonzero((events >= 2) & (events < sessions)))
    if total == 0:
        return BeyondOwnRate(nan, nan, nan, nan, nan, 0, "no session with it is followed by another")
    own = events * (events - 1) / np.maximum(sessions, 1)
    expected = float(own.sum() / total)
    difference = float(ill.sum() / total) - expected
    if telling < LEAST_PATIENTS:
        words = f"{telling} {noun(telling, 'patient')} had it at least twice and once not: {LEAST_PATIENTS} are needed"
        return BeyondOwnRate(expected, difference, nan, nan, nan, telling, words)
    left = ill - own - difference * ill_all
    error = float(np.sqrt((left**2).sum() * telling / (telling - 1))) / total
    half = float(special.stdtrit(telling - 1, 0.975)) * error
    p = 2 * float(special.stdtr(telling - 1, -abs(difference) / error)) if error > 0 else nan
    words = "observed less the mean over all orders of each patient's sessions, scattering between patients"
    return BeyondOwnRate(expected, difference, difference - half, difference + half, p, telling, words)
