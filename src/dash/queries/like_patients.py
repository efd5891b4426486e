"""How patients began, and the scores of those who began alike."""

from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dash.queries.statement import statement
from dash.queries.words import ROUTE_KEYS, text
from dash.store.reading import Database
from dash.vocabulary import ROUTES


class WeeklyScores(NamedTuple):
    """How often each score stood at each week after the first session, by week and score; arrays of equal length.

    Attributes:
        week: 1 is days 1 to 7 after the day of the first session.
        value: Points.
        patients: Whose last score in that week it was.
    """

    week: NDArray[np.int64]
    value: NDArray[np.float64]
    patients: NDArray[np.int64]


def like_start(database: Database, patient_key: int) -> pd.DataFrame:
    """Describe how a patient began, one row per instrument with a baseline.

    Columns:
        instrument: Key of the vocabulary.
        route: Of the first session.
        first_on, scored_on: Day of the first session and of the baseline.
        baseline: Last total before the first session, points.
    """
    frame = database.frame(statement("like_start"), {"patient_key": patient_key})
    return frame.assign(route=text(ROUTE_KEYS[frame["route"].to_numpy(np.int64)]))


def weekly_scores(
    database: Database, route: str, instrument: str, low: float, high: float, leave_out: int | None
) -> WeeklyScores:
    """Count the scores of patients with this route of the first session and a baseline from ``low`` to ``high``.

    ``leave_out`` is the key of a patient who is not counted.
    """
    found = database.arrays(
        statement("like_patients"),
        {
            "instrument": instrument,
            "route": ROUTES[route].code,
            "low": low,
            "high": high,
            "leave_out": -1 if leave_out is None else leave_out,
        },
    )
    return WeeklyScores(
        found["week"].astype(np.int64), found["value"].astype(np.float64), found["patients"].astype(np.int64)
    )
