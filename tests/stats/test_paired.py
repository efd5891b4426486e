"""Comparisons within patients: McNemar's counts by hand, confounding between patients, coverage."""

import numpy as np
import pytest
from helpers.simulated import own_shares
from hypothesis import given
from hypothesis import strategies as st

from dash.stats.paired import paired_difference


def test_one_session_on_each_side_is_mcnemar() -> None:
    """30 both, 25 only by the first, 10 only by the second, 35 neither; 20 more had one route only."""
    first = [1] * 55 + [0] * 45
    second = [1] * 30 + [0] * 25 + [1] * 10 + [0] * 35
    found = paired_difference(first + [1] * 20, [1] * 120, second + [0] * 20, [1] * 100 + [0] * 20)
    assert (found.patients, found.differing, found.sessions) == (100, 35, 200)
    assert found.difference == pytest.approx((25 - 10) / 100)
    assert (found.first, found.second) == pytest.approx((0.55, 0.40))
    # sqrt(((b + c) / n - ((b - c) / n)^2) / (n - 1)), t with 34 degrees of freedom
    error = ((35 / 100 - 0.15**2) / 99) ** 0.5
    assert (found.low, found.high) == pytest.approx(
        (0.15 - 2.03224 * error, 0.15 + 2.03224 * error), abs=1e-5
    )
    assert found.p == pytest.approx(0.0144, abs=0.001)


@given(st.lists(st.tuples(*[st.integers(0, 5)] * 4), max_size=40))
def test_the_estimate_computed_again_slowly(rows: list[tuple[int, int, int, int]]) -> None:
    x1, n1, x2, n2 = (np.array([min(r[i], r[j]) for r in rows]) for i, j in ((0, 1), (1, 1), (2, 3), (3, 3)))
    found = paired_difference(x1, n1, x2, n2)
    top = bottom = 0.0
    for a, n, b, m in zip(x1, n1, x2, n2, strict=True):
        if n and m:
            top += (a * m - b * n) / (n + m)
            bottom += n * m / (n + m)
    if bottom:
        assert found.difference == pytest.approx(top / bottom)
        assert found.first - found.second == pytest.approx(found.difference)
    else:
        assert found.words == "no patient has sessions on both sides"
    if found.differing < 10:
        assert np.isnan(found.low) and (found.patients == 0 or "10 are needed" in found.words)
    else:
        assert found.low <= found.difference <= found.high
    turned = paired_difference(x2, n2, x1, n1)
    assert turned.difference == pytest.approx(-found.difference, nan_ok=True)
    assert turned.p == pytest.approx(found.p, nan_ok=True)


@pytest.mark.parametrize(("rho", "share"), [(0, 0.3), (0.6, 0.3), (0.6, 0.1)])
@pytest.mark.parametrize("patients", [30, 100])
def test_coverage_though_prone_patients_have_more_of_one_route(
    rho: float, share: float, patients: int
) -> None:
    rng = np.random.default_rng([patients, int(rho * 10), int(share * 10)])
    crude, trials = [], 800
    inside: list[bool] = []
    for _ in range(trials):
        own = own_shares(rng, share, rho, (patients,))
        n1, n2 = 1 + rng.binomial(12, np.where(own > share, 0.8, 0.3)), 1 + rng.binomial(12, 0.5, patients)
        x1, x2 = rng.binomial(n1, own), rng.binomial(n2, own)
        found = paired_difference(x1, n1, x2, n2)
        if not np.isnan(found.low):
            inside.append(bool(found.low <= 0 <= found.high))
        crude.append(x1.sum() / n1.sum() - x2.sum() / n2.sum())
    if len(inside) > trials / 2:
        assert 0.925 <= np.mean(inside) <= 0.985
    else:  # prone patients are few: mostly there is no interval, and seldom a wrong one
        assert (patients, share) == (30, 0.1) and inside.count(False) < 0.02 * trials
    if rho:
        assert np.mean(crude) > 0.02
