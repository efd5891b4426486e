"""Who stands behind the outcomes: treated, begun, with a baseline, able to respond, measured."""

import numpy as np
import pandas as pd

from dash.queries.outcomes import outcome_arrays, outcome_scale
from dash.queries.pressure_counts import pressure_counts
from dash.queries.question import SCALE, Subject, question
from dash.queries.selection import Selection
from dash.queries.words import text
from dash.store.reading import Database
from dash.vocabulary import ROUTES

COUNTS = ["treated", "began", "changed_route", "no_baseline", "baseline", "eligible", "measured", "analysed"]


@question(
    "Patients treated, with a baseline, able to respond, measured",
    Subject.TRAJECTORIES,
    method="outcomes-whose-they-are",
    by=(SCALE,),
)
def outcome_flow(database: Database, selection: Selection, instrument: str) -> pd.DataFrame:
    """Count patients from treatment to analysis, by route.

    Columns:
        route: Key of the vocabulary; every route of the selection.
        treated: Patients with a session of the selection by the route.
        began: Of all patients, those whose first session ever is in the selection, by its route. Outcomes are theirs.
        changed_route: Of them, those who had another route later; they stay with the route they began with.
        no_baseline, baseline: Of those who began, without and with a total before the first session.
        eligible: Of those with a baseline, the ones at or above the instrument's limit of remission.
        measured: Of those with a baseline, the ones with a total after the first session.
        analysed: Of those eligible, the ones with a total after the first session.
    """
    found = outcome_arrays(database, selection, "outcome_began", outcome_scale(instrument))
    counts = pressure_counts(database, selection)
    treated = dict(zip(counts["route"].tolist(), counts["patients"].tolist(), strict=True))
    # Who began by a route had a session by it: no route is missing from the treated.
    routes = [route for route in ROUTES.values() if route.key in treated]
    table = np.zeros((len(routes), len(COUNTS)), dtype=np.int64)
    for row, route in enumerate(routes):
        table[row, 0] = treated[route.key]
        own = found["route"] == route.code
        for column, name in enumerate(COUNTS):
            if name in found:
                table[row, column] = found[name][own].sum()
    table[:, COUNTS.index("no_baseline")] = (
        table[:, COUNTS.index("began")] - table[:, COUNTS.index("baseline")]
    )
    columns: dict[str, object] = {"route": text([route.key for route in routes])}
    return pd.DataFrame(columns | {name: table[:, column] for column, name in enumerate(COUNTS)})
