"""How often each side effect was reported, by route, with intervals, in three denominators."""

import numpy as np
import pandas as pd

from dash.queries.question import ELICITATION, EffectsOfRoute, Subject, question
from dash.queries.selection import Selection
from dash.queries.words import ROUTE_KEYS, text
from dash.reports.effect_counts import Counted, effect_counts
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
    "upper",
    "state",
    "method",
    "serious_events",
    "few",
    "left_out",
]


@question(
    "Side effects by route with intervals",
    Subject.SIDE_EFFECTS,
    method="side-effects-by-route",
    by=(ELICITATION,),
    obeys=EffectsOfRoute("events"),
    compared="effect_counts",
)
def effect_rates(
    database: Database, selection: Selection, elicitation: str | None = None, few_events: int = 5
) -> pd.DataFrame:
    """Rate of every side effect that occurs in the selection, for every route in it, in three denominators.

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
        unit: ``sessions`` (with the effect, of sessions in which effects were asked for or reported), ``patients``
            (with the effect at least once, of patients with such a session) or ``hours`` (sessions with the effect,
            over the monitored hours of sessions in which effects were asked for).
        events, total: Counts in that unit; hours as a number with a fraction.
        rate, low, high: Per 100 of the unit with the 95 % interval. Intervals of sessions and hours allow for repeat
            sessions of patients. Missing where too few patients had it.
        upper: One-sided 95 % upper bound, where there are no events or too few patients; else missing.
        state: ``interval``, ``few`` (too few patients), ``none`` (no events) or ``empty`` (nothing counted).
        method: How the interval was found, or why there is none.
        serious_events: Sessions (in all units) in which the effect was serious.
        few: Whether there are fewer events than ``few_events``.
        left_out: Of hours: sessions not counted, as it is not known how long they were monitored; else 0.

    Raises:
        QuestionError: The way of asking is not in the vocabulary.
    """
    counts = effect_counts(database, selection, elicitation)
    routes = np.flatnonzero(counts.table.asked_patients)
    names = [database.effects[code] for code in counts.table.effects.tolist()]
    serious = counts.table.serious[:, routes].ravel()
    columns = {
        "effect": np.repeat(np.array(names, dtype=object), len(routes)),
        "label": np.repeat(np.array([effect_label(name) for name in names], dtype=object), len(routes)),
        "mapped": np.repeat(np.array([name in EFFECTS for name in names], dtype=bool), len(routes)),
        "route": np.tile(ROUTE_KEYS[routes], len(names)),
        "serious_events": serious,
    }
    parts = [
        columns | {"unit": np.full(serious.size, unit, dtype=object)} | _numbers(found, routes, few_events)
        for unit, found in counts.by_unit.items()
    ]
    joined = {name: np.concatenate([part[name] for part in parts]) for name in COLUMNS}
    words = {name: text(joined[name]) for name in ("effect", "label", "route", "unit", "state", "method")}
    return pd.DataFrame(joined | words)[COLUMNS]


def _numbers(found: Counted, routes: np.ndarray, few_events: int) -> dict[str, np.ndarray]:
    rates, events = found.rates, found.events[:, routes].ravel()
    return {
        "events": events,
        "total": found.total[:, routes].ravel(),
        "rate": rates.rate[:, routes].ravel() * 100,
        "low": rates.low[:, routes].ravel() * 100,
        "high": rates.high[:, routes].ravel() * 100,
        "upper": rates.upper[:, routes].ravel() * 100,
        "state": rates.state[:, routes].ravel(),
        "method": rates.words[:, routes].ravel(),
        "few": events < few_events,
        "left_out": found.left_out[:, routes].ravel(),
    }
