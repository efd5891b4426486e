"""Change from baseline by session number or week, and what became of those not measured any more."""

import numpy as np
import pandas as pd

from dash.queries.outcomes import AXES, in_order, outcome_answers, outcome_arrays, outcome_scale
from dash.queries.question import SCALE, Choice, Option, Subject, question
from dash.queries.selection import Selection
from dash.queries.words import ROUTE_KEYS, text
from dash.stats.counted_quantiles import counted_quantiles
from dash.store.reading import Database

LAST_STEP = {"sessions": 20, "weeks": 26}
"""Steps shown. Few patients have more; the list of patients has them all."""
PERCENTS = (10, 50, 90)
LINES = 50
"""Patients drawn by route at most."""
_COUNTS = ["n", "baseline", "later", "ended_response", "ended_no_response", "never"]
_MANY = 1000
_AXIS = Choice(
    "axis",
    (Option("sessions", "", " by session number"), Option("weeks", "_weeks", " by week")),
    measured=("sessions", "weeks"),
)


@question("Change from baseline", Subject.TRAJECTORIES, method="outcomes-change", by=(_AXIS, SCALE))
def outcome_change(
    database: Database, selection: Selection, instrument: str, axis: str = "sessions"
) -> pd.DataFrame:
    """Percentiles of the change from baseline at each step, by route of the first session.

    A patient counts once a step: with the last total after that session, up to the next one and at most 28 days after
    it, or with the last total of that week after the first session. The percentiles are of those measured; the other
    columns say what became of the rest, so that nobody is silently missing.

    Args:
        database: Where to ask.
        selection: About first sessions.
        instrument: Key of a symptom scale.
        axis: ``sessions`` or ``weeks``.

    Columns:
        route: Key of the vocabulary.
        step: Session number, or week after the first session (week 1 is days 1 to 7).
        n: Patients measured at the step; p10, p50, p90: change, points, negative is better, missing where n is 0.
        baseline: Patients with a baseline: n and the next four columns add up to it.
        later: Not measured at this step, but at a later one.
        ended_response, ended_no_response: Last measured at an earlier step; that total was or was not a response.
        never: Without a total after the first session.
    """
    scale, last = outcome_scale(instrument), LAST_STEP[axis]
    found = outcome_arrays(database, selection, "outcome_points", scale, axis=AXES[axis], last=last)
    fates = outcome_arrays(database, selection, "outcome_fates", scale, axis=AXES[axis])
    routes, steps = in_order(fates["route"]), np.arange(1, last + 1)
    # One group per route and step.
    groups, counts, values = counted_quantiles(
        found["route"] * _MANY + found["step"],
        found["change"].astype(np.float64),
        found["patients"],
        PERCENTS,
    )
    middle = np.full((len(routes), last, len(PERCENTS)), np.nan)
    table = np.zeros((len(routes), last, len(_COUNTS)), dtype=np.int64)
    for row, route in enumerate(routes):
        own = groups // _MANY == route
        at = groups[own] % _MANY - 1
        table[row, at, 0], middle[row, at] = counts[own], values[own].round(4)
        table[row, :, 1:] = _fates(
            {name: column[fates["route"] == route] for name, column in fates.items()}, steps
        )
    table[:, :, 2] = table[:, :, 1] - table[:, :, [0, 3, 4, 5]].sum(axis=2)
    columns: dict[str, object] = {
        "route": text(np.repeat(ROUTE_KEYS[np.array(routes, dtype=np.int64)], last))
    }
    columns |= {"step": np.tile(steps, len(routes)), "n": table[:, :, 0].ravel()}
    columns |= {f"p{percent}": middle[:, :, place].ravel() for place, percent in enumerate(PERCENTS)}
    return pd.DataFrame(
        columns | {name: table[:, :, place].ravel() for place, name in enumerate(_COUNTS) if place}
    )


def _fates(fates: dict[str, np.ndarray], steps: np.ndarray) -> np.ndarray:
    """Return baseline, a place for ``later``, and what became of those last measured before each step (steps x 5)."""
    patients, ended = fates["patients"], fates["step"]
    measured, response = fates["measured"].astype(bool), fates["response"].astype(bool)
    before = patients * (ended < steps[:, None])
    found = np.zeros((len(steps), 5), dtype=np.int64)
    found[:, 0], found[:, 4] = patients.sum(), patients[~measured].sum()
    found[:, 2], found[:, 3] = (before[:, measured & some].sum(axis=1) for some in (response, ~response))
    return found


@question(
    "Change of single patients by session number, at most 50 by route",
    Subject.TRAJECTORIES,
    method="outcomes-change",
    by=(SCALE,),
)
def outcome_lines(
    database: Database, selection: Selection, instrument: str, axis: str = "sessions", most: int = LINES
) -> pd.DataFrame:
    """Return the change of single patients at each step, at most ``most`` patients by route.

    With more patients than that, those drawn are the first in an order that has nothing to do with their records; it is
    always the same, so nobody comes and goes between two looks.

    Columns:
        route: Of the first session.
        patient_key, step: As in ``outcome_change``.
        change: Points, negative is better.
    """
    scale = outcome_scale(instrument)
    return outcome_answers(
        database, selection, "outcome_lines", scale, axis=AXES[axis], last=LAST_STEP[axis], most=most
    )
