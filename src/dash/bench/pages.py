"""Where the time of a page goes before it reaches the browser: SQL, Python around it, building the figures.

The pages themselves need a server; here the same questions are asked in the same order and the same figures
are built and written as the JSON that would be sent.
"""

import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date
from functools import partial
from statistics import median
from typing import Any, TypeVar

import pandas as pd

from dash.bench.asked import EFFECT, ELICITATION, LIMITS, ROUTES, SCALE, ask, compared, some_patients
from dash.charts.chart import Chart
from dash.charts.dumbbell import dumbbell
from dash.charts.effect_strip import effect_strip
from dash.charts.in_session import in_session
from dash.charts.monthly_rate import monthly_rate
from dash.charts.outcome_change import outcome_change as change_figure
from dash.charts.parts import Limits
from dash.charts.peaks import peaks
from dash.charts.rates_by_route import rates_by_route
from dash.charts.recovery import recovery
from dash.charts.route_curves import route_curves
from dash.charts.sparkline import sparkline
from dash.charts.suicidality import suicidality
from dash.charts.template import LIGHT
from dash.charts.time_axis import history
from dash.charts.trajectory import trajectory
from dash.queries.data_date import data_date
from dash.queries.effect_sessions import effect_sessions
from dash.queries.elicitation_counts import elicitation_counts
from dash.queries.filter_options import filter_options
from dash.queries.outcomes import outcome_instruments
from dash.queries.patient_header import patient_header
from dash.queries.patient_list import patient_list
from dash.queries.patient_records import patient_effects, patient_readings, patient_scores, patient_sessions
from dash.queries.pressure_counts import pressure_counts
from dash.queries.pressure_events import pressure_events
from dash.queries.pressure_peaks import pressure_peaks
from dash.queries.pressure_quadrants import pressure_quadrants
from dash.queries.question import Subject
from dash.queries.record_counts import record_counts
from dash.queries.selection import Selection
from dash.queries.selection_counts import selection_counts
from dash.queries.serious_effects import serious_effects
from dash.reports.effect_differences import effect_differences
from dash.reports.envelope import own_envelope
from dash.reports.holding import how_long_it_holds
from dash.reports.like_patients import patient_like
from dash.reports.outcome_change import outcome_change, outcome_lines
from dash.reports.outcome_flow import outcome_flow
from dash.reports.outcome_patients import outcome_patients
from dash.reports.pressure_monthly import pressure_monthly
from dash.reports.pressure_recovery import pressure_recovery_pair
from dash.reports.review import patient_review
from dash.reports.route_switch import route_switches
from dash.reports.spoken import three_sentences
from dash.rulebook import settings
from dash.store.reading import Database

Result = TypeVar("Result")

_EVENT = Limits(LIMITS["systolic_limit"], LIMITS["diastolic_limit"])


@dataclass
class PageTime:
    """Milliseconds of one page, median of several runs.

    Attributes:
        page: Which page.
        sql_ms: In the database, conversion to frames included.
        python_ms: Statistics and arranging around it.
        figures_ms: Building the figures and writing them as JSON.
        figures_kb: Size of that JSON, in kB (1,000 bytes).
    """

    page: str
    sql_ms: float = 0.0
    python_ms: float = 0.0
    figures_ms: float = 0.0
    figures_kb: float = 0.0

    @property
    def total_ms(self) -> float:
        """Everything before the browser."""
        return self.sql_ms + self.python_ms + self.figures_ms

    def as_dict(self) -> dict[str, Any]:
        """Return the fields by name, the total too."""
        return {**asdict(self), "total_ms": self.total_ms}


class TimedDatabase(Database):
    """The same open database with a stopwatch on every query."""

    def __init__(self, database: Database) -> None:
        """Share the connection of an open database."""
        self.__dict__.update(database.__dict__)
        self.seconds = 0.0

    def frame(self, *arguments: Any) -> pd.DataFrame:
        """Answer as the database does."""
        return self._timed(partial(super().frame, *arguments))

    def arrays(self, *arguments: Any) -> dict[str, Any]:
        """Answer as the database does."""
        return self._timed(partial(super().arrays, *arguments))

    def rows(self, *arguments: Any) -> list[tuple[Any, ...]]:
        """Answer as the database does."""
        return self._timed(partial(super().rows, *arguments))

    def _timed(self, answer: Callable[[], Result]) -> Result:
        begin = time.perf_counter()
        try:
            return answer()
        finally:
            self.seconds += time.perf_counter() - begin


class _Sheet:
    """Takes the figures of a page as a browser would get them, and counts time and size."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.size = 0

    def draw(self, build: Callable[[], Chart]) -> None:
        begin = time.perf_counter()
        self.size += len(build().figure.to_json(validate=False))
        self.seconds += time.perf_counter() - begin

    def picture(self, history: list[float]) -> None:
        begin = time.perf_counter()
        self.size += len(sparkline(history, LIGHT).svg)
        self.seconds += time.perf_counter() - begin


def page_times(database: Database, *, repeats: int = 5) -> list[PageTime]:
    """Return where the time of each page goes, without a filter, warm."""
    patient = some_patients(database)[0]
    pages: dict[str, Callable[[Database, _Sheet], None]] = {
        Subject.PATIENT: partial(_patient, key=patient),
        Subject.SIDE_EFFECTS: partial(_side_effects, selection=Selection()),
        Subject.BLOOD_PRESSURE: partial(_blood_pressure, selection=Selection()),
        Subject.TRAJECTORIES: partial(_trajectories, selection=Selection()),
    }
    return [
        _middle([_timed(name, draw, database) for _ in range(repeats + 1)][1:])
        for name, draw in pages.items()
    ]


def draw_every_page(database: Database, selection: Selection) -> None:
    """Ask and draw everything on every page once."""
    sheet = _Sheet()
    _side_effects(database, sheet, selection=selection)
    _blood_pressure(database, sheet, selection=selection)
    _trajectories(database, sheet, selection=selection)
    for patient in some_patients(database):
        _patient(database, sheet, key=patient)


def _timed(name: str, draw: Callable[[Database, _Sheet], None], database: Database) -> PageTime:
    watched, sheet = TimedDatabase(database), _Sheet()
    begin = time.perf_counter()
    draw(watched, sheet)
    total = time.perf_counter() - begin
    python = total - watched.seconds - sheet.seconds
    return PageTime(name, watched.seconds * 1000, python * 1000, sheet.seconds * 1000, sheet.size / 1000)


def _middle(runs: list[PageTime]) -> PageTime:
    def of(name: str) -> float:
        return float(median(getattr(run, name) for run in runs))

    return PageTime(runs[0].page, of("sql_ms"), of("python_ms"), of("figures_ms"), of("figures_kb"))


def _filter_bar(db: Database, selection: Selection) -> None:
    selection_counts(db, Selection())
    filter_options(db, selection)
    selection_counts(db, selection)
    data_date(db)


def _side_effects(db: Database, sheet: _Sheet, *, selection: Selection) -> None:
    _filter_bar(db, selection)
    elicitation_counts(db, selection)
    rates = ask(compared("effect_counts"), db, selection, {"elicitation": ELICITATION})
    differences = effect_differences(
        db, selection, elicitation=ELICITATION, first_route=ROUTES[0], second_route=ROUTES[1]
    )
    serious_effects(db, selection, elicitation=ELICITATION)
    effect_sessions(db, selection, effect=EFFECT, elicitation=ELICITATION)
    sheet.draw(lambda: rates_by_route(rates, differences, LIGHT, unit="sessions", compared=ROUTES))


def _blood_pressure(db: Database, sheet: _Sheet, *, selection: Selection) -> None:
    _filter_bar(db, selection)
    course = ask(compared("pressure_percentiles"), db, selection)
    counts = pressure_counts(db, selection)
    events = pressure_events(db, selection, newest=500, **LIMITS)
    cells = pressure_peaks(db, selection)
    corners = pressure_quadrants(db, selection, **LIMITS)
    steps, back = pressure_recovery_pair(db, selection)
    months = pressure_monthly(db, selection, **LIMITS)
    sheet.draw(lambda: route_curves(course, counts, LIGHT, limits=_EVENT))
    sheet.draw(lambda: peaks(cells, corners, LIGHT, limits=_EVENT, events=events))
    sheet.draw(lambda: recovery(steps, back, LIGHT, least_sessions=settings().few_sessions))
    sheet.draw(lambda: monthly_rate(months, LIGHT))


def _trajectories(db: Database, sheet: _Sheet, *, selection: Selection) -> None:
    _filter_bar(db, selection)
    outcome_instruments(db)
    outcome_flow(db, selection, instrument=SCALE)
    frame = outcome_change(db, selection, instrument=SCALE, axis="sessions")
    lines = outcome_lines(db, selection, instrument=SCALE, axis="sessions")
    outcome_patients(db, selection, instrument=SCALE, newest=501)
    sheet.draw(
        lambda: change_figure(frame, lines, LIGHT, axis="sessions", least_patients=settings().few_sessions)
    )


def _patient(db: Database, sheet: _Sheet, *, key: int) -> None:
    selection_counts(db, Selection())
    patient_list(db, "", 1000)
    sessions = patient_sessions(db, key)
    given = sessions[sessions["status"].fillna("") != "cancelled"]
    patient_header(db, key)
    scores, effects = patient_scores(db, key), patient_effects(db, key)
    readings = patient_readings(db, key)
    day = given["started_on"].iloc[-1].date() if len(given) else date(2026, 1, 1)
    found = patient_review(db, key, day)
    record_counts(db, [key], day)
    alike = patient_like(db, key, "phq9").frame
    last = int(given["session_number"].iloc[-1]) if len(given) else None
    band = own_envelope(readings, given, session_number=last).frame
    how_long_it_holds(scores, given, "phq9", 180)
    route_switches(given, scores, effects)
    three_sentences(given, scores, effects, day=day, findings=found)
    guide = Limits(settings().predose_systolic_mmhg, settings().predose_diastolic_mmhg, "pre-dose guide")
    sheet.draw(lambda: trajectory(scores, given, LIGHT, effects=effects, like=alike))
    axis = history(scores, given)
    sheet.draw(lambda: suicidality(scores, LIGHT, item_alert_from=1, cssrs_alert_from=1, span=axis))
    sheet.draw(lambda: in_session(readings, given, LIGHT, limits=_EVENT, guide=guide, band=band))
    sheet.draw(lambda: dumbbell(given, LIGHT, limits=_EVENT, effects=effects))
    sheet.draw(lambda: effect_strip(effects, given, LIGHT))
    for column in ("peak_systolic", "days_since_previous", "dose_mg", "recovery_minute"):
        sheet.picture(given[column].astype("float64").tolist())
