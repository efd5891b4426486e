"""Counts of side effects per route and group of patients: what rates and differences are computed from."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dash.queries.selection import Selection, elicitation_condition
from dash.queries.statement import statement
from dash.store.reading import Database

CLUSTERS = 256
ROUTE_SLOTS = 8

# A patient's first session of the period by a route is the one whose previous session lies before the period.
_FIRST = "count(*) FILTER (WHERE previous_on < $beginning)"
_FIRST_ELICITED = "count(*) FILTER (WHERE previous_elicited_on < $beginning)"
# Under further filters that first session may be filtered out: a set of patients, one bit each, of those in this group.
_SET = """coalesce(bit_count(bitstring_agg(patient_key // 256, 0, $patients // 256)
    FILTER (WHERE previous_alike_on < $beginning)), 0)"""


@dataclass(frozen=True)
class EffectTable:
    """Counts in the selection; effects are the codes of those that occur, routes all eight slots.

    Attributes:
        effects: Codes of effects, ascending (E).
        events: Sessions with the effect (E x 8 routes x 256 groups of patients).
        serious: Sessions with the effect as a serious one (E x 8).
        patients: Patients with the effect (E x 8).
        asked: Sessions in which effects were asked for (8 x 256).
        asked_patients: Patients with such a session (8).
    """

    effects: NDArray[np.int64]
    events: NDArray[np.int64]
    serious: NDArray[np.int64]
    patients: NDArray[np.int64]
    asked: NDArray[np.int64]
    asked_patients: NDArray[np.int64]


def effect_table(database: Database, selection: Selection, elicitation: str | None) -> EffectTable:
    """Count side effects by route and group of patients.

    Raises:
        QuestionError: The way of asking is not in the vocabulary.
    """
    values = selection.params(database) | {"beginning": selection.beginning}
    patients = _FIRST if elicitation is None else _FIRST_ELICITED
    if selection.splits_routes:
        patients = _SET
        values["patients"] = database.summary["patients"]
    marks = {
        "patients": patients,
        "elicitation": elicitation_condition(elicitation, values),
        "selection": selection.where(database),
    }
    return _table(
        database.arrays(statement("effect_cells", **marks), values),
        database.arrays(statement("asked_sessions", **marks), values),
    )


def _table(found: dict[str, NDArray[np.int64]], asked: dict[str, NDArray[np.int64]]) -> EffectTable:
    effect_routes, cluster = np.divmod(found["cell"].astype(np.int64), CLUSTERS)
    code, route = np.divmod(effect_routes, ROUTE_SLOTS)
    effects, row = np.unique(code, return_inverse=True)
    place = row * ROUTE_SLOTS + route
    shape = (len(effects), ROUTE_SLOTS)

    def total(column: str) -> NDArray[np.int64]:
        counted = np.bincount(place, weights=found[column], minlength=shape[0] * shape[1])
        return counted.astype(np.int64).reshape(shape)

    events = np.zeros((*shape, CLUSTERS), dtype=np.int64)
    events[row, route, cluster] = found["sessions"]
    asked_route, asked_cluster = np.divmod(asked["cell"].astype(np.int64), CLUSTERS)
    sessions = np.zeros((ROUTE_SLOTS, CLUSTERS), dtype=np.int64)
    sessions[asked_route, asked_cluster] = asked["sessions"]
    asked_patients = np.bincount(asked_route, weights=asked["patients"], minlength=ROUTE_SLOTS).astype(
        np.int64
    )
    return EffectTable(effects, events, total("serious"), total("patients"), sessions, asked_patients)
