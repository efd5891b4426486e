"""Slopes and percentiles against scipy and against counting."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import theilslopes

from dash.rulebook.trend import percentile, theil_sen

_values = st.lists(st.integers(100, 110), min_size=4, max_size=25)


@given(_values)
def test_the_slope_and_its_interval_are_those_of_scipy(values: list[int]) -> None:
    found = theil_sen(values)
    wanted = theilslopes(values, alpha=0.95)
    assert found == pytest.approx((wanted.slope, wanted.low_slope, wanted.high_slope))


def test_a_straight_rise_has_its_own_slope_and_no_width() -> None:
    assert theil_sen([120, 122, 124, 126, 128, 130]) == (2, 2, 2)


@given(st.lists(st.integers(0, 9), min_size=1, max_size=30), st.sampled_from([0.1, 0.5, 0.9, 1.0]))
def test_a_percentile_is_the_smallest_value_that_enough_do_not_exceed(
    values: list[int], share: float
) -> None:
    enough = [v for v in values if sum(other <= v for other in values) >= share * len(values) - 1e-9]
    assert percentile(values, share) == min(enough)


def test_nine_in_ten_of_ten_is_the_ninth() -> None:
    assert percentile(range(1, 11), 0.9) == 9
