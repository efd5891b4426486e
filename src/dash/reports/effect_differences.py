"""By how much two routes differ in each side effect."""

from dataclasses import fields

import pandas as pd

from dash.errors import QuestionError
from dash.queries.dimensions import ROUTE
from dash.queries.question import ELICITATION, TWO_ROUTES, Subject, question
from dash.queries.selection import Selection
from dash.queries.words import text
from dash.reports.effect_counts import UNITS, effect_counts
from dash.stats.hour_differences import hour_difference
from dash.stats.rate_differences import RateDifference, q_values, rate_difference
from dash.stats.rates import Rates
from dash.store.reading import Database
from dash.vocabulary import ROUTES


@question(
    "Difference of two routes in each side effect",
    Subject.SIDE_EFFECTS,
    method="difference-of-two-routes",
    by=(ELICITATION,),
    obeys=TWO_ROUTES,
)
def effect_differences(
    database: Database,
    selection: Selection,
    first_route: str,
    second_route: str,
    elicitation: str | None = None,
) -> pd.DataFrame:
    """Difference of the rates of two routes, first minus second, for every side effect that occurs with either.

    The routes are compared within the selection whether or not it chooses them. Crude: nothing is adjusted for.

    Columns:
        effect: Key of the vocabulary, or the words of the source where it has none.
        unit: ``sessions``, ``patients`` or ``hours``, as in the rates by route.
        difference, low, high: Percentage points (of hours: events per 100 hours) with the 95 % interval, MOVER from the
            intervals of the two rates; per patient it is Newcombe's. Missing where a route has no sessions; the
            interval also where too few patients had the effect.
        p, q: Of no difference; q (Benjamini-Hochberg) over all effects of the unit. Missing without an interval.
        state: ``interval``, ``few``, ``none`` or ``empty``.
        method: How the interval was found, or why there is none.

    Raises:
        QuestionError: A route or way of asking is not in the vocabulary.
    """
    if not {first_route, second_route} <= set(ROUTES):
        raise QuestionError("A route is not in the vocabulary.", fix=f"Use one of: {', '.join(ROUTES)}.")
    counts = effect_counts(database, selection.having(ROUTE, (first_route, second_route)), elicitation)
    one, two = ROUTES[first_route].code, ROUTES[second_route].code
    names = [database.effects[code] for code in counts.table.effects.tolist()]
    parts = []
    for unit in UNITS:
        rates = counts.by_unit[unit].rates
        compare = hour_difference if unit == "hours" else rate_difference
        found = compare(_route(rates, one), _route(rates, two))
        parts.append(_rows(names, unit, found))
    return pd.concat(parts, ignore_index=True)


def _route(rates: Rates, route: int) -> Rates:
    return Rates(**{one.name: getattr(rates, one.name)[:, route] for one in fields(Rates)})


def _rows(names: list[str], unit: str, found: RateDifference) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "effect": text(names),
            "unit": text([unit] * len(names)),
            "difference": found.difference * 100,
            "low": found.low * 100,
            "high": found.high * 100,
            "p": found.p,
            "q": q_values(found.p),
            "state": text(found.state),
            "method": text(found.words),
        }
    )
