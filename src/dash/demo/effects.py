"""Side effects of the made-up clinic: what happened, and what of it was written down."""

from dataclasses import dataclass

import numpy as np
from scipy.special import betaincinv, ndtr, ndtri
from scipy.stats import rankdata

from dash.demo.arrays import Flags, Floats, Generator, Ints, draw
from dash.demo.people import People
from dash.demo.planted import SPONTANEOUS_SHARE, UNDER_RECORDING_CLINICIAN, UNDER_RECORDING_SHARE
from dash.demo.pressure import Readings
from dash.demo.reference import (
    CLUSTERING,
    EFFECT_RATES,
    EFFECTS,
    EVENT_RATES,
    ROUTES,
    SCALE_RATES,
    SERIOUS_RATE,
)
from dash.demo.sessions import CANCELLED, CLINICIAN_IDS, NOT_RECORDED, SCALE, SPONTANEOUS, Sessions

MILD, MODERATE, SEVERE, NOT_GRADED = 0, 1, 2, 3
SERIOUS = ("loss_of_consciousness", "respiratory_depression", "hypertensive_crisis", "suicidal_ideation")
UNMAPPED = ("hiccups", "cold hands")
NAMES = EFFECTS + SERIOUS + UNMAPPED
NO_ACTION, REDUCED, STOPPED, TREATED, ESCALATED = range(5)

_RAISED = EFFECTS.index("raised_blood_pressure")
_EVENT_NOTED = 0.9  # share of hypertensive events that are also written down as an effect
# Volunteered: the worse it was, the likelier it is told; 11 % over the severities below.
_VOLUNTEERED = np.array([0.06, 0.14, 0.5])
_GRADES = np.array([0.66, 0.28, 0.06])
# Typical onset and duration in minutes by route, and factors for effects that differ from dissociation.
_ONSET = np.array([9.0, 16.0, 7.0, 13.0, 24.0, 34.0])
_LASTS = np.array([46.0, 72.0, 56.0, 62.0, 70.0, 85.0])
_SLOWER = {"sedation": (1.4, 1.2), "nausea": (2.0, 0.8), "vomiting": (3.0, 0.15), "headache": (4.0, 1.8)}
_QUICKER = {"dizziness": (0.8, 0.9), "anxiety": (0.9, 0.5), "hallucination": (1.1, 0.5)}
_NO_MINUTES = ("urinary_symptoms", "misuse_concern", "suicidal_ideation")  # told afterwards, not observed


@dataclass(frozen=True)
class Effects:
    """One entry per recorded effect of a session; ``onset`` and ``resolved`` are minutes, -1 where not recorded."""

    session: Ints
    effect: Ints
    severity: Ints
    onset: Ints
    resolved: Ints
    serious: Flags
    action: Ints

    def __len__(self) -> int:
        """Count the effects."""
        return len(self.session)


def make_effects(
    rng: Generator, people: People, sessions: Sessions, readings: Readings
) -> tuple[Effects, Flags, Flags]:
    """Draw what happened and what was recorded.

    Returns:
        The recorded effects; which sessions were stopped early for one of them; and for sedation and dissociation whether
        they happened (sessions x 2, recorded or not), for the rating scales.
    """
    happened = _happened(rng, people, sessions, readings)
    severity = draw(rng, np.broadcast_to(_GRADES, (happened.size, 3))).reshape(happened.shape)
    recorded = happened & _written_down(rng, sessions, severity)
    session, effect = np.nonzero(recorded)
    grade = severity[session, effect]

    rare = np.flatnonzero((rng.random(len(sessions)) < SERIOUS_RATE / 100) & (sessions.status != CANCELLED))
    odd = np.flatnonzero((rng.random(len(sessions)) < 0.004) & (sessions.elicitation != NOT_RECORDED))
    rare_kind = len(EFFECTS) + rng.integers(0, len(SERIOUS), len(rare))
    odd_kind = len(EFFECTS) + len(SERIOUS) + rng.integers(0, len(UNMAPPED), len(odd))
    serious = np.zeros(len(session) + len(rare) + len(odd), dtype=bool)
    serious[len(session) : len(session) + len(rare)] = True
    session = np.concatenate([session, rare, odd])
    effect = np.concatenate([effect, rare_kind, odd_kind])
    grade = np.concatenate([grade, np.full(len(rare), SEVERE), np.full(len(odd), MILD)])

    onset, resolved = _minutes(rng, sessions, readings, session, effect)
    action = _actions(rng, effect, grade, serious)
    stopped = np.zeros(len(sessions), dtype=bool)
    stopped[session[action == STOPPED]] = True
    grade = np.where((rng.random(len(grade)) < 0.04) & (action == NO_ACTION), NOT_GRADED, grade)
    order = np.lexsort((onset, session))
    sedated = happened[:, [EFFECTS.index("sedation"), EFFECTS.index("dissociation")]]
    session, effect, grade, onset, resolved, action = (
        part[order] for part in (session, effect, grade, onset, resolved, action)
    )
    effects = Effects(session, effect, grade, onset, resolved, serious[order], action)
    return effects, stopped, sedated


def _happened(rng: Generator, people: People, sessions: Sessions, readings: Readings) -> Flags:
    """Whether each effect happened in each session: sessions x effects, cancelled ones all false."""
    rates = np.array([EFFECT_RATES[name] for name in EFFECTS]).T / 100
    chance = rates[sessions.route].copy()
    scale = sessions.elicitation == SCALE
    own = _own_places(rng, len(people))
    # One lookup per patient, route and way of rating; sessions share it.
    key = (sessions.patient * len(ROUTES) + sessions.route) * 2 + scale
    keys, back = np.unique(key, return_inverse=True)
    patient, route, rated = keys // 2 // len(ROUTES), keys // 2 % len(ROUTES), (keys % 2).astype(bool)
    for name, rho in CLUSTERING.items():
        column = EFFECTS.index(name)
        mean = rates[route, column]
        if name in SCALE_RATES:
            mean = np.where(rated, SCALE_RATES[name] / 100, mean)
        # Beta-binomial: the mean stays the rate, and two sessions of a patient correlate by rho.
        strength = (1 - rho) / rho
        chance[:, column] = betaincinv(mean * strength, (1 - mean) * strength, own[patient, column])[back]

    place = rng.random(chance.shape)
    place[:, EFFECTS.index("vomiting")] = place[:, EFFECTS.index("nausea")]  # who vomits was sick before
    place[:, _RAISED] = _pressure_place(rng, sessions, readings)
    happened = place < chance
    # Hypertensive events are mostly written down; the other reports make up the rest of the route's rate.
    events = np.array(EVENT_RATES)[sessions.route] / 100
    rest = (chance[:, _RAISED] - _EVENT_NOTED * events) / (1 - events)
    noted = rng.random(len(sessions)) < _EVENT_NOTED
    happened[:, _RAISED] = np.where(readings.event, noted, place[:, _RAISED] < rest)
    return np.asarray(happened & (sessions.status != CANCELLED)[:, None])


def _own_places(rng: Generator, patients: int) -> Floats:
    """Each patient's own place for each effect, uniform; sedation and dissociation go together somewhat."""
    normal = rng.standard_normal((patients, len(EFFECTS)))
    first, second = EFFECTS.index("dissociation"), EFFECTS.index("sedation")
    normal[:, second] = 0.4 * normal[:, first] + np.sqrt(1 - 0.4**2) * normal[:, second]
    return np.asarray(ndtr(normal), dtype=np.float64)


def _pressure_place(rng: Generator, sessions: Sessions, readings: Readings) -> Floats:
    """Uniform place for "raised blood pressure was noted", low where the measured rise was high."""
    place = rng.random(len(sessions))
    for route in range(len(ROUTES)):
        rows = np.flatnonzero((sessions.route == route) & ~readings.event & np.isfinite(readings.rise))
        if len(rows):
            rank = (rankdata(-readings.rise[rows]) - 0.5) / len(rows)
            mixed = 0.85 * ndtri(rank) + np.sqrt(1 - 0.85**2) * rng.standard_normal(len(rows))
            place[rows] = ndtr(mixed)
    return place


def _written_down(rng: Generator, sessions: Sessions, severity: Ints) -> Flags:
    asked_share = np.where(
        sessions.clinician == CLINICIAN_IDS.index(UNDER_RECORDING_CLINICIAN), UNDER_RECORDING_SHARE, 1.0
    )[:, None]
    volunteered = _VOLUNTEERED * (SPONTANEOUS_SHARE / float(_VOLUNTEERED @ _GRADES))
    spontaneous = (sessions.elicitation == SPONTANEOUS)[:, None]
    share = np.where(spontaneous, volunteered[severity], asked_share)
    share = np.where((sessions.elicitation == NOT_RECORDED)[:, None], 0, share)
    return np.asarray(rng.random(severity.shape) < share)


def _minutes(
    rng: Generator, sessions: Sessions, readings: Readings, session: Ints, effect: Ints
) -> tuple[Ints, Ints]:
    """Onset and resolution; the raised pressure begins with its highest reading."""
    factors = np.ones((len(NAMES), 2))
    for name, pair in (_SLOWER | _QUICKER).items():
        factors[NAMES.index(name)] = pair
    route = sessions.route[session]
    size = len(session)
    onset = _ONSET[route] * factors[effect, 0] * np.exp(rng.normal(0, 0.35, size))
    lasts = _LASTS[route] * factors[effect, 1] * np.exp(rng.normal(0, 0.35, size))
    pressure = (effect == _RAISED) & (readings.peak_minute[session] < 200)
    onset = np.where(pressure, readings.peak_minute[session], np.round(onset))
    resolved = onset + np.maximum(1, np.round(lasts))
    # Clinics write five-minute steps more often than not.
    fives = rng.random(size) < 0.6
    onset = np.where(fives & ~pressure, np.round(onset / 5) * 5, onset)
    resolved = np.maximum(np.where(fives, np.round(resolved / 5) * 5, resolved), onset + 1)
    untold = np.isin(effect, [NAMES.index(name) for name in _NO_MINUTES])
    onset = np.where(untold | (rng.random(size) < 0.07), -1, onset)
    resolved = np.where(untold | (rng.random(size) < 0.09), -1, resolved)
    return onset.astype(np.int64), resolved.astype(np.int64)


def _actions(rng: Generator, effect: Ints, grade: Ints, serious: Flags) -> Ints:
    chance = rng.random(len(effect))
    sick = np.isin(effect, [EFFECTS.index("nausea"), EFFECTS.index("vomiting")])
    frightening = np.isin(effect, [EFFECTS.index(name) for name in ("dissociation", "anxiety", "agitation")])
    action = np.full(len(effect), NO_ACTION, dtype=np.int64)
    action = np.where(sick & (chance < 0.3), TREATED, action)
    action = np.where((effect == _RAISED) & (chance < 0.12), TREATED, action)
    action = np.where(frightening & (grade == SEVERE) & (chance < 0.3), STOPPED, action)
    action = np.where((grade == SEVERE) & (action == NO_ACTION) & (chance > 0.85), REDUCED, action)
    return np.where(serious, ESCALATED, action)


def stays_longer(effects: Effects, sessions: Sessions) -> Ints:
    """Last minute of sedation or dissociation in each session, 0 where there was none with a minute."""
    last = np.zeros(len(sessions), dtype=np.int64)
    matters = np.isin(effects.effect, [EFFECTS.index("sedation"), EFFECTS.index("dissociation")])
    np.maximum.at(last, effects.session[matters], effects.resolved[matters])
    return last
