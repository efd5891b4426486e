"""One rare side effect: how many sessions lie between two reports of it, by route."""

import numpy as np
import pandas as pd

from dash.queries.effect_months import effect_months
from dash.queries.effect_sequence import effect_sequence
from dash.queries.question import ELICITATION, EffectsOfRoute, Subject, question
from dash.queries.selection import Selection
from dash.queries.words import ROUTE_KEYS
from dash.reports.effect_past import pasts
from dash.reports.effect_trend import NO_ONE_WAY
from dash.reports.first_year import events_within, too_few
from dash.stats.rare_events import LEAST_EVENTS, g_chart
from dash.store.reading import Database

MOST_EACH = 8
_COLUMNS = {
    "route": "str",
    "day": "datetime64[us]",
    "between": "int64",
    "events": "int64",
    "centre": "float64",
    "lower": "float64",
    "upper": "float64",
    "baseline": "int64",
    "stretch": "int64",
    "why": "str",
}


@question(
    "Sessions between reports of rare side effects",
    Subject.SIDE_EFFECTS,
    method="a-side-effect-by-month",
    by=(ELICITATION,),
    obeys=EffectsOfRoute("events"),
)
def effect_between(
    database: Database, selection: Selection, effect: str, elicitation: str | None = None
) -> pd.DataFrame:
    """Sessions without one side effect between reports of it, by route, where it is too rare for a monthly rate (g-chart).

    A point stands for one report; from twenty reports on for two, then more, up to eight. The usual number is that of the
    reports of the route's first year in the selection whatever its period, from its first session in which the effect was
    asked for; with fewer than ten of them there is none. Where another way of asking prevails than before, counting and
    the year begin anew, unless one way is chosen.

    Columns:
        route: Key of the vocabulary; only routes whose chart is ``g`` in ``effect_trend``.
        day: Of the point's last report.
        between: Sessions asked without the effect since the point before.
        events: Reports that the point stands for.
        centre, lower, upper: Median to be expected; at or below, and at or above, chance seldom comes. Missing where they
            cannot be said.
        baseline: Reports that they come from.
        stretch: As in ``effect_trend``.
        why: What cannot be said, else empty.

    Raises:
        QuestionError: The way of asking is not in the vocabulary.
    """
    whole, _ = effect_months(database, selection.unlimited, effect, elicitation)
    rare = {
        route: past
        for route, past in pasts(whole, elicitation).items()
        if past.chart == "g" and past.events.any()
    }
    parts = [pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in _COLUMNS.items()})]
    if rare:
        sessions = effect_sequence(database, selection.unlimited, effect, elicitation)
        for code, past in rare.items():
            own = sessions[sessions["route"] == code]
            month = own["month"].to_numpy() - whole.first
            for number in np.unique(past.stretch):
                some = own[past.stretch[month] == number]
                if some.empty:
                    continue
                comparable = bool(past.comparable[past.stretch == number].all())
                points = _points(some, past.begin(number) + whole.first, comparable)
                parts.append(points.assign(route=str(ROUTE_KEYS[code]), stretch=number))
    frame = pd.concat([part[list(_COLUMNS)] for part in parts], ignore_index=True).astype(_COLUMNS)
    inside = np.ones(len(frame), dtype=np.bool)
    if selection.start:
        inside &= frame["day"].to_numpy() >= np.datetime64(selection.start)
    if selection.end:
        inside &= frame["day"].to_numpy() < np.datetime64(selection.end)
    return frame[inside].reset_index(drop=True)


def _points(some: pd.DataFrame, first: int, comparable: bool) -> pd.DataFrame:
    """Return the points of one stretch, whose year begins with month ``first``; without limits where ways of asking mix."""
    event = some["event"].to_numpy(dtype=np.bool)
    days = some["day"].to_numpy()[event]
    first_year = events_within(some["month"].to_numpy()[event], first)
    each = int(np.clip(len(days) // LEAST_EVENTS, 1, MOST_EACH))
    chart = g_chart(event, each, first_year)
    why = too_few(first_year, "report", "reports") or chart.why
    limits = (chart.centre, chart.lower, chart.upper) if comparable else (np.nan, np.nan, np.nan)
    return pd.DataFrame(
        {
            "day": days[each - 1 :: each][: len(chart.between)],
            "between": chart.between,
            "events": each,
            "centre": limits[0],
            "lower": limits[1],
            "upper": limits[2],
            "baseline": chart.baseline,
            "why": why if comparable else NO_ONE_WAY,
        }
    )
