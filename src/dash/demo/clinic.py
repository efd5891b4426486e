"""The made-up clinic: about 250 patients and 2,500 sessions in 18 months, the same for the same seed."""

from collections.abc import Mapping
from datetime import date

import numpy as np
import pandas as pd

from dash.demo import text
from dash.demo.effects import make_effects, stays_longer
from dash.demo.histories import conditions_table, medications_table, patients_table
from dash.demo.people import make_people
from dash.demo.planted import LAST_DAY
from dash.demo.pressure import make_readings
from dash.demo.questionnaires import make_scores, scores_table
from dash.demo.records import appointments_table, sessions_table, vitals_table
from dash.demo.reports import effects_table
from dash.demo.schedule import make_plan
from dash.demo.sessions import CANCELLED, COMPLETED, make_sessions
from dash.demo.symptoms import make_relief
from dash.errors import QuestionError

PATIENTS, SEED = 250, 20260


def make_clinic(
    patients: int = PATIENTS, seed: int = SEED, last_day: date = LAST_DAY
) -> Mapping[str, pd.DataFrame]:
    """Make the canonical tables of a clinic that does not exist.

    Args:
        patients: How many patients, at least 1; each has about ten sessions.
        seed: The same seed, size and day give the same tables, to the last character.
        last_day: Day of the last session; appointments lie in the two weeks after it.

    Returns:
        One frame per canonical table, all values text as in the data format, empty where nothing is known.

    Raises:
        QuestionError: If ``patients`` is below 1.
    """
    if patients < 1:
        raise QuestionError("A clinic needs at least one patient.", fix="Ask for 1 patient or more.")
    last = (last_day - date(1970, 1, 1)).days
    # Each part draws from a stream of its own, so that a change in one leaves the others as they were.
    streams = [np.random.default_rng(source) for source in np.random.SeedSequence(seed).spawn(10)]
    people = make_people(streams[0], patients, last)
    planned = make_sessions(streams[2], people, make_plan(streams[1], people, last), last_day)
    coming = planned.part(planned.day > last)
    # Stored in the order of time; identifiers are given in that order.
    sessions = planned.part(planned.day <= last)
    readings = make_readings(streams[3], people, sessions, last_day)
    effects, stopped, happened = make_effects(streams[4], people, sessions, readings)
    sessions = sessions.stopped(stopped & (sessions.status == COMPLETED))
    relief = make_relief(people, sessions)

    width = max(4, len(str(patients)))
    patient_ids = text.numbered("K-", np.arange(1, patients + 1), width)
    order = np.lexsort((sessions.patient, sessions.started))
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.arange(1, len(order) + 1)
    session_ids = text.numbered("S-", place, max(5, len(str(len(order)))))

    scores = make_scores(streams[5], people, sessions, relief, happened, last)
    ids = (text.take(patient_ids, sessions.patient), session_ids)
    rows = sessions_table(streams[6], sessions, readings, stays_longer(effects, sessions), ids)
    return {
        "patients": patients_table(streams[7], people, patient_ids),
        "sessions": rows.iloc[order].reset_index(drop=True),
        "vitals": _by_session(
            vitals_table(streams[8], people, sessions, readings, patient_ids, session_ids, last)
        ),
        "scores": scores_table(scores, patient_ids, session_ids),
        "side_effects": _by_session(
            effects_table(streams[9], sessions, effects, patient_ids, session_ids, last)
        ),
        "medications": medications_table(streams[7], people, patient_ids),
        "conditions": conditions_table(streams[7], people, patient_ids),
        "appointments": appointments_table(coming.part(coming.status != CANCELLED), patient_ids),
    }


def _by_session(rows: pd.DataFrame) -> pd.DataFrame:
    """Order child rows by session; those outside any session come last."""
    number = rows["session_id"].where(rows["session_id"] != "", "~")
    return rows.iloc[np.argsort(number.to_numpy(dtype=str), kind="stable")].reset_index(drop=True)
