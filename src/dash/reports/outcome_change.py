"""Change from baseline by session number or week, and what became of those not measured any more."""

import numpy as np
import pandas as pd

from dash.queries.outcomes import AXES, ints, outcome_answers, outcome_scale
from dash.queries.selection import Selection
from dash.queries.words import text
from dash.stats.counted_quantiles import counted_quantiles
from dash.store.reading import Database
from dash.vocabulary import ROUTES

LAST_STEP = {"sessions": 20, "weeks": 26}
"""Steps shown. Few patients have more; the list of patients has them all."""
PERCENTS = (10, 50, 90)
LINES = 50
"""Patients drawn by route at most."""
_FATES = ["later", "ended_response", "ended_no_response", "never"]


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
    found = outcome_answers(database, selection, "outcome_points", scale, axis=AXES[axis], last=last)
    fates = outcome_answers(database, selection, "outcome_fates", scale, axis=AXES[axis])
    parts = [_nothing()]
    for route in ROUTES:
        own = fates[fates["route"] == route]
        if len(own):
            parts.append(_of_route(route, found[found["route"] == route], own, last))
    return pd.concat(parts, ignore_index=True)


def _of_route(route: str, found: pd.DataFrame, fates: pd.DataFrame, last: int) -> pd.DataFrame:
    steps = np.arange(1, last + 1)
    n, middle = np.zeros(last, dtype=np.int64), np.full((last, len(PERCENTS)), np.nan)
    if len(found):
        at, counts, values = counted_quantiles(
            ints(found, "step"), found["change"].to_numpy(np.float64), ints(found, "patients"), PERCENTS
        )
        n[at - 1], middle[at - 1] = counts, values
    patients, ended = ints(fates, "patients"), ints(fates, "step")
    measured, response = fates["measured"].to_numpy(bool), fates["response"].to_numpy(bool)
    total, never = int(patients.sum()), int(patients[~measured].sum())

    def before(which: np.ndarray) -> np.ndarray:
        """Patients last measured before each step."""
        return np.asarray((patients * which * (ended < steps[:, None])).sum(axis=1))

    lost = [before(measured & response), before(measured & ~response)]
    columns: dict[str, object] = {"route": text([route] * last), "step": steps, "n": n}
    columns |= {f"p{percent}": middle[:, place] for place, percent in enumerate(PERCENTS)}
    columns |= {"baseline": np.full(last, total), "later": total - never - n - sum(lost)}
    columns |= {"ended_response": lost[0], "ended_no_response": lost[1], "never": np.full(last, never)}
    return pd.DataFrame(columns)


def _nothing() -> pd.DataFrame:
    whole = {name: np.empty(0, dtype=np.int64) for name in ("step", "n", "baseline", *_FATES)}
    real = {f"p{percent}": np.empty(0) for percent in PERCENTS}
    columns = {"route": text([]), **whole, **real}
    order = ["route", "step", "n", "p10", "p50", "p90", "baseline", *_FATES]
    return pd.DataFrame({name: columns[name] for name in order})


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
