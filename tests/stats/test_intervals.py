"""Intervals against published and independently computed values, and by simulation."""

import csv
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from dash.stats.differences import mover, newcombe
from dash.stats.intervals import (
    clopper_pearson,
    clustered_proportion,
    proportion,
    upper_bound_of_none,
    wilson,
)

ORACLES = Path(__file__).resolve().parents[2] / ".." / "shared" / "data" / "oracles" / "binomial"


def oracle(name: str) -> list[dict[str, str]]:
    path = ORACLES / name
    if not path.exists():
        pytest.skip(f"the reference values {name} are not on this machine")
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize(
    ("interval", "events", "total", "low", "high"),
    [
        (wilson, 3, 120, 0.00854, 0.07093),
        (clopper_pearson, 3, 120, 0.00519, 0.07132),
        (wilson, 142, 346, 0.360, 0.463),
    ],
)
def test_worked_values(interval: object, events: int, total: int, low: float, high: float) -> None:
    found = interval(events, total)  # type: ignore[operator]
    assert found == pytest.approx((low, high), abs=0.0005 if total == 346 else 0.000006)


def test_worked_difference_and_bound() -> None:
    found = newcombe(12, 100, 30, 500)
    assert (found.low, found.high) == pytest.approx((0.0044, 0.1401), abs=0.00005)
    assert upper_bound_of_none(1985) == pytest.approx(0.0015, abs=0.00005)


def test_single_proportions_as_r_computes_them() -> None:
    methods = {"wilson": wilson, "exact": clopper_pearson}
    rows = [row for row in oracle("expected_single_proportion_R.csv") if row["method"] in methods]
    assert rows
    for row in rows:
        found = methods[row["method"]](int(row["x"]), int(row["n"]))
        assert found == pytest.approx((float(row["lower"]), float(row["upper"])), abs=1e-9)


def test_two_proportions_as_r_computes_them() -> None:
    rows = oracle("expected_two_proportions_R.csv")
    assert rows
    for row in rows:
        found = newcombe(*(int(row[name]) for name in ("x1", "n1", "x2", "n2")))
        wanted = [float(row[name]) for name in ("rd", "newcombe_lo", "newcombe_hi")]
        assert list(map(float, found)) == pytest.approx(wanted, abs=1e-6)


@given(total=st.integers(1, 400), share=st.floats(0, 1))
def test_against_statsmodels(total: int, share: float) -> None:
    events = round(total * share)
    assert wilson(events, total) == pytest.approx(
        proportion_confint(events, total, method="wilson"), abs=1e-12
    )
    assert clopper_pearson(events, total) == pytest.approx(
        proportion_confint(events, total, method="beta"), abs=1e-9, nan_ok=True
    )


@given(st.integers(1, 60), st.integers(1, 60), st.floats(0, 1), st.floats(0, 1))
def test_difference_against_statsmodels(n1: int, n2: int, p1: float, p2: float) -> None:
    x1, x2 = round(n1 * p1), round(n2 * p2)
    found = newcombe(x1, n1, x2, n2)
    wanted = confint_proportions_2indep(x1, n1, x2, n2, compare="diff", method="newcomb")
    assert (found.low, found.high) == pytest.approx(wanted, abs=1e-9)


def test_which_interval_is_used_and_that_it_says_so() -> None:
    found = proportion([0, 4, 5, 96, 100, 0], [100, 100, 100, 100, 100, 0])
    assert found.method.tolist() == [
        "no events: one-sided 95 % upper bound",
        "Clopper-Pearson",
        "Wilson",
        "Clopper-Pearson",
        "Clopper-Pearson",
        "nothing counted",
    ]
    assert found.low[0] == 0 and found.high[0] == pytest.approx(1 - 0.05 ** (1 / 100))
    assert (found.low[1], found.high[1]) == clopper_pearson(4, 100)
    assert (found.low[2], found.high[2]) == wilson(5, 100)
    assert np.isnan([found.rate[5], found.low[5], found.high[5]]).all()


def test_one_session_each_is_a_plain_proportion() -> None:
    found = clustered_proportion([1] * 6 + [0] * 14, [1] * 20)
    assert (float(found.low), float(found.high)) == pytest.approx(tuple(map(float, wilson(6, 20))))
    assert found.method.item() == "Wilson" and found.design_effect == 1


def test_repeat_sessions_widen_and_few_patients_are_said() -> None:
    alike = clustered_proportion([5, 5, 5, 0, 0, 0] * 2, [5] * 12)
    mixed = clustered_proportion([2, 3] * 6, [5] * 12)
    assert alike.rate == mixed.rate
    assert alike.high - alike.low > 1.5 * (mixed.high - mixed.low)
    assert alike.design_effect == pytest.approx(12 / 11 * 12 * 2.5**2 / 60**2 / (0.25 / 60))
    assert mixed.design_effect == 1
    assert "design effect 5.5" in alike.method.item()
    assert "only 4 patients" in clustered_proportion([5, 2, 1, 2], [5, 5, 5, 5]).method.item()
    assert "one patient only" in clustered_proportion([6, 0], [20, 0]).method.item()
    assert "taken as independent" in clustered_proportion([0, 0], [9, 9]).method.item()


def test_groups_without_sessions_do_not_count() -> None:
    small = clustered_proportion([3, 1, 2], [5, 5, 5])
    padded = clustered_proportion([3, 0, 1, 2, 0], [5, 0, 5, 5, 0])
    assert (small.low, small.high) == (padded.low, padded.high)


def test_a_difference_is_made_from_two_intervals() -> None:
    assert mover((0.5, 0.4, 0.6), (0.5, 0.4, 0.6)).low == pytest.approx(-0.1 * 2**0.5)


def coverage(
    rho: float, patients: int, groups: int | None = None, share: float = 0.3, trials: int = 1500
) -> float:
    """Share of simulated clinics whose interval holds the true share: beta-binomial patients, 1 to 19 sessions each."""
    rng = np.random.default_rng([int(rho * 10), patients, groups or 0])
    sizes = rng.integers(1, 20, (trials, patients))
    own = np.full((trials, patients), share)
    if rho:
        spread = (1 - rho) / rho
        own = rng.beta(share * spread, (1 - share) * spread, (trials, patients))
    events = rng.binomial(sizes, own)
    if groups:
        sizes, events = (
            np.stack([values[:, group::groups].sum(axis=1) for group in range(groups)], axis=1)
            for values in (sizes, events)
        )
    found = clustered_proportion(events, sizes)
    return float(np.mean((found.low <= share) & (share <= found.high)))


@pytest.mark.parametrize("rho", [0, 0.3, 0.6])
@pytest.mark.parametrize("patients", [30, 100, 250])
def test_the_clustered_interval_covers_95_of_100(rho: float, patients: int) -> None:
    assert 0.93 <= coverage(rho, patients) <= 0.97


@pytest.mark.parametrize(
    ("rho", "patients", "least"), [(0, 30, 0.93), (0.3, 250, 0.92), (0.6, 250, 0.9), (0.6, 30, 0.6)]
)
def test_rare_effects_of_few_patients_are_covered_less(rho: float, patients: int, least: float) -> None:
    """An effect of 2 % that a few patients have again and again: docs/method.md says by how much coverage falls."""
    assert least <= coverage(rho, patients, share=0.02) <= 0.97


def test_groups_of_patients_cover_as_patients_do() -> None:
    """With more than 256 patients, intervals use 256 groups of patients."""
    assert 0.93 <= coverage(0.6, 1024, groups=256) <= 0.97


def test_a_plain_interval_would_not_cover() -> None:
    """What the widening is for: with sedation's clustering a plain Wilson interval misses half of the time."""
    rng = np.random.default_rng(1)
    sizes = rng.integers(1, 20, (1500, 100))
    events = rng.binomial(sizes, rng.beta(0.2, 0.4667, sizes.shape))
    low, high = wilson(events.sum(axis=1), sizes.sum(axis=1))
    assert np.mean((low <= 0.3) & (high >= 0.3)) < 0.65
