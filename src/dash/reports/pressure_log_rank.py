"""Whether the recovery curves of the routes differ: the log-rank test between patients, for the background."""

import numpy as np
import pandas as pd

from dash.queries.pressure_way_back import pressure_way_back_groups
from dash.queries.question import Otherwise, Subject, question
from dash.queries.selection import Selection
from dash.stats.clustered import LEAST_PATIENTS
from dash.stats.log_rank import log_rank
from dash.stats.long_work import Progress, Stop, Watch
from dash.store.reading import Database


@question(
    "Whether the recovery curves of the routes differ: log-rank test",
    Subject.BLOOD_PRESSURE,
    method="time-back-near-pre-dose",
    obeys=Otherwise("compares routes: its sessions are those of the curves of enough patients"),
)
def pressure_log_rank(
    database: Database, selection: Selection, *, progress: Progress | None = None, stop: Stop | None = None
) -> pd.DataFrame:
    """Test whether the recovery curves of the routes differ, of routes with at least ten patients (or groups) in them.

    The variance is between patients: sessions of one patient resemble each other. Routes were not randomised.

    Columns:
        routes, sessions: How many are compared.
        chi_square, p: Of the test, missing where it cannot be made.
        why: Why there is none; else empty.

    Raises:
        Stopped: ``stop`` returned True.
    """
    watch = Watch(progress, stop)
    watch.at(0)
    found = pressure_way_back_groups(database, selection)
    watch.at(0.3)
    pairs = np.unique(found["route"] * 256 + found["cluster"])
    patients = np.bincount(pairs // 256)
    # Whether a route has enough patients is known of routes that occur only.
    enough = patients[found["route"]] >= LEAST_PATIENTS
    rows = {name: column[enough] for name, column in found.items()}
    routes, sessions = len(np.unique(rows["route"])), int(rows["sessions"].sum())
    if routes < 2:
        values = [routes, sessions, np.nan, np.nan, f"needs two routes with {LEAST_PATIENTS} patients"]
    else:
        test = log_rank(rows["minute"], rows["back"], rows["route"], rows["cluster"], rows["sessions"])
        values = [routes, sessions, test.chi_square, test.p, test.why]
    watch.at(1)
    kinds = {"routes": "int64", "sessions": "int64", "chi_square": "float64", "p": "float64", "why": "str"}
    return pd.DataFrame([values], columns=list(kinds)).astype(kinds)
