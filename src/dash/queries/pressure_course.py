"""Blood pressure by minute from dose: percentiles of all readings, by route."""

import numpy as np
import pandas as pd

from dash.queries.months import counts_and_days
from dash.queries.question import Subject, question
from dash.queries.selection import Selection
from dash.queries.statement import statement
from dash.queries.words import ROUTE_KEYS, text
from dash.store.reading import Database

PARTS = np.array(["systolic", "diastolic"], dtype=object)
PERCENTILES = {"p10": 10, "p50": 50, "p90": 90}


@question(
    "Blood pressure by minute from dose: percentiles",
    Subject.BLOOD_PRESSURE,
    method="blood-pressure-by-minute",
    compared="pressure_percentiles",
)
def pressure_course(database: Database, selection: Selection) -> pd.DataFrame:
    """Percentiles of the readings around each tenth minute from dose, by route.

    A percentile is a measured value: the smallest that at least that share of the readings do not exceed. Readings
    without a known minute are not in here; a reading with only one of the two pressures counts for that one.

    Columns:
        route: Key of the vocabulary.
        part: ``systolic`` or ``diastolic``.
        bin: Minutes from dose, to the nearest ten (5 counts as 10); -10 for all readings before the dose.
        p10, p50, p90: mmHg.
        readings: Number of readings.
    """
    return _percentiles(database, selection, "pressure_course")


@question(
    "Change from pre-dose by minute from dose: percentiles",
    Subject.BLOOD_PRESSURE,
    method="blood-pressure-by-minute",
)
def pressure_change(database: Database, selection: Selection) -> pd.DataFrame:
    """Percentiles of each reading minus the session's pre-dose value, around each tenth minute, by route.

    Sessions without a pre-dose reading are not in here. Columns: as of ``pressure_course``, p10, p50 and p90 being mmHg
    of change.
    """
    return _percentiles(database, selection, "pressure_change")


def _percentiles(database: Database, selection: Selection, sql: str) -> pd.DataFrame:
    marks, values = counts_and_days(database, selection)
    found = database.arrays(statement(sql, **marks), values)
    groups = np.stack(
        [found["route"].astype(np.int64), found["part"].astype(np.int64), found["bin"].astype(np.int64)]
    )
    first = np.flatnonzero(np.any(np.diff(groups, axis=1, prepend=-9), axis=0))
    readings = found["readings"].astype(np.int64)
    up_to = np.cumsum(readings)
    before = np.append(0, up_to)[first]
    totals = np.diff(np.append(before, up_to[-1:] if len(up_to) else 0)) if len(first) else before
    route, part, bin_ = groups[:, first]
    columns: dict[str, object] = {
        "route": text(ROUTE_KEYS[route]),
        "part": text(PARTS[part]),
        "bin": bin_ * 10,
    }
    for name, percent in PERCENTILES.items():
        # Ranks in whole numbers: the smallest value with at least percent / 100 * total readings at or below it.
        rank = -(-totals * percent // 100)
        columns[name] = found["mmhg"].astype(np.int64)[np.searchsorted(up_to, before + rank)]
    columns["readings"] = totals
    return pd.DataFrame(columns)
