"""Who a patient is, for the head of the patient page."""

import pandas as pd

from dash.queries.statement import statement
from dash.store.reading import Database


def patient_header(database: Database, patient_key: int) -> pd.DataFrame:
    """Describe one patient, one row; none where the key is unknown.

    Columns:
        patient_key, patient_id, birth_year, sex, weight_kg, indication, failed_antidepressants: As recorded.
        sbp_goal_high, dbp_goal_high: The patient's own goals, mmHg, missing where none was set.
        sessions, last_session: Sessions that were not cancelled; day of the last one.
        hypertension: Whether hypertension stands in the history.
        conditions: Number of conditions recorded; with 0 the history may never have been taken.
        last_day: Last day with any record in the database.
        age: Years reached in the year of ``last_day``; up to one too many before the birthday.
    """
    frame = database.frame(statement("patient_header"), {"patient_key": patient_key})
    last = pd.Timestamp(database.summary["last_record"])  # missing in a database without any record
    frame["last_day"] = pd.Series([last] * len(frame), dtype="datetime64[us]")
    frame["age"] = (frame["last_day"].dt.year - frame["birth_year"]).astype("Int64")
    return frame
