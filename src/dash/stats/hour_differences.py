"""The difference of two rates per monitored hour."""

import numpy as np

from dash.stats.differences import mover
from dash.stats.rate_differences import RateDifference
from dash.stats.rates import EMPTY, FEW, INTERVAL, NONE, Rates

WORDS = {
    INTERVAL: "from the two intervals (MOVER), both widened for repeat sessions",
    FEW: "too few patients had it in one of the two: no interval",
    NONE: "no events in either",
    EMPTY: "no hours counted in one of the two",
}


def hour_difference(first: Rates, second: Rates) -> RateDifference:
    """Return the crude difference of two rates of ``hour_rates``, with an interval that allows for repeats.

    As ``rate_differences.rate_difference``: MOVER from the two intervals (Zou and Donner, Stat Med 2008; 27:1693-702); p
    is a score test of two Poisson means with the effective hours. A rate without events enters with its exact two-sided
    bound. Patients on both sides are taken as independent: too cautious rather than too sure.
    """
    from scipy import special

    state: np.ndarray = np.select(
        [
            (first.state == EMPTY) | (second.state == EMPTY),
            (first.state == FEW) | (second.state == FEW),
            (first.state == NONE) & (second.state == NONE),
        ],
        [EMPTY, FEW, NONE],
        default=INTERVAL,
    ).astype(object)
    # 0 to 3.0 over the hours (5 % on one side) becomes 0 to 3.7 (2.5 %).
    wider = np.log(0.025) / np.log(0.05)
    sides = [
        (one.rate, one.low, np.where(one.state == NONE, one.high * wider, one.high))
        for one in (first, second)
    ]
    found = mover(*sides)
    e1, e2 = first.effective, second.effective
    said = state == INTERVAL
    with np.errstate(divide="ignore", invalid="ignore"):
        pooled = (first.rate * e1 + second.rate * e2) / (e1 + e2)
        error = np.sqrt(pooled * (1 / e1 + 1 / e2))
        p = np.where(said, 2 * special.ndtr(-np.abs(found.difference) / error), np.nan)
    words = np.array([WORDS[value] for value in np.ravel(state)], dtype=object).reshape(np.shape(state))
    return RateDifference(
        found.difference,
        np.where(said, found.low, np.nan),
        np.where(said, found.high, np.nan),
        p,
        state,
        words,
    )
