"""Sessions of each patient in order of time, each with or without one side effect."""

import numpy as np
import pandas as pd

from dash.queries.effect_filter import effect_filter
from dash.queries.selection import Selection
from dash.queries.statement import statement
from dash.store.reading import Database


def effect_repeats(
    database: Database, selection: Selection, effect: str, elicitation: str | None
) -> pd.DataFrame:
    """Return the sessions in which effects were asked for, in order of time.

    Columns: patient (key), route (code), order (ascending in time), event (whether the effect was reported).

    Raises:
        QuestionError: The way of asking is not in the vocabulary.
    """
    marks, values = effect_filter(database, selection, effect, elicitation)
    ill = database.arrays(statement("effect_having", **marks), values)["session_key"]
    del values["effect"]
    found = database.arrays(statement("effect_repeats", **marks), values)
    event = np.zeros(len(found["session_key"]), dtype=np.bool)
    event[np.searchsorted(found["session_key"], ill)] = True
    return pd.DataFrame(
        {
            "patient": found["patient_key"],
            "route": found["route"],
            "order": found["session_key"],
            "event": event,
        }
    )
