"""The tables of blood pressure by name."""

from collections.abc import Callable, Iterator

import pandas as pd

from dash.queries.selection import Selection
from dash.reports import questions
from dash.reports.table_question import ALL_ROWS, Limits, Run
from dash.store.reading import Database

_PARTS = {
    "pre_dose": "a pressure before the dose",
    "at_40": "a pressure around 40 minutes",
    "after_dose": "a pressure after the dose",
    "spo2": "oxygen saturation",
    "clock": "a time of day of the dose",
}


Pair = Callable[..., pd.DataFrame]


def _plain(ask: Callable[[Database, Selection], pd.DataFrame]) -> Run:
    return lambda database, selection, _limits, _patient: ask(database, selection)


def _event(ask: Pair, **more: int) -> Run:
    return lambda database, selection, limits, _patient: ask(
        database, selection, limits.event_systolic_mmhg, limits.event_diastolic_mmhg, **more
    )


def _guide(ask: Pair, **more: int) -> Run:
    return lambda database, selection, limits, _patient: ask(
        database, selection, limits.predose_systolic_mmhg, limits.predose_diastolic_mmhg, **more
    )


def _rise(ask: Pair, **more: int) -> Run:
    return lambda database, selection, limits, _patient: ask(
        database, selection, limits.rise_systolic_mmhg, limits.rise_diastolic_mmhg, **more
    )


def _reached(database: Database, selection: Selection, limits: Limits, _patient: str | None) -> pd.DataFrame:
    event = limits.event_systolic_mmhg, limits.event_diastolic_mmhg
    rise = limits.rise_systolic_mmhg, limits.rise_diastolic_mmhg
    return questions.pressure_reached(database, selection, *event, *rise)


def _not_back(database: Database, selection: Selection) -> pd.DataFrame:
    return questions.pressure_not_back(database, selection, newest=ALL_ROWS)


def _without(what: str) -> Run:
    return lambda database, selection, _limits, _patient: questions.pressure_without(
        database, selection, what, newest=ALL_ROWS
    )


def pressure_tables() -> Iterator[tuple[str, str, Run]]:
    """Yield name, what it holds in one line, and the question, of every table of blood pressure."""
    ask, whole = questions, {"newest": ALL_ROWS}
    yield "pressure_course", "Blood pressure by minute from dose: percentiles", _plain(ask.pressure_course)
    yield (
        "pressure_change",
        "Change from pre-dose by minute from dose: percentiles",
        _plain(ask.pressure_change),
    )
    yield "pressure_rise", "Rise at 40 minutes and of the sessions' maxima", _rise(ask.pressure_rise)
    yield "pressure_reached", "Share of sessions with an event, and with a large rise", _reached
    yield (
        "pressure_large_rise",
        "Sessions with a large rise from pre-dose",
        _rise(ask.pressure_large_rise, **whole),
    )
    yield (
        "pressure_completeness",
        "What was recorded of the monitoring, and pre-dose above the guide",
        _guide(ask.pressure_completeness),
    )
    for what, said in _PARTS.items():
        yield f"pressure_without_{what}", f"Sessions without {said}", _without(what)
    yield (
        "pressure_above_guide",
        "Sessions begun above the pre-dose guide",
        _guide(ask.pressure_above_guide, **whole),
    )
    yield "pressure_counts", "Sessions with and without pressures", _plain(ask.pressure_counts)
    yield "pressure_peaks", "Sessions by peak pressures, 2 mmHg cells", _plain(ask.pressure_peaks)
    yield "pressure_quadrants", "Sessions by limit reached", _event(ask.pressure_quadrants)
    yield (
        "pressure_events",
        "Sessions with a peak at or above a limit",
        _event(ask.pressure_events, **whole),
    )
    yield "pressure_between", "Sessions between events with limits", _event(ask.pressure_between)
    yield "pressure_quality", "Last digits, repeats and copied sets", _plain(ask.pressure_quality)
    yield "pressure_copied", "Sessions whose readings stand in another", _plain(ask.pressure_copied)
    yield "pressure_monthly", "Events by month with limits", _event(ask.pressure_monthly)
    yield (
        "pressure_recovery",
        "Sessions not yet back near pre-dose by minute",
        _plain(ask.pressure_recovery),
    )
    yield (
        "pressure_recovery_counts",
        "Who is in the recovery curves, and when half were back",
        _plain(ask.pressure_recovery_counts),
    )
    yield (
        "pressure_log_rank",
        "Whether the recovery curves of the routes differ: log-rank test",
        _plain(ask.pressure_log_rank),
    )
    yield "pressure_not_back", "Sessions not seen back near pre-dose", _plain(_not_back)
    yield (
        "pressure_untimed",
        "Sessions by highest pressures without a minute, 2 mmHg cells",
        _plain(ask.pressure_untimed),
    )
    yield (
        "pressure_untimed_quadrants",
        "Sessions by limit their readings without a minute reached",
        _event(ask.pressure_untimed_quadrants),
    )
