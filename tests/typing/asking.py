"""What the type checker must find of a page that asks wrongly: an ignore without a mistake is a mistake itself.

Checked with the product (``mypy``), never run.
"""

from typing import assert_type

import pandas as pd

from dash.queries.patient_records import patient_scores
from dash.queries.pressure_events import pressure_events
from dash.queries.selection import Selection
from dash.reports.effect_rates import effect_rates
from dash.reports.outcome_model import outcome_model
from dash.reports.pressure_recovery import pressure_recovery_pair
from dash.stats.mixed import MixedFit
from dash.ui.data import answer, ask
from dash.ui.later import fills_in
from dash.ui.pressure.asked import guide, limits


def draws(_fit: MixedFit) -> None:
    """Draw a model."""


def draws_rows(_rows: pd.DataFrame) -> None:
    """Draw rows."""


some = Selection()
assert_type(ask(effect_rates, some, elicitation=None), pd.DataFrame)
assert_type(ask(pressure_recovery_pair, some), tuple[pd.DataFrame, pd.DataFrame])
ask(pressure_events, some, newest=500, **limits())
fills_in(outcome_model, draws, 200, "Mixed model", some, "phq9")

ask(effect_rates, some, elicitaton=None)  # type: ignore[call-arg]
ask(effect_rates, some, few_events="5")  # type: ignore[arg-type]
ask(effect_rates)  # type: ignore[call-arg]
ask("effect_rates", some)  # type: ignore[arg-type]
ask(patient_scores, "K-0147")  # type: ignore[arg-type]
ask(pressure_events, some, **guide())  # type: ignore[misc]
answer(pressure_recovery_pair, some)  # type: ignore[arg-type]
fills_in(outcome_model, draws_rows, 200, "Mixed model", some, "phq9")  # type: ignore[arg-type]
fills_in(outcome_model, draws, 200, "Mixed model", some)  # type: ignore[call-arg]
