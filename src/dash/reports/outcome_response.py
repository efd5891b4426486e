"""Response and remission by session number, with analysed, eligible and treated beside them."""

import numpy as np
import pandas as pd

from dash.queries.outcomes import ints, outcome_answers, outcome_scale
from dash.queries.selection import Selection
from dash.queries.words import text
from dash.reports.outcome_change import LAST_STEP
from dash.reports.outcome_flow import outcome_flow
from dash.stats.intervals import proportion
from dash.store.reading import Database

_WHOLE = ["step", "treated", "began", "eligible", "reached", "analysed", "responses", "remissions"]
_REAL = [
    f"{what}{end}" for what in ("response", "remission") for end in ("", "_low", "_high", "_of_eligible")
]
_COLUMNS = ["route", *_WHOLE, *_REAL, "method"]


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
    counted = outcome_answers(database, selection, "outcome_responses", scale, last=last)
    reached = outcome_answers(database, selection, "outcome_reached", scale)
    steps = np.arange(1, last + 1)
    parts = [_nothing()]
    flow = outcome_flow(database, selection, instrument)
    for route, *amounts in flow[["route", "treated", "began", "eligible"]].to_numpy(object).tolist():
        if not amounts[-1]:
            continue
        had, own = reached[reached["route"] == route], counted[counted["route"] == route]
        columns: dict[str, object] = {"route": text([route] * last), "step": steps}
        for name, amount in zip(("treated", "began", "eligible"), amounts, strict=True):
            columns[name] = np.full(last, amount, dtype=np.int64)
        columns["reached"] = (ints(had, "patients") * (ints(had, "sessions") >= steps[:, None])).sum(axis=1)
        counts = {name: np.zeros(last, dtype=np.int64) for name in ("analysed", "responses", "remissions")}
        for name, values in counts.items():
            values[ints(own, "step") - 1] = ints(own, name)
        parts.append(pd.DataFrame(columns | counts))
    if len(parts) == 1:
        return _nothing()
    return _with_shares(pd.concat(parts[1:], ignore_index=True))


def _with_shares(frame: pd.DataFrame) -> pd.DataFrame:
    """Add the shares of all rows at once: one by one they take three times as long."""
    events = np.stack([ints(frame, "responses"), ints(frame, "remissions")])
    share = proportion(events, ints(frame, "analysed"))
    for place, name in enumerate(("response", "remission")):
        for end, values in (("", share.rate), ("_low", share.low), ("_high", share.high)):
            frame[f"{name}{end}"] = values[place] * 100
        frame[f"{name}_of_eligible"] = 100 * events[place] / ints(frame, "eligible")
    return frame.assign(method=text(share.method[0]))[_COLUMNS]


def _nothing() -> pd.DataFrame:
    columns: dict[str, object] = {"route": text([]), "method": text([])}
    columns |= {name: np.empty(0, dtype=np.int64) for name in _WHOLE} | {name: np.empty(0) for name in _REAL}
    return pd.DataFrame(columns)[_COLUMNS]
