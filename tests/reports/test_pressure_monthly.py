"""Events by month a second time, session by session: which chart, the frozen first year, its limits in plain loops."""

import math
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
import pytest
from helpers import ask
from helpers.database import OpenDb
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy.stats import betabinom

from dash.queries.selection import Selection
from dash.ui.pressure import sentences

FIRST = datetime(2024, 1, 1)
MONTHS = 15


def clinic(seed: int, share: float) -> list[tuple[date, str, bool]]:
    """Return day, route and whether over a limit of each session, over fifteen months, forty at most in each."""
    rng = np.random.default_rng(seed)
    found = []
    for month in range(MONTHS):
        for _ in range(int(rng.integers(0, 41))):
            day = FIRST + timedelta(days=int(month * 30.4 + rng.integers(0, 30)))
            found.append((day.date(), str(rng.choice(["iv", "in"])), bool(rng.random() < share)))
    return sorted(found)


def tables(sessions: list[tuple[date, str, bool]]) -> dict[str, Any]:
    return {
        "sessions": [
            {"session_id": f"s{i:04d}", "patient_id": f"p{i % 7}", "started_at": str(day), "route": route}
            for i, (day, route, _) in enumerate(sessions)
        ],
        "vitals": [
            {"session_id": f"s{i:04d}", "minute": 40, "systolic_mmhg": 190 if over else 140, "diastolic_mmhg": 80}
            for i, (_, _, over) in enumerate(sessions)
        ],
    }  # fmt: skip


def months_of(sessions: list[tuple[date, str, bool]]) -> list[tuple[date, int, int]]:
    """Return first day, events and sessions of every month from the first to the last with a session."""
    held = sorted({day.replace(day=1) for day, _, _ in sessions})
    every: list[date] = []
    while held and (not every or every[-1] < held[-1]):
        every.append((every[-1] + timedelta(days=32)).replace(day=1) if every else held[0])
    inside = {month: [over for day, _, over in sessions if day.replace(day=1) == month] for month in every}
    return [(month, sum(inside[month]), len(inside[month])) for month in every]


def wanted_limits(usual: list[tuple[date, int, int]], total: int) -> tuple[str, str, float, float]:
    """Return chart, kind, lower and upper limit (percent) of a month of so many sessions."""
    x, n = sum(one[1] for one in usual), sum(one[2] for one in usual)
    held = [one for one in usual if one[2]]
    if not n:
        return "g", "none", math.nan, math.nan
    if x < 5 * len(held):
        upper = 100 * betabinom.ppf(0.999, total, x + 0.5, n - x + 0.5) / total if total else math.nan
        return "g", "chance", math.nan, upper
    p = x / n
    if len(held) < 8 or p == 1:
        return "laney", "none", math.nan, math.nan
    z = [(e / t - p) / math.sqrt(p * (1 - p) / t) for _, e, t in held]
    sigma = max(1, sum(abs(a - b) for a, b in pairwise(z)) / (len(z) - 1) / 1.128)
    half = 3 * sigma * math.sqrt(p * (1 - p) / total) if total else math.nan
    return "laney", "laney", 100 * max(p - half, 0), 100 * min(p + half, 1)


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    seed=st.integers(0, 10_000),
    share=st.sampled_from([0.0, 0.02, 0.1, 0.3, 0.5, 1.0]),
    routes=st.sampled_from([(), ("iv",), ("in",)]),
    start=st.sampled_from([None, date(2024, 5, 1), date(2025, 2, 10)]),
)
def test_computed_again(
    open_db: OpenDb, seed: int, share: float, routes: tuple[str, ...], start: date | None
) -> None:
    every = clinic(seed, share)
    database = open_db(**tables(every), patients=[{"patient_id": f"p{i}"} for i in range(7)])
    some = months_of([one for one in every if not routes or one[1] in routes])
    usual = some[:12]
    frame = ask.pressure_monthly(database, Selection(routes=routes, start=start), 180, 110)
    first = start and start.replace(day=1)
    shown = [
        (month, events, total)
        for month, events, total in (
            # A month that the period cuts has only the sessions inside.
            months_of([one for one in every if (not routes or one[1] in routes) and (not start or one[0] >= start)])
            if start
            else some
        )
    ]  # fmt: skip
    by_month = {month: (events, total) for month, events, total in shown}
    wanted = [month for month, _, _ in some if not first or month >= first]
    assert [day.date() for day in frame["month"]] == wanted
    for row in frame.to_dict(orient="records"):
        events, total = by_month.get(row["month"].date(), (0, 0))
        chart, limit, lower, upper = wanted_limits(usual, total)
        assert (row["events"], row["total"], row["chart"], row["limit"]) == (events, total, chart, limit)
        assert (row["lower"], row["upper"]) == pytest.approx((lower, upper), nan_ok=True)
        assert row["usual_events"] == sum(one[1] for one in usual)
        assert row["usual_total"] == sum(one[2] for one in usual)
        assert row["usual_months"] == sum(one[2] > 0 for one in usual)
        assert bool(row["why"]) == (limit == "none")


def frame(**values: Any) -> pd.DataFrame:
    common = {
        "usual_events": 120,
        "usual_total": 1000,
        "usual_months": 12,
        "chart": "laney",
        "why": "",
        "spread": 1.43,
    }
    return pd.DataFrame([common | values])  # fmt: skip


@pytest.mark.parametrize(
    ("values", "by_month", "said"),
    [
        ({}, True, "**Common**: 10 a month in the first year (120 of 1,000 sessions). Laney's limits: months vary 1.4"),
        ({"spread": 0.8}, True, "months vary no more than chance"),
        ({}, False, "The monthly rate says more."),
        ({"why": "2 months: 8 are needed"}, True, "No limits: 2 months: 8 are needed."),
        ({"usual_events": 8, "chart": "g"}, False, "**Rare**: 0.7 a month in the first year (8 of 1,000 sessions), so"),
        ({"usual_events": 8, "chart": "g"}, True, "Limit: what chance explains."),
        ({"usual_total": 0}, True, "No session of the first year can be judged"),
    ],
)  # fmt: skip
def test_the_page_says_which_chart_and_why(values: dict[str, Any], by_month: bool, said: str) -> None:
    assert said in sentences.events(frame(**values), by_month=by_month)


def test_no_month_says_so() -> None:
    assert "No session" in sentences.events(frame().head(0), by_month=True)
