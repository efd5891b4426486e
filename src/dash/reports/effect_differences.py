"""By how much two routes differ in each side effect."""

import numpy as np
import pandas as pd

from dash.errors import QuestionError
from dash.queries.effect_table import effect_table
from dash.queries.selection import Selection
from dash.queries.words import text
from dash.stats.differences import mover, newcombe
from dash.stats.intervals import clustered_wilson
from dash.store.reading import Database
from dash.vocabulary import ROUTES


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
        unit: ``sessions`` or ``patients``, as in ``effect_rates``.
        difference, low, high: Percentage points with the 95 % interval (MOVER from the intervals of the two
            rates, widened for repeat sessions; per patient Newcombe). Missing where a route has no sessions.

    Raises:
        QuestionError: A route or way of asking is not in the vocabulary.
    """
    if not {first_route, second_route} <= set(ROUTES):
        raise QuestionError("A route is not in the vocabulary.", fix=f"Use one of: {', '.join(ROUTES)}.")
    both = Selection(
        (first_route, second_route),
        selection.drugs,
        selection.start,
        selection.end,
        selection.sites,
        selection.phases,
    )
    table = effect_table(database, both, elicitation)
    one, two = ROUTES[first_route].code, ROUTES[second_route].code
    rates = [
        clustered_wilson(
            table.events[:, route], np.broadcast_to(table.asked[route], table.events[:, route].shape)
        )
        for route in (one, two)
    ]
    sessions = mover(rates[0], rates[1])
    patients = newcombe(
        table.patients[:, one], table.asked_patients[one], table.patients[:, two], table.asked_patients[two]
    )
    names = [database.effects[code] for code in table.effects.tolist()]
    frame = pd.DataFrame(
        {
            name: np.concatenate([sessions[at], patients[at]]) * 100
            for at, name in enumerate(("difference", "low", "high"))
        }
    )
    frame.insert(0, "effect", text([*names, *names]))
    frame.insert(1, "unit", text(["sessions"] * len(names) + ["patients"] * len(names)))
    return frame
