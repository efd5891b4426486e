"""Kaplan-Meier, medians, restricted means and log-rank against R's answers, by hand and by simulation."""

import csv
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dash.stats.log_rank import log_rank
from dash.stats.survival import at_times, kaplan_meier, seen_late

ORACLES = Path(__file__).resolve().parents[2] / ".." / "shared" / "data" / "oracles" / "survival"
COLUMNS = {
    "aml": ("time", "status", "x", "1"),
    "lung": ("time", "status", "sex", "2"),
    "veteran": ("time", "status", "trt", "1"),
    "ovarian": ("futime", "fustat", "rx", "1"),
}


def rows(name: str) -> list[dict[str, str]]:
    path = ORACLES / name
    if not path.exists():
        pytest.skip(f"the reference values {name} are not on this machine")
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def data(name: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    time, status, group, event = COLUMNS[name]
    found = rows(f"{name}.csv")
    return (
        np.array([float(row[time]) for row in found]),
        np.array([row[status] == event for row in found]),
        np.array([f"{group}={row[group]}" for row in found]),
    )


@pytest.mark.parametrize("name", COLUMNS)
def test_curves_as_r_has_them(name: str) -> None:
    time, reached, group = data(name)
    wanted = [row for row in rows("expected_km_R_survival.csv") if row["dataset"] == name]
    assert wanted
    compared = 0
    for row in wanted:
        own = group == row["strata"]
        curve = kaplan_meier(time[own], reached[own])
        place = np.flatnonzero(curve.time == float(row["time"]))
        assert len(place) == (float(row["n.event"]) > 0)
        assert at_times(curve, [float(row["time"])]) == pytest.approx(float(row["surv"]))
        if len(place) and float(row["surv"]) > 0:
            assert curve.at_risk[place] == int(float(row["n.risk"]))
            assert curve.error[place] == pytest.approx(float(row["se"]), rel=1e-6)
            if row["conf.type"] == "log-log":
                limits = curve.low[place][0], curve.high[place][0]
                assert limits == pytest.approx((float(row["lower"]), float(row["upper"])), abs=1e-6)
                compared += 1
    assert compared > 5


def test_medians_as_r_has_them() -> None:
    wanted = rows("expected_median_R_survival.csv")
    assert len(wanted) >= 3
    for row in wanted:
        time, reached, group = data(row["dataset"])
        own = group == row["strata"]
        curve = kaplan_meier(time[own], reached[own])
        assert (curve.number, curve.reached) == (int(row["records"]), int(row["events"]))
        median = float(row["median"]) if row["median"] not in {"", "NA"} else np.nan
        assert curve.median == pytest.approx(median, nan_ok=True)


@pytest.mark.parametrize("name", COLUMNS)
def test_log_rank_as_r_has_it(name: str) -> None:
    wanted = next(row for row in rows("expected_logrank_R_survival.csv") if row["dataset"] == name)
    found = log_rank(*data(name))
    assert (found.chi_square, found.p) == pytest.approx(
        (float(wanted["chisq"]), float(wanted["p"])), rel=1e-6
    )


def test_by_hand() -> None:
    """Ten followed: two at 5, one leaves at 6, one at 10, the rest leave at 20."""
    time, reached = [5, 5, 6, 10, 20, 20, 20, 20, 20, 20], [1, 1, 0, 1, 0, 0, 0, 0, 0, 0]
    curve = kaplan_meier(time, reached)
    assert (
        curve.time.tolist() == [5, 10]
        and curve.at_risk.tolist() == [10, 7]
        and curve.events.tolist() == [2, 1]
    )
    assert curve.share.tolist() == pytest.approx([0.8, 0.8 * 6 / 7])
    assert np.isnan(curve.median) and curve.last == 20
    assert at_times(curve, [0, 5, 9, 20, 21]) == pytest.approx([1, 0.8, 0.8, 4.8 / 7, np.nan], nan_ok=True)


def test_nobody_reached_it_and_nobody_at_all() -> None:
    none = kaplan_meier([3, 4], [False, False])
    assert len(none.time) == 0 and none.number == 2 and np.isnan(none.median)
    assert at_times(none, [2]) == [1]
    assert kaplan_meier([], []).number == 0
    assert log_rank([3, 4], [False, False], ["a", "b"]).why == "nobody reached it"
    assert log_rank([3, 4], [True, False], ["a", "a"]).why == "one group only"
    with pytest.raises(ValueError, match="not negative"):
        kaplan_meier([-1.0], [True])
    with pytest.raises(ValueError, match="not negative"):
        kaplan_meier([np.nan], [True])


@given(st.lists(st.tuples(st.integers(0, 8), st.booleans(), st.integers(0, 6)), min_size=4, max_size=40))
def test_errors_between_patients_computed_again_slowly(followed: list[tuple[int, bool, int]]) -> None:
    time, reached, patient = (np.array(column) for column in zip(*followed, strict=True))
    curve = kaplan_meier(time, reached, patient)
    people = sorted(set(patient.tolist()))
    for k, when in enumerate(curve.time):
        sums = []
        for one in people:
            total = 0.0
            for t, event in zip(time[patient == one], reached[patient == one], strict=True):
                for j in range(k + 1):
                    had = event and t == curve.time[j]
                    hazard = curve.events[j] / curve.at_risk[j] if t >= curve.time[j] else 0.0
                    left = curve.at_risk[j] - curve.events[j]
                    total += (had - hazard) / left if left else 0.0
            sums.append(total)
        m = len(people)
        wanted = curve.share[k] * (sum(s**2 for s in sums) * m / max(m - 1, 1)) ** 0.5
        assert curve.error[k] == pytest.approx(wanted, abs=1e-12), when


def test_one_time_each_has_the_error_of_greenwood() -> None:
    rng = np.random.default_rng(3)
    time, reached = rng.integers(1, 12, 300), rng.random(300) < 0.7
    plain, robust = kaplan_meier(time, reached), kaplan_meier(time, reached, np.arange(300))
    assert robust.error == pytest.approx(plain.error * (300 / 299) ** 0.5)


def simulated(rng: np.random.Generator, patients: int, spread: float) -> tuple[np.ndarray, ...]:
    """Minutes to recovery of 1 to 19 sessions each, looked at every 5 minutes until 60 to 120."""
    patient = np.repeat(np.arange(patients), rng.integers(1, 20, patients))
    own = rng.normal(0, spread, patients)[patient]
    true = rng.exponential(40 * np.exp(own))
    until = rng.choice([60, 90, 120], len(patient))
    seen = np.ceil(true / 5) * 5
    return np.minimum(seen, until), seen <= until, patient


def test_coverage_with_sessions_of_patients() -> None:
    rng = np.random.default_rng(1)
    truth = at_times(kaplan_meier(*simulated(rng, 40_000, 0.8)[:2]), [30, 60])
    inside, plain, alarms = [], [], []
    for _ in range(300):
        time, reached, patient = simulated(rng, 60, 0.8)
        for kept, curve in (
            (inside, kaplan_meier(time, reached, patient)),
            (plain, kaplan_meier(time, reached)),
        ):
            places = np.searchsorted(curve.time, [30, 60], side="right") - 1
            kept.append((curve.low[places] <= truth) & (truth <= curve.high[places]))
        route = np.random.default_rng(len(inside)).integers(0, 2, 60)[patient]
        alarms.append(
            [log_rank(time, reached, route, patient).p < 0.05, log_rank(time, reached, route).p < 0.05]
        )
    assert 0.92 <= np.mean(inside) <= 0.98
    assert np.mean(plain) < 0.85
    assert np.mean(alarms, axis=0)[0] < 0.09 < np.mean(alarms, axis=0)[1]


def test_log_rank_between_patients_of_one_time_each_is_nearly_the_plain_one() -> None:
    rng = np.random.default_rng(2)
    time, group = rng.exponential(10, 400).round(), rng.integers(0, 3, 400)
    time[group == 1] *= 1.3
    reached = rng.random(400) < 0.8
    plain, robust = log_rank(time, reached, group), log_rank(time, reached, group, np.arange(400))
    assert robust.degrees == plain.degrees == 2
    assert robust.chi_square == pytest.approx(plain.chi_square, rel=0.15)


def test_the_sentence_on_looking_now_and_then() -> None:
    sentence = seen_late([0, 7, 14, 3], [7, 14, 28, 4])
    assert "up to 7 days in half of them and 14 days in nine of ten" in sentence
    assert seen_late([], []) == "None was seen."
