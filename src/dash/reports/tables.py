"""Every table that stands behind a figure, by name, for use outside the screen."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType
from typing import Protocol

import pandas as pd

from dash.errors import QuestionError
from dash.queries.selection import Selection
from dash.reports import questions
from dash.reports.outcome_tables import outcome_tables
from dash.reports.pressure_tables import pressure_tables
from dash.store.reading import Database
from dash.vocabulary import ELICITATIONS, ROUTES

ALL_ROWS = 1_000_000_000
_SCOPES = {
    "data_date": "all",
    "serious_effects": "all",
    "patient_list": "all",
    "outcome_instruments": "all",
    "day_list": "day",
}


class Limits(Protocol):
    """The settings that questions take as parameters; the rulebook's have more."""

    @property
    def event_systolic_mmhg(self) -> int:
        """Peak at or above this is an event."""

    @property
    def event_diastolic_mmhg(self) -> int:
        """Peak at or above this is an event."""

    @property
    def predose_systolic_mmhg(self) -> int:
        """Guide for systolic pressure before the dose."""

    @property
    def predose_diastolic_mmhg(self) -> int:
        """Guide for diastolic pressure before the dose."""

    @property
    def rise_systolic_mmhg(self) -> int:
        """A systolic rise at or above this is large."""

    @property
    def rise_diastolic_mmhg(self) -> int:
        """A diastolic rise at or above this is large."""

    @property
    def few_events(self) -> int:
        """A rate from fewer events is marked."""


Run = Callable[[Database, Selection, Limits, str | None], pd.DataFrame]


@dataclass(frozen=True)
class TableQuestion:
    """A table that can be asked for by name.

    Attributes:
        name: As the command line names it.
        line: What it holds, in one line.
        run: Answers it: database, selection, settings, patient's identifier. Tables about one patient need the
            identifier and hold all of the patient, whatever the selection; the others ignore it. Raises
            QuestionError where the patient is missing or unknown.
        scope: What it is about: the ``sessions`` of the selection, one ``patient``, one ``day``, or ``all`` records
            whatever the selection.
    """

    name: str
    line: str
    run: Run
    scope: str = "sessions"


def _cohort(ask: Callable[[Database, Selection], pd.DataFrame]) -> Run:
    return lambda database, selection, _settings, _patient: ask(database, selection)


def _rates(elicitation: str | None) -> Run:
    return lambda database, selection, settings, _patient: questions.effect_rates(
        database, selection, elicitation, few_events=settings.few_events
    )


def _differences(elicitation: str | None) -> Run:
    def run(
        database: Database, selection: Selection, _settings: Limits, _patient: str | None
    ) -> pd.DataFrame:
        first, second = _two_routes(database, selection, elicitation)
        frame = questions.effect_differences(database, selection, first, second, elicitation)
        return frame.assign(first_route=first, second_route=second)

    return run


def most_used_routes(rates: pd.DataFrame) -> tuple[str, str] | None:
    """Return the two routes of ``effect_rates`` with the most sessions asked, the larger first.

    None with fewer than two routes. Screen and command line compare the same two.
    """
    sessions = rates[rates["unit"] == "sessions"].groupby("route")["total"].max()
    top = list(sessions[sessions > 0].sort_values(ascending=False, kind="stable").index[:2])
    return (str(top[0]), str(top[1])) if len(top) == 2 else None


def _two_routes(database: Database, selection: Selection, elicitation: str | None) -> tuple[str, str]:
    found = most_used_routes(questions.effect_rates(database, selection, elicitation))
    if found is None:
        raise QuestionError(
            "A difference needs two routes with sessions in which effects were asked for.",
            fix=f"Widen the selection or leave out --route; routes are {', '.join(ROUTES)}.",
        )
    return found


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


def _tables() -> Mapping[str, TableQuestion]:
    cohort = [
        ("selection_counts", "Sessions and patients of the selection", _cohort(questions.selection_counts)),
        ("filter_options", "Sessions behind every choice of the filter", _cohort(questions.filter_options)),
        ("data_date", "Last day with any record, whether made up, last import", _cohort(_data_date)),
        ("elicitation_counts", "Sessions by route and way of asking", _cohort(questions.elicitation_counts)),
        ("effect_rates", "Side effects by route with intervals, all ways of asking", _rates(None)),
        *(
            (f"effect_rates_{way}", f"Side effects by route: {term.label.lower()}", _rates(way))
            for way, term in ELICITATIONS.items()
        ),
        ("effect_differences", "Difference of two routes in each side effect, all ways", _differences(None)),
        *(
            (
                f"effect_differences_{way}",
                f"Difference of two routes: {term.label.lower()}",
                _differences(way),
            )
            for way, term in ELICITATIONS.items()
        ),
        ("effect_sessions", "Sessions with each side effect, all ways", _effect_sessions(None)),
        *(
            (
                f"effect_sessions_{way}",
                f"Sessions with each side effect: {term.label.lower()}",
                _effect_sessions(way),
            )
            for way, term in ELICITATIONS.items()
        ),
        (
            "effect_course",
            "Each side effect by number of the session and by dose, all ways",
            _cohort(_effect_course),
        ),
        (
            "serious_effects",
            "All serious side effects, and which the filter hides",
            _cohort(questions.serious_effects),
        ),
        *pressure_tables(),
        *((name, line, _cohort(ask)) for name, line, ask in outcome_tables()),
        ("other_routes", "Routes outside the vocabulary, as written", _cohort(questions.other_routes)),
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
        ("own_envelope", "Own blood pressure range of one patient by minute", questions.own_envelope),
        (
            "route_switches",
            "One patient before and after each change of route or drug",
            questions.route_switches,
        ),
        ("how_long_it_holds", "Days until half of one patient's gain is lost", questions.how_long_it_holds),
        ("like_patients", "Scores of patients who began like one patient, by week", questions.like_patients),
    ]
    every = [
        *(TableQuestion(*one, scope=_SCOPES.get(one[0], "sessions")) for one in cohort),
        *(TableQuestion(name, line, _patient(ask), "patient") for name, line, ask in patient),
    ]
    return MappingProxyType({one.name: one for one in every})


def _data_date(database: Database, _selection: Selection) -> pd.DataFrame:
    return questions.data_date(database)


def _effect_sessions(elicitation: str | None) -> Run:
    return lambda database, selection, _settings, _patient: questions.effect_sessions(
        database, selection, None, elicitation=elicitation, newest=ALL_ROWS
    )


def _effect_course(database: Database, selection: Selection) -> pd.DataFrame:
    """Every effect of the vocabulary and of the source, one after the other."""
    parts = [
        questions.effect_course(database, selection, effect).assign(effect=effect)
        for effect in database.effects.values()
    ]
    whole = pd.concat(parts, ignore_index=True)
    reported = whole.groupby("effect")["events"].transform("sum") > 0
    return whole[reported].reset_index(drop=True)


def _patient_list(database: Database, _selection: Selection) -> pd.DataFrame:
    return questions.patient_list(database, "", ALL_ROWS)


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
