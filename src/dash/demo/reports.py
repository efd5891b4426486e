"""Side effects of the made-up clinic as a table, with the words patients used."""

import numpy as np
import pandas as pd

from dash.demo import text
from dash.demo.arrays import Generator, Ints, counts
from dash.demo.effects import NAMES, NO_ACTION, Effects
from dash.demo.sessions import CANCELLED, Sessions

_SEVERITIES = ("mild", "moderate", "severe", "")
_ACTIONS = ("none", "dose_reduced", "stopped", "treated", "escalated")
_ELICITED = ("solicited", "scale", "spontaneous", "")
_WORDS = {
    "dissociation": ("felt far away", "floating", "outside my body", "dissociated"),
    "sedation": ("sleepy", "drowsy", "hard to keep eyes open"),
    "dizziness": ("dizzy", "lightheaded", "room moving"),
    "nausea": ("queasy", "sick to the stomach", "nausea"),
    "vomiting": ("vomited once", "threw up"),
    "anxiety": ("scared", "anxious", "panicky"),
    "confusion": ("muddled", "confused"),
    "disorientation": ("did not know where I was", "disoriented"),
    "agitation": ("restless", "agitated"),
    "hallucination": ("saw shapes", "heard voices briefly"),
    "headache": ("headache", "head pressure"),
    "blurred_vision": ("blurry", "double vision"),
    "raised_blood_pressure": ("BP up", "raised BP"),
    "urinary_symptoms": ("burning on urination", "going often"),
    "misuse_concern": ("asked for extra doses", "craving"),
}
_ALL_WORDS = tuple(word for words in _WORDS.values() for word in words)
_LATER = ("headache", "insomnia", "nausea", "urinary_symptoms", "dissociation")
_LATER_SHARE = 0.012  # of sessions, told about the days after


def effects_table(
    rng: Generator,
    sessions: Sessions,
    effects: Effects,
    patient_ids: text.Text,
    session_ids: text.Text,
    last_day: int,
) -> pd.DataFrame:
    """Write the effects of sessions, then a few from the days between; minutes and grades are empty where unknown."""
    size = len(effects)
    # Which ICH E2A criterion a serious effect meets: most are important medical events, some bring a night in hospital.
    hospital = effects.serious & (rng.random(size) < 0.3)
    threat = effects.serious & (effects.effect == NAMES.index("respiratory_depression"))
    criteria = {
        name: text.true_or_false(np.zeros(size, dtype=bool))
        for name in ("serious_death", "serious_disability", "serious_congenital_anomaly")
    }
    in_session = text.frame(
        "side_effects",
        size,
        criteria
        | {
            "session_id": text.take(session_ids, effects.session),
            "effect": text.pick(effects.effect, NAMES),
            "severity": text.pick(effects.severity, _SEVERITIES),
            "onset_minute": text.whole(effects.onset, effects.onset < 0),
            "resolved_minute": text.whole(effects.resolved, effects.resolved < 0),
            "serious_life_threatening": text.true_or_false(threat),
            "serious_hospitalisation": text.true_or_false(hospital),
            "serious_important_event": text.true_or_false(effects.serious),
            "action": text.pick(effects.action, _ACTIONS),
            "elicited": text.pick(sessions.elicitation[effects.session], _ELICITED),
            "reported_as": _words(rng, effects.effect),
        },
    )
    return pd.concat([in_session, _between(rng, sessions, patient_ids, last_day)], ignore_index=True)


def _words(rng: Generator, effect: Ints) -> text.Text:
    first = np.array([_ALL_WORDS.index(_WORDS[name][0]) if name in _WORDS else 0 for name in NAMES])
    known = np.array([len(_WORDS[name]) if name in _WORDS else 1 for name in NAMES])
    picked = first[effect] + np.floor(rng.random(len(effect)) * known[effect]).astype(np.int64)
    silent = ~np.isin(effect, [NAMES.index(name) for name in _WORDS]) | (rng.random(len(effect)) < 0.3)
    return text.pick(picked, _ALL_WORDS, silent)


def _between(rng: Generator, sessions: Sessions, patient_ids: text.Text, last_day: int) -> pd.DataFrame:
    """Effects told about the days after a session: they belong to the patient, not to the session."""
    told = (rng.random(len(sessions)) < _LATER_SHARE) & (sessions.status != CANCELLED)
    rows = np.flatnonzero(told & (sessions.day < last_day))
    size = len(rows)
    began = (sessions.day[rows] + 1) * 1440 + counts(rng, 420, 600, size)
    ended = began + counts(rng, 60, 600, size)
    over = rng.random(size) < 0.7
    return text.frame(
        "side_effects",
        size,
        {
            "patient_id": text.take(patient_ids, sessions.patient[rows]),
            "effect": text.pick(rng.integers(0, len(_LATER), size), _LATER),
            "severity": text.pick(rng.choice(3, size, p=[0.7, 0.25, 0.05]), _SEVERITIES),
            "started_at": text.minutes(began),
            "ended_at": text.minutes(ended, ~over),
            "action": _ACTIONS[NO_ACTION],
            "elicited": "spontaneous",
        },
    )
