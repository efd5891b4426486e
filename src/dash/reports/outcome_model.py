"""The course of a score over the first sessions by route, as a mixed model: for the background."""

import pandas as pd

from dash.queries.outcomes import outcome_answers, outcome_scale
from dash.queries.question import SCALE, Otherwise, Subject, question
from dash.queries.selection import Selection
from dash.stats.long_work import Progress, Stop
from dash.stats.mixed import MixedFit, mixed_by_route
from dash.store.reading import Database

SESSIONS = 8
"""Session numbers the model covers: a straight line fits no longer course."""
_COLUMNS = [
    "route",
    "start",
    "start_low",
    "start_high",
    "slope",
    "slope_low",
    "slope_high",
    "patients",
    "scores",
]


def model_rows(fit: MixedFit) -> pd.DataFrame:
    """Return a fit as a table: columns of ``MixedFit.slopes``, then ``why`` where there is no model."""
    if fit.fitted:
        return fit.slopes[_COLUMNS].assign(why="")
    frame = pd.DataFrame({name: [None] for name in _COLUMNS}).assign(why=fit.why)
    return frame.astype(dict.fromkeys(_COLUMNS[1:], "float64") | {"route": "str", "why": "str"})


@question(
    "Mixed model of the change over the first sessions",
    Subject.TRAJECTORIES,
    method="outcomes-mixed-model",
    by=(SCALE,),
    obeys=Otherwise("one model of all routes: one alone has another fit"),
    rows=model_rows,
)
def outcome_model(
    database: Database,
    selection: Selection,
    instrument: str,
    *,
    progress: Progress | None = None,
    stop: Stop | None = None,
) -> MixedFit:
    """Fit the change from baseline on the session number (1 to 8) by route of the first session.

    Each patient has an own level and, where it can be told, an own slope. ``start`` is the change after the first session.

    Raises:
        Stopped: ``stop`` returned True.
    """
    found = outcome_answers(database, selection, "outcome_scores", outcome_scale(instrument), last=SESSIONS)
    names = {"patient_key": "patient", "step": "number", "change": "value"}
    return mixed_by_route(found.rename(columns=names), progress=progress, stop=stop)
