"""The rank interval of a shift: against every order of the values, and by simulation."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import mannwhitneyu

from dash.stats.shift import _ways, median_difference, shift_interval

few = st.lists(st.integers(0, 30), min_size=1, max_size=5)


@pytest.mark.parametrize(("n", "m"), [(1, 1), (1, 4), (2, 3), (3, 3), (4, 5), (5, 5)])
def test_ways_by_listing_every_order(n: int, m: int) -> None:
    counts = [0] * (n * m + 1)
    for first in combinations(range(n + m), n):
        rest = [place for place in range(n + m) if place not in first]
        counts[sum(a > b for a in first for b in rest)] += 1
    assert _ways(n, m) == counts


@given(before=few, after=few)
def test_the_interval_holds_the_shifts_the_exact_test_does_not_reject(
    before: list[int], after: list[int]
) -> None:
    """Shifts between the whole numbers, so that no two values tie."""
    interval = shift_interval(before, after)
    shifts = np.arange(-31.5, 32)
    kept = [
        shift
        for shift in shifts
        if mannwhitneyu(
            # A little apart, in the order they come: the exact distribution is for values without ties.
            [value + 0.001 * at for at, value in enumerate(before)],
            [value - shift - 0.0001 * (at + 1) for at, value in enumerate(after)],
            method="exact",
        ).pvalue
        > 0.05
    ]
    if interval is None:
        assert len(kept) == len(shifts)
    else:
        assert [shift for shift in shifts if interval[0] < shift < interval[1]] == pytest.approx(kept)
        assert interval[0] <= median_difference(before, after) <= interval[1]


@pytest.mark.parametrize(("n", "m"), [(3, 5), (4, 4), (5, 5)])
def test_it_holds_the_true_shift_in_at_least_95_of_100(n: int, m: int) -> None:
    rng = np.random.default_rng(n * m)
    held = 0
    for _ in range(3000):
        before, after = rng.gamma(2, 10, n), 7 + rng.gamma(2, 10, m)
        low, high = shift_interval(before.tolist(), after.tolist()) or (0.0, 0.0)
        held += low <= 7 <= high
    assert 0.94 <= held / 3000 <= 0.99


@pytest.mark.parametrize(("n", "m"), [(1, 5), (2, 5), (3, 3), (3, 4)])
def test_so_few_values_have_no_interval(n: int, m: int) -> None:
    assert shift_interval([1.0] * n, [2.0] * m) is None
