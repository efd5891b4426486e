"""Slopes against scipy."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import theilslopes

from dash.rulebook.trend import theil_sen

_values = st.lists(st.integers(100, 110), min_size=4, max_size=25)


@given(_values)
def test_the_slope_and_its_interval_are_those_of_scipy(values: list[int]) -> None:
    found = theil_sen(values)
    wanted = theilslopes(values, alpha=0.95)
    assert found == pytest.approx((wanted.slope, wanted.low_slope, wanted.high_slope))


def test_a_straight_rise_has_its_own_slope_and_no_width() -> None:
    assert theil_sen([120, 122, 124, 126, 128, 130]) == (2, 2, 2)
