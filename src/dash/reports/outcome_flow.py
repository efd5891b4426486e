"""Who stands behind the outcomes: treated, begun, with a baseline, able to respond, measured."""

import pandas as pd

from dash.queries.outcomes import ints, outcome_answers, outcome_scale
from dash.queries.pressure_counts import pressure_counts
from dash.queries.selection import Selection
from dash.store.reading import Database
from dash.vocabulary import ROUTES

COUNTS = ["treated", "began", "changed_route", "no_baseline", "baseline", "eligible", "measured", "analysed"]


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
    scale = outcome_scale(instrument)
    treated = pressure_counts(database, selection)[["route", "patients"]].rename(
        columns={"patients": "treated"}
    )
    began = outcome_answers(database, selection, "outcome_began", scale)
    frame = treated.merge(began, on="route", how="outer")
    counts = frame.drop(columns="route").fillna(0).astype("int64")
    frame = pd.concat([frame[["route"]], counts], axis=1)
    frame["no_baseline"] = ints(frame, "began") - ints(frame, "baseline")
    order = {key: place for place, key in enumerate(ROUTES)}
    frame = frame.sort_values("route", key=lambda routes: routes.map(order), kind="stable")
    return frame[["route", *COUNTS]].reset_index(drop=True)
