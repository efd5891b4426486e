"""The g-chart: by hand, against scipy's distributions, and how often it raises a false alarm."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import nbinom

from dash.stats.rare_events import g_chart, sessions_between


def events(gaps: list[int], after: int = 0) -> list[bool]:
    return [flag for gap in gaps for flag in [False] * gap + [True]] + [False] * after


@given(st.lists(st.integers(0, 30), max_size=20), st.integers(0, 20))
def test_gaps_there_and_back(gaps: list[int], after: int) -> None:
    found, since = sessions_between(events(gaps, after))
    assert found.tolist() == gaps and since == after


@given(st.lists(st.integers(0, 400), min_size=10, max_size=40), st.integers(1, 4))
def test_limits_are_the_quantiles_of_the_negative_binomial(gaps: list[int], each: int) -> None:
    if not sum(gaps):
        return
    found = g_chart(events(gaps), each)
    share = (len(gaps) - 1) / (len(gaps) - 1 + sum(gaps))
    assert found.usual == pytest.approx(share)
    usual = nbinom(each, share)
    assert found.centre == usual.ppf(0.5)
    assert usual.sf(found.upper - 1) <= 0.00135 < usual.sf(found.upper - 2)
    if np.isnan(found.lower):
        assert usual.cdf(0) > 0.00135 and found.why
    else:
        assert usual.cdf(found.lower) <= 0.00135 < usual.cdf(found.lower + 1)
    assert found.between.tolist() == [
        sum(gaps[i : i + each]) for i in range(0, len(gaps) // each * each, each)
    ]


def test_one_in_a_hundred() -> None:
    """Geometric with p = 0.01: the median gap is 68, the upper limit ln(0.00135) / ln(0.99) = 657.4."""
    found = g_chart(events([89] * 9 + [90]))  # 9 / (9 + 891)
    assert found.usual == pytest.approx(0.01)
    assert (found.centre, found.upper) == (68, 658)
    assert found.why == "no gap can be unusually short at this rate" and not found.too_seldom.any()


def test_events_that_come_close_together_are_seen_by_several_at_once() -> None:
    usual, burst = [120, 80, 100, 60, 140, 90, 110, 100, 70, 130, 95, 105], [3, 2, 5, 1]
    found = g_chart(events(usual + burst), each=4, baseline=12)
    assert found.too_often.tolist() == [False, False, False, True]
    assert not g_chart(events(usual + burst), each=1, baseline=12).too_often.any()
    assert g_chart(events([*usual, 1200]), baseline=12).too_seldom.tolist() == [False] * 12 + [True]


def test_few_events_have_no_limits() -> None:
    found = g_chart(events([5] * 9, after=7))
    assert "9 events: 10 are needed" in found.why and np.isnan(found.upper) and found.since_last == 7
    assert g_chart([]).since_last == 0
    with pytest.raises(ValueError, match="at least one"):
        g_chart([], each=0)


@pytest.mark.parametrize(("baseline", "most"), [(200, 0.0045), (30, 0.012), (10, 0.04)])
def test_false_alarms(baseline: int, most: float) -> None:
    """Nothing changes at one in fifty; each point of four events, limits from the first events. docs/method.md has the table."""
    rng = np.random.default_rng(baseline)
    alarms = []
    for _ in range(300):
        gaps = rng.geometric(0.02, baseline + 40) - 1
        found = g_chart(events(gaps.tolist()), each=4, baseline=baseline)
        later = slice(-(-baseline // 4), None)
        alarms.append((found.too_often[later] | found.too_seldom[later]).mean())
    assert np.mean(alarms) <= most
