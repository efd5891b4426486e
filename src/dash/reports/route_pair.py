"""Which two routes are compared, on screen as on the command line."""

import pandas as pd

from dash.errors import QuestionError
from dash.queries.dimensions import ROUTE
from dash.queries.selection import Selection
from dash.reports.effect_rates import effect_rates
from dash.store.reading import Database
from dash.vocabulary import ROUTES


def most_used_routes(rates: pd.DataFrame) -> tuple[str, str] | None:
    """Return the two routes of the rates by route with the most sessions asked, the larger first; of equals the vocabulary's.

    None with fewer than two routes. Screen and command line compare the same two.
    """
    sessions = rates[rates["unit"] == "sessions"].groupby("route")["total"].max()
    sessions = sessions.reindex([key for key in ROUTES if key in sessions.index])
    top = list(sessions[sessions > 0].sort_values(ascending=False, kind="stable").index[:2])
    return (str(top[0]), str(top[1])) if len(top) == 2 else None


def two_routes(database: Database, selection: Selection, elicitation: str | None) -> tuple[str, str]:
    """Return the two routes chosen, in this order, else the two most used ones of the selection.

    Raises:
        QuestionError: There are not two.
    """
    found = most_used_routes(effect_rates(database, selection, elicitation))
    if found is None:
        raise QuestionError(
            "A difference needs two routes with sessions in which effects were asked for.",
            fix=f"Widen the selection or leave out --route; routes are {', '.join(ROUTES)}.",
        )
    chosen = selection[ROUTE]
    return (chosen[0], chosen[1]) if set(chosen) == set(found) else found
