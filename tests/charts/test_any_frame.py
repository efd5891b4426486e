"""Whatever a frame holds, a builder returns a figure Plotly accepts, says something, and interprets nothing."""

from collections.abc import Callable

import pandas as pd
import plotly.io
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dash.charts.chart import Chart
from dash.charts.dumbbell import dumbbell
from dash.charts.effect_compared import effect_compared
from dash.charts.effect_recurrence import effect_recurrence
from dash.charts.effect_severity import effect_severity
from dash.charts.effect_strip import effect_strip
from dash.charts.effect_timing import effect_timing
from dash.charts.in_session import in_session
from dash.charts.monthly_rate import monthly_rate
from dash.charts.outcome_change import outcome_change
from dash.charts.outcome_response import outcome_response
from dash.charts.outcome_shift import outcome_shift
from dash.charts.outcome_times import TimeWords, outcome_times
from dash.charts.outcome_waterfall import outcome_waterfall
from dash.charts.parts import Limits
from dash.charts.peaks import peaks
from dash.charts.rates_by_route import rates_by_route
from dash.charts.route_curves import route_curves
from dash.charts.route_switch import route_switch
from dash.charts.suicidality import suicidality
from dash.charts.template import DARK, LIGHT
from dash.charts.trajectory import trajectory
from dash.charts.trend_by_route import trend_by_route

LIMITS = Limits(180, 110)
EVIL = "<script>alert(1)</script><a href='javascript:x'>$x$ %{y}</a>"
few, level = st.one_of(st.none(), st.integers(0, 6)), st.one_of(st.none(), st.integers(40, 250))
answer = st.one_of(st.none(), st.booleans())
route = st.one_of(st.none(), st.sampled_from(["iv", "in", "po", "other", EVIL]))
drug = st.one_of(st.none(), st.sampled_from(["racemic_ketamine", "esketamine", EVIL]))
day = st.one_of(st.none(), st.sampled_from(pd.date_range("2024-01-01", periods=5, freq="40D").tolist()))
percent = st.one_of(st.none(), st.integers(0, 100))
effect = st.sampled_from(["nausea", "anxiety", EVIL])
minute = st.one_of(st.none(), st.sampled_from([-600, -10, 0, 38, 40, 400]))


def _frame(size: int = 6, **columns: st.SearchStrategy) -> st.SearchStrategy:
    names = list(columns)
    return st.lists(st.tuples(*columns.values()), max_size=size).map(
        lambda rows: pd.DataFrame(rows, columns=names).astype(
            {"started_on": "datetime64[us]"} if "started_on" in names else {}
        )
    )


SESSIONS = _frame(
    session_number=few, started_on=day, route=route, drug=drug, dose_mg=few, mg_per_kg=few, asked=answer, has_40=answer,
    pre_systolic=level, pre_diastolic=level, peak_systolic=level, peak_diastolic=level, last_systolic=level, last_diastolic=level,
    highest_systolic_untimed=level, highest_diastolic_untimed=level,
)  # fmt: skip
MANY_SESSIONS = st.integers(0, 60).map(
    lambda n: pd.DataFrame(
        {
            "session_number": range(1, n + 1),
            "asked": True,
            "peak_systolic": 140,
            "has_40": None,
            "route": "iv",
            "started_on": pd.NaT,
        }
    )
)
READINGS = _frame(10, session_number=few, minute=minute, systolic=level, diastolic=level)
SCORES = _frame(
    10,
    measured_at=day,
    instrument=st.sampled_from(["phq9", "madrs", "cssrs_ideation", EVIL]),
    item=st.sampled_from(["total", "9", "10"]),
    value=few,
)
LIKE = _frame(day=st.one_of(st.none(), st.integers(-5, 300)), n=few, p10=few, p50=level, p90=level)
LIKE_SESSIONS = pd.DataFrame(
    {"session_number": [1, 2], "started_on": pd.to_datetime(["2024-01-01", "2024-04-01"]), "route": "iv"}
)
BAND = _frame(
    part=st.sampled_from(["systolic", "diastolic", EVIL]), minute=minute, low=level, high=level, sessions=few
)
EFFECTS = _frame(
    session_number=few,
    effect=effect,
    label=effect,
    severity=st.sampled_from([None, 0, 1, 2, 3, "mild", EVIL]),
    onset_minute=few,
    resolved_minute=few,
    serious=answer,
)
RATES = _frame(
    effect=effect, label=effect, route=route, unit=st.just("sessions"), events=few, total=few, rate=percent, low=percent,
    high=percent,
    method=st.sampled_from([None, EVIL]), serious_events=few, few=answer,
)  # fmt: skip
GAPS = _frame(effect=effect, unit=st.just("sessions"), difference=percent, low=percent, high=percent)
COURSE = _frame(
    10, route=route, part=st.sampled_from(["systolic", "diastolic"]), bin=st.sampled_from([-1, 0, 40, 150]), p10=level, p50=level,
    p90=level, readings=few,
)  # fmt: skip
COUNTS = _frame(route=route, sessions=few, patients=few, timed_sessions=few)
CELLS = _frame(route=route, peak_systolic=level, peak_diastolic=level, sessions=few)
EVENTS = _frame(patient_id=st.just(EVIL), peak_systolic=level, peak_diastolic=level)
SWITCHES = _frame(
    session_number=few, started_on=day, from_route=route, from_drug=drug, to_route=route, to_drug=drug,
    measure=st.sampled_from([None, "PHQ-9", EVIL]), unit=st.sampled_from([None, "mmHg", EVIL]), before=level, before_n=few,
    after=level, after_n=few, difference=level, reason=st.sampled_from([None, "no reading", EVIL]),
)  # fmt: skip
MONTHS = _frame(month=day, events=few, total=few, rate=percent, centre=percent, upper=percent)
_WORD = st.sampled_from([None, "", "few", EVIL])
COMPARED = _frame(
    effect=effect, label=effect, comparison=st.sampled_from(["crude", "adjusted", "within", EVIL]), difference=percent,
    low=percent, high=percent, q=st.sampled_from([None, 0.001, 0.5]), sessions=few, patients=few, differing=few, method=_WORD,
)  # fmt: skip
GRADES = _frame(
    route=route, severity=st.sampled_from([None, "mild", "severe", "not_graded", EVIL]), sessions=few, total=few, share=percent,
    low=percent, high=percent,
)  # fmt: skip
_MOMENT = st.sampled_from([None, "onset", "end", EVIL])
MINUTES = _frame(route=route, moment=_MOMENT, minute=minute, sessions=few)
TIMING = _frame(route=route, moment=_MOMENT, sessions=few, recorded=few, p10=minute, p50=minute, p90=minute)
_SIDE = {"events": few, "sessions": few, "rate": percent, "low": percent, "high": percent, "method": _WORD}
AGAIN = _frame(
    route=route, repeating=few, expected=percent, beyond=percent, beyond_low=percent, beyond_high=percent,
    beyond_q=st.sampled_from([None, 0.001, 0.5]), beyond_method=_WORD,
    **{f"{side}_{name}": kind for side in ("after", "background") for name, kind in _SIDE.items()},
)  # fmt: skip
TREND = _frame(
    8, route=route, month=day, events=few, total=few, rate=percent, low=percent, high=percent, centre=percent, lower=percent,
    upper=percent, beyond=answer, way=st.sampled_from([None, "solicited", "mixed", "none", EVIL]), way_share=percent,
    changed=answer, stretch=few, chart=st.sampled_from([None, "laney", "g"]), why=_WORD,
)  # fmt: skip
BETWEEN = _frame(
    route=route, day=day, between=few, events=few, centre=few, lower=few, upper=few, stretch=few, why=_WORD
)
OUTCOME_STEPS = _frame(
    10, route=route, step=few, n=few, p10=few, p50=few, p90=few, baseline=few, later=few, ended_response=few,
    ended_no_response=few, never=few,
)  # fmt: skip
OUTCOME_LINES = _frame(route=route, patient_key=few, step=few, change=few)
OUTCOME_RATES = _frame(
    route=route, step=few, treated=few, began=few, eligible=few, analysed=few, responses=few, remissions=few, response=percent,
    response_low=percent, response_high=percent, remission=percent, remission_low=percent, remission_high=percent,
)  # fmt: skip
PUBLISHED = _frame(name=st.just(EVIL), route=route, sessions=few, response=percent, remission=percent)
OUTCOME_CURVES = _frame(10, route=route, day=few, share=percent, low=percent, high=percent, at_risk=few)
OUTCOME_TIMES = _frame(route=route, patients=few, events=few, median=few, median_low=few, median_high=few)
OUTCOME_LAST = _frame(route=route, percent=percent, patients=few)
OUTCOME_SHIFTS = _frame(label=st.sampled_from([None, EVIL]), baseline=few, last_value=few, patients=few)
CASES = {
    "outcome_change": (outcome_change, OUTCOME_STEPS, OUTCOME_LINES, {"least_patients": 2}),
    "outcome_response": (
        lambda a, b, tone: outcome_response(a, tone, published=b, least_patients=2),
        OUTCOME_RATES,
        PUBLISHED,
        {},
    ),
    "outcome_times": (
        lambda a, b, tone: outcome_times(a, b, tone, TimeWords("no", "half by", "the day"), least=2),
        OUTCOME_CURVES,
        OUTCOME_TIMES,
        {},
    ),
    "outcome_waterfall": (outcome_waterfall, OUTCOME_LAST, None, {"response_percent": -50}),
    "outcome_shift": (outcome_shift, OUTCOME_SHIFTS, None, {}),
    "trajectory": (trajectory, SCORES, SESSIONS, {}),
    "trajectory, like": (lambda a, b, tone: trajectory(a, LIKE_SESSIONS, tone, like=b), SCORES, LIKE, {}),
    "suicidality": (suicidality, SCORES, None, {"item_alert_from": 1, "cssrs_alert_from": 1}),
    "in_session": (in_session, READINGS, SESSIONS, {"limits": LIMITS, "guide": LIMITS}),
    "in_session, today": (in_session, READINGS, SESSIONS, {"limits": LIMITS, "coming": (150, None)}),
    "in_session, own range": (
        lambda a, b, tone: in_session(a, LIKE_SESSIONS, tone, limits=LIMITS, band=b),
        READINGS,
        BAND,
        {},
    ),
    "dumbbell": (dumbbell, SESSIONS, None, {"limits": LIMITS}),
    "dumbbell, many": (dumbbell, MANY_SESSIONS, None, {"limits": LIMITS}),
    "effect_strip": (effect_strip, EFFECTS, SESSIONS, {}),
    "effect_strip, many": (effect_strip, EFFECTS, MANY_SESSIONS, {}),
    "rates_by_route": (
        rates_by_route,
        RATES,
        GAPS,
        {"compared": ("iv", "in"), "pinned": {EVIL}, "selected": EVIL},
    ),
    "effect_compared": (
        effect_compared,
        COMPARED,
        None,
        {"effects": ["nausea", EVIL], "labels": ("Oral", "Other"), "selected": EVIL},
    ),
    "effect_severity": (effect_severity, GRADES, None, {}),
    "effect_timing": (effect_timing, MINUTES, TIMING, {"least_sessions": 2}),
    "effect_recurrence": (effect_recurrence, AGAIN, None, {}),
    "trend_by_route": (trend_by_route, TREND, BETWEEN, {"few_sessions": 2}),
    "route_curves": (route_curves, COURSE, COUNTS, {"limits": LIMITS, "least_sessions": 2}),
    "peaks": (lambda a, b, tone: peaks(a, a.head(1), tone, limits=LIMITS, events=b), CELLS, EVENTS, {}),
    "route_switch": (route_switch, SWITCHES, None, {}),
    "monthly_rate": (monthly_rate, MONTHS, None, {}),
}


@pytest.mark.parametrize("name", CASES)
@settings(max_examples=25)
@given(data=st.data())
def test_a_builder_never_raises_and_interprets_nothing(name: str, data: st.DataObject) -> None:
    build, first, second, options = CASES[name]
    frames = [data.draw(first)] + ([] if second is None else [data.draw(second)])
    _check(build, frames, options)


@pytest.mark.parametrize("value", [None, float("nan"), pd.NA])
@pytest.mark.parametrize("name", CASES)
def test_columns_that_are_all_missing(name: str, value: object) -> None:
    build, first, second, options = CASES[name]
    frames = [
        pd.DataFrame({key: [value, value] for key in _columns(part)})
        for part in (first, second)
        if part is not None
    ]
    _check(build, frames, options)


def _columns(strategy: st.SearchStrategy) -> list[str]:
    return {
        id(SESSIONS): ["session_number", "started_on", "route", "drug", "dose_mg", "asked", "peak_systolic"],
        id(MANY_SESSIONS): ["session_number", "asked", "peak_systolic"],
        id(READINGS): ["session_number", "minute", "systolic", "diastolic"],
        id(LIKE): ["day", "n", "p10", "p50", "p90"],
        id(BAND): ["part", "minute", "start", "end", "low", "high", "sessions"],
        id(SCORES): ["measured_at", "instrument", "item", "value"],
        id(EFFECTS): [
            "session_number",
            "effect",
            "label",
            "severity",
            "onset_minute",
            "resolved_minute",
            "serious",
        ],
        id(RATES): ["effect", "label", "route", "unit", "events", "total", "rate", "low", "high", "few"],
        id(GAPS): ["effect", "unit", "difference", "low", "high"],
        id(COURSE): ["route", "part", "bin", "p10", "p50", "p90", "readings"],
        id(COUNTS): ["route", "sessions", "patients", "timed_sessions"],
        id(CELLS): ["route", "peak_systolic", "peak_diastolic", "sessions"],
        id(EVENTS): ["patient_id", "peak_systolic", "peak_diastolic"],
        id(SWITCHES): ["session_number", "started_on", "from_route", "measure", "before", "after", "reason"],
        id(COMPARED): [
            "effect",
            "label",
            "comparison",
            "difference",
            "low",
            "high",
            "q",
            "sessions",
            "patients",
            "differing",
            "method",
        ],
        id(GRADES): ["route", "severity", "sessions", "total", "share", "low", "high"],
        id(MINUTES): ["route", "moment", "minute", "sessions"],
        id(TIMING): ["route", "moment", "sessions", "recorded", "p10", "p50", "p90"],
        id(AGAIN): [
            "route",
            "repeating",
            "expected",
            "beyond",
            "beyond_low",
            "after_rate",
            "after_sessions",
            "background_rate",
        ],
        id(TREND): [
            "route",
            "month",
            "events",
            "total",
            "rate",
            "centre",
            "upper",
            "beyond",
            "way",
            "changed",
            "chart",
            "why",
        ],
        id(BETWEEN): ["route", "day", "between", "events", "centre", "lower", "upper", "why"],
        id(OUTCOME_STEPS): ["route", "step", "n", "p10", "p50", "p90", "baseline", "later", "never"],
        id(OUTCOME_LINES): ["route", "patient_key", "step", "change"],
        id(OUTCOME_RATES): ["route", "step", "treated", "eligible", "analysed", "response", "remission"],
        id(PUBLISHED): ["name", "route", "sessions", "response", "remission"],
        id(OUTCOME_CURVES): ["route", "day", "share", "low", "high", "at_risk"],
        id(OUTCOME_TIMES): ["route", "patients", "events", "median", "median_low", "median_high"],
        id(OUTCOME_LAST): ["route", "percent", "patients"],
        id(OUTCOME_SHIFTS): ["label", "baseline", "last_value", "patients"],
        id(MONTHS): ["month", "events", "total", "rate", "centre", "upper"],
    }[id(strategy)]


def _check(build: Callable[..., Chart], frames: list[pd.DataFrame], options: dict[str, object]) -> None:
    for tone in (LIGHT, DARK):
        chart = build(*frames, tone, **options)
        text = plotly.io.to_json(chart.figure, validate=False)
        assert "<script" not in text
        assert "<a href" not in text
        assert "%{y}</a>" not in text
        assert "NaN" not in text
        assert chart.alt
        assert "nan" not in chart.alt.lower().replace("intranasal", "")
    chart.figure.checked()
