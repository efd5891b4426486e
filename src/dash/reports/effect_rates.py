"""How often each side effect was reported, by route, with intervals."""

import numpy as np
import pandas as pd

from dash.queries.effect_table import effect_table
from dash.queries.selection import Selection
from dash.queries.words import ROUTE_KEYS, text
from dash.stats.intervals import Proportion, clustered_proportion, proportion
from dash.store.reading import Database
from dash.vocabulary import EFFECTS, effect_label

COLUMNS = [
    "effect",
    "label",
    "mapped",
    "route",
    "unit",
    "events",
    "total",
    "rate",
    "low",
    "high",
    "method",
    "serious_events",
    "few",
]


def effect_rates(
    database: Database, selection: Selection, elicitation: str | None = None, few_events: int = 5
) -> pd.DataFrame:
    """Rate of every side effect that occurs in the selection, for every route in it, per session and per patient.

    Args:
        database: Where to ask.
        selection: Which sessions.
        elicitation: Only sessions in which effects were asked for in this way; None for all ways together.
        few_events: Below this many events a row is marked as few.

    Columns:
        effect: Key of the vocabulary, or the words of the source where it has none.
        label: What is shown.
        mapped: Whether the effect is in the vocabulary.
        route: Key of the vocabulary.
        unit: ``sessions`` (with the effect, of sessions in which effects were asked for or reported) or
            ``patients`` (with the effect at least once, of patients with such a session).
        events, total: Counts in that unit.
        rate, low, high: Percent with the 95 % interval. Intervals of sessions allow for repeat sessions of patients.
        method: How the interval was found.
        serious_events: Sessions (in both units) in which the effect was serious.
        few: Whether there are fewer events than ``few_events``.

    Raises:
        QuestionError: The way of asking is not in the vocabulary.
    """
    table = effect_table(database, selection, elicitation)
    routes = np.flatnonzero(table.asked_patients)
    effects, shape = table.effects, (len(table.effects), len(routes))
    asked = np.broadcast_to(table.asked[routes], (*shape, table.asked.shape[1]))
    events = table.events[:, routes]
    patients, patient_totals = table.patients[:, routes], np.broadcast_to(table.asked_patients[routes], shape)
    serious = table.serious[:, routes].ravel()
    by_unit = (
        ("sessions", events.sum(-1), asked.sum(-1), clustered_proportion(events, asked)),
        ("patients", patients, patient_totals, proportion(patients, patient_totals)),
    )
    names = [database.effects[code] for code in effects.tolist()]
    columns = {
        "effect": np.repeat(np.array(names, dtype=object), len(routes)),
        "label": np.repeat(np.array([effect_label(name) for name in names], dtype=object), len(routes)),
        "mapped": np.repeat(np.array([name in EFFECTS for name in names], dtype=bool), len(routes)),
        "route": np.tile(ROUTE_KEYS[routes], len(names)),
    }
    parts = [
        columns
        | {"unit": np.full(serious.size, unit, dtype=object), "events": count.ravel(), "total": total.ravel()}
        | _percent(found)
        | {"serious_events": serious, "few": count.ravel() < few_events}
        for unit, count, total, found in by_unit
    ]
    joined = {name: np.concatenate([part[name] for part in parts]) for name in COLUMNS}
    words = {name: text(joined[name]) for name in ("effect", "label", "route", "unit", "method")}
    return pd.DataFrame(joined | words)[COLUMNS]


def _percent(found: Proportion) -> dict[str, np.ndarray]:
    return {
        "rate": found.rate.ravel() * 100,
        "low": found.low.ravel() * 100,
        "high": found.high.ravel() * 100,
        "method": found.method.ravel(),
    }
