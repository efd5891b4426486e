"""Rates that allow for repeat sessions: by hand, their states, and their coverage by simulation."""

import time

import numpy as np
import pytest
from helpers.pace import slower
from helpers.simulated import clinics, grouped
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.proportion import proportion_confint
from statsmodels.stats.rates import confint_poisson

from dash.stats.rates import Rates, hour_rates, session_rates


def slow_interval(events: list[int], sizes: list[int]) -> tuple[float, float, float]:
    """Rate, low and high of at least ten patients with and without, in plain loops."""
    n, m = sum(sizes), len(sizes)
    rate = sum(events) / n
    variance = sum((y - rate * s) ** 2 / (1 - s / n) for y, s in zip(events, sizes, strict=True)) / n**2
    alike = n**2 / sum(s**2 for s in sizes)
    having = min(sum(y > 0 for y in events), sum(y < s for y, s in zip(events, sizes, strict=True)))
    ratio = variance / (rate * (1 - rate) / n)
    divisor = 1.0
    if ratio > 1:
        divisor = ratio * (stats.t.ppf(0.975, having * (1 + alike / m) / 2 - 1) / stats.norm.ppf(0.975)) ** 2
    low, high = proportion_confint(rate * n / divisor, n / divisor, method="wilson")
    return rate, low, high


@given(
    st.lists(st.tuples(st.integers(2, 30), st.floats(0.05, 0.95)), min_size=12, max_size=60),
    st.integers(0, 3),
)
def test_the_interval_computed_again_slowly(patients: list[tuple[int, float]], padding: int) -> None:
    sizes = [size for size, _ in patients]
    events = [min(max(round(size * share), 1), size - 1) for size, share in patients]
    found = session_rates(events + [0] * padding, sizes + [0] * padding)
    assert found.state == "interval"
    assert (found.rate, found.low, found.high) == pytest.approx(slow_interval(events, sizes))


def test_one_session_each_is_a_plain_proportion() -> None:
    found = session_rates([1] * 6 + [0] * 14, [1] * 20)
    assert found.state == "interval" and found.words == "Wilson"
    assert (found.low, found.high) == pytest.approx(proportion_confint(6, 20, method="wilson"))
    few = session_rates([1] * 3 + [0] * 117, [1] * 120)
    assert (few.low, few.high) == pytest.approx((0.00519, 0.07132), abs=0.000006)


@pytest.mark.parametrize(
    ("events", "sizes", "state", "words"),
    [
        ([0, 0, 0], [0, 0, 0], "empty", "nothing counted"),
        ([0, 0, 0], [5, 9, 0], "none", "no events in 2 patients"),
        ([3], [9], "few", "one patient only"),
        ([2] * 9 + [0] * 30, [5] * 39, "few", "9 of 39 patients had it: too few for an interval (10 needed)"),
        ([5] * 30 + [1], [5] * 31, "few", "1 patient had a session without it"),
        ([2] * 10 + [0] * 30, [5] * 40, "interval", "widened for repeat sessions (design effect 1.7)"),
        ([2, 3] * 20, [5] * 40, "interval", "(design effect 1.0)"),
    ],
)
def test_the_state_is_said_in_words(events: list[int], sizes: list[int], state: str, words: str) -> None:
    found = session_rates(events, sizes)
    assert found.state == state
    assert words in str(found.words)
    numbers = {"interval": 2, "none": 3, "few": 1, "empty": 0}[state]
    assert int(np.sum(~np.isnan([found.low, found.high, found.upper]))) == numbers


def test_bounds_of_no_events_and_of_few_patients() -> None:
    none = session_rates([0] * 40, [50] * 40)
    assert (none.low, none.high) == (0, pytest.approx(1 - 0.05 ** (1 / 40)))
    few = session_rates([5] * 2 + [0] * 18, [10] * 20)
    assert few.upper == pytest.approx(stats.beta.ppf(0.95, 1 + 1, 20 - 1))
    assert session_rates([4], [4]).upper == 1


def test_groups_and_their_patients() -> None:
    """Two patients in each group: counts of patients are those given, the bound is that of patients."""
    events, sizes = [1, 0] * 8 + [0] * 40, [10] * 56
    patients = session_rates(events, sizes)
    groups = [[a + b for a, b in zip(v[:28], v[28:], strict=True)] for v in (events, sizes)]
    found = session_rates(*groups, patients=56, patients_with=8)
    assert found.words == patients.words and "8 of 56 patients" in str(found.words)
    assert found.upper == pytest.approx(patients.upper)


def covered(found: Rates, share: float) -> tuple[float, float, float]:
    """How many are shown; of them, how many hold the truth; of all, how many are shown and do not."""
    shown = found.state == "interval"
    holds = (found.low <= share) & (share <= found.high)
    return (
        float(shown.mean()),
        float(holds[shown].mean()) if shown.any() else 1.0,
        float((shown & ~holds).mean()),
    )


@pytest.mark.parametrize("uneven", [False, True])
@pytest.mark.parametrize("rho", [0, 0.3, 0.6])
@pytest.mark.parametrize("share", [0.01, 0.02, 0.05, 0.1, 0.3, 0.5])
def test_coverage_is_93_to_97_wherever_an_interval_is_shown(share: float, rho: float, uneven: bool) -> None:
    """10 to 500 patients. 2,000 clinics each: an error of simulation of up to 1 % is allowed for."""
    for patients in (10, 20, 50, 100, 250, 500):
        seed = [int(share * 100), int(rho * 10), patients]
        events, sizes = clinics(seed, share, rho, patients, 2000, uneven=uneven)
        shown, coverage, wrong = covered(session_rates(events, sizes), share)
        if shown >= 0.5:
            assert 0.92 <= coverage <= 0.98, patients
        # Where few clinics reach ten patients with the effect, those that do are not the typical ones.
        assert wrong <= 0.08, patients


@pytest.mark.parametrize("rho", [0, 0.3, 0.6])
def test_groups_of_patients_cover_as_patients_do(rho: float) -> None:
    for patients, share in ((500, 0.02), (1500, 0.02), (500, 0.3), (1500, 0.3)):
        events, sizes = clinics([patients, 7], share, rho, patients, 1000)
        ill = (events > 0).sum(axis=1)
        found = session_rates(grouped(events), grouped(sizes), patients, ill)
        assert 0.92 <= covered(found, share)[1] <= 0.98


@pytest.mark.parametrize(
    ("share", "rho", "patients"), [(0.02, 0.6, 50), (0.1, 0.6, 10), (0.3, 0.6, 20), (0.01, 0, 30)]
)
def test_the_upper_bound_holds_however_alike_sessions_are(share: float, rho: float, patients: int) -> None:
    events, sizes = clinics([patients, 3], share, rho, patients, 2000)
    found = session_rates(events, sizes)
    assert float(((found.upper < share) & ~np.isnan(found.upper)).mean()) <= 0.05
    allalike = np.minimum(events, 1) * sizes
    truth = allalike.sum() / sizes.sum()
    found = session_rates(allalike, sizes)
    assert float(((found.upper < truth) & ~np.isnan(found.upper)).mean()) <= 0.055


def test_hours_by_hand() -> None:
    few = hour_rates([1, 2, 0], [10.0, 20.0, 30.0])
    assert few.state == "few" and "independent: 2 patients" in str(few.words)
    assert (few.low, few.high) == pytest.approx(confint_poisson(3, 60, method="exact-c"))
    none = hour_rates([0, 0], [10.0, 20.0])
    assert none.high == pytest.approx(3 / 30, abs=0.001) and none.low == 0
    assert hour_rates([0], [0.0]).state == "empty"
    even = hour_rates([1, 2] * 10, [10.0, 20.0] * 10)
    assert (even.low, even.high) == pytest.approx(confint_poisson(30, 300, method="score"))


@pytest.mark.parametrize("spread", [0, 0.5, 2])
@pytest.mark.parametrize("patients", [30, 100, 300])
def test_hours_cover(patients: int, spread: float) -> None:
    """Gamma-Poisson patients, 2 hours a session; ``spread`` is the variance of the patients' own rates over the mean squared."""
    rng = np.random.default_rng([patients, int(spread * 10)])
    hours = 2.0 * rng.integers(1, 20, (2000, patients))
    own = rng.gamma(1 / spread, spread, hours.shape) if spread else np.ones_like(hours)
    found = hour_rates(rng.poisson(0.05 * own * hours), hours)
    shown, coverage, _ = covered(found, 0.05)
    assert shown > 0.7 and 0.92 <= coverage <= 0.98


@pytest.mark.timing
def test_rates_are_quick() -> None:
    """15 effects, 6 routes, 3 denominators, 256 groups."""
    events, sizes = clinics([1], 0.1, 0.5, 256, 270)
    session_rates(events, sizes)
    times = []
    for _ in range(5):
        start = time.perf_counter()
        session_rates(events, sizes)
        times.append(time.perf_counter() - start)
    assert min(times) < 0.02 * slower()
