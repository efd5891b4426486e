"""Intervals against published and independently computed values, and by simulation."""

import csv
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from dash.stats.differences import Difference, mover
from dash.stats.intervals import (
    clopper_pearson,
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


def newcombe(x1: int, n1: int, x2: int, n2: int) -> Difference:
    """Two independent proportions with Wilson's intervals."""
    return mover((x1 / n1, *wilson(x1, n1)), (x2 / n2, *wilson(x2, n2)))


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


def test_a_difference_is_made_from_two_intervals() -> None:
    assert mover((0.5, 0.4, 0.6), (0.5, 0.4, 0.6)).low == pytest.approx(-0.1 * 2**0.5)
