"""The patients behind the outcomes."""

import pandas as pd

from dash.queries.outcomes import outcome_answers, outcome_scale
from dash.queries.question import SCALE, Choice, Option, Subject, question
from dash.queries.selection import Selection
from dash.reports.outcome_last import meaningful_change
from dash.rulebook import clinic_path
from dash.store.reading import Database

PARTS = {
    "all": "true",
    "response": "response_day IS NOT NULL",
    "no_response": "eligible AND response_day IS NULL AND totals > 0",
    "worse": "last_value >= baseline + $points AND last_value >= baseline * $share",
    "not_measured": "totals = 0",
}
"""Which patients a list is of."""
_WORDS = {
    "all": " behind the outcomes",
    "response": " with a response",
    "no_response": " without a response",
    "worse": " worse than before",
    "not_measured": " never measured after the first session",
}
_PART = Choice(
    "part",
    tuple(Option(key, "" if key == "all" else f"_{key}", said) for key, said in _WORDS.items()),
    measured=("all",),
)
_COLUMNS = [
    "patient_id", "patient_key", "route", "started_on", "sessions", "baseline", "last_value", "change",
    "totals", "last_day", "response_day",
]  # fmt: skip


@question("Patients", Subject.TRAJECTORIES, by=(_PART, SCALE))
def outcome_patients(
    database: Database, selection: Selection, instrument: str, part: str = "all", newest: int = 500
) -> pd.DataFrame:
    """List patients with a baseline who began with a session of the selection, the last to begin first.

    Args:
        database: Where to ask.
        selection: About the first session.
        instrument: Key of a symptom scale.
        part: Key of ``PARTS``; ``worse`` is by the rulebook's meaningful change.
        newest: Rows at most.

    Columns:
        patient_id, patient_key, route, started_on: Of the first session.
        sessions: Had in all, by any route.
        baseline, last_value: Points; ``change`` their difference, negative is better.
        totals: After the first session; ``last_day`` the last of them, days since the first session.
        response_day: First total that was a response, days since the first session.
    """
    scale = outcome_scale(instrument)
    values: dict[str, object] = {"newest": newest}
    if part == "worse":
        limit = meaningful_change(instrument, clinic_path(database.path))
        values |= {"points": limit.points, "share": limit.share} if limit else {"points": 0, "share": 0}
    frame = outcome_answers(database, selection, "outcome_patients", scale, {"which": PARTS[part]}, **values)
    return frame.assign(change=frame["last_value"] - frame["baseline"])[_COLUMNS]
