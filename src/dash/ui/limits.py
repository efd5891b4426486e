"""The pressure limits of the rulebook as figures draw them."""

from math import nan

import pandas as pd

from dash.charts.parts import Limits
from dash.rulebook import settings
from dash.ui import words


def event_limits() -> Limits:
    """Return the limits from which a peak counts as a hypertensive event, mmHg."""
    rules = settings()
    return Limits(rules.event_systolic_mmhg, rules.event_diastolic_mmhg, "event limit")


def predose_guide() -> Limits:
    """Return the guide for pressure before the dose, mmHg; it is drawn before minute 0 only."""
    rules = settings()
    return Limits(rules.predose_systolic_mmhg, rules.predose_diastolic_mmhg, "pre-dose guide")


def own_goal(about: pd.Series) -> Limits | None:
    """Return the patient's own goals, mmHg, NaN where only the other one is set; None without any.

    Args:
        about: The row of ``patient_header``.
    """
    goals = [about[name] for name in ("sbp_goal_high", "dbp_goal_high")]
    if all(words.missing(goal) for goal in goals):
        return None
    systolic, diastolic = (nan if words.missing(goal) else float(goal) for goal in goals)
    return Limits(systolic, diastolic, "own goal")


def earlier_needed() -> int:
    """Return how many earlier sessions an own range needs."""
    return settings().earlier_sessions_for_band


def baseline_days() -> int:
    """Return in how many days before the first session a total can be a baseline."""
    return settings().baseline_days
