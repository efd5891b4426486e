"""How often an effect comes again: next time given this time."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dash.stats.paired import Paired, paired_difference
from dash.stats.rates import Rates, session_rates


@dataclass(frozen=True)
class Recurrence:
    """The rate of an effect next time, in shares, given that it was there or not this time.

    Attributes:
        after_events, after_sessions: Next sessions with the effect, and all, after a session with it.
        background_events, background_sessions: The same after a session without it.
        after, background: The two rates over all patients.
        within: The two compared within patients who have both; see ``paired_difference``.
    """

    after_events: int
    after_sessions: int
    background_events: int
    background_sessions: int
    after: Rates
    background: Rates
    within: Paired


def recurrence(sessions: pd.DataFrame) -> Recurrence:
    """Return how often the effect comes next time when it was there this time, against when it was not.

    Between patients the first is nearly always higher, because some are prone to it: that is what a patient who had it
    wants to know. ``within`` says whether a session with it makes the next one different in the *same* patient; it
    compares few sessions (a patient with three has two pairs) and errs slightly downwards, because taking out one
    session with the effect leaves fewer (the "hot hand" bias, Miller and Sanjurjo, Econometrica 2018; 86:2019-47).

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
    people = int(patient.max(initial=-1)) + 1

    def count(chosen: NDArray[np.bool]) -> NDArray[np.int64]:
        return np.bincount(who[chosen], minlength=max(people, 1))

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
        paired_difference(ill, ill_all, well, well_all),
    )
