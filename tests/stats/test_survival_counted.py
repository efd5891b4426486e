"""The curve from counts is the curve from single times."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dash.stats.survival import kaplan_meier, kaplan_meier_counted

ROWS = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 3), st.integers(0, 3)), max_size=12)


@given(rows=ROWS)
def test_it_is_the_curve_of_the_single_times(rows: list[tuple[int, int, int]]) -> None:
    time, reached, left = (np.array([row[i] for row in rows], dtype=np.int64) for i in range(3))
    counted = kaplan_meier_counted(time, reached, left)
    each = np.repeat(np.append(time, time), np.append(reached, left))
    status = np.repeat([True, False], [reached.sum(), left.sum()])
    single = kaplan_meier(each, status)
    for name in ("time", "share", "at_risk", "events", "low", "high"):
        np.testing.assert_allclose(getattr(counted, name), getattr(single, name), rtol=1e-9, atol=1e-12)
    inside = single.share > 0
    np.testing.assert_allclose(counted.error[inside], single.error[inside], rtol=1e-9, atol=1e-12)
    for name in ("last", "number", "reached", "median", "median_low", "median_high"):
        np.testing.assert_allclose(getattr(counted, name), getattr(single, name), rtol=1e-12)


def test_worked_by_hand() -> None:
    # Ten: two back at 10, one gone at 10, three back at 20, four gone at 30.
    curve = kaplan_meier_counted([20, 10, 10, 30], [3, 2, 0, 0], [0, 0, 1, 4])
    assert curve.share == pytest.approx([0.8, 0.8 * 4 / 7])
    assert curve.at_risk.tolist() == [10, 7]
    assert (curve.median, curve.last, curve.number, curve.reached) == (20, 30, 10, 5)


@pytest.mark.parametrize(
    "wrong", [([-1], [1], [0]), ([1], [-1], [0]), ([1], [1], [0, 0]), ([np.nan], [1], [0])]
)
def test_impossible_counts_are_refused(wrong: tuple[list[float], list[int], list[int]]) -> None:
    with pytest.raises(ValueError, match="counts"):
        kaplan_meier_counted(*wrong)
