"""Severity and minutes of one side effect in the sessions in which it was reported: counts."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dash.queries.effect_filter import effect_filter
from dash.queries.effect_table import CLUSTERS, ROUTE_SLOTS
from dash.queries.selection import Selection
from dash.queries.statement import statement
from dash.store.reading import Database

GRADES = ("not_graded", "mild", "moderate", "severe")
"""By code."""
MOMENTS = ("onset", "end")
"""By code."""
NOT_RECORDED = 32767
"""Stands for a minute that is not recorded."""


@dataclass(frozen=True)
class Grades:
    """Sessions and patients with one effect by its severity; grades in the order of ``GRADES``, routes all eight slots.

    Attributes:
        sessions: 4 grades x 8 routes x 256 groups of patients.
        patients: Patients with a session of the grade (4 x 8).
        all_patients: Patients with the effect (8).
    """

    sessions: NDArray[np.int64]
    patients: NDArray[np.int64]
    all_patients: NDArray[np.int64]


def effect_severity(database: Database, selection: Selection, effect: str, elicitation: str | None) -> Grades:
    """Count sessions and patients with the effect by severity.

    Raises:
        QuestionError: The way of asking is not in the vocabulary.
    """
    marks, values = effect_filter(database, selection, effect, elicitation)
    found = database.arrays(statement("effect_severity", **marks), values)
    sessions = np.zeros((len(GRADES), ROUTE_SLOTS, CLUSTERS), dtype=np.int64)
    patients = np.zeros((len(GRADES), ROUTE_SLOTS), dtype=np.int64)
    everybody = np.zeros(ROUTE_SLOTS, dtype=np.int64)
    for grade in range(len(GRADES)):
        sessions[grade, found["route"], found["cluster"]] = found[f"sessions_{grade}"]
        np.add.at(patients[grade], found["route"], found[f"patients_{grade}"])
    np.add.at(everybody, found["route"], found["patients"])
    return Grades(sessions, patients, everybody)


def effect_minutes(
    database: Database, selection: Selection, effect: str, elicitation: str | None
) -> dict[str, NDArray[np.int64]]:
    """Count sessions with the effect by moment, route and minute, in this order.

    Returns:
        Arrays of one length: moment (0 onset, 1 end), route (code), minute (since the dose, 32767 not recorded), sessions.

    Raises:
        QuestionError: The way of asking is not in the vocabulary.
    """
    marks, values = effect_filter(database, selection, effect, elicitation)
    found = database.arrays(statement("effect_minutes", **marks), values)
    return {name: column.astype(np.int64) for name, column in found.items()}
