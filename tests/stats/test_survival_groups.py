"""Limits between patients from counts: those of single times, and how often they hold the truth."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import t as student

from dash.stats.log_rank import log_rank
from dash.stats.survival import at_times, kaplan_meier, log_log_limits
from dash.stats.survival_groups import kaplan_meier_between

ROWS = st.lists(
    st.tuples(st.integers(0, 8), st.integers(0, 2), st.integers(0, 2), st.integers(0, 14)), max_size=60
)


def each(rows: list[tuple[int, int, int, int]]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return time, outcome and patient of every single one."""
    single = [
        (time, outcome, patient)
        for time, reached, left, patient in rows
        for outcome in [True] * reached + [False] * left
    ]
    time, outcome, patient = (np.array([one[i] for one in single]) for i in range(3))
    return time, outcome.astype(bool), patient


@given(rows=ROWS)
def test_it_is_the_curve_of_the_single_times(rows: list[tuple[int, int, int, int]]) -> None:
    found = kaplan_meier_between(*(np.array([row[i] for row in rows], dtype=np.int64) for i in range(4)))
    time, outcome, patient = each(rows)
    single = kaplan_meier(time, outcome, patient)
    for name in ("time", "share", "at_risk", "events"):
        np.testing.assert_allclose(getattr(found, name), getattr(single, name), rtol=1e-9)
    assert (found.number, found.reached) == (single.number, single.reached)
    np.testing.assert_allclose(found.median, single.median)
    people, sizes = np.unique(patient, return_counts=True)
    if len(people) < 10:
        assert np.isnan([*found.low, *found.high, found.median_low, found.median_high]).all()
        return
    np.testing.assert_allclose(found.error, single.error, rtol=1e-9, atol=1e-12)
    alike = sizes.sum() ** 2 / (sizes**2).sum()
    wide = student.ppf(0.975, alike - 1) / 1.959963984540054
    low, high = log_log_limits(single.share, single.error * wide)
    np.testing.assert_allclose(found.low, low, rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(found.high, high, rtol=1e-9, atol=1e-12)


@given(rows=ROWS)
def test_the_log_rank_test_from_counts_is_that_of_the_single_times(
    rows: list[tuple[int, int, int, int]],
) -> None:
    rows = [row for row in rows if row[1] + row[2]]
    time, outcome, patient = each(rows)
    which = np.arange(len(rows)) % 3
    group = np.repeat(which, [row[1] + row[2] for row in rows])
    counted = [
        (row[0], hit, which[i], row[3], row[1 if hit else 2])
        for i, row in enumerate(rows)
        for hit in (True, False)
        if row[1 if hit else 2]
    ]
    columns = [np.array([one[i] for one in counted]) for i in range(5)]
    for people, patients in ((None, None), (patient, columns[3] if counted else [])):
        single = log_rank(time, outcome, group, people)
        found = log_rank(columns[0], columns[1], columns[2], patients, columns[4])
        assert (found.degrees, found.why) == (single.degrees, single.why)
        assert (found.chi_square, found.p) == pytest.approx(
            (single.chi_square, single.p), rel=1e-6, abs=1e-9, nan_ok=True
        )


def simulated(
    rng: np.random.Generator, patients: int, spread: float, unequal: bool
) -> tuple[np.ndarray, ...]:
    """Minutes to recovery of 1 to 19 sessions each, or very unequally many, looked at every 5 minutes."""
    many = np.exp(rng.normal(1.2, 1.2, patients)).round().clip(1, 80).astype(int)
    patient = np.repeat(np.arange(patients), many if unequal else rng.integers(1, 20, patients))
    true = rng.exponential(40 * np.exp(rng.normal(0, spread, patients)[patient]))
    until = rng.choice([60, 90, 120], len(patient))
    seen = np.ceil(true / 5) * 5
    return np.minimum(seen, until), (seen <= until).astype(int), patient


@pytest.mark.parametrize("unequal", [False, True])
@pytest.mark.parametrize("spread", [0.0, 1.2])
@pytest.mark.parametrize(("patients", "groups"), [(10, 256), (20, 256), (50, 256), (1000, 256)])
def test_coverage(patients: int, groups: int, spread: float, unequal: bool) -> None:
    rng = np.random.default_rng([patients, int(10 * spread), int(unequal)])
    time, reached, _ = simulated(rng, 60_000, spread, unequal)
    truth = kaplan_meier(time, reached)
    wanted = at_times(truth, [30, 60])
    shares, medians = [], []
    for _ in range(300 if patients < 1000 else 100):
        time, reached, patient = simulated(rng, patients, spread, unequal)
        found = kaplan_meier_between(time, reached, 1 - reached, patient % groups)
        place = np.searchsorted(found.time, [30, 60], side="right") - 1
        shares.append((found.low[place] <= wanted) & (wanted <= found.high[place]))
        low, high = np.nan_to_num([found.median_low, found.median_high], nan=np.inf)
        medians.append(low <= truth.median <= high)
    assert 0.90 <= np.mean(shares) <= 0.99
    # Recovery is seen every five minutes: a median that stands on the grid is held more often than 95 %.
    assert np.mean(medians) >= 0.92
