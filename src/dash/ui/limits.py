"""The pressure limits of the rulebook as figures draw them."""

from dash.charts.parts import Limits
from dash.rulebook import settings


def event_limits() -> Limits:
    """Return the limits from which a peak counts as a hypertensive event, mmHg."""
    rules = settings()
    return Limits(rules.event_systolic_mmhg, rules.event_diastolic_mmhg, "event limit")


def predose_guide() -> Limits:
    """Return the guide for pressure before the dose, mmHg; it is drawn before minute 0 only."""
    rules = settings()
    return Limits(rules.predose_systolic_mmhg, rules.predose_diastolic_mmhg, "pre-dose guide")
