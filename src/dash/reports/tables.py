"""Every table that stands behind a figure, by name, for use outside the screen."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from types import MappingProxyType

import pandas as pd

from dash.errors import QuestionError
from dash.queries.selection import Selection
from dash.reports import questions
from dash.reports.effect_tables import effect_tables
from dash.reports.outcome_tables import outcome_tables
from dash.reports.pressure_tables import pressure_tables
from dash.reports.table_question import ALL_ROWS, Limits, Run, TableQuestion
from dash.store.reading import Database

_SCOPES = {
    "data_date": "all",
    "serious_effects": "all",
    "patient_list": "all",
    "score_disagreements": "all",
    "day_list": "day",
}
_MARKS_SELECTION = {"serious_effects"}


def _cohort(ask: Callable[[Database, Selection], pd.DataFrame]) -> Run:
    return lambda database, selection, _settings, _patient: ask(database, selection)


def _patient(ask: Callable[[Database, int], pd.DataFrame]) -> Run:
    def run(
        database: Database, _selection: Selection, _settings: Limits, patient: str | None
    ) -> pd.DataFrame:
        return ask(database, patient_key(database, patient))

    return run


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


def _own_envelope(
    database: Database, _selection: Selection, settings: Limits, patient: str | None
) -> pd.DataFrame:
    """Answer with the band of the screen: from as many earlier sessions as the clinic wants."""

    def ask(opened: Database, key: int) -> pd.DataFrame:
        return questions.own_envelope(opened, key, settings.earlier_sessions_for_band)

    return _patient(ask)(database, _selection, settings, patient)


def _tables() -> Mapping[str, TableQuestion]:
    cohort = [
        ("selection_counts", "Sessions and patients of the selection", _cohort(questions.selection_counts)),
        ("filter_options", "Sessions behind every choice of the filter", _cohort(questions.filter_options)),
        ("data_date", "Last day with any record, whether made up, last import", _cohort(_data_date)),
        ("elicitation_counts", "Sessions by route and way of asking", _cohort(questions.elicitation_counts)),
        *effect_tables(),
        (
            "serious_effects",
            "All serious side effects, and which the filter hides",
            _cohort(questions.serious_effects),
        ),
        *pressure_tables(),
        *((name, line, _cohort(ask)) for name, line, ask in outcome_tables()),
        ("other_routes", "Routes outside the vocabulary, as written", _cohort(questions.other_routes)),
        (
            "score_disagreements",
            "Recorded totals that differ from the sum of their items",
            _cohort(_score_disagreements),
        ),
        ("patient_list", "All patients with their last session", _cohort(_patient_list)),
        ("day_list", "Patients of one day (--day) with their flags, all sites", _cohort(_day_list)),
    ]
    patient = [
        ("patient_header", "One patient", questions.patient_header),
        ("patient_sessions", "Sessions of one patient", questions.patient_sessions),
        ("patient_readings", "Readings in the sessions of one patient", questions.patient_readings),
        ("patient_scores", "Scores of one patient", questions.patient_scores),
        ("patient_effects", "Side effects in the sessions of one patient", questions.patient_effects),
        ("patient_medications", "Medications of one patient", questions.patient_medications),
        ("patient_conditions", "Conditions of one patient", questions.patient_conditions),
        (
            "between_sessions",
            "What was recorded for one patient outside sessions",
            questions.between_sessions,
        ),
        (
            "route_switches",
            "One patient before and after each change of route or drug",
            questions.route_switches,
        ),
        ("how_long_it_holds", "Days until half of one patient's gain is lost", questions.how_long_it_holds),
        ("like_patients", "Scores of patients who began like one patient, by week", questions.like_patients),
    ]
    every = [
        *(
            TableQuestion(*one, _SCOPES.get(one[0], "sessions"), marks_selection=one[0] in _MARKS_SELECTION)
            for one in cohort
        ),
        *(TableQuestion(name, line, _patient(ask), "patient") for name, line, ask in patient),
        TableQuestion(
            "own_envelope",
            "Own blood pressure range by minute for one patient's last session",
            _own_envelope,
            "patient",
        ),
    ]
    return MappingProxyType({one.name: one for one in every})


def _data_date(database: Database, _selection: Selection) -> pd.DataFrame:
    return questions.data_date(database)


def _patient_list(database: Database, _selection: Selection) -> pd.DataFrame:
    return questions.patient_list(database, "", ALL_ROWS)


def _score_disagreements(database: Database, _selection: Selection) -> pd.DataFrame:
    return questions.score_disagreements(database)


def _day_list(database: Database, selection: Selection) -> pd.DataFrame:
    # Loaded when asked for: screens that name tables need no rulebook.
    from dash.reports.day_list import day_list
    from dash.reports.day_of_review import day_of_review

    if selection.start is None and selection.end is None:
        return day_list(database, day_of_review(database, date.today()).day)
    if selection.start is None or selection.end != selection.start + timedelta(days=1):
        raise QuestionError("The list is of one day.", fix="Name it: --day 2026-11-20.")
    return day_list(database, selection.start)


TABLES: Mapping[str, TableQuestion] = _tables()
"""By name, in the order in which they are listed."""
