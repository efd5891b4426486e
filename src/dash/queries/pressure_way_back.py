"""How sessions' way back near pre-dose ended, as counts and as a list."""

from enum import IntEnum

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dash.queries.months import counts_and_days
from dash.queries.question import Subject, question
from dash.queries.selection import Selection
from dash.queries.statement import selected, statement
from dash.queries.words import session_list
from dash.store.reading import Database


class Outcome(IntEnum):
    """Codes of ``recovery_outcome``; what they mean stands in ``derive.sql``."""

    NOT_BACK = 0
    BACK = 1
    LAST_NEAR = 2
    NO_PRE_DOSE = 3
    NOTHING_AFTER = 4
    LOOK_GAP = 10


def pressure_way_back(database: Database, selection: Selection) -> dict[str, NDArray[np.int64]]:
    """Count sessions by route, how their way back near pre-dose ended, and when.

    Returns:
        Arrays of one length: route (code), outcome (``Outcome``), minute and sessions. ``LOOK_GAP`` holds the sessions
        of ``BACK`` once more, by the minutes since the look before.
    """
    marks, values = counts_and_days(database, selection)
    found = database.arrays(statement("pressure_way_back", **marks), values)
    return {name: column.astype(np.int64) for name, column in found.items()}


def pressure_way_back_groups(database: Database, selection: Selection) -> dict[str, NDArray[np.int64]]:
    """Count the sessions that are followed, by route, group of patients, whether they came back, and when.

    Up to 256 patients in the database, a group is a patient.

    Returns:
        Arrays of one length: route (code), cluster (group, 0 to 255), back (1 or 0), minute and sessions.
    """
    found = database.arrays(*selected("pressure_way_back_groups", database, selection))
    counted = np.bincount(found["code"])
    code = np.flatnonzero(counted)
    return {
        "route": code % 4096 // 512,
        "cluster": code % 512 // 2,
        "back": code % 2,
        "minute": code // 4096,
        "sessions": counted[code],
    }


@question("Sessions not seen back near pre-dose", Subject.BLOOD_PRESSURE)
def pressure_not_back(database: Database, selection: Selection, newest: int = 500) -> pd.DataFrame:
    """List sessions with pre-dose and later readings that were not seen back near pre-dose, newest first.

    At most ``newest`` rows. Columns: those of every list of sessions, then

        last_systolic, last_diastolic, last_minute: The last reading with both pressures, mmHg and minutes from dose.
        last_near: That reading was near pre-dose, yet none after the peak was: the peak was the last reading.
    """
    frame = database.frame(
        *selected("pressure_not_back", database, selection, newest=newest),
    )
    return session_list(database, frame, "last_systolic", "last_diastolic", "last_minute", "last_near")
