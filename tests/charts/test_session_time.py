"""Where sessions stand in time: a baseline of 09:06 before the dose of 09:30, a day without a clock time at its noon."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from dash.charts.runs import read_runs
from dash.charts.session_time import session_times
from dash.charts.template import LIGHT
from dash.charts.trajectory import trajectory

if TYPE_CHECKING:
    from tests.charts.conftest import Look, Table

CLOCKED = """
started_on | started_at       | has_clock | session_number | route | drug             | dose_mg | status
2026-01-05 | 2026-01-05T09:30 | true      | 1              | iv    | racemic_ketamine | 40      | completed
2026-01-12 | 2026-01-12T09:30 | true      | 2              | iv    | racemic_ketamine | 40      | completed
"""
DAYS = CLOCKED.replace("T09:30", "T00:00").replace("true ", "false")
SCORES = """
measured_at      | measured_has_time | instrument | item  | value
2026-01-05T09:06 | true              | phq9       | total | 20
2026-01-12T09:06 | true              | phq9       | total | 15
"""


def _places(table: Table, seen: Look, sessions: str, scores: str) -> tuple[list[float], list[float]]:
    chart = seen(trajectory(table(scores), table(sessions), LIGHT))
    line, rail = chart.traces("y", "lines+markers")[0], chart.traces("y2", "markers")[0]
    return list(line.x), list(rail.x)


def test_a_score_of_the_morning_stands_before_the_dose(table: Table, seen: Look) -> None:
    scored, given = _places(table, seen, CLOCKED, SCORES)
    assert all(before < dose for before, dose in zip(scored, given, strict=True))
    # And one of the afternoon after it.
    scored, given = _places(table, seen, CLOCKED, SCORES.replace("T09:06", "T14:00"))
    assert all(before > dose for before, dose in zip(scored, given, strict=True))


def test_a_day_without_a_clock_time_keeps_the_order_and_says_so(table: Table, seen: Look) -> None:
    """An answer of the day of a session counts as asked before it unless both clock times say otherwise."""
    for scores in (SCORES, SCORES.replace("T09:06", "T14:00"), SCORES.replace("T09:06", "T23:58")):
        scored, given = _places(table, seen, DAYS, scores)
        assert all(before < dose for before, dose in zip(scored, given, strict=True))
    chart = seen(trajectory(table(SCORES), table(DAYS), LIGHT))
    assert "IV ketamine 40 mg, no clock times" in chart.notes
    assert "2 sessions without a clock time, drawn at noon of the day." in chart.alt
    assert "clock time not recorded" in read_runs(table(DAYS))[0].card[0]
    assert "5 Jan 2026, 09:30" in read_runs(table(CLOCKED))[0].card[0]


def test_what_is_not_known_stays_unknown() -> None:
    frame = pd.DataFrame(
        {
            "started_on": pd.to_datetime(["2026-01-05", None, "2026-01-06"]),
            "started_at": pd.to_datetime(["2026-01-05T09:30", None, None]),
            "has_clock": [True, False, True],
        }
    )
    found = session_times(frame)
    assert str(found[0]) == "2026-01-05T09:30:00"
    assert np.isnat(found[1])
    assert str(found[2]) == "2026-01-06T00:00:00"
    # Without the column that says it, the day as it is.
    assert str(session_times(frame.drop(columns=["has_clock"]))[0]) == "2026-01-05T00:00:00"
