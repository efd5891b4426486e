"""One side effect month by month and route, with the limits that its own past leads to expect."""

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dash.queries.effect_months import Months, effect_months
from dash.queries.question import ELICITATION, EffectsOfRoute, Subject, question
from dash.queries.selection import Selection
from dash.queries.words import ELICITATION_KEYS, ROUTE_KEYS
from dash.reports.effect_past import Past, pasts
from dash.reports.first_year import MONTHS
from dash.stats.laney import laney_p
from dash.stats.rates import session_rates
from dash.stats.stretches import MIXED, NOTHING
from dash.store.reading import Database

RARE = "under five a month: see the sessions between reports"
NO_ONE_WAY = "no way of asking prevails: these months do not compare"
_COLUMNS = {
    "route": "str",
    "month": "datetime64[us]",
    "events": "int64",
    "total": "int64",
    "rate": "float64",
    "low": "float64",
    "high": "float64",
    "centre": "float64",
    "lower": "float64",
    "upper": "float64",
    "beyond": "bool",
    "way": "str",
    "way_share": "float64",
    "changed": "bool",
    "stretch": "int64",
    "chart": "str",
    "why": "str",
}


@question(
    "Side effects by month with limits, and how they were asked for",
    Subject.SIDE_EFFECTS,
    method="a-side-effect-by-month",
    by=(ELICITATION,),
    obeys=EffectsOfRoute("events"),
)
def effect_trend(
    database: Database, selection: Selection, effect: str, elicitation: str | None = None
) -> pd.DataFrame:
    """Share of sessions with one side effect by month and route (Laney's p' chart).

    Months run from the first to the last of the period in which effects were asked for, by any route; those without are
    present. Centre and limits come from the route's first year in the selection whatever its period. Where another way of
    asking prevails than before, they begin anew, unless one way is chosen and so all sessions are of this way.

    Columns:
        route: Key of the vocabulary; only routes with a session of the period asked in the way chosen.
        month: First day of the month.
        events, total: Sessions with the effect, and in which it was asked for in the way chosen.
        rate, low, high: Percent with the 95 % interval, repeat sessions allowed for; missing where total is 0, the interval
            also where too few patients had it. Patients are told apart by group where there are more than 256.
        centre, lower, upper: Percent; missing where they cannot be said.
        beyond: Whether the month is outside the limits.
        way: The way of asking that prevails in the month, of all sessions asked by this route (``dash.stats.stretches``),
            ``mixed``, or ``none`` without sessions.
        way_share: Percent of these sessions asked in the commonest way.
        changed: Whether another way prevails than in the last month with sessions before.
        stretch: Number of the stretch of months that compare: with one way chosen all of them, else until another way prevails.
        chart: ``laney``, or ``g`` where the effect is too rare for it: see ``effect_between``.
        why: Why there are no limits, else empty.

    Raises:
        QuestionError: The way of asking is not in the vocabulary.
    """
    whole, shown = effect_months(database, selection, effect, elicitation)
    begin = shown.first - whole.first
    inside = slice(begin, begin + len(shown.asked))
    parts = [
        _months(shown, route) | {name: column[inside] for name, column in _limits(past).items()}
        for route, past in pasts(whole, elicitation).items()
        if shown.asked[:, route].any()
    ]
    joined = {
        name: np.concatenate([part[name] for part in parts]) if parts else np.empty(0, dtype=object)
        for name in _COLUMNS
        if name != "beyond"
    }
    frame = pd.DataFrame(joined).astype({name: kind for name, kind in _COLUMNS.items() if name != "beyond"})
    frame["beyond"] = (frame["rate"] > frame["upper"]) | (frame["rate"] < frame["lower"])
    return frame[list(_COLUMNS)]


def _limits(past: Past) -> dict[str, NDArray[Any]]:
    """Centre and limits in percent, the way of asking and what cannot be said, by month."""
    size = len(past.total)
    centre, lower, upper = (np.full(size, np.nan) for _ in range(3))
    why: NDArray[np.object_] = np.full(size, "", dtype=object)
    for number in np.unique(past.stretch):
        some = past.stretch == number
        if past.chart == "g":
            why[some] = RARE
        elif not past.comparable[some].all():
            why[some] = NO_ONE_WAY
        else:
            # The year begins with the first session of the route, not with months before it came into use.
            some[: past.begin(number)] = False
            chart = laney_p(past.events[some], past.total[some], MONTHS)
            why[some] = chart.why
            if not chart.why:
                centre[some], lower[some], upper[some] = (
                    chart.centre * 100,
                    chart.lower * 100,
                    chart.upper * 100,
                )
    words = {MIXED: "mixed", NOTHING: "none"}
    way = [words.get(code) or str(ELICITATION_KEYS[code]) for code in past.way.tolist()]
    return {
        "centre": centre,
        "lower": lower,
        "upper": upper,
        "way": np.array(way, dtype=object),
        "way_share": past.most * 100,
        "changed": past.changed,
        "stretch": past.stretch,
        "chart": np.full(size, past.chart, dtype=object),
        "why": why,
    }


def _months(shown: Months, route: int) -> dict[str, NDArray[Any]]:
    """Counts and rates of one route in the months shown."""
    events, asked = shown.events[:, route], shown.asked[:, route]
    found = session_rates(events, asked)
    # Months since 1970 are what numpy counts in.
    months = (np.arange(len(asked)) + shown.first - 1970 * 12).astype("datetime64[M]")
    return {
        "route": np.full(len(asked), ROUTE_KEYS[route], dtype=object),
        "month": months.astype("datetime64[us]"),
        "events": events.sum(axis=-1),
        "total": asked.sum(axis=-1),
        "rate": found.rate * 100,
        "low": found.low * 100,
        "high": found.high * 100,
    }
