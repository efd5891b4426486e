"""Every question behind the page of outcomes."""

from collections.abc import Callable
from functools import partial

import pandas as pd

from dash.bench.question import TRAJECTORIES, CohortQuestion
from dash.queries.selection import Selection
from dash.reports import questions
from dash.store.reading import Database

SCALE = "phq9"


def _of_scale(ask: Callable[..., pd.DataFrame]) -> Callable[[Database, Selection], pd.DataFrame]:
    return partial(_asked, ask)


def _asked(ask: Callable[..., pd.DataFrame], database: Database, selection: Selection) -> pd.DataFrame:
    return ask(database, selection, instrument=SCALE)


OUTCOME_QUESTIONS = (
    CohortQuestion("outcome_instruments", TRAJECTORIES, questions.outcome_instruments),
    *(
        CohortQuestion(name, TRAJECTORIES, _of_scale(ask))
        for name, ask in (
            ("outcome_flow", questions.outcome_flow),
            ("outcome_change", partial(questions.outcome_change, axis="sessions")),
            ("outcome_change, by week", partial(questions.outcome_change, axis="weeks")),
            ("outcome_lines", partial(questions.outcome_lines, axis="sessions")),
            ("outcome_response", questions.outcome_response),
            ("outcome_times", questions.outcome_times),
            ("outcome_time_counts", questions.outcome_time_counts),
            ("outcome_last", questions.outcome_last),
            ("outcome_worse", questions.outcome_worse),
            ("outcome_holding", questions.outcome_holding),
            ("outcome_holding_curve", questions.outcome_holding_curve),
            ("outcome_patients", partial(questions.outcome_patients, newest=501)),
        )
    ),
    CohortQuestion("outcome_ideation", TRAJECTORIES, questions.outcome_ideation),
    CohortQuestion("outcome_ideation_patients", TRAJECTORIES, questions.outcome_ideation_patients),
)
