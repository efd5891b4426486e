"""When one side effect began and ended, in minutes from dose, by route."""

import numpy as np
import pandas as pd

from dash.queries import effect_details
from dash.queries.effect_details import MOMENTS, NOT_RECORDED
from dash.queries.question import ELICITATION, EffectsOfRoute, Subject, question
from dash.queries.selection import Selection
from dash.queries.words import ROUTE_KEYS, text
from dash.stats.counted_quantiles import counted_quantiles
from dash.store.reading import Database

_PERCENTS = (10, 50, 90)


@question(
    "Sessions by minute of onset and end",
    Subject.SIDE_EFFECTS,
    method="severity-and-minutes-of-a-side-effect",
    by=(ELICITATION,),
    obeys=EffectsOfRoute("sessions"),
)
def effect_minutes(
    database: Database, selection: Selection, effect: str, elicitation: str | None = None
) -> pd.DataFrame:
    """Sessions with one side effect by the minute at which it began and ended.

    Columns:
        route: Key of the vocabulary.
        moment: ``onset`` (first of the session) or ``end`` (last of the session).
        minute: Since the dose, negative before it; missing where it is not recorded. An end before the onset is not recorded.
        sessions: With the effect, and this minute.

    Raises:
        QuestionError: The way of asking is not in the vocabulary.
    """
    found = effect_details.effect_minutes(database, selection, effect, elicitation)
    unknown = found["minute"] == NOT_RECORDED
    return pd.DataFrame(
        {
            "route": text(ROUTE_KEYS[found["route"]]),
            "moment": text(np.array(MOMENTS, dtype=object)[found["moment"]]),
            "minute": pd.arrays.IntegerArray(found["minute"], unknown),
            "sessions": found["sessions"],
        }
    )


@question(
    "Minutes of onset and end of side effects: percentiles",
    Subject.SIDE_EFFECTS,
    method="severity-and-minutes-of-a-side-effect",
    by=(ELICITATION,),
    obeys=EffectsOfRoute("sessions"),
)
def effect_timing(
    database: Database, selection: Selection, effect: str, elicitation: str | None = None
) -> pd.DataFrame:
    """Percentiles of the minutes at which one side effect began and ended, of the sessions in which they are recorded.

    Columns:
        route: Key of the vocabulary; only routes with the effect.
        moment: ``onset`` or ``end``, as in ``effect_minutes``.
        sessions: With the effect.
        recorded, not_recorded: Of these, with and without this minute. An end may be missing because the effect went on
            or because nobody wrote it down.
        p10, p50, p90: Minutes since the dose, each a minute that occurs; missing where none is recorded.

    Raises:
        QuestionError: The way of asking is not in the vocabulary.
    """
    found = effect_details.effect_minutes(database, selection, effect, elicitation)
    group = found["route"] * len(MOMENTS) + found["moment"]
    order = np.lexsort((found["minute"], group))
    group, minute, sessions = group[order], found["minute"][order], found["sessions"][order]
    groups = np.unique(group)
    place = np.searchsorted(groups, group)
    total = np.bincount(place, sessions, len(groups)).astype(np.int64)
    known = minute != NOT_RECORDED
    percentiles = np.full((len(groups), len(_PERCENTS)), np.nan)
    recorded = np.zeros(len(groups), dtype=np.int64)
    if known.any():
        there, recorded_there, values = counted_quantiles(
            group[known], minute[known].astype(np.float64), sessions[known], _PERCENTS
        )
        at = np.searchsorted(groups, there)
        percentiles[at], recorded[at] = values, recorded_there
    return pd.DataFrame(
        {
            "route": text(ROUTE_KEYS[groups // len(MOMENTS)]),
            "moment": text(np.array(MOMENTS, dtype=object)[groups % len(MOMENTS)]),
            "sessions": total,
            "recorded": recorded,
            "not_recorded": total - recorded,
            **{f"p{percent}": percentiles[:, at] for at, percent in enumerate(_PERCENTS)},
        }
    )
