"""How completely sessions were monitored, by route, and how many began above the pre-dose guide."""

import pandas as pd

from dash.queries.pressure_recorded import RECORDED, pressure_recorded
from dash.queries.question import Subject, question
from dash.queries.selection import Selection
from dash.reports.shares_by_route import shares_by_route
from dash.store.reading import Database


@question(
    "What was recorded of the monitoring, and pre-dose above the guide",
    Subject.BLOOD_PRESSURE,
    method="monitoring-recorded",
)
def pressure_completeness(
    database: Database, selection: Selection, systolic_guide: int, diastolic_guide: int
) -> pd.DataFrame:
    """Share of sessions with each part of the monitoring, by route.

    Columns:
        route: Key of the vocabulary.
        what: ``pre_dose`` (reading before the dose), ``at_40`` (around 40 minutes), ``after_dose`` (any after the dose: the
            last), ``spo2`` (oxygen saturation), ``clock`` (time of day of the dose); ``above_guide`` (pre-dose pressure
            above the guide).
        sessions: With it.
        total: Of these sessions; for ``above_guide`` those with a reading before the dose.
        rate, low, high: Percent with the 95 % interval, repeat sessions allowed for; missing where total is 0.
        method: How the interval was found.
    """
    found = pressure_recorded(database, selection, systolic_guide, diastolic_guide)
    totals = [*["sessions"] * (len(RECORDED) - 1), "pre_dose"]
    return shares_by_route(found, RECORDED, totals)
