"""How patients fare by the route with which they began. The filter is about a patient's first session."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dash.errors import QuestionError
from dash.queries.selection import Selection
from dash.queries.statement import selected
from dash.queries.words import ROUTE_KEYS, text
from dash.store.reading import Database
from dash.vocabulary import ROUTES
from dash.vocabulary.outcomes import OUTCOMES, OutcomeScale

AXES: Mapping[str, int] = {"sessions": 0, "weeks": 1}
"""What a step is: the session number, or the week after the first session (week 1 is days 1 to 7)."""
PARTS = {
    "all": "true",
    "response": "response_day IS NOT NULL",
    "no_response": "eligible AND response_day IS NULL AND totals > 0",
    "worse": "last_value >= baseline + $points AND last_value >= baseline * $share",
    "not_measured": "totals = 0",
}
"""Which patients a list is of."""


def outcome_scale(instrument: str) -> OutcomeScale:
    """Return the scale of an instrument's totals.

    Raises:
        QuestionError: It is no symptom scale.
    """
    if instrument not in OUTCOMES:
        raise QuestionError("There are no outcomes by this scale.", fix=f"Use one of: {', '.join(OUTCOMES)}.")
    return OUTCOMES[instrument]


def outcome_arrays(
    database: Database, selection: Selection, name: str, scale: OutcomeScale, **values: object
) -> dict[str, NDArray[Any]]:
    """Answer one of the questions ``outcome_*.sql`` without gaps: one array per column as the SQL names them.

    Routes are codes: frames of words cost more than the question. Arguments as of ``outcome_answers``.
    """
    found = database.arrays(*selected(name, database, selection, scale=scale.code, **values))
    return {
        key: column.astype(np.int64) if column.dtype.kind in "iu" else column for key, column in found.items()
    }


def outcome_answers(
    database: Database,
    selection: Selection,
    name: str,
    scale: OutcomeScale,
    marks: Mapping[str, str] | None = None,
    **values: object,
) -> pd.DataFrame:
    """Answer one of the questions ``outcome_*.sql``; columns as the SQL names them, ``route`` in words.

    Args:
        database: Where to ask.
        selection: Sessions chosen; about first sessions, except in ``outcome_gaps``.
        name: Of the question.
        scale: Totals or answers of which instrument.
        marks: Further conditions, as ``statement`` takes them.
        values: Further parameters the statement names.
    """
    sql, parameters = selected(name, database, selection, marks, scale=scale.code, **values)
    frame = database.frame(sql, parameters)
    return frame.assign(route=text(ROUTE_KEYS[frame["route"].to_numpy(np.int64)]))


def outcome_patients(
    database: Database,
    selection: Selection,
    instrument: str,
    part: str = "all",
    newest: int = 500,
    points: float = 0,
    share: float = 0,
) -> pd.DataFrame:
    """List patients with a baseline who began with a session of the selection, the last to begin first.

    Args:
        database: Where to ask.
        selection: About the first session.
        instrument: Key of a symptom scale.
        part: Key of ``PARTS``.
        newest: Rows at most.
        points: For ``worse``: last total so many points above the baseline.
        share: For ``worse``: last total at least so many times the baseline.

    Columns:
        patient_id, patient_key, route, started_on: Of the first session.
        sessions: Had in all, by any route.
        baseline, last_value: Points; ``change`` their difference, negative is better.
        totals: After the first session; ``last_day`` the last of them, days since the first session.
        response_day: First total that was a response, days since the first session.
    """
    scale = outcome_scale(instrument)
    values: dict[str, object] = {"newest": newest}
    if part == "worse":
        values |= {"points": points, "share": share}
    frame = outcome_answers(database, selection, "outcome_patients", scale, {"which": PARTS[part]}, **values)
    frame["change"] = frame["last_value"] - frame["baseline"]
    columns = (
        "patient_id",
        "patient_key",
        "route",
        "started_on",
        "sessions",
        "baseline",
        "last_value",
        "change",
    )
    return frame[[*columns, "totals", "last_day", "response_day"]]


def instruments_with_outcomes(database: Database, selection: Selection | None = None) -> Mapping[str, int]:
    """Return symptom scales with a baseline in the records, by how many patients of a selection have one.

    In the order of the vocabulary. Patients are of a selection where their first session is; without one all are.
    """
    found = dict(database.rows(*selected("outcome_instruments", database, selection or Selection())))
    return {key: int(found[scale.code]) for key, scale in OUTCOMES.items() if scale.code in found}


def outcome_instruments(database: Database, selection: Selection | None = None) -> pd.DataFrame:
    """Return symptom scales with a baseline in the records.

    Columns:
        instrument: Key of the vocabulary; ``patients`` of the selection with a baseline, 0 where only others have one.
    """
    found = instruments_with_outcomes(database, selection)
    return pd.DataFrame(
        {"instrument": text(list(found)), "patients": np.array(list(found.values()), np.int64)}
    )


def in_order(codes: NDArray[np.int64]) -> list[int]:
    """Return the route codes present, in the order of the vocabulary."""
    present = set(codes.tolist())
    return [route.code for route in ROUTES.values() if route.code in present]


def ints(frame: pd.DataFrame, column: str) -> NDArray[Any]:
    """Return a column of whole numbers."""
    return frame[column].to_numpy(np.int64)
