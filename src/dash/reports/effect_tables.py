"""The tables of side effects by name: one of each kind for every way of asking, and one for all ways together."""

from collections.abc import Callable, Iterator

import pandas as pd

from dash.errors import QuestionError
from dash.queries.dimensions import ROUTE
from dash.queries.effect_sessions import effect_sessions
from dash.queries.selection import Selection
from dash.reports.effect_between import effect_between
from dash.reports.effect_compared import compared_table, covariates_table
from dash.reports.effect_course import effect_course
from dash.reports.effect_differences import effect_differences
from dash.reports.effect_rates import effect_rates
from dash.reports.effect_recurrence import effect_recurrence
from dash.reports.effect_severity import effect_severity
from dash.reports.effect_timing import effect_minutes, effect_timing
from dash.reports.effect_trend import effect_trend
from dash.reports.table_question import ALL_ROWS, Limits, Run
from dash.store.reading import Database
from dash.vocabulary import ELICITATIONS, ROUTES

ByPair = Callable[[Database, Selection, str, str, str | None], pd.DataFrame]
ByEffect = Callable[[Database, Selection, str, str | None], pd.DataFrame]


def most_used_routes(rates: pd.DataFrame) -> tuple[str, str] | None:
    """Return the two routes of ``effect_rates`` with the most sessions asked, the larger first; of equals the vocabulary's.

    None with fewer than two routes. Screen and command line compare the same two.
    """
    sessions = rates[rates["unit"] == "sessions"].groupby("route")["total"].max()
    sessions = sessions.reindex([key for key in ROUTES if key in sessions.index])
    top = list(sessions[sessions > 0].sort_values(ascending=False, kind="stable").index[:2])
    return (str(top[0]), str(top[1])) if len(top) == 2 else None


def _rates(elicitation: str | None) -> Run:
    return lambda database, selection, settings, _patient: effect_rates(
        database, selection, elicitation, few_events=settings.few_events
    )


def _sessions(elicitation: str | None) -> Run:
    return lambda database, selection, _settings, _patient: effect_sessions(
        database, selection, None, elicitation=elicitation, newest=ALL_ROWS
    )


def _pair(ask: ByPair) -> Callable[[str | None], Run]:
    """Of the two routes chosen, in this order, else of the two most used ones of the selection; the rows name them."""

    def of_way(elicitation: str | None) -> Run:
        def run(
            database: Database, selection: Selection, _settings: Limits, _patient: str | None
        ) -> pd.DataFrame:
            first, second = _two_routes(database, selection, elicitation)
            frame = ask(database, selection, first, second, elicitation)
            return frame.assign(first_route=first, second_route=second)

        return run

    return of_way


def _two_routes(database: Database, selection: Selection, elicitation: str | None) -> tuple[str, str]:
    found = most_used_routes(effect_rates(database, selection, elicitation))
    if found is None:
        raise QuestionError(
            "A difference needs two routes with sessions in which effects were asked for.",
            fix=f"Widen the selection or leave out --route; routes are {', '.join(ROUTES)}.",
        )
    chosen = selection[ROUTE]
    return (chosen[0], chosen[1]) if set(chosen) == set(found) else found


def _each(ask: ByEffect, counted: str) -> Callable[[str | None], Run]:
    """Of every effect of the vocabulary and of the source that was reported, one after the other."""

    def of_way(elicitation: str | None) -> Run:
        def run(
            database: Database, selection: Selection, _settings: Limits, _patient: str | None
        ) -> pd.DataFrame:
            parts = [
                ask(database, selection, effect, elicitation).assign(effect=effect)
                for effect in database.effects.values()
            ]
            whole = pd.concat(parts, ignore_index=True)
            reported = whole.groupby("effect")[counted].transform("sum") > 0
            return whole[reported].reset_index(drop=True)

        return run

    return of_way


_KINDS: tuple[tuple[str, str, Callable[[str | None], Run]], ...] = (
    ("effect_rates", "Side effects by route with intervals", _rates),
    ("effect_differences", "Difference of two routes in each side effect", _pair(effect_differences)),
    ("effect_compared", "Two routes: crude, adjusted, within patients", _pair(compared_table)),
    ("effect_covariates", "What the adjusted difference allows for", _pair(covariates_table)),
    ("effect_sessions", "Sessions with each side effect", _sessions),
    ("effect_severity", "Side effects by severity", _each(effect_severity, "sessions")),
    (
        "effect_timing",
        "Minutes of onset and end of side effects: percentiles",
        _each(effect_timing, "sessions"),
    ),
    ("effect_minutes", "Sessions by minute of onset and end", _each(effect_minutes, "sessions")),
    (
        "effect_recurrence",
        "Side effects at the next session, given this one",
        _each(effect_recurrence, "reported"),
    ),
    (
        "effect_trend",
        "Side effects by month with limits, and how they were asked for",
        _each(effect_trend, "events"),
    ),
    ("effect_between", "Sessions between reports of rare side effects", _each(effect_between, "events")),
    ("effect_course", "Side effects by number of the session and by dose", _each(effect_course, "events")),
)


def effect_tables() -> Iterator[tuple[str, str, Run]]:
    """Yield name, what it holds in one line, and the question, of every table of side effects."""
    for name, line, of_way in _KINDS:
        yield name, f"{line}, all ways of asking", of_way(None)
        for way, term in ELICITATIONS.items():
            yield f"{name}_{way}", f"{line}: {term.label.lower()}", of_way(way)
