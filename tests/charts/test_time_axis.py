from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dash.charts.parts import Sheet
from dash.charts.template import LIGHT
from dash.charts.time_axis import TimeAxis, history

if TYPE_CHECKING:
    from tests.charts.conftest import Table

NONE = pd.DataFrame()


def _days(*days: str) -> np.ndarray:
    return np.array(days, dtype="datetime64[s]")


def _sessions(count: int, step: int) -> pd.DataFrame:
    return pd.DataFrame({"started_on": pd.date_range("2024-01-01", periods=count, freq=f"{step}D")})


def test_time_is_even_from_the_first_day_to_the_last(table: Table) -> None:
    scores = table("measured_at | value\n2026-01-01 | 3\n2026-01-05 | -\n2026-03-01 | -")
    sessions = table("started_on | status\n2026-01-21 | completed\n2026-05-01 | cancelled")
    axis = history(scores, sessions)
    assert axis is not None
    assert axis.split is None
    days = _days("2026-01-01", "2026-01-11", "2026-01-21", "2025-12-31", "2026-01-23")
    assert axis.place(days).tolist() == [0, 0.5, 1, -0.05, 1.1]
    assert axis.holds(days[:3])
    assert not axis.holds(days)


def test_nothing_dated_has_no_axis(table: Table) -> None:
    assert history(NONE, NONE) is None
    assert history(table("measured_at | value\n- | 3"), NONE) is None


def test_one_day_stands_in_the_middle(table: Table) -> None:
    axis = history(table("measured_at | value\n2026-01-04 | 3"), NONE)
    assert axis is not None
    assert axis.place(_days("2026-01-04")).tolist() == [0.5]


@pytest.mark.parametrize(("count", "compressed"), [(24, False), (26, False), (30, True), (150, True)])
def test_a_long_past_is_compressed(count: int, compressed: bool) -> None:
    axis = history(NONE, _sessions(count, 7))
    assert axis is not None
    assert (axis.split is not None) is compressed
    days = _sessions(count, 7)["started_on"].to_numpy().astype("datetime64[s]")
    places = axis.place(days)
    assert (places[0], places[-1]) == (0, 1)
    assert (np.diff(places) > 0).all()
    assert int(axis.past(days).sum()) == (count - 20 if compressed else 0)
    if compressed:
        assert places[-20] == pytest.approx(0.28, abs=0.03)
        assert axis.words.startswith(" Time before ")


@settings(deadline=None, max_examples=50)
@given(days=st.lists(st.integers(0, 4000), min_size=2, max_size=60))
def test_order_in_time_is_order_on_the_axis(days: list[int]) -> None:
    at = np.datetime64("2020-01-01", "s") + np.sort(np.array(days)) * np.timedelta64(86400, "s")
    axis = history(NONE, pd.DataFrame({"started_on": at}))
    assert isinstance(axis, TimeAxis)
    places = axis.place(at)
    assert (np.diff(places)[np.diff(at) > np.timedelta64(0, "s")] > 0).all()
    assert places.min() >= 0
    assert places.max() <= 1


@pytest.mark.parametrize("step", [3, 5, 7, 11, 14, 30])
def test_dates_under_a_compressed_past_name_their_year(step: int) -> None:
    axis = history(NONE, _sessions(150, step))
    assert axis is not None
    sheet = Sheet(LIGHT, 100, (58, 96, 8, 20))
    axis.draw(sheet, ("xaxis", "xaxis2"))
    words, places = sheet.layout["xaxis2"]["ticktext"], sheet.layout["xaxis2"]["tickvals"]
    assert words[0] == "from Jan 2024"
    assert words[1][-4:].isdigit()
    assert places == sorted(places)
    assert not sheet.layout["xaxis"]["showticklabels"]


def test_an_answer_long_before_the_sessions_does_not_squeeze_them() -> None:
    scores = pd.DataFrame({"measured_at": pd.to_datetime(["2022-03-01", "2026-10-28"]), "value": [5.0, 20.0]})
    sessions = pd.DataFrame({"started_on": pd.date_range("2026-11-02", periods=4, freq="7D")})
    axis = history(scores, sessions)
    assert axis is not None
    assert axis.split is not None
    places = axis.place(sessions["started_on"].to_numpy().astype("datetime64[s]"))
    assert (np.diff(places) > 0.1).all()
    # The total of the week before is read with the sessions; the old answer stands at the start.
    assert axis.past(scores["measured_at"].to_numpy().astype("datetime64[s]")).tolist() == [True, False]
    assert axis.place(_days("2022-03-01")).tolist() == [0]
