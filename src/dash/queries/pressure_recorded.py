"""What was recorded of the monitoring of sessions, and which began above the pre-dose guide."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dash.queries.question import Subject, question
from dash.queries.selection import Selection
from dash.queries.statement import selected
from dash.queries.words import session_list
from dash.store.reading import Database

RECORDED = ("pre_dose", "at_40", "after_dose", "spo2", "clock", "above_guide")


def pressure_recorded(
    database: Database, selection: Selection, systolic_guide: int, diastolic_guide: int
) -> dict[str, NDArray[np.int64]]:
    """Count sessions by route and group of patients, and those with each part of the monitoring.

    Returns:
        Arrays of one length: cell (route times 256 plus group of patients), sessions and each of ``RECORDED``.
    """
    return database.arrays(
        *selected(
            "pressure_recorded",
            database,
            selection,
            systolic_guide=systolic_guide,
            diastolic_guide=diastolic_guide,
        ),
    )


@question("Sessions begun above the pre-dose guide", Subject.BLOOD_PRESSURE)
def pressure_above_guide(
    database: Database, selection: Selection, systolic_guide: int, diastolic_guide: int, newest: int = 500
) -> pd.DataFrame:
    """List sessions whose pre-dose pressure was above the guide (mmHg), newest first.

    At most ``newest`` rows. Columns: those of every list of sessions.
    """
    frame = database.frame(
        *selected(
            "pressure_above_guide",
            database,
            selection,
            systolic_guide=systolic_guide,
            diastolic_guide=diastolic_guide,
            newest=newest,
        ),
    )
    return session_list(database, frame)
