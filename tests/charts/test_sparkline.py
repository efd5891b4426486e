from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dash.charts.sparkline import sparkline
from dash.charts.template import LIGHT

if TYPE_CHECKING:
    from tests.charts.conftest import Look


def test_values_are_drawn_and_a_missing_one_is_a_gap(seen: Look) -> None:
    chart = seen(sparkline([5, None, 6], LIGHT, name="PHQ-9", unit="points"))
    assert list(chart.figure.data[0].y) == [5, None, 6]
    assert chart.alt == "PHQ-9, 2 values in order: last 6 points. 1 missing."
    assert not chart.figure.layout.shapes


@pytest.mark.parametrize(("last", "colour", "word"), [(5, LIGHT.ink, "within"), (50, LIGHT.alert, "outside")])
def test_the_last_point_alerts_outside_its_own_range(seen: Look, last: float, colour: str, word: str) -> None:
    chart = seen(sparkline([4, 5, 6, 5, last], LIGHT))
    assert chart.figure.data[1].marker.color == colour
    assert f"It is {word} the 10 to 90 % range" in chart.alt


@given(st.lists(st.integers(0, 5), min_size=4, max_size=12))
def test_the_band_is_of_the_earlier_values_only(values: list[int]) -> None:
    band = sparkline(values, LIGHT).figure.checked().layout.shapes[0]
    assert (band.y0, band.y1) == pytest.approx(tuple(np.quantile(values[:-1], [0.1, 0.9])))


@pytest.mark.parametrize("values", [[], [None], [float("nan")]])
def test_no_history_is_said(seen: Look, values: list[float | None]) -> None:
    chart = seen(sparkline(values, LIGHT, name="Minutes"))
    assert chart.alt == "Minutes: no value recorded."
    assert chart.figure.layout.width == 150
