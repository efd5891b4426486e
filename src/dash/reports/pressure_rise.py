"""Two rises that are easily confused: of all readings at 40 minutes, and of each session's highest reading."""

import numpy as np
import pandas as pd

from dash.queries.pressure_course import PARTS, pressure_change
from dash.queries.pressure_rises import pressure_rises
from dash.queries.question import Subject, question
from dash.queries.selection import Selection
from dash.queries.words import ROUTE_KEYS, text
from dash.stats.counted_quantiles import counted_quantiles
from dash.store.reading import Database

AT_MIN = 40


@question(
    "Rise at 40 minutes and of the sessions' maxima", Subject.BLOOD_PRESSURE, method="two-rises-that-differ"
)
def pressure_rise(
    database: Database, selection: Selection, systolic_rise: int, diastolic_rise: int
) -> pd.DataFrame:
    """Median rise from pre-dose at 40 minutes and of the sessions' maxima, by route and part.

    In the same sessions the second is never below the first: it takes each session's highest reading, whenever that was.

    Args:
        database: Where to look.
        selection: Which sessions.
        systolic_rise: From here on a systolic rise of the maximum counts as large, mmHg.
        diastolic_rise: The same, diastolic.

    Columns:
        route: Key of the vocabulary.
        part: ``systolic`` or ``diastolic``.
        at_40: Median change of the readings from 35 to 44 minutes, mmHg; missing without any.
        readings_at_40: Their number.
        highest: Median of the sessions' highest minus pre-dose, mmHg.
        sessions: Sessions with both.
        large: Of them, with a rise at or above the limit.
    """
    found = pressure_rises(database, selection)
    # One number for route and part, in the order of both.
    group = found["route"] * 2 + found["part"]
    groups, sessions, highest = counted_quantiles(
        group, found["rise"].astype(np.float64), found["sessions"], (50,)
    )
    limit = np.where(found["part"] == 0, systolic_rise, diastolic_rise)
    over = np.where(found["rise"] >= limit, found["sessions"], 0)
    maxima = pd.DataFrame(
        {
            "route": text(ROUTE_KEYS[groups // 2]),
            "part": text(PARTS[groups % 2]),
            "highest": highest[:, 0] if len(groups) else np.empty(0),
            "sessions": sessions,
            "large": np.bincount(np.searchsorted(groups, group), over, len(groups)).astype(np.int64),
        }
    )
    change = pressure_change(database, selection)
    at_40 = change.loc[change["bin"] == AT_MIN, ["route", "part", "p50", "readings"]]
    at_40 = at_40.rename(columns={"p50": "at_40", "readings": "readings_at_40"})
    # A reading with a change has a maximum too: no route or part of one is missing from the other.
    both = maxima.merge(at_40, on=["route", "part"], how="left")
    both = both.fillna({"readings_at_40": 0}).astype({"at_40": "float64", "readings_at_40": "int64"})
    return both[["route", "part", "at_40", "readings_at_40", "highest", "sessions", "large"]]
