"""Empirical Bayes: against R's information component, known priors and simulation."""

import csv
from pathlib import Path

import numpy as np
import pytest

from dash.stats.shrinkage import shrunk_ratios, shrunk_shares

ORACLES = Path(__file__).resolve().parents[2] / ".." / "shared" / "data" / "oracles" / "disproportionality"


def test_the_information_component_as_r_pvda_has_it() -> None:
    path = ORACLES / "pvda_drug_event_df_expected_pvda.csv"
    if not path.exists():
        pytest.skip("the reference values of pvda are not on this machine")
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    found = shrunk_ratios([float(r["obs"]) for r in rows], [float(r["exp_rrr"]) for r in rows], (0.5, 0.5))
    assert np.log2(found.rate) == pytest.approx([float(r["ic"]) for r in rows], abs=2e-5)
    assert np.log2(found.low) == pytest.approx([float(r["ic2.5"]) for r in rows], abs=2e-3)
    assert np.log2(found.high) == pytest.approx([float(r["ic97.5"]) for r in rows], abs=2e-3)


def test_the_worked_value() -> None:
    """12/100 against 30/500: 12 seen, 42 * 100 / 600 = 7 expected."""
    found = shrunk_ratios([12], [7.0], (0.5, 0.5))
    assert np.log2([found.rate[0], found.low[0], found.high[0]]) == pytest.approx(
        [0.737, -0.193, 1.438], abs=0.001
    )


def test_the_prior_is_found_again() -> None:
    rng = np.random.default_rng(1)
    n = rng.integers(5, 60, 3000)
    x = rng.binomial(n, rng.beta(2, 8, len(n)))
    assert shrunk_shares(x, n).prior == pytest.approx((2, 8), rel=0.1)
    expected = rng.uniform(1, 10, 3000)
    events = rng.poisson(expected * rng.gamma(3, 1 / 2, 3000))
    assert shrunk_ratios(events, expected).prior == pytest.approx((3, 2), rel=0.12)


def test_pulled_shares_are_nearer_to_the_truth_and_their_intervals_hold() -> None:
    rng = np.random.default_rng(2)
    n = rng.integers(2, 40, 400)
    true = rng.beta(3, 12, 400)
    x = rng.binomial(n, true)
    found = shrunk_shares(x, n)
    assert np.mean((found.rate - true) ** 2) < 0.6 * np.mean((x / n - true) ** 2)
    assert 0.92 < np.mean((found.low <= true) & (true <= found.high)) < 0.98
    small, large = n < 6, n > 30
    pulled = np.abs(found.rate - x / n)
    assert pulled[small].mean() > 3 * pulled[large].mean()


def test_cells_that_do_not_differ_are_pulled_to_one_rate() -> None:
    found = shrunk_shares([10, 10, 11, 9, 10, 10], [100] * 6)
    assert found.rate == pytest.approx([0.1] * 6, abs=0.001)
    assert shrunk_ratios([10, 10, 11, 9, 10, 10], [10.0] * 6).rate == pytest.approx([1] * 6, abs=0.01)


def test_what_cannot_be_said() -> None:
    assert "4 cells: 5 are needed" in shrunk_shares([1, 2, 3, 4], [9] * 4).why
    assert (
        "no events" in shrunk_shares([0] * 6, [9] * 6).why
        and np.isnan(shrunk_shares([0] * 6, [9] * 6).rate).all()
    )
    assert "no events" in shrunk_ratios([0] * 6, [1.0] * 6).why
    assert shrunk_shares([0], [0], (1, 3)).rate == [0.25]
