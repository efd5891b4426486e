"""Answers about suicidal thoughts: before the first session against the last one since."""

import numpy as np
import pandas as pd

from dash.queries.outcomes import outcome_answers
from dash.queries.question import Subject, question
from dash.queries.selection import Selection
from dash.queries.words import text
from dash.store.reading import Database
from dash.vocabulary.outcomes import IDEATION

_COLUMNS = ["scale", "label", "route", "baseline", "last_value", "patients"]
_LISTED = [
    "patient_id",
    "scale",
    "label",
    "route",
    "started_on",
    "baseline",
    "last_value",
    "highest",
    "last_on",
]
LEVEL = 1
"""An answer from here on is positive: any thought of that kind."""


@question(
    "Answers about suicidal thoughts, before and last",
    Subject.TRAJECTORIES,
    method="outcomes-suicidal-thoughts",
)
def outcome_ideation(database: Database, selection: Selection) -> pd.DataFrame:
    """Count patients by their answer before the first session and their last one since, by scale and route.

    The answer before is the last one recorded before the first session. Later answers than that are in
    ``outcome_ideation_patients`` as the highest.

    Columns:
        scale: Instrument; ``label`` the answer in words, such as "PHQ-9 item 9".
        route: Of the first session.
        baseline, last_value: Level; missing where it was not asked before, or not asked since.
        patients: With these answers.
    """
    parts = []
    for key, scale in IDEATION.items():
        found = outcome_answers(database, selection, "outcome_ideation", scale)
        named = found.assign(scale=text([key] * len(found)), label=text([scale.label] * len(found)))
        parts.append(named)
    frame = pd.concat(parts, ignore_index=True)
    grouped = frame.groupby(["scale", "label", "route", "baseline", "last_value"], dropna=False, sort=False)
    counted = grouped["patients"].sum().reset_index()
    kinds = {"scale": "str", "label": "str", "route": "str", "patients": "int64"}
    return counted.astype(kinds | dict.fromkeys(("baseline", "last_value"), "float64"))[_COLUMNS]


@question(
    "Patients with a positive or higher last answer",
    Subject.TRAJECTORIES,
    method="outcomes-suicidal-thoughts",
)
def outcome_ideation_patients(database: Database, selection: Selection) -> pd.DataFrame:
    """List every patient whose last answer is positive or higher than before, the highest first. Never cut short.

    Columns:
        patient_id, scale, label, route, started_on: Who, by which answer; route and day of the first session.
        baseline, last_value, highest: Answer before the first session, last one and highest since; missing where not asked.
        last_on: Day of the last answer.
    """
    parts = []
    for key, scale in IDEATION.items():
        found = outcome_answers(database, selection, "outcome_ideation_patients", scale, level=LEVEL)
        parts.append(found.assign(scale=text([key] * len(found)), label=text([scale.label] * len(found))))
    frame = pd.concat(parts, ignore_index=True)
    share = frame["last_value"].to_numpy(np.float64) / frame["scale"].map(_highest()).to_numpy(np.float64)
    order = np.argsort(-share, kind="stable")
    return frame.iloc[order].reset_index(drop=True)[_LISTED]


def _highest() -> dict[str, float]:
    return {key: scale.highest for key, scale in IDEATION.items()}
