"""The limits of the rulebook as the questions of this page take them, and the heights of its figures."""

from dash.rulebook import settings

UPPER_PX, LOWER_PX = 284, 334
SWITCH_PX, NOTE_PX, TEST_PX = 40, 46, 40
"""Under a figure that shares its column with a switch, a note, or a test that fills in."""


def limits() -> dict[str, int]:
    """Return the limits of an event, mmHg."""
    rules = settings()
    return {"systolic_limit": rules.event_systolic_mmhg, "diastolic_limit": rules.event_diastolic_mmhg}


def rise() -> dict[str, int]:
    """Return the rises from pre-dose that are large, mmHg."""
    rules = settings()
    return {"systolic_rise": rules.rise_systolic_mmhg, "diastolic_rise": rules.rise_diastolic_mmhg}


def guide() -> dict[str, int]:
    """Return the guide for pressure before the dose, mmHg."""
    rules = settings()
    return {"systolic_guide": rules.predose_systolic_mmhg, "diastolic_guide": rules.predose_diastolic_mmhg}
