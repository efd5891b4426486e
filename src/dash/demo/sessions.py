"""What is known of each session of the made-up clinic before anything is measured: place, dose, status."""

from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from dash.demo.arrays import Flags, Floats, Generator, Ints, draw_same
from dash.demo.people import People
from dash.demo.planted import CLINICIANS, ELICITATION_FROM, ELICITATION_SITE, SITES, moved
from dash.demo.reference import IM, IN, IV, PO, SC, SL
from dash.demo.schedule import Plan

COMPLETED, STOPPED, CANCELLED = 0, 1, 2
SOLICITED, SCALE, SPONTANEOUS, NOT_RECORDED = 0, 1, 2, 3
CLINICIAN_IDS = tuple(name for site in SITES for name in CLINICIANS[site])

_FIRST_CLINICIAN = np.array([0, 4, 7])
_CLINICIANS_AT = np.array([4, 3, 2])


@dataclass(frozen=True)
class Sessions:
    """One entry per session, ordered by patient and day.

    Attributes:
        started: Minutes since 1970-01-01 00:00, clinic-local.
        weight_kg, dose_mg: The true values; what was not written down is in ``no_weight`` and ``no_dose``.
        no_phase: The phase was not written down.
    """

    patient: Ints
    number: Ints
    route: Ints
    route_number: Ints
    phase: Ints
    day: Ints
    started: Ints
    site: Ints
    clinician: Ints
    weight_kg: Floats
    dose_mg: Floats
    status: Ints
    elicitation: Ints
    no_weight: Flags
    no_dose: Flags
    no_phase: Flags

    def __len__(self) -> int:
        """Count the sessions."""
        return len(self.patient)

    def part(self, chosen: Flags | Ints) -> "Sessions":
        """Keep the chosen sessions."""
        return Sessions(*(getattr(self, name)[chosen] for name in self.__dataclass_fields__))

    def stopped(self, early: Flags) -> "Sessions":
        """Mark sessions as stopped early, with the dose that had been given by then."""
        given = np.where(early & (self.route == IV), np.round(self.dose_mg * 0.6 * 2) / 2, self.dose_mg)
        return replace(self, status=np.where(early, STOPPED, self.status), dose_mg=given)


def make_sessions(rng: Generator, people: People, plan: Plan, last_day: date) -> Sessions:
    """Give every planned session its hour, site, clinician, weight, dose and way of asking."""
    size = len(plan)
    who = plan.patient
    site = people.site[who]
    started = plan.day * 1440 + 8 * 60 + 15 * rng.integers(0, 31, size)
    usual = people.clinician[who] % _CLINICIANS_AT[site]
    other = rng.integers(0, 12, size) % _CLINICIANS_AT[site]
    clinician = _FIRST_CLINICIAN[site] + np.where(rng.random(size) < 0.75, usual, other)
    weight = np.round(people.weight_kg[who] + rng.normal(0, 0.9, size), 1)

    cancelled = rng.random(size) < 0.02
    asks_from = (moved(ELICITATION_FROM, last_day) - date(1970, 1, 1)).days
    volunteered = (site == SITES.index(ELICITATION_SITE)) & (plan.day < asks_from)
    elicitation = np.where(volunteered, SPONTANEOUS, SOLICITED)
    elicitation = np.where(people.rated[who] & (plan.route == IN), SCALE, elicitation)
    elicitation = np.where((rng.random(size) < 0.04) | cancelled, NOT_RECORDED, elicitation)
    return Sessions(
        patient=who,
        number=plan.number,
        route=plan.route,
        route_number=plan.route_number,
        phase=plan.phase,
        day=plan.day,
        started=started,
        site=site,
        clinician=clinician,
        weight_kg=weight,
        dose_mg=_dose(rng, people, plan, weight),
        status=np.where(cancelled, CANCELLED, COMPLETED),
        elicitation=elicitation,
        no_weight=rng.random(size) < 0.08,
        no_dose=rng.random(size) < 0.007,
        no_phase=rng.random(size) < 0.015,
    )


def _dose(rng: Generator, people: People, plan: Plan, weight: Floats) -> Floats:
    """Dose in mg: by weight into a vein, muscle or under the skin; in devices or tablets otherwise."""
    size = len(people)
    step = draw_same(rng, size, (0.65, 0.25, 0.10))[plan.patient]  # how far the dose is raised
    age = people.age[plan.patient]
    turn = plan.route_number
    dose = np.zeros(len(plan))

    iv = np.select([(step == 0) | (turn < 4), step == 1], [0.5, 0.6], 0.75)
    im = np.select([turn < 2, step == 0], [0.5, 0.7], 1.0)
    sc = np.array([0.5, 0.5, 0.6, 0.6, 0.75, 0.75, 0.9, 0.9])[np.minimum(turn, 7)]
    sc = np.minimum(sc, np.array([0.75, 0.9, 0.9])[step])
    for route, per_kg in ((IV, iv), (IM, im), (SC, sc)):
        dose = np.where(plan.route == route, np.round(per_kg * weight * 2) / 2, dose)

    careful = (age >= 65) & (step != 1)
    nasal = np.select([careful & (turn == 0), turn == 0, step == 1], [28.0, 56.0, 56.0], 84.0)
    nasal = np.where(careful & (turn > 0), 56.0, nasal)
    under_tongue = np.array([100.0, 150.0, 200.0])[step] + 50 * (turn >= 3)
    by_mouth = np.round(np.array([1.0, 1.5, 2.0])[step] * weight / 10) * 10
    for route, fixed in ((IN, nasal), (SL, under_tongue), (PO, by_mouth)):
        dose = np.where(plan.route == route, fixed, dose)
    return dose
