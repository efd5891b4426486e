"""Rates per session and per monitored hour whose intervals respect that sessions repeat in the same patients.

Shares are 0 to 1, rates per hour events per hour; arrays have one element per rate. Each result has a state: where too
few patients had the effect, it says so instead of an interval that would pretend. Coverage by simulation stands in
``docs/method.md``.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dash.stats.clustered import LEAST_PATIENTS, NORMAL_95, Floats, design_effect, spread_between
from dash.stats.intervals import proportion, upper_bound_of_none, wilson
from dash.wording import count

INTERVAL = "interval"
"""There is a two-sided 95 % interval that allows for repeat sessions."""
FEW = "few"
"""Too few patients: no interval, only an upper bound."""
NONE = "none"
"""No events: zero to the one-sided upper bound."""
EMPTY = "empty"
"""Nothing was counted."""


@dataclass(frozen=True)
class Rates:
    """One array element per rate; NaN where there is no such number.

    Attributes:
        rate: Events over sessions (0 to 1), or per hour.
        low, high: The 95 % interval, only in the states ``interval`` (two-sided) and ``none`` (zero to ``upper``).
        upper: One-sided 95 % upper bound that holds however alike the sessions of a patient are; in the states ``few``
            and ``none`` of sessions. Wide on purpose.
        state: ``interval``, ``few``, ``none`` or ``empty``.
        words: The state in words for the reader: how the interval was found, or why there is none.
        design_effect: How many times the variance exceeds that of independent sessions, at least 1.
        effective: Independent sessions (or hours) that would tell as much; for differences.
    """

    rate: Floats
    low: Floats
    high: Floats
    upper: Floats
    state: NDArray[np.object_]
    words: NDArray[np.object_]
    design_effect: Floats
    effective: Floats


def session_rates(
    events: ArrayLike,
    sizes: ArrayLike,
    patients: ArrayLike | None = None,
    patients_with: ArrayLike | None = None,
    *,
    unit: str = "session",
) -> Rates:
    """Return the rate per session with an interval that allows for repeat sessions of one patient.

    Sessions are divided by the design effect (``clustered.spread_between``, with Student's t), and Wilson's interval is
    found with what is left. With fewer than ten patients who had the effect, or fewer than ten with a session without
    it, there is no interval. 270 rates of 256 groups take about 3 ms.

    Source: ratio estimator with a cluster-robust variance (Kauermann and Carroll, JASA 2001; 96:1387-96) and effective
    sample size (Korn and Graubard, Survey Methodology 1998; 24:193-201), with Wilson's interval in place of the exact
    one, which covered too much in simulation.

    Args:
        events: Sessions with the effect per patient, patients along the last axis; or per group of patients formed
            without regard to their records, when there are many.
        sizes: Sessions of each, same shape.
        patients: Number of patients with a session, where the last axis is groups; else counted.
        patients_with: Number of patients who had the effect, likewise. Groups with it are at most as many.
        unit: What is counted instead of sessions, in words for the reader.
    """
    y, n = np.broadcast_arrays(np.asarray(events, dtype=np.float64), np.asarray(sizes, dtype=np.float64))
    x, total = y.sum(axis=-1), n.sum(axis=-1)
    spread = spread_between(y, n)
    groups = np.count_nonzero(n, axis=-1).astype(np.float64)
    people = groups if patients is None else np.broadcast_to(np.asarray(patients, dtype=np.float64), x.shape)
    having = spread.with_event if patients_with is None else np.asarray(patients_with, dtype=np.float64)
    having = np.maximum(np.broadcast_to(having, x.shape), spread.with_event)
    with np.errstate(divide="ignore", invalid="ignore"):
        rate = np.where(total > 0, x / total, np.nan)
        effect, widened = design_effect(spread, rate * (1 - rate) / total)
    once = proportion(x, total)
    low, high = wilson(np.nan_to_num(rate) * total / widened, total / widened)
    low, high = np.where(spread.repeats, low, once.low), np.where(spread.repeats, high, once.high)

    enough = (np.minimum(having, spread.without) >= LEAST_PATIENTS) | (~spread.repeats & (people > 1))
    state: Any = np.select([total == 0, x == 0, enough], [EMPTY, NONE, INTERVAL], default=FEW).astype(object)
    upper = np.where(
        state == NONE, upper_bound_of_none(people), _cautious(rate, _alike(spread.alike, groups, people))
    )
    upper = np.where((state == NONE) | (state == FEW), upper, np.nan)
    low = np.where(state == INTERVAL, low, np.where(state == NONE, 0.0, np.nan))
    high = np.where(state == INTERVAL, high, np.where(state == NONE, upper, np.nan))
    rows = zip(
        *(np.ravel(a) for a in (state, having, spread.without, people, effect, spread.repeats, once.method)),
        strict=True,
    )
    words = np.array([_words(*row, unit=unit) for row in rows], dtype=object).reshape(state.shape)
    effective = np.where(state == NONE, people, np.where(spread.repeats, total / widened, total))
    return Rates(rate, low, high, upper, state, words, effect, effective)


def hour_rates(events: ArrayLike, hours: ArrayLike) -> Rates:
    """Return events per monitored hour with a 95 % interval (``* 100``: per 100 monitored hours).

    As ``session_rates``, with the Poisson distribution in place of the binomial: events are divided by the design
    effect and the score interval of a Poisson mean is found with what is left. With fewer than ten patients who had an
    event the interval is the exact one of independent events (Garwood 1936), and ``words`` says so; the state is then
    ``few``. It can be too narrow where one patient has many. No events: zero to -ln(0.05) / hours.

    Args:
        events: Events per patient (or group), patients along the last axis.
        hours: Hours of each, same shape, not negative.
    """
    from scipy import special

    y, n = np.broadcast_arrays(np.asarray(events, dtype=np.float64), np.asarray(hours, dtype=np.float64))
    x, total = y.sum(axis=-1), n.sum(axis=-1)
    spread = spread_between(y, n, hours=True)
    with np.errstate(divide="ignore", invalid="ignore"):
        rate = np.where(total > 0, x / total, np.nan)
        effect, widened = design_effect(spread, rate / total)
        left, time = x / widened, total / widened
        middle, half = left + NORMAL_95**2 / 2, NORMAL_95 * np.sqrt(left + NORMAL_95**2 / 4)
        exact_low = np.where(x > 0, special.gammaincinv(np.maximum(x, 0.5), 0.025), 0.0) / total
        exact_high = special.gammaincinv(x + 1, 0.975) / total
        none_high = -np.log(0.05) / total
        state: Any = np.select(
            [total == 0, x == 0, spread.with_event >= LEAST_PATIENTS], [EMPTY, NONE, INTERVAL], default=FEW
        ).astype(object)
        low = np.select(
            [state == INTERVAL, state == FEW, state == NONE], [(middle - half) / time, exact_low, 0.0], np.nan
        )
        high = np.select(
            [state == INTERVAL, state == FEW, state == NONE],
            [(middle + half) / time, exact_high, none_high],
            np.nan,
        )
    rows = zip(np.ravel(state), np.ravel(spread.with_event), np.ravel(effect), strict=True)
    words = np.array([_hour_words(*row) for row in rows], dtype=object).reshape(state.shape)
    return Rates(rate, low, high, np.where(state == NONE, high, np.nan), state, words, effect, time)


def _alike(alike: Floats, groups: Floats, patients: Floats) -> Floats:
    """Return the effective number of patients, from that of groups into which they were put.

    Sizes of groups of c patients vary c times less (their squared relative spread) than sizes of patients.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        uneven = (groups / alike - 1) * patients / groups
        return np.where(groups > 0, patients / (1 + uneven), np.nan)


def _cautious(rate: Floats, alike: Floats) -> Floats:
    """Upper bound as if all sessions of a patient were the same: exact, with patients in place of sessions.

    No clustering spreads a sum of shares more than shares that are all zero or one.
    """
    from scipy import special

    left = np.maximum(alike * (1 - np.nan_to_num(rate)), 1e-9)
    return np.where(
        rate < 1, special.betaincinv(np.nan_to_num(rate) * np.nan_to_num(alike) + 1, left, 0.95), 1.0
    )


def _words(
    state: str,
    having: float,
    without: float,
    people: float,
    effect: float,
    repeats: bool,
    once: str,
    *,
    unit: str,
) -> str:
    if state == EMPTY:
        return "nothing counted"
    if state == NONE:
        return f"no events in {_patients(people)}: one-sided 95 % upper bound, however alike a patient's {unit}s are"
    if state == INTERVAL:
        return f"Wilson, widened for repeat {unit}s (design effect {effect:.1f})" if repeats else once
    return _few(having, without, people, unit)


def _few(having: float, without: float, people: float, unit: str) -> str:
    if people == 1:
        return "one patient only: says nothing about other patients"
    if having < LEAST_PATIENTS:
        return (
            f"{having:.0f} of {_patients(people)} had it: too few for an interval ({LEAST_PATIENTS} needed)"
        )
    return f"{_patients(without)} had a {unit} without it: too few for an interval ({LEAST_PATIENTS} needed)"


def _hour_words(state: str, having: float, effect: float) -> str:
    if state == EMPTY:
        return "no hours counted"
    if state == NONE:
        return "no events: one-sided 95 % upper bound (Poisson), events taken as independent"
    if state == INTERVAL:
        return f"Poisson score interval, widened for repeat sessions (design effect {effect:.1f})"
    return f"exact Poisson, events taken as independent: {_patients(having)} had it, too few to allow for repeats"


def _patients(number: float) -> str:
    return count(number, "patient", form=".0f")
