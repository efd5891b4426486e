"""From codes back to the words of the vocabulary."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from dash.store.reading import Database
from dash.vocabulary import DRUGS, ELICITATIONS, PHASES, ROUTES
from dash.vocabulary.entries import Term

SESSION_LIST = (
    "session_key",
    "patient_key",
    "patient_id",
    "session_id",
    "started_on",
    "started_at",
    "has_clock",
    "session_number",
    "route",
    "drug",
    "dose_mg",
    "mg_per_kg",
    "pre_systolic",
    "pre_diastolic",
    "peak_systolic",
    "peak_diastolic",
    "peak_minute",
    "recovery_minute",
    "phase",
    "site_id",
)
"""Columns of every list of sessions."""


def _keys(terms: Mapping[str, Term]) -> NDArray[np.object_]:
    found = np.full(max(term.code for term in terms.values()) + 1, None, dtype=object)
    for term in terms.values():
        found[term.code] = term.key
    return found


ROUTE_KEYS = _keys(ROUTES)
DRUG_KEYS = _keys(DRUGS)
PHASE_KEYS = _keys(PHASES)
ELICITATION_KEYS = _keys(ELICITATIONS)


def text(values: ArrayLike) -> pd.Series:
    """Return words as a text column."""
    return pd.Series(np.asarray(values, dtype=object), dtype="str")


def session_list(database: Database, frame: pd.DataFrame, *more: str) -> pd.DataFrame:
    """Return rows of ``session_facts`` as a list of sessions: words for codes, columns of ``SESSION_LIST``.

    Args:
        database: Where the rows come from.
        frame: The columns of ``SESSION_LIST`` with ``site`` for ``site_id``; route, drug, phase and site as codes.
        more: Further columns to keep, after the others.
    """
    sites = np.array(database.sites, dtype=object)
    found = frame.assign(
        route=text(ROUTE_KEYS[frame["route"].to_numpy()]),
        drug=text(DRUG_KEYS[frame["drug"].to_numpy()]),
        phase=text(PHASE_KEYS[frame["phase"].to_numpy()]),
        site_id=text(sites[frame["site"].to_numpy()]),
    )
    return found[[*SESSION_LIST, *more]]
