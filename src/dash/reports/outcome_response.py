"""Response and remission by session number, with analysed, eligible and treated beside them."""

import numpy as np
import pandas as pd

from dash.queries.outcomes import ints, outcome_arrays, outcome_scale
from dash.queries.question import SCALE, Subject, question
from dash.queries.selection import Selection
from dash.queries.words import text
from dash.reports.outcome_change import LAST_STEP
from dash.reports.outcome_flow import outcome_flow
from dash.stats.intervals import proportion
from dash.store.reading import Database
from dash.vocabulary import ROUTES

_WHOLE = ["step", "treated", "began", "eligible", "reached", "analysed", "responses", "remissions"]
_REAL = [
    f"{what}{end}" for what in ("response", "remission") for end in ("", "_low", "_high", "_of_eligible")
]
_COLUMNS = ["route", *_WHOLE, *_REAL, "method"]


@question(
    "Response and remission by session number",
    Subject.TRAJECTORIES,
    method="outcomes-response-and-remission",
    by=(SCALE,),
)
def outcome_response(database: Database, selection: Selection, instrument: str) -> pd.DataFrame:
    """Share of patients with a response, and in remission, after each session, by route of the first session.

    A patient counts once a session number, so the interval is that of independent trials: Wilson, exact below five events
    or non-events, one-sided for none. Empty for a scale without response and remission.

    Columns:
        route: Key of the vocabulary.
        step: Session number.
        treated, began: As in ``outcome_flow``.
        eligible: Patients who began, with a baseline at or above the limit of remission.
        reached: Of them, those who had that many sessions, by any route.
        analysed: Of them, those with a total after that session, up to the next one, at most 28 days after it.
        responses, remissions: Of those analysed.
        response, remission: Percent of those analysed, with ``_low`` and ``_high`` of the 95 % interval; missing where
            nobody was analysed.
        response_of_eligible, remission_of_eligible: Percent of those eligible: whoever was not measured counts as without.
        method: How the interval of the response was found.
    """
    scale, last = outcome_scale(instrument), LAST_STEP["sessions"]
    if scale.response_fall is None or scale.remission_below is None:
        return _nothing()
    counted = outcome_arrays(database, selection, "outcome_responses", scale, last=last)
    reached = outcome_arrays(database, selection, "outcome_reached", scale)
    flow = outcome_flow(database, selection, instrument)
    flow = flow[flow["eligible"] > 0]
    routes, steps = flow["route"].tolist(), np.arange(1, last + 1)
    columns: dict[str, np.ndarray] = {"step": np.tile(steps, len(routes))}
    columns |= {name: np.repeat(ints(flow, name), last) for name in ("treated", "began", "eligible")}
    tables = {name: np.zeros((len(routes), last), dtype=np.int64) for name in _WHOLE[4:]}
    for row, route in enumerate(routes):
        had, own = reached["route"] == ROUTES[route].code, counted["route"] == ROUTES[route].code
        tables["reached"][row] = (
            reached["patients"][had] * (reached["sessions"][had] >= steps[:, None])
        ).sum(axis=1)
        for name in _WHOLE[5:]:
            tables[name][row, counted["step"][own] - 1] = counted[name][own]
    columns |= {name: table.ravel() for name, table in tables.items()}
    named: dict[str, object] = {"route": text(np.repeat(np.array(routes, dtype=object), last))}
    return pd.DataFrame(named | columns | _shares(columns))[_COLUMNS]


def _shares(columns: dict[str, np.ndarray]) -> dict[str, object]:
    """Return the shares of all rows at once: route by route they take three times as long."""
    events = np.stack([columns["responses"], columns["remissions"]])
    share = proportion(events, columns["analysed"])
    found: dict[str, object] = {"method": text(share.method[0])}
    for place, name in enumerate(("response", "remission")):
        for end, values in (("", share.rate), ("_low", share.low), ("_high", share.high)):
            found[f"{name}{end}"] = values[place] * 100
        found[f"{name}_of_eligible"] = 100 * events[place] / columns["eligible"]
    return found


def _nothing() -> pd.DataFrame:
    columns: dict[str, object] = {"route": text([]), "method": text([])}
    columns |= {name: np.empty(0, dtype=np.int64) for name in _WHOLE} | {name: np.empty(0) for name in _REAL}
    return pd.DataFrame(columns)[_COLUMNS]
