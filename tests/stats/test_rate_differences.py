"""Differences of rates and q-values: by hand, their states, and by simulation."""

import numpy as np
import pytest
from helpers.simulated import clinics
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.stats import false_discovery_control

from dash.stats.rate_differences import q_values, rate_difference
from dash.stats.rates import session_rates


def ones(events: int, total: int) -> tuple[list[int], list[int]]:
    return [1] * events + [0] * (total - events), [1] * total


def test_one_session_each_is_newcombe() -> None:
    found = rate_difference(session_rates(*ones(12, 100)), session_rates(*ones(30, 500)))
    assert (found.low, found.high) == pytest.approx((0.0044, 0.1401), abs=0.00005)
    # Pooled z-test: 0.06 / sqrt(0.07 * 0.93 * (1 / 100 + 1 / 500)) = 2.1467
    assert found.p == pytest.approx(0.0318, abs=0.0001)


def test_states() -> None:
    good = session_rates([2] * 20 + [0] * 20, [5] * 40)
    few, none = session_rates([2] * 4 + [0] * 20, [5] * 24), session_rates([0] * 30, [5] * 30)
    empty = session_rates([0], [0])
    assert rate_difference(good, few).state == "few" and np.isnan(rate_difference(good, few).low)
    assert rate_difference(none, none).state == "none"
    assert rate_difference(good, empty).state == "empty" and np.isnan(rate_difference(good, empty).difference)
    against_none = rate_difference(none, good)
    assert against_none.state == "interval" and against_none.high < 0
    # The bound of none is two-sided here, 1 - 0.025^(1/30); lower part: from the other's interval.
    wanted = -0.2 + ((1 - 0.025 ** (1 / 30)) ** 2 + float(good.rate - good.low) ** 2) ** 0.5
    assert against_none.high == pytest.approx(wanted)


@pytest.mark.parametrize(("rho", "share"), [(0, 0.1), (0.3, 0.1), (0.6, 0.1), (0.6, 0.35)])
def test_coverage_and_false_alarms(rho: float, share: float) -> None:
    for patients in (40, 150):
        one = session_rates(*clinics([patients, 1], share, rho, patients, 1500))
        same = session_rates(*clinics([patients, 2], share, rho, patients * 2, 1500))
        found = rate_difference(one, same)
        shown = found.state == "interval"
        assert np.mean((found.low <= 0) & (found.high >= 0), where=shown) > 0.93
        assert np.mean(found.p < 0.05, where=shown) < 0.07
        other = session_rates(*clinics([patients, 3], share + 0.1, rho, patients, 1500))
        found = rate_difference(other, one)
        shown = found.state == "interval"
        assert 0.925 < np.mean((found.low <= 0.1) & (found.high >= 0.1), where=shown) < 0.985


@given(arrays(np.float64, st.integers(1, 30), elements=st.floats(0, 1)))
def test_q_values_as_scipy_has_them(p: np.ndarray) -> None:
    assert q_values(p) == pytest.approx(false_discovery_control(p))
    with_gaps = np.insert(p, 0, np.nan)
    assert np.isnan(q_values(with_gaps)[0]) and q_values(with_gaps)[1:] == pytest.approx(q_values(p))


def test_q_values_by_hand_and_their_errors() -> None:
    assert q_values([[0.01, 0.04], [0.03, 0.5]]).tolist() == [
        pytest.approx([0.04, 0.16 / 3]),
        pytest.approx([0.16 / 3, 0.5]),
    ]
    with pytest.raises(ValueError, match="between 0 and 1"):
        q_values([0.2, 1.2])
