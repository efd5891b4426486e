"""Which of a patient's sessions are alike: the same route and the same drug."""

import pandas as pd


def alike(sessions: pd.DataFrame, model: pd.Series) -> pd.Series:
    """Mark the sessions with the route and drug of ``model``, a row like theirs.

    "Other" stands for many routes or drugs: those are alike only if the source writes them alike.
    """
    return _same(sessions, model, "route") & _same(sessions, model, "drug")


def _same(sessions: pd.DataFrame, model: pd.Series, column: str) -> pd.Series:
    same: pd.Series = sessions[column] == model[column]
    if model[column] == "other":
        written = f"{column}_as_written"
        same &= sessions[written].map(_written) == _written(model[written])
    return same


def _written(text: object) -> str:
    return text.strip().casefold() if isinstance(text, str) else ""
