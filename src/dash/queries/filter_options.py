"""What the filter offers, with live counts."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dash.queries.selection import NOT_RECORDED, Selection
from dash.queries.statement import statement
from dash.store.reading import Database
from dash.vocabulary import DRUGS, PHASES, ROUTES
from dash.vocabulary.entries import Term

Choice = tuple[int, str, str]
"""Code, key and label."""


def filter_options(database: Database, selection: Selection) -> pd.DataFrame:
    """Count the sessions behind every choice of the filter.

    A choice is counted under the other parts of the selection, not its own kind: the counts say what choosing it
    would give. Choices without any session in the database are left out; with none in the selection they have 0.

    Columns:
        kind: ``route``, ``drug``, ``site`` or ``phase``.
        key: What goes into the selection.
        label: What is shown; a site as it is written in the records.
        sessions: Number of sessions.
    """
    period = Selection(start=selection.start, end=selection.end)
    everything = database.arrays("FROM session_kinds", {})
    found = everything
    if period != Selection():
        found = database.arrays(
            statement("filter_options", selection=period.where(database)), period.params(database)
        )
    offered = _choices(database)
    wanted = {
        "route": selection.routes,
        "drug": selection.drugs,
        "site": selection.sites,
        "phase": selection.phases,
    }
    kept = {
        kind: np.isin(found[kind], [code for code, key, _ in offered[kind] if key in keys])
        if keys
        else np.ones(len(found["sessions"]), dtype=bool)
        for kind, keys in wanted.items()
    }
    rows: list[tuple[str, str, str, int]] = []
    for kind, choices in offered.items():
        others = np.logical_and.reduce([mask for name, mask in kept.items() if name != kind])
        counts = _totals(found, kind, others)
        present = set(everything[kind].tolist())
        rows += [(kind, key, label, counts.get(code, 0)) for code, key, label in choices if code in present]
    return pd.DataFrame(rows, columns=["kind", "key", "label", "sessions"]).astype(
        {"kind": "str", "key": "str", "label": "str", "sessions": "int64"}
    )


def _totals(found: Mapping[str, NDArray[np.int64]], kind: str, rows: NDArray[np.bool]) -> dict[int, int]:
    totals: dict[int, int] = {}
    for code, sessions in zip(found[kind][rows].tolist(), found["sessions"][rows].tolist(), strict=True):
        totals[code] = totals.get(code, 0) + sessions
    return totals


def _choices(database: Database) -> dict[str, list[Choice]]:
    def of(terms: Mapping[str, Term]) -> list[Choice]:
        return [(term.code, term.key, term.label) for term in terms.values()]

    sites = [(code, site, site) for code, site in enumerate(database.sites) if site is not None]
    return {
        "route": of(ROUTES),
        "drug": of(DRUGS),
        "site": [*sites, (0, NOT_RECORDED, "Site not recorded")],
        "phase": of(PHASES),
    }
