"""Which of a patient's sessions are alike: the same route and the same drug."""

import numpy as np
import pandas as pd

Kind = tuple[str, str]
KIND_COLUMNS = ["route", "route_as_written", "drug", "drug_as_written"]


def kinds(sessions: pd.DataFrame) -> list[Kind]:
    """Return route and drug of each session; sessions are alike where both are equal.

    "Other" stands for many routes or drugs: those are alike only if the source writes them alike.
    """
    columns = (sessions[name].tolist() for name in KIND_COLUMNS)
    return [
        (_named(route, route_written), _named(drug, drug_written))
        for route, route_written, drug, drug_written in zip(*columns, strict=True)
    ]


def of_kind(sessions: pd.DataFrame, kind: Kind) -> pd.DataFrame:
    """Return the sessions of one kind."""
    return sessions[np.array([one == kind for one in kinds(sessions)], dtype=bool)]


def _named(key: str, written: object) -> str:
    return f"other: {written.strip().casefold()}" if key == "other" and isinstance(written, str) else key
