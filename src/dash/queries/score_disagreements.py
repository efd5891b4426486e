"""Recorded totals that are not the sum of their items."""

import numpy as np
import pandas as pd

from dash.queries.question import Subject, question
from dash.queries.statement import statement
from dash.queries.words import text
from dash.store.reading import Database


@question("Recorded totals that differ from the sum of their items", Subject.RECORDS, measured="never")
def score_disagreements(database: Database) -> pd.DataFrame:
    """List recorded totals that differ from the sum of all items of the occasion, the newest first.

    Both stay in the records as they are; everywhere else the recorded total counts.

    Columns:
        patient_id, day, instrument: Whose, when and which scale.
        recorded_total, sum_of_items: Points.
        session_id: Of the recorded total, missing where it names none.
        file, line: Where the recorded total stands.
    """
    frame = database.frame(statement("score_disagreements"), {})
    frame["file"] = text(
        np.array([database.files.get(number) for number in frame["file"].tolist()], dtype=object)
    )
    return frame
