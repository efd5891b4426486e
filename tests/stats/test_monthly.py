"""Limits of a monthly rate: which, by hand and as scipy has them, and how often they raise a false alarm."""

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import betabinom

from dash.stats.control import chance_limit
from dash.stats.monthly import monthly_limits


@given(
    total=st.lists(st.integers(0, 4000), min_size=1, max_size=5),
    trials=st.integers(1, 5000),
    share=st.floats(0, 1),
)
def test_the_limit_of_chance_is_the_quantile(total: list[int], trials: int, share: float) -> None:
    events = round(share * trials)
    found = chance_limit(total, events, trials)
    for months, limit in zip(total, found, strict=True):
        if months == 0:
            assert math.isnan(limit)
            continue
        law = betabinom(months, events + 0.5, trials - events + 0.5)
        # scipy's own quantile may stop a number short where the distribution function meets 0.999 within rounding.
        assert law.cdf(limit) >= 0.999 - 1e-9
        assert limit == 0 or law.cdf(limit - 1) < 0.999 + 1e-9


def test_nothing_known_has_no_limit() -> None:
    assert np.isnan(chance_limit([0, 5], 0, 0)).all()
    assert np.isnan(chance_limit([0], 1, 10)).all()
    assert chance_limit([], 1, 10).shape == (0,)
    with pytest.raises(ValueError, match="no more events"):
        chance_limit([5], 11, 10)


def test_a_first_event_after_none_is_no_alarm() -> None:
    """A binomial limit at a baseline without events is 0: the first event ever would lie above it."""
    assert chance_limit([200], 0, 1200)[0] >= 1


def test_common_events_have_the_limits_of_laneys_formula() -> None:
    """Worked by hand from z = (p_i - p) / sqrt(p(1 - p) / n_i), sigma_z = mean|z_i - z_(i-1)| / 1.128."""
    events, total = [10, 20, 12, 18, 9, 22, 14, 17], [100, 110, 90, 100, 105, 95, 100, 100]
    found = monthly_limits(events, total, [100, 0, 50])
    p = sum(events) / sum(total)
    z = [(x / n - p) / math.sqrt(p * (1 - p) / n) for x, n in zip(events, total, strict=True)]
    sigma = sum(abs(b - a) for a, b in pairwise(z)) / 7 / 1.128
    assert sigma > 1
    assert (found.chart, found.limit, found.spread) == ("laney", "laney", pytest.approx(sigma))
    assert (found.usual_events, found.usual_total, found.usual_months) == (122, 800, 8)
    half = [3 * sigma * math.sqrt(p * (1 - p) / n) for n in (100, 50)]
    assert found.upper.tolist() == pytest.approx([p + half[0], math.nan, p + half[1]], nan_ok=True)
    assert found.lower.tolist() == pytest.approx(
        [max(p - half[0], 0), math.nan, max(p - half[1], 0)], nan_ok=True
    )


def test_which_limit() -> None:
    rare = monthly_limits([0, 1, 0, 2], [100, 90, 0, 110], [100])
    assert (rare.chart, rare.limit, rare.usual_months) == ("g", "chance", 3)
    assert rare.upper == betabinom.ppf(0.999, 100, 3.5, 297.5) / 100 and np.isnan(rare.lower).all()
    short = monthly_limits([9, 9], [100, 100], [100])
    assert (short.chart, short.limit) == ("laney", "none") and "2 months: 8 are needed" in short.why
    nothing = monthly_limits([0, 0], [0, 0], [0])
    assert (nothing.limit, nothing.chart) == ("none", "g") and "no session" in nothing.why
    assert "all or none" in monthly_limits([9] * 8, [9] * 8, [9]).why


@pytest.mark.parametrize(("usual", "most"), [(0.1, 0.001), (0.3, 0.002), (1, 0.003), (4.9, 0.015)])
@pytest.mark.parametrize("differ", [0.0, 0.16, 0.4])
def test_false_alarms_of_rare_events(usual: float, differ: float, most: float) -> None:
    """Months that share one rate, and months whose rates differ by 16 and 40 %. docs/method.md has the table."""
    rng = np.random.default_rng(7)
    clinics, sessions = 20_000, 200

    def events(months: int) -> np.ndarray:
        rate = usual / sessions
        if differ:
            rate = rng.gamma(differ**-2, rate * differ**2, (clinics, months))
        return rng.binomial(sessions, np.minimum(rate, 1), (clinics, months))

    baseline, next_month = events(12).sum(axis=1), events(1)[:, 0]
    limits = {x: chance_limit([sessions], x, 12 * sessions)[0] for x in np.unique(baseline).tolist()}
    alarms = next_month > np.array([limits[x] for x in baseline.tolist()])
    assert alarms.mean() <= most
