"""One side effect in first sessions against later ones, and by dose."""

import numpy as np
import pandas as pd

from dash.queries.effect_bands import BANDS, effect_bands
from dash.queries.question import ELICITATION, EffectsOfRoute, Subject, question
from dash.queries.selection import Selection
from dash.queries.words import ROUTE_KEYS, text
from dash.stats.rates import session_rates
from dash.store.reading import Database


@question(
    "Side effects by number of the session and by dose",
    Subject.SIDE_EFFECTS,
    method="side-effects-by-session-number-and-dose",
    by=(ELICITATION,),
    obeys=EffectsOfRoute("events"),
)
def effect_course(
    database: Database, selection: Selection, effect: str, elicitation: str | None = None
) -> pd.DataFrame:
    """Rate of one side effect per 100 sessions by route, by number of the session in the patient and by dose band.

    Columns:
        by: ``session`` or ``dose``.
        band: In words.
        route: Key of the vocabulary.
        events, total: Sessions with the effect, and in which effects were asked for; only bands with one.
        rate, low, high: Percent with the 95 % interval; the interval is missing where too few patients had it. Patients
            are told apart by group (``effect_table``) where there are more than 256.
        state, method: As in the rates by route.

    Raises:
        QuestionError: The way of asking is not in the vocabulary.
    """
    parts = []
    for by, (events, asked) in effect_bands(database, selection, effect, elicitation).items():
        band, route = np.nonzero(asked.sum(axis=-1))
        y, n = events[band, route], asked[band, route]
        found = session_rates(y, n)
        parts.append(
            pd.DataFrame(
                {
                    "by": text([by] * len(band)),
                    "band": text(np.array(BANDS[by], dtype=object)[band]),
                    "route": text(ROUTE_KEYS[route]),
                    "events": y.sum(axis=-1),
                    "total": n.sum(axis=-1),
                    "rate": found.rate * 100,
                    "low": found.low * 100,
                    "high": found.high * 100,
                    "state": text(found.state),
                    "method": text(found.words),
                }
            )
        )
    return pd.concat(parts, ignore_index=True)
