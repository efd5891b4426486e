"""The limits of the rulebook as the questions of this page take them, and the heights of its figures."""

from typing import TypedDict

from dash.rulebook import settings

UPPER_PX, LOWER_PX = 284, 334
SWITCH_PX, NOTE_PX, TEST_PX = 40, 46, 40
"""Under a figure that shares its column with a switch, a note, or a test that fills in."""


class EventLimits(TypedDict):
    """A peak at or above one of them is an event, mmHg."""

    systolic_limit: int
    diastolic_limit: int


class LargeRises(TypedDict):
    """A rise from pre-dose at or above one of them is large, mmHg."""

    systolic_rise: int
    diastolic_rise: int


class Guide(TypedDict):
    """A session begun above one of them is above the guide, mmHg."""

    systolic_guide: int
    diastolic_guide: int


def limits() -> EventLimits:
    """Return the limits of an event, mmHg."""
    rules = settings()
    return {"systolic_limit": rules.event_systolic_mmhg, "diastolic_limit": rules.event_diastolic_mmhg}


def rise() -> LargeRises:
    """Return the rises from pre-dose that are large, mmHg."""
    rules = settings()
    return {"systolic_rise": rules.rise_systolic_mmhg, "diastolic_rise": rules.rise_diastolic_mmhg}


def guide() -> Guide:
    """Return the guide for pressure before the dose, mmHg."""
    rules = settings()
    return {"systolic_guide": rules.predose_systolic_mmhg, "diastolic_guide": rules.predose_diastolic_mmhg}
