"""Who a patient is, for the head of the patient page."""

import pandas as pd

from dash.queries.question import Subject, question
from dash.queries.statement import statement
from dash.stats.age import age
from dash.store.reading import Database


@question("One patient", Subject.PATIENT)
def patient_header(database: Database, patient_key: int) -> pd.DataFrame:
    """Describe one patient, one row; none where the key is unknown.

    Columns:
        patient_key, patient_id, birth_year, sex, weight_kg, indication, failed_antidepressants: As recorded.
        sbp_goal_high, dbp_goal_high: The patient's own goals, mmHg, missing where none was set.
        sessions, last_session: Sessions that were not cancelled; day of the last one.
        hypertension: Whether hypertension stands in the history.
        conditions: Number of conditions recorded; with 0 the history may never have been taken.
        last_day: Last day with any record in the database.
        age: Full years surely reached on ``last_day``, as the rules take it: the day of birth is not recorded.
    """
    frame = database.frame(statement("patient_header"), {"patient_key": patient_key})
    last = pd.Timestamp(database.summary["last_record"])  # missing in a database without any record
    frame["last_day"] = pd.Series([last] * len(frame), dtype="datetime64[us]")
    ages = [
        None if pd.isna(last) or pd.isna(year) else age(int(year), last.date())
        for year in frame["birth_year"]
    ]
    frame["age"] = pd.Series(ages, dtype="Int64")
    return frame
