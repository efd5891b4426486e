"""How severe one side effect was, by route."""

import numpy as np
import pandas as pd

from dash.queries import effect_details
from dash.queries.question import ELICITATION, EffectsOfRoute, Subject, question
from dash.queries.selection import Selection
from dash.queries.words import ROUTE_KEYS, text
from dash.stats.rates import session_rates
from dash.store.reading import Database


@question(
    "Side effects by severity",
    Subject.SIDE_EFFECTS,
    method="severity-and-minutes-of-a-side-effect",
    by=(ELICITATION,),
    obeys=EffectsOfRoute("sessions"),
)
def effect_severity(
    database: Database, selection: Selection, effect: str, elicitation: str | None = None
) -> pd.DataFrame:
    """Share of each grade, of the sessions in which one side effect was reported, by route.

    Columns:
        route: Key of the vocabulary; only routes with the effect.
        severity: ``mild``, ``moderate``, ``severe``, ``not_graded``: the highest of the session, in this order.
        sessions, total: Sessions with the effect in this grade, and with the effect at all.
        share, low, high: Percent of ``total`` with the 95 % interval, repeat sessions allowed for; the interval is missing
            where too few patients had the grade.
        state, method: As in the rates by route.

    Raises:
        QuestionError: The way of asking is not in the vocabulary.
    """
    counts = effect_details.effect_severity(database, selection, effect, elicitation)
    routes = np.flatnonzero(counts.all_patients)
    grades = [1, 2, 3, 0]
    # Routes one after the other, grades within each.
    events = counts.sessions[grades][:, routes].swapaxes(0, 1)
    total = np.broadcast_to(counts.sessions.sum(axis=0)[routes][:, None], events.shape)
    having = counts.patients[grades][:, routes].T
    found = session_rates(
        events, total, np.broadcast_to(counts.all_patients[routes][:, None], having.shape), having
    )
    words = np.array(effect_details.GRADES, dtype=object)[grades]
    return pd.DataFrame(
        {
            "route": text(np.repeat(ROUTE_KEYS[routes], len(grades))),
            "severity": text(np.tile(words, len(routes))),
            "sessions": events.sum(axis=-1).ravel(),
            "total": total.sum(axis=-1).ravel(),
            "share": found.rate.ravel() * 100,
            "low": found.low.ravel() * 100,
            "high": found.high.ravel() * 100,
            "state": text(found.state.ravel()),
            "method": text(found.words.ravel()),
        }
    )
