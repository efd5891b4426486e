"""Every question behind a page, and the filters each is asked with."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta

import pandas as pd

from dash.bench.asked_outcomes import OUTCOME_QUESTIONS
from dash.bench.question import BLOOD_PRESSURE, EVERY_PAGE, SIDE_EFFECTS, CohortQuestion, PatientQuestion
from dash.queries.selection import Selection
from dash.reports import questions
from dash.rulebook import settings
from dash.store.reading import Database

LIMITS: Mapping[str, int] = {
    "systolic_limit": settings().event_systolic_mmhg,
    "diastolic_limit": settings().event_diastolic_mmhg,
}
GUIDE: Mapping[str, int] = {
    "systolic_guide": settings().predose_systolic_mmhg,
    "diastolic_guide": settings().predose_diastolic_mmhg,
}
RISES: Mapping[str, int] = {
    "systolic_rise": settings().rise_systolic_mmhg,
    "diastolic_rise": settings().rise_diastolic_mmhg,
}


def _of_nausea(
    ask: Callable[[Database, Selection, str, str | None], pd.DataFrame],
) -> Callable[[Database, Selection], pd.DataFrame]:
    return lambda db, some: ask(db, some, "nausea", "solicited")


COHORT_QUESTIONS = (
    CohortQuestion("selection_counts", EVERY_PAGE, questions.selection_counts),
    CohortQuestion("filter_options", EVERY_PAGE, questions.filter_options),
    CohortQuestion("data_date", EVERY_PAGE, lambda db, _: questions.data_date(db)),
    CohortQuestion("other_routes", EVERY_PAGE, questions.other_routes),
    CohortQuestion("elicitation_counts", SIDE_EFFECTS, questions.elicitation_counts),
    CohortQuestion(
        "effect_rates, one way of asking",
        SIDE_EFFECTS,
        lambda db, some: questions.effect_rates(db, some, elicitation="solicited"),
    ),
    CohortQuestion(
        "effect_rates, all ways",
        SIDE_EFFECTS,
        lambda db, some: questions.effect_rates(db, some, elicitation=None),
    ),
    CohortQuestion(
        "effect_differences",
        SIDE_EFFECTS,
        lambda db, some: questions.effect_differences(
            db, some, elicitation="solicited", first_route="iv", second_route="in"
        ),
    ),
    CohortQuestion(
        "effect_sessions",
        SIDE_EFFECTS,
        lambda db, some: questions.effect_sessions(db, some, effect="nausea", elicitation="solicited"),
    ),
    CohortQuestion(
        "serious_effects",
        SIDE_EFFECTS,
        lambda db, some: questions.serious_effects(db, some, elicitation="solicited"),
    ),
    CohortQuestion("effect_course", SIDE_EFFECTS, _of_nausea(questions.effect_course)),
    CohortQuestion("effect_severity", SIDE_EFFECTS, _of_nausea(questions.effect_severity)),
    CohortQuestion("effect_minutes", SIDE_EFFECTS, _of_nausea(questions.effect_minutes)),
    CohortQuestion("effect_timing", SIDE_EFFECTS, _of_nausea(questions.effect_timing)),
    CohortQuestion("effect_trend", SIDE_EFFECTS, _of_nausea(questions.effect_trend)),
    CohortQuestion("effect_between", SIDE_EFFECTS, _of_nausea(questions.effect_between)),
    CohortQuestion("pressure_course", BLOOD_PRESSURE, questions.pressure_course),
    CohortQuestion("pressure_change", BLOOD_PRESSURE, questions.pressure_change),
    CohortQuestion(
        "pressure_rise", BLOOD_PRESSURE, lambda db, some: questions.pressure_rise(db, some, **RISES)
    ),
    CohortQuestion(
        "pressure_completeness",
        BLOOD_PRESSURE,
        lambda db, some: questions.pressure_completeness(db, some, **GUIDE),
    ),
    CohortQuestion(
        "pressure_above_guide",
        BLOOD_PRESSURE,
        lambda db, some: questions.pressure_above_guide(db, some, newest=500, **GUIDE),
    ),
    CohortQuestion(
        "pressure_not_back",
        BLOOD_PRESSURE,
        lambda db, some: questions.pressure_not_back(db, some, newest=500),
    ),
    CohortQuestion(
        "pressure_recovery_pair",
        BLOOD_PRESSURE,
        lambda db, some: questions.pressure_recovery_pair(db, some)[1],
    ),
    CohortQuestion(
        "pressure_reached",
        BLOOD_PRESSURE,
        lambda db, some: questions.pressure_reached(db, some, **LIMITS, **RISES),
    ),
    CohortQuestion(
        "pressure_large_rise",
        BLOOD_PRESSURE,
        lambda db, some: questions.pressure_large_rise(db, some, newest=500, **RISES),
    ),
    CohortQuestion(
        "pressure_without",
        BLOOD_PRESSURE,
        lambda db, some: questions.pressure_without(db, some, what="at_40", newest=500),
    ),
    CohortQuestion("pressure_quality", BLOOD_PRESSURE, questions.pressure_quality, on_request=True),
    CohortQuestion("pressure_copied", BLOOD_PRESSURE, questions.pressure_copied, on_request=True),
    CohortQuestion("pressure_untimed", BLOOD_PRESSURE, questions.pressure_untimed),
    CohortQuestion(
        "pressure_untimed_quadrants",
        BLOOD_PRESSURE,
        lambda db, some: questions.pressure_untimed_quadrants(db, some, **LIMITS),
    ),
    CohortQuestion("pressure_counts", BLOOD_PRESSURE, questions.pressure_counts),
    CohortQuestion("pressure_peaks", BLOOD_PRESSURE, questions.pressure_peaks),
    CohortQuestion(
        "pressure_quadrants",
        BLOOD_PRESSURE,
        lambda db, some: questions.pressure_quadrants(db, some, **LIMITS),
    ),
    CohortQuestion(
        "pressure_events",
        BLOOD_PRESSURE,
        lambda db, some: questions.pressure_events(db, some, newest=500, **LIMITS),
    ),
    CohortQuestion(
        "pressure_between", BLOOD_PRESSURE, lambda db, some: questions.pressure_between(db, some, **LIMITS)
    ),
    CohortQuestion(
        "pressure_monthly", BLOOD_PRESSURE, lambda db, some: questions.pressure_monthly(db, some, **LIMITS)
    ),
    *OUTCOME_QUESTIONS,
)

PATIENT_QUESTIONS = (
    PatientQuestion("patient_header", questions.patient_header),
    PatientQuestion("patient_sessions", questions.patient_sessions),
    PatientQuestion("patient_readings", questions.patient_readings),
    PatientQuestion("patient_scores", questions.patient_scores),
    PatientQuestion("patient_effects", questions.patient_effects),
    PatientQuestion("patient_medications", questions.patient_medications),
    PatientQuestion("patient_conditions", questions.patient_conditions),
    PatientQuestion("between_sessions", questions.between_sessions),
)


def filters(database: Database) -> dict[str, Selection]:
    """Return the selections that every question is asked with, by name.

    The period starts and ends inside a month: whole months are answered from counts made at import, cut
    months need the readings themselves.
    """
    options = questions.filter_options(database, Selection())
    all_sites = tuple(options.loc[options["kind"] == "site", "key"].astype("str"))
    sites = all_sites[:1]
    counts = questions.selection_counts(database, Selection()).iloc[0]
    first, last = pd.Timestamp(counts["first_day"]).date(), pd.Timestamp(counts["last_day"]).date()
    start, end = _middle_year(first, last)
    return {
        "no filter": Selection(),
        "one route": Selection(routes=("iv",)),
        "rarest route": Selection(routes=("po",)),
        "one drug": Selection(drugs=("racemic_ketamine",)),
        "one phase": Selection(phases=("maintenance",)),
        "one site": Selection(sites=sites),
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


def _middle_year(first: date, last: date) -> tuple[date, date]:
    middle = first + (last - first) / 2
    start = max(first, middle - timedelta(days=180))
    return start, min(last, start + timedelta(days=360))


def some_patients(database: Database, wanted: int = 5) -> list[int]:
    """Return keys of patients spread evenly over the database, the last one included."""
    total = int(questions.selection_counts(database, Selection()).iloc[0]["patients_total"])
    return sorted({round(n * (total - 1) / max(wanted - 1, 1)) for n in range(wanted)}) if total else []
