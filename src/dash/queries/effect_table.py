"""Counts of side effects per route and group of patients: what rates and differences are computed from."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dash.queries.dimensions import DRUG, PHASE, SITE
from dash.queries.selection import Selection, elicitation_condition
from dash.queries.statement import selected, statement
from dash.store.reading import Database
from dash.vocabulary import ELICITATIONS
from dash.vocabulary.lists import CODES_HELD

Ints = NDArray[np.int64]

CLUSTERS = 256
ROUTE_SLOTS = CODES_HELD["route"]
ASKED = 65535
"""Stands for an effect where sessions are counted in which effects were asked for."""

# A patient's first session of the period by a route is the one whose previous session lies before the period.
_FIRST = "count(*) FILTER (WHERE previous_on < $beginning AND {steady})"
_FIRST_ELICITED = "count(*) FILTER (WHERE previous_elicited_on < $beginning AND {steady})"
# Where the selection may drop that first session: a set of patients, one bit each, of those in this group.
_SET = """coalesce(bit_count(bitstring_agg(patient_key // 256, 0, $patients // 256)
    FILTER (WHERE {newcomers})), 0)"""


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
        timed: Sessions with the effect of which it is known how long they were monitored (E x 8 x 256).
        asked_timed: Sessions in which effects were asked for, likewise (8 x 256).
        minutes: Monitored minutes of these, from the first dose (8 x 256).
    """

    effects: Ints
    events: Ints
    serious: Ints
    patients: Ints
    asked: Ints
    asked_patients: Ints
    timed: Ints
    asked_timed: Ints
    minutes: Ints


def effect_table(database: Database, selection: Selection, elicitation: str | None) -> EffectTable:
    """Count side effects by route and group of patients: over all time from counts made at import, else from sessions.

    Raises:
        QuestionError: The way of asking is not in the vocabulary.
    """
    selection = selection.trimmed(database)
    if selection.has_period or not selection.counted:
        return _in_period(database, selection, elicitation)
    values: dict[str, object] = {"by_site": bool(selection[SITE])}
    marks = {"elicitation": elicitation_condition(elicitation, values)}
    cells = database.arrays(*selected("effect_cells", database, selection, marks, **values))
    sites, codes = Selection({SITE: selection[SITE]}).condition(database)
    patients = database.arrays(
        statement("effect_patients", sites=sites),
        codes | {"combinations": _combinations(database, selection, elicitation)},
    )
    return _table(cells, patients)


def _combinations(database: Database, selection: Selection, elicitation: str | None) -> int:
    """Return one bit for each chosen combination of drug, phase and way of asking."""
    drugs, phases = (one.codes(selection[one] or (one.terms or ()), database) for one in (DRUG, PHASE))
    ways = [term.code for key, term in ELICITATIONS.items() if elicitation in {None, key}]
    return sum(1 << (drug * 16 + phase * 4 + way) for drug in drugs for phase in phases for way in ways)


def _in_period(database: Database, selection: Selection, elicitation: str | None) -> EffectTable:
    """Count from the sessions of a period.

    Patients are counted by their first session in the period where the selection keeps all or none of a patient's
    sessions by a route. Others are counted as a set: those not steady, and everyone where phases are chosen, as nearly
    every patient passes through several, or where clinicians or dose bands are.
    """
    where, values = selection.condition(database)
    everyone = bool(selection[PHASE]) or not selection.counted
    newcomers, beginning = selection.newcomers()
    if everyone:
        values |= beginning
    else:
        values["beginning"] = selection.beginning
    steady = _steady(selection)
    first = _FIRST if elicitation is None else _FIRST_ELICITED
    marks = {
        "patients": (_SET if everyone else first).format(steady=steady, newcomers=newcomers),
        "elicitation": elicitation_condition(elicitation, values),
        "selection": where,
    }
    size = {"patients": database.summary["patients"]}
    bound = values | size if everyone else values
    found = database.arrays(statement("effect_sessions_in_period", **marks), bound)
    asked = database.arrays(statement("asked_sessions_in_period", **marks), bound)
    asked_cells = asked["cell"].astype(np.int64) + ASKED * CLUSTERS * ROUTE_SLOTS
    cells = {
        "cell": np.concatenate([found["cell"].astype(np.int64), asked_cells]),
        "serious": np.concatenate([found["serious"], np.zeros_like(asked["sessions"])]),
        "minutes": np.concatenate([np.zeros_like(found["sessions"]), asked["minutes"]]),
    } | {name: np.concatenate([found[name], asked[name]]) for name in ("sessions", "timed")}
    effect, route, _ = _places(cells["cell"])
    patients = {
        "effect": effect,
        "route": route,
        "patients": np.concatenate([found["patients"], asked["patients"]]),
    }
    if steady != "true" and not everyone:
        marks["steady"] = steady
        more = database.arrays(statement("effect_patients_in_period", **marks), values | size)
        patients = {name: np.concatenate([patients[name], more[name]]) for name in patients}
    return _table(cells, patients)


def _steady(selection: Selection) -> str:
    """Return the condition under which chosen sites and drugs keep all or none of a patient's sessions by a route."""
    parts = ["one_site"] * bool(selection[SITE]) + ["one_drug"] * bool(selection[DRUG])
    return " AND ".join(parts) or "true"


def _places(cell: Ints) -> tuple[Ints, Ints, Ints]:
    """Return effect, route and group of patients of a cell."""
    rest = cell.astype(np.int64)
    return rest // (CLUSTERS * ROUTE_SLOTS), rest // CLUSTERS % ROUTE_SLOTS, rest % CLUSTERS


def _table(cells: Mapping[str, Ints], patients: Mapping[str, Ints]) -> EffectTable:
    effect, route, cluster = _places(cells["cell"])
    # Codes are small numbers: a mark per code is faster than sorting. "Asked" has the highest code and stands last.
    occurs = np.zeros(ASKED + 1, dtype=np.bool)
    occurs[effect] = occurs[ASKED] = True
    effects = np.flatnonzero(occurs)
    row = np.zeros(ASKED + 1, dtype=np.int64)
    row[effects] = np.arange(len(effects))
    shape = len(effects), ROUTE_SLOTS
    events, timed, minutes = (np.zeros((*shape, CLUSTERS), dtype=np.int64) for _ in range(3))
    for counts, name in ((events, "sessions"), (timed, "timed"), (minutes, "minutes")):
        counts[row[effect], route, cluster] = cells[name]
    serious = np.zeros(shape, dtype=np.int64)
    found = np.flatnonzero(cells["serious"])
    np.add.at(serious, (row[effect[found]], route[found]), cells["serious"][found].astype(np.int64))
    ill = np.zeros(shape, dtype=np.int64)
    # Patients are counted by effect and route; those of routes outside the selection have no sessions in the cells.
    there = occurs[patients["effect"]]
    places = row[patients["effect"][there]], patients["route"][there].astype(np.int64)
    np.add.at(ill, places, patients["patients"][there].astype(np.int64))
    ill[events.sum(axis=-1) == 0] = 0
    return EffectTable(
        effects[:-1],
        events[:-1],
        serious[:-1],
        ill[:-1],
        events[-1],
        ill[-1],
        timed[:-1],
        timed[-1],
        minutes[-1],
    )
