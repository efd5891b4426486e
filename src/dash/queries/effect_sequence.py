"""Sessions in which effects were asked for, in order of time, each with or without one side effect."""

import numpy as np
import pandas as pd

from dash.queries.effect_filter import effect_filter
from dash.queries.selection import Selection
from dash.queries.statement import statement
from dash.store.reading import Database


def effect_sequence(
    database: Database, selection: Selection, effect: str, elicitation: str | None
) -> pd.DataFrame:
    """Return the sessions of a selection in which effects were asked for, in order of time.

    Columns: patient (key), route (code), month (year times 12 plus month, January 0), order (ascending in time), event
    (whether the effect was reported), day (of a session with it, else missing).

    Raises:
        QuestionError: The way of asking is not in the vocabulary.
    """
    marks, values = effect_filter(database, selection, effect, elicitation)
    ill = database.arrays(statement("effect_having", **marks), values)
    del values["effect"]
    found = database.arrays(statement("effect_sequence", **marks), values)
    rows = np.searchsorted(found["session_key"], ill["session_key"])
    event = np.zeros(len(found["session_key"]), dtype=np.bool)
    event[rows] = True
    day = np.full(len(event), np.datetime64("NaT", "us"))
    day[rows] = ill["started_on"]
    return pd.DataFrame(
        {
            "patient": found["patient_key"],
            "route": found["route"],
            "month": found["month"].astype(np.int64),
            "order": found["session_key"],
            "event": event,
            "day": day,
        }
    )
