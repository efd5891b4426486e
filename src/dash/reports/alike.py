"""Which of a patient's sessions are alike: the same route and the same drug."""

import numpy as np
import pandas as pd

from dash.rulebook.record import kind_of

Kind = tuple[str, str]
KIND_COLUMNS = ["route", "route_as_written", "drug", "drug_as_written"]


def kinds(sessions: pd.DataFrame) -> list[Kind]:
    """Return route and drug of each session; sessions are alike where both are equal."""
    columns = (sessions[name].tolist() for name in KIND_COLUMNS)
    return [kind_of(*row) for row in zip(*columns, strict=True)]


def of_kind(sessions: pd.DataFrame, kind: Kind) -> pd.DataFrame:
    """Return the sessions of one kind."""
    return sessions[np.array([one == kind for one in kinds(sessions)], dtype=bool)]
