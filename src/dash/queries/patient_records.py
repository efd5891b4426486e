"""Everything recorded for one patient, row by row, each with the file and line it came from."""

import numpy as np
import pandas as pd

from dash.queries.question import Subject, question
from dash.queries.statement import statement
from dash.queries.words import text
from dash.store.reading import Database
from dash.vocabulary import effect_label


@question("Sessions of one patient", Subject.PATIENT)
def patient_sessions(database: Database, patient_key: int) -> pd.DataFrame:
    """List a patient's sessions in order of time, cancelled ones included (they have no session number).

    Columns:
        Those of a list of sessions, and: route_session_number, days_since_previous (days), exposure_mg (mg of the same
        drug to date), last_systolic, last_diastolic (mmHg), last_minute, rise_systolic, rise_diastolic (mmHg), readings,
        has_40, untimed_readings, highest_systolic_untimed, highest_diastolic_untimed (mmHg), asked, elicitation,
        effects, worst_severity, serious, the session as written, moment, file, line. ``moment`` is the first dose on the one
        clock by which the patient's sessions and scores stand in order; ``started_at`` the clock on the wall.
    """
    return _records(database, "patient_sessions", patient_key)


@question("Readings in the sessions of one patient", Subject.PATIENT)
def patient_readings(database: Database, patient_key: int) -> pd.DataFrame:
    """List the readings in a patient's sessions.

    Columns:
        session_number, session_key: Which session.
        minute: Minutes from dose, missing where the source has no clock times.
        measured_at, measured_has_time, time_point, position: As the source names it.
        systolic, diastolic: mmHg. heart_rate_bpm: beats a minute. spo2_percent: percent.
        file, line: Where the row stands.
    """
    return _records(database, "patient_readings", patient_key)


@question("Scores of one patient", Subject.PATIENT)
def patient_scores(database: Database, patient_key: int) -> pd.DataFrame:
    """List a patient's scores, totals and items.

    Columns:
        measured_at, measured_has_time, instrument, item (``total`` or its number), value (points), recall_window.
        computed: Whether nobody recorded this total: it is the sum of all items, and file and line are of the first.
        item_sum: Beside a total, what all items of the occasion add up to, points; missing where one is not answered.
        moment: As of sessions; the begin of the day where only that is known.
        file, line.
    """
    return _records(database, "patient_scores", patient_key)


@question("Side effects in the sessions of one patient", Subject.PATIENT)
def patient_effects(database: Database, patient_key: int) -> pd.DataFrame:
    """List the side effects in a patient's sessions.

    Columns:
        session_number, session_key: Which session.
        effect, label: Key of the vocabulary, or as written; the word shown.
        severity: 1 mild, 2 moderate, 3 severe, 0 not graded.
        onset_minute, resolved_minute: Minutes from dose. minutes: between them, missing where either is.
        serious, action, elicited, reported_as, file, line.
    """
    frame = _records(database, "patient_effects", patient_key)
    frame.insert(3, "label", pd.Series([effect_label(effect) for effect in frame["effect"]], dtype="str"))
    return frame


@question("Medications of one patient", Subject.PATIENT)
def patient_medications(database: Database, patient_key: int) -> pd.DataFrame:
    """List a patient's medications, present ones first: medication, class, started_on, stopped_on, file, line."""
    return _records(database, "patient_medications", patient_key)


@question("Conditions of one patient", Subject.PATIENT)
def patient_conditions(database: Database, patient_key: int) -> pd.DataFrame:
    """List the conditions in a patient's history: condition, noted_on, note, file, line."""
    return _records(database, "patient_conditions", patient_key)


@question("What was recorded for one patient outside sessions", Subject.PATIENT)
def between_sessions(database: Database, patient_key: int) -> pd.DataFrame:
    """List readings and side effects outside any session that was given, the newest first.

    Columns:
        kind (``reading`` or ``side effect``, said where in a cancelled session),
        recorded_at (ISO 8601, possibly partial), systolic, diastolic (mmHg),
        heart_rate_bpm, position, effect, severity, serious, file, line.
    """
    return _records(database, "between_sessions", patient_key)


def _records(database: Database, question: str, patient_key: int) -> pd.DataFrame:
    """Answer a question about a patient, with the name of the file where the SQL gives its number."""
    frame = database.frame(statement(question), {"patient_key": patient_key})
    names = [database.files.get(number) for number in frame["file"].tolist()]
    frame["file"] = text(np.array(names, dtype=object))
    return frame
