"""Every question behind a page as it is registered, and the filters each is asked with."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import partial
from itertools import product
from typing import TypedDict

import pandas as pd

from dash.bench.question import CohortQuestion, PatientQuestion
from dash.queries.filter_options import filter_options
from dash.queries.question import Question, Subject
from dash.queries.selection import Selection
from dash.queries.selection_counts import selection_counts
from dash.reports.tables import from_rules, questions
from dash.rulebook import settings
from dash.store.reading import Database

EFFECT, ELICITATION, ROUTES, SCALE, LISTED = "nausea", "solicited", ("iv", "in"), "phq9", 500
"""What a page asks about beside the filter."""


class Limits(TypedDict):
    """The limits of an event, mmHg."""

    systolic_limit: int
    diastolic_limit: int


LIMITS = Limits(
    systolic_limit=settings().event_systolic_mmhg, diastolic_limit=settings().event_diastolic_mmhg
)


def ask(
    question: Question, database: Database, selection: Selection, chosen: Mapping[str, object] | None = None
) -> pd.DataFrame:
    """Ask a question as a page does: what it takes beside the selection is always the same.

    Args:
        question: Which one.
        database: Where.
        selection: The filter.
        chosen: The choices that are part of its name.
    """
    pair = {"first_route": ROUTES[0], "second_route": ROUTES[1]}
    usual = {**from_rules(settings()), **pair, "effect": EFFECT, "newest": LISTED, "selection": selection}
    return question.frame(database, {**usual, **(chosen or {})})


def cohort_questions() -> list[CohortQuestion]:
    """Return every question behind the cohort pages; one that several ways of asking answer, with each of them."""
    return [
        CohortQuestion(name, one.subject, partial(ask, one, chosen=chosen), one.measured == "on request")
        for one in _measured()
        if one.subject != Subject.PATIENT
        for name, chosen in _choices(one)
    ]


def patient_questions() -> list[PatientQuestion]:
    """Return every question behind the patient page."""
    return [
        PatientQuestion(one.name, partial(_of, one)) for one in _measured() if one.subject == Subject.PATIENT
    ]


def compared(computation: str) -> Question:
    """Return the question that is the same as a computation of other tools."""
    return next(one for one in questions() if one.compared == computation)


def _measured() -> Iterator[Question]:
    """What fills in after a page, in a process of its own, is not measured; nor what no page asks."""
    return (one for one in questions() if one.measured != "never" and not one.deferred)


def _choices(question: Question) -> Iterator[tuple[str, dict[str, object]]]:
    for values in product(*(choice.measured for choice in question.by)):
        chosen = dict(zip((choice.parameter for choice in question.by), values, strict=True))
        more = [
            choice.option(value).words.removeprefix(", ").strip()
            for choice, value in zip(question.by, values, strict=True)
            if value != choice.measured[0]
        ]
        yield ", ".join([question.name, *more]), chosen


def _of(question: Question, database: Database, patient_key: int) -> pd.DataFrame:
    named = "SELECT patient_id FROM patient_keys WHERE patient_key = $key"
    given: dict[str, object] = {"patient_key": patient_key}
    if "patient_id" in question.parameters:
        given = {"patient_id": database.rows(named, {"key": patient_key})[0][0]}
    return question.frame(database, given)


def filters(database: Database) -> dict[str, Selection]:
    """Return the selections that every question is asked with, by name.

    The period starts and ends inside a month: whole months are answered from counts made at import, cut
    months need the readings themselves.
    """
    options = filter_options(database, Selection())
    all_sites = _keys(options, "site")
    sites = all_sites[:1]
    counts = selection_counts(database, Selection()).iloc[0]
    first, last = pd.Timestamp(counts["first_day"]).date(), pd.Timestamp(counts["last_day"]).date()
    start, end = _middle_year(first, last)
    return {
        "no filter": Selection(),
        "one route": Selection(routes=("iv",)),
        "rarest route": Selection(routes=("po",)),
        "one drug": Selection(drugs=("racemic_ketamine",)),
        "one phase": Selection(phases=("maintenance",)),
        "one site": Selection(sites=sites),
        "one clinician": Selection(clinicians=_keys(options, "clinician")[:1]),
        "one dose band": Selection(dose_bands=("0.4_to_0.65",)),
        "two sites": Selection(sites=all_sites[:2]),
        "drug and phase": Selection(drugs=("racemic_ketamine",), phases=("induction",)),
        "since a day": Selection(start=start),
        "period": Selection(start=start, end=end),
        "two sites, since a day": Selection(sites=all_sites[:2], start=start),
        "last quarter": Selection(start=last - timedelta(days=91)),
        "two routes, period": Selection(routes=("iv", "in"), start=start, end=end),
        "everything": Selection(
            routes=("iv", "im"),
            drugs=("racemic_ketamine",),
            phases=("maintenance",),
            sites=sites,
            start=start,
            end=end,
        ),
    }


def _keys(options: pd.DataFrame, dimension: str) -> tuple[str, ...]:
    return tuple(options.loc[options["kind"] == dimension, "key"].astype("str"))


def _middle_year(first: date, last: date) -> tuple[date, date]:
    middle = first + (last - first) / 2
    start = max(first, middle - timedelta(days=180))
    return start, min(last, start + timedelta(days=360))


def some_patients(database: Database, wanted: int = 5) -> list[int]:
    """Return keys of patients spread evenly over the database, the last one included."""
    total = int(selection_counts(database, Selection()).iloc[0]["patients_total"])
    return sorted({round(n * (total - 1) / max(wanted - 1, 1)) for n in range(wanted)}) if total else []
