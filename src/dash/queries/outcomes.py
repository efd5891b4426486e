"""How patients fare by the route with which they began. The filter is about a patient's first session."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dash.errors import QuestionError
from dash.queries.question import AddsUp, Subject, question
from dash.queries.selection import Selection
from dash.queries.statement import selected
from dash.queries.words import ROUTE_KEYS, text
from dash.store.reading import Database
from dash.vocabulary import ROUTES
from dash.vocabulary.outcomes import OUTCOMES, OutcomeScale

AXES: Mapping[str, int] = {"sessions": 0, "weeks": 1}
"""What a step is: the session number, or the week after the first session (week 1 is days 1 to 7)."""


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


def instruments_with_outcomes(database: Database, selection: Selection | None = None) -> Mapping[str, int]:
    """Return symptom scales with a baseline in the records, by how many patients of a selection have one.

    In the order of the vocabulary. Patients are of a selection where their first session is; without one all are.
    """
    found = dict(database.rows(*selected("outcome_instruments", database, selection or Selection())))
    return {key: int(found[scale.code]) for key, scale in OUTCOMES.items() if scale.code in found}


@question(
    "Symptom scales by patients of the selection with a baseline",
    Subject.TRAJECTORIES,
    method="outcomes-whose-they-are",
    obeys=AddsUp(("instrument",), ("patients",)),
)
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
