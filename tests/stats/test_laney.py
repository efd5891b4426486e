"""p' charts: by hand in plain loops, and how often they raise a false alarm."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dash.stats.laney import laney_p, right_chart


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 60)), min_size=8, max_size=30))
def test_computed_again_slowly(months: list[tuple[int, int]]) -> None:
    rows = [(min(x, n), n) for x, n in months]
    found = laney_p(*zip(*rows, strict=True))
    used = [(x, n) for x, n in rows if n]
    centre = sum(x for x, _ in used) / sum(n for _, n in used) if used else math.nan
    variance = centre * (1 - centre)
    if len(used) < 8 or variance == 0:
        assert found.why and np.isnan(found.upper).all()
        return
    z = [(x / n - centre) / math.sqrt(variance / n) for x, n in used]
    sigma = sum(abs(a - b) for a, b in zip(z[1:], z[:-1], strict=True)) / (len(z) - 1) / 1.128
    assert found.sigma_z == pytest.approx(sigma)
    for i, (x, n) in enumerate(rows):
        if n == 0:
            assert np.isnan([found.rate[i], found.upper[i]]).all() and not found.beyond[i]
            continue
        half = 3 * max(sigma, 1) * math.sqrt(variance / n)
        assert (found.lower[i], found.upper[i]) == pytest.approx(
            (max(centre - half, 0), min(centre + half, 1))
        )
        assert found.beyond[i] == (x / n > found.upper[i] or x / n < found.lower[i])


def test_the_baseline_sets_the_limits() -> None:
    found = laney_p([10, 12, 8, 11, 9, 10, 12, 8, 40], [100] * 9, baseline=8)
    assert found.centre == pytest.approx(0.1) and found.beyond.tolist() == [False] * 8 + [True]
    assert "7 months: 8 are needed" in laney_p([1] * 7, [50] * 7).why
    assert "all or none" in laney_p([0] * 8, [50] * 8).why
    assert laney_p([], []).why


def test_which_chart() -> None:
    assert right_chart(60, 12) == "laney" and right_chart(59, 12) == "g" and right_chart(0, 0) == "g"


def alarms(overdispersed: bool, baseline: int, *, laney: bool = True) -> float:
    rng = np.random.default_rng([int(overdispersed), baseline])
    total = []
    for _ in range(400):
        n = rng.integers(300, 500, baseline + 24)
        share = rng.beta(0.2 * 150, 0.8 * 150, len(n)) if overdispersed else 0.2
        x = rng.binomial(n, share)
        found = laney_p(x, n, baseline)
        beyond = found.beyond
        if not laney:
            beyond = np.abs(x / n - found.centre) > 3 * np.sqrt(found.centre * (1 - found.centre) / n)
        total.append(beyond[baseline:].mean())
    return float(np.mean(total))


@pytest.mark.parametrize(("baseline", "most"), [(12, 0.05), (24, 0.02), (60, 0.01)])
def test_false_alarms(baseline: int, most: float) -> None:
    """A month beyond the limits while nothing changes: 0.27 % would be perfect. docs/method.md has the table."""
    assert alarms(overdispersed=False, baseline=baseline) < most
    assert alarms(overdispersed=True, baseline=baseline) < most
    assert alarms(overdispersed=True, baseline=baseline, laney=False) > 0.08
