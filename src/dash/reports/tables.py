"""Every question and every table by name, for use outside the screen: what a page does not ask is loaded only here."""

import pkgutil
from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from importlib import import_module

import pandas as pd

from dash import queries, reports
from dash.errors import QuestionError
from dash.queries.question import REGISTERED, EffectsOfRoute, Question, Subject, Table
from dash.queries.selection import Selection
from dash.rulebook import Settings
from dash.store.reading import Database

ALL_ROWS = 1_000_000_000
_SETTINGS = {
    "systolic_limit": "event_systolic_mmhg",
    "diastolic_limit": "event_diastolic_mmhg",
    "systolic_guide": "predose_systolic_mmhg",
    "diastolic_guide": "predose_diastolic_mmhg",
    "systolic_rise": "rise_systolic_mmhg",
    "diastolic_rise": "rise_diastolic_mmhg",
    "earlier_sessions": "earlier_sessions_for_band",
    "few_events": "few_events",
}
"""Thresholds of the rulebook, by the parameter of a question that takes them."""


def from_rules(settings: Settings) -> dict[str, object]:
    """Return the thresholds in force, by the parameter that takes them."""
    return {name: getattr(settings, setting) for name, setting in _SETTINGS.items()}


@cache
def load() -> None:
    """Load every module with a question."""
    for package in (queries, reports):
        for module in pkgutil.iter_modules(package.__path__):
            if not module.ispkg:
                import_module(f"{package.__name__}.{module.name}")


def questions() -> list[Question]:
    """Return every question, by subject and name."""
    load()
    order = list(Subject)
    return sorted(REGISTERED.values(), key=lambda one: (order.index(one.subject), one.name))


def tables() -> dict[str, Table]:
    """Return every table by name, in the order in which they are listed."""
    return {table.name: table for one in questions() for table in one.tables()}


def run(
    table: Table, database: Database, selection: Selection, settings: Settings, patient: str | None = None
) -> pd.DataFrame:
    """Answer a table whole.

    Args:
        table: Which one.
        database: Where to ask.
        selection: Which sessions. A table about all records or one patient ignores it.
        settings: The thresholds in force.
        patient: Identifier of the patient a table is about; the others ignore it.

    Raises:
        QuestionError: The patient is missing or unknown, there are no two routes to compare, or the day is not one day.
    """
    asked, takes = table.question, table.question.parameters
    given: dict[str, object] = {**from_rules(settings), "newest": ALL_ROWS, "selection": selection}
    given |= table.chosen
    if "patient_key" in takes:
        given["patient_key"] = patient_key(database, patient)
    if "day" in takes:
        given["day"] = _day(database, selection)
    if "first_route" in takes:
        return _of_two_routes(asked, database, selection, table.chosen["elicitation"], given)
    if "effect" in takes and isinstance(asked.obeys, EffectsOfRoute):
        return _of_each_effect(asked, database, given, asked.obeys.counted)
    return asked.frame(database, {"effect": None} | given)


def patient_key(database: Database, patient: str | None) -> int:
    """Return the key of a patient by the identifier in the records.

    Raises:
        QuestionError: None is given, or it is not in the database.
    """
    if not patient:
        raise QuestionError("This table is about one patient.", fix="Give the identifier with --patient.")
    found = database.rows("SELECT patient_key FROM patient_keys WHERE patient_id = $id", {"id": patient})
    if not found:
        # The identifier is not repeated: messages end up in logs.
        raise QuestionError(
            "This patient is not in the database.", fix="Check the identifier; upper and lower case matter."
        )
    return int(found[0][0])


def _of_two_routes(
    asked: Question,
    database: Database,
    selection: Selection,
    elicitation: str | None,
    given: Mapping[str, object],
) -> pd.DataFrame:
    """Of the two routes chosen, in this order, else of the two most used ones of the selection; the rows name them."""
    from dash.reports.route_pair import two_routes

    pair = dict(
        zip(("first_route", "second_route"), two_routes(database, selection, elicitation), strict=True)
    )
    return asked.frame(database, {**given, **pair}).assign(**pair)


def _of_each_effect(
    asked: Question, database: Database, given: Mapping[str, object], counted: str
) -> pd.DataFrame:
    """Of every effect of the vocabulary and of the source that was reported, one after the other."""
    known = list(database.effects.values())
    recorded = {effect for (effect,) in database.rows("SELECT DISTINCT effect FROM side_effects", {})}
    # Where nothing was recorded, the answer about any effect has the columns.
    parts = [
        asked.frame(database, {**given, "effect": effect}).assign(effect=effect)
        for effect in known
        if effect in recorded or (not recorded and effect == known[0])
    ]
    whole = pd.concat(parts, ignore_index=True)
    reported = whole.groupby("effect")[counted].transform("sum") > 0
    return whole[reported].reset_index(drop=True)


def _day(database: Database, selection: Selection) -> date:
    from dash.reports.day_of_review import day_of_review

    if selection.start is None and selection.end is None:
        return day_of_review(database, date.today()).day
    if selection.start is None or selection.end != selection.start + timedelta(days=1):
        raise QuestionError("The list is of one day.", fix="Name it: --day 2026-11-20.")
    return selection.start
