"""How completely sessions were monitored, by route, and how many began above the pre-dose guide."""

import numpy as np
import pandas as pd

from dash.queries.pressure_recorded import RECORDED, pressure_recorded
from dash.queries.selection import Selection
from dash.queries.words import ROUTE_KEYS, text
from dash.stats.intervals import clustered_proportion
from dash.store.reading import Database

CLUSTERS = 256
WHAT = np.array(RECORDED, dtype=object)


def pressure_completeness(
    database: Database, selection: Selection, systolic_guide: int, diastolic_guide: int
) -> pd.DataFrame:
    """Share of sessions with each part of the monitoring, by route.

    Columns:
        route: Key of the vocabulary.
        what: ``pre_dose`` (reading before the dose), ``at_40`` (around 40 minutes), ``after_dose`` (any after the dose: the
            last), ``spo2`` (oxygen saturation), ``clock`` (time of day of the dose); ``above_guide`` (pre-dose pressure
            above the guide).
        sessions: With it.
        total: Of these sessions; for ``above_guide`` those with a reading before the dose.
        rate, low, high: Percent with the 95 % interval, repeat sessions allowed for; missing where total is 0.
        method: How the interval was found.
    """
    found = pressure_recorded(database, selection, systolic_guide, diastolic_guide)
    cell = found["cell"].astype(np.int64)
    routes = np.unique(cell // CLUSTERS)
    place = np.searchsorted(routes, cell // CLUSTERS), cell % CLUSTERS
    given = np.zeros((len(routes), CLUSTERS), dtype=np.int64)
    given[place] = found["sessions"]
    having = np.zeros((len(routes), len(RECORDED), CLUSTERS), dtype=np.int64)
    for part, name in enumerate(RECORDED):
        having[place[0], part, place[1]] = found[name]
    of = np.repeat(given[:, None, :], len(RECORDED), axis=1)
    of[:, RECORDED.index("above_guide")] = having[:, RECORDED.index("pre_dose")]
    share = clustered_proportion(having, of)
    return pd.DataFrame(
        {
            "route": text(np.repeat(ROUTE_KEYS[routes], len(RECORDED))),
            "what": text(np.tile(WHAT, len(routes))),
            "sessions": having.sum(axis=2).ravel(),
            "total": of.sum(axis=2).ravel(),
            "rate": share.rate.ravel() * 100,
            "low": share.low.ravel() * 100,
            "high": share.high.ravel() * 100,
            "method": text(share.method.ravel()),
        }
    )
