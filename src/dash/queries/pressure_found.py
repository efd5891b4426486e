"""The sessions behind the shares of the blood pressure page: large rises, and what was not recorded."""

from collections.abc import Mapping
from types import MappingProxyType

import pandas as pd

from dash.errors import QuestionError
from dash.queries.question import Choice, Option, Subject, question
from dash.queries.selection import Selection
from dash.queries.statement import selected
from dash.queries.words import session_list
from dash.store.reading import Database

WITHOUT: Mapping[str, str] = MappingProxyType(
    {
        "pre_dose": "pre_systolic IS NULL",
        "at_40": "NOT has_40",
        "after_dose": "last_minute IS NULL",
        "spo2": "NOT has_spo2",
        "clock": "NOT has_clock",
    }
)
"""What can be missing of the monitoring, as ``pressure_recorded`` counts it, and the condition as constant SQL text."""
_WORDS = {
    "pre_dose": "a pressure before the dose",
    "at_40": "a pressure around 40 minutes",
    "after_dose": "a pressure after the dose",
    "spo2": "oxygen saturation",
    "clock": "a time of day of the dose",
}
_PART = Choice(
    "what", tuple(Option(key, f"_{key}", f" {text}") for key, text in _WORDS.items()), measured=("at_40",)
)


@question("Sessions with a large rise from pre-dose", Subject.BLOOD_PRESSURE)
def pressure_large_rise(
    database: Database, selection: Selection, systolic_rise: int, diastolic_rise: int, newest: int = 500
) -> pd.DataFrame:
    """List sessions whose peak was at least so much above pre-dose (mmHg, either part), newest first.

    At most ``newest`` rows. Columns: those of every list of sessions.
    """
    condition = "rise_systolic >= $systolic_rise OR rise_diastolic >= $diastolic_rise"
    rises = {"systolic_rise": systolic_rise, "diastolic_rise": diastolic_rise}
    return _found(database, selection, condition, rises, newest)


@question("Sessions without", Subject.BLOOD_PRESSURE, by=(_PART,))
def pressure_without(database: Database, selection: Selection, what: str, newest: int = 500) -> pd.DataFrame:
    """List sessions in which a part of the monitoring (key of ``WITHOUT``) was not recorded, newest first.

    At most ``newest`` rows. Columns: those of every list of sessions.

    Raises:
        QuestionError: There is no such part.
    """
    if what not in WITHOUT:
        raise QuestionError(
            "There is no such part of the monitoring.", fix=f"Use one of: {', '.join(WITHOUT)}."
        )
    return _found(database, selection, WITHOUT[what], {}, newest)


def _found(
    database: Database, selection: Selection, condition: str, values: Mapping[str, object], newest: int
) -> pd.DataFrame:
    frame = database.frame(
        *selected("pressure_found", database, selection, {"condition": condition}, **values, newest=newest)
    )
    return session_list(database, frame)
