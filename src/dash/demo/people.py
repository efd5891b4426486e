"""The patients of the made-up clinic: who they are, before any session."""

from dataclasses import dataclass

import numpy as np

from dash.demo.arrays import Flags, Floats, Generator, Ints, counts, draw, draw_same
from dash.demo.reference import IN, IV, ROUTES, SC

INDICATIONS = ("trd", "mdd", "mdd_si", "bipolar", "ptsd", "anxiety", "other")
PTSD, ANXIETY = INDICATIONS.index("ptsd"), INDICATIONS.index("anxiety")
SEXES = ("female", "male", "other", "unknown")
TREATED_DAYS = 548  # 18 months

_SITE_SHARES = (0.46, 0.29, 0.25)
# The route depends on the site and on the indication, as it does in life: a crude comparison of routes misleads.
_ROUTE_BY_SITE = np.array(
    [
        [0.48, 0.28, 0.07, 0.06, 0.06, 0.05],
        [0.34, 0.38, 0.08, 0.07, 0.07, 0.06],
        [0.36, 0.27, 0.13, 0.10, 0.07, 0.07],
    ]
)
_ROUTE_BY_INDICATION = np.ones((len(INDICATIONS), len(ROUTES)))
_ROUTE_BY_INDICATION[[INDICATIONS.index("trd"), INDICATIONS.index("mdd_si")], IN] = 1.3
_ROUTE_BY_INDICATION[PTSD, IN] = 0.3
_ROUTE_BY_INDICATION[PTSD, IV] = 1.4
_ROUTE_BY_INDICATION[ANXIETY, 4:] = 2.0

# Where a patient goes who changes route: rows from, columns to.
_CHANGE_TO = np.array(
    [
        [0.0, 7.0, 1.0, 0.5, 1.0, 0.5],
        [6.0, 0.0, 1.0, 1.0, 0.5, 0.5],
        [3.0, 3.0, 0.0, 1.0, 0.5, 0.5],
        [2.0, 3.0, 1.0, 0.0, 0.5, 0.5],
        [3.0, 3.0, 1.0, 1.0, 0.0, 1.0],
        [3.0, 3.0, 1.0, 1.0, 2.0, 0.0],
    ]
)


@dataclass(frozen=True)
class People:
    """One entry per patient; the patient's number is the position.

    Attributes:
        entry_day: Day of the first planned session, in days since 1970-01-01.
        pressure: Standard normal place of the patient's usual blood pressure.
        switches, second_route: Whether and to which route the patient will change.
        rated: Esketamine sessions are rated with CADSS and MOAA/S.
        gain: Share of the remaining symptoms one session takes away at its best.
        fading: Days in which half the gain of one session is lost.
        ceiling: Most of the symptoms that can go at all; some remain in everybody.
        severity: PHQ-9 before treatment.
    """

    entry_day: Ints
    site: Ints
    sex: Ints
    birth_year: Ints
    age: Ints
    weight_kg: Floats
    indication: Ints
    failed_antidepressants: Ints
    route: Ints
    second_route: Ints
    switches: Flags
    pressure: Floats
    hypertension: Flags
    clinician: Ints
    rated: Flags
    gain: Floats
    fading: Floats
    ceiling: Floats
    severity: Floats

    def __len__(self) -> int:
        """Count the patients."""
        return len(self.site)


def make_people(rng: Generator, patients: int, last_day: int) -> People:
    """Make ``patients`` patients who enter within 18 months up to shortly after ``last_day``.

    The last few have only an appointment yet. ``last_day`` is in days since 1970-01-01.
    """
    size = patients
    entry = last_day - TREATED_DAYS + np.floor((TREATED_DAYS + 7) * rng.random(size) ** 1.05).astype(np.int64)
    entry = np.sort(entry)
    site = draw_same(rng, size, _SITE_SHARES)
    sex = draw_same(rng, size, (0.58, 0.395, 0.015, 0.01))
    age = np.clip(np.round(rng.normal(44, 14, size)), 18, 82).astype(np.int64)
    indication = draw_same(rng, size, (0.52, 0.14, 0.08, 0.06, 0.12, 0.06, 0.02))
    route = draw(rng, _ROUTE_BY_SITE[site] * _ROUTE_BY_INDICATION[indication])
    pressure = rng.standard_normal(size)
    hypertension = pressure + 0.03 * (age - 44) + rng.normal(0, 0.7, size) > 1.05
    trials = np.where(indication == 0, 2 + rng.poisson(1.1, size), rng.poisson(1.2, size))
    return People(
        entry_day=entry,
        site=site,
        sex=sex,
        birth_year=2026 - age,
        age=age,
        weight_kg=np.clip(np.round(rng.normal(74, 15, size) + 9 * (sex == 1), 1), 43, 160),
        indication=indication,
        failed_antidepressants=np.minimum(trials, 9).astype(np.int64),
        route=route,
        second_route=draw(rng, _CHANGE_TO[route]),
        switches=rng.random(size) < 0.14,
        pressure=pressure,
        hypertension=hypertension,
        clinician=counts(rng, 0, 99, size),
        rated=(site == 0) & (rng.random(size) < 0.2),
        gain=rng.beta(0.68, 1.08, size),
        fading=6 * np.exp(rng.normal(0, 0.2, size)),
        ceiling=0.65 + 0.33 * rng.random(size),
        severity=np.clip(rng.normal(17.8, 3.2, size), 10, 26),
    )


def series_length(rng: Generator, route: Ints) -> Ints:
    """Draw the number of sessions in a first series of each route."""
    usual = np.array([6, 8, 6, 8, 6, 6])[route]
    iv = np.array([4, 5, 6, 8])[draw_same(rng, len(route), (0.1, 0.1, 0.6, 0.2))]
    return np.where(route == IV, iv, usual).astype(np.int64)


def twice_weekly(rng: Generator, route: Ints) -> Flags:
    """Draw whether a series runs twice a week (always for nasal spray and under the skin) or three times."""
    return np.asarray((route == IN) | (route == SC) | (route > SC) | (rng.random(len(route)) < 0.5))
