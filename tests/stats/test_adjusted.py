"""The adjusted difference: by strata by hand, confounding taken away, its states, its coverage."""

import itertools
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy.special import expit

from dash.stats.adjusted import AdjustedDifference, adjusted_differences
from dash.stats.long_work import Stopped

COVARIATES = ["age", "site", "number"]


def clinic(
    rng: np.random.Generator, patients: int, base: float, spread: float, effect: float = 0.5
) -> pd.DataFrame:
    """Older patients and one site have more infusions and more effects: confounded on purpose."""
    sessions = rng.integers(1, 20, patients)
    patient = np.repeat(np.arange(patients), sessions)
    age, site = rng.normal(45, 12, patients)[patient], rng.integers(0, 3, patients)[patient]
    older = (age - 45) / 12
    usual = rng.random(patients)[patient] < expit(0.8 * older + 0.7 * (site == 1) - 0.4)
    infused = usual ^ (rng.random(len(patient)) < 0.05)
    number = np.concatenate([np.arange(n) for n in sessions])
    odds = (
        base + effect * infused + 0.5 * older + 0.5 * (site == 1) + rng.normal(0, spread, patients)[patient]
    )
    return pd.DataFrame(
        {
            "patient": patient,
            "route": np.where(infused, "iv", "in"),
            "event": rng.random(len(patient)) < expit(odds),
            "age": age,
            "site": np.array(["a", "b", "c"])[site],
            "number": np.array(["1", "2-4", "5 and later"])[np.searchsorted([1, 4], number)],
        }
    )


def crude(frame: pd.DataFrame) -> float:
    rates = frame.groupby("route")["event"].mean()
    return float(rates["iv"] - rates["in"])


def adjusted_difference(frame: pd.DataFrame, *asked: Any, **options: Any) -> AdjustedDifference:
    """Of the one effect ``event``."""
    return adjusted_differences(frame, {"event": frame["event"].to_numpy(bool)}, *asked, **options)["event"]


def test_one_category_is_the_mean_of_the_strata() -> None:
    """One session each, odds ratio 3 at both sites: 0.5 - 0.25 and 0.75 - 0.5."""
    cells = {("iv", "a"): (30, 60), ("in", "a"): (10, 40), ("iv", "b"): (45, 60), ("in", "b"): (40, 80)}
    rows = [
        {"route": route, "site": site, "event": i < events}
        for (route, site), (events, total) in cells.items()
        for i in range(total)
    ]
    frame = pd.DataFrame(rows).assign(patient=range(240))
    found = adjusted_difference(frame, "iv", "in", ["site"])
    assert found.fitted and found.estimate == pytest.approx(0.25, abs=0.001)
    assert crude(frame) == pytest.approx(75 / 120 - 50 / 120)
    assert found.low < found.estimate < found.high and found.adjusted_for == ("site",)
    none = adjusted_difference(frame, "iv", "in", [])
    assert none.estimate == pytest.approx(crude(frame))
    other = adjusted_difference(frame, "in", "iv", ["site"])
    assert (other.low, other.high) == pytest.approx((-found.high, -found.low)) and other.p == pytest.approx(
        found.p
    )


@pytest.mark.parametrize(("base", "spread"), [(-1, 2.5), (-1, 0), (-2.5, 0.7)])
def test_coverage_and_that_confounding_goes_away(base: float, spread: float) -> None:
    """The truth is that of a clinic of 40,000 patients, of whom every session is looked at under both routes."""
    large = clinic(np.random.default_rng(1), 40_000, base, spread)
    truth = adjusted_difference(large, "iv", "in", COVARIATES).estimate
    assert crude(large) > truth + 0.015
    rng = np.random.default_rng([int(spread * 10), 7])
    found = [adjusted_difference(clinic(rng, 120, base, spread), "iv", "in", COVARIATES) for _ in range(120)]
    fitted = [one for one in found if one.fitted]
    assert len(fitted) > 100
    assert np.mean([one.low <= truth <= one.high for one in fitted]) > 0.89
    assert np.mean([one.estimate for one in fitted]) == pytest.approx(truth, abs=0.012)


def test_no_effect_is_seldom_called_one() -> None:
    rng = np.random.default_rng(3)
    p = [
        adjusted_difference(clinic(rng, 100, -1, 1.5, effect=0), "iv", "in", COVARIATES).p for _ in range(150)
    ]
    assert np.mean(np.array(p) < 0.05) < 0.1


def test_what_is_left_out_is_counted_and_said() -> None:
    frame = clinic(np.random.default_rng(2), 150, -1, 1)
    frame.loc[frame.index[:50], "age"] = np.nan
    frame.loc[frame.index[60:70], "site"] = None
    only = frame[frame["route"] == "iv"].index[-30:]
    frame.loc[only, "site"] = "infusions only"
    frame["dose"] = np.where(frame["route"] == "iv", "mg/kg", "fixed")
    frame["asked"], frame["clinic"] = "solicited", frame["site"]
    found = adjusted_difference(frame, "iv", "in", [*COVARIATES, "dose", "asked", "clinic"])
    assert (found.missing, found.outside) == (60, 30)
    assert found.sessions == len(frame) - 90 and found.patients <= 150
    assert found.fitted and found.adjusted_for == ("age", "site", "number")
    assert "cannot be told apart" in found.left_out["dose"]
    assert found.left_out["asked"] == "the same in all sessions"
    assert "already say the same" in found.left_out["clinic"]


def test_why_it_could_not_be_fitted() -> None:
    frame = clinic(np.random.default_rng(2), 60, -1, 1)
    by = adjusted_difference
    assert "no sessions by im" in by(frame, "iv", "im", COVARIATES).why
    assert "no sessions by iv" in by(frame.iloc[:0], "iv", "in", COVARIATES).why
    none = frame.assign(event=frame["event"] & (frame["route"] == "iv"))
    assert "by in, 0 patients had it: 10 are needed" in by(none, "iv", "in", COVARIATES).why
    always = frame.assign(event=frame["event"] | (frame["route"] == "iv"))
    assert "had a session without it" in by(always, "iv", "in", COVARIATES).why
    frame["many"] = [f"{i % 30}" for i in range(len(frame))]
    found = by(frame, "iv", "in", ["many"])
    assert "to adjust for so much" in found.why and not found.fitted and np.isnan(found.estimate)


def test_the_order_of_rows_and_the_names_of_patients_do_not_matter() -> None:
    frame = clinic(np.random.default_rng(4), 80, -1, 1)
    found = adjusted_difference(frame, "iv", "in", COVARIATES)
    mixed = frame.assign(patient="p" + frame["patient"].astype(str)).sample(frac=1, random_state=1)
    again = adjusted_difference(mixed, "iv", "in", list(reversed(COVARIATES)))
    assert (again.estimate, again.low, again.p) == pytest.approx(
        (found.estimate, found.low, found.p), rel=1e-6
    )


def test_progress_and_stop() -> None:
    frame = clinic(np.random.default_rng(4), 80, -1, 1)
    told: list[float] = []
    adjusted_difference(frame, "iv", "in", COVARIATES, progress=told.append)
    assert told[-1] == 1 and told == sorted(told)
    asked = itertools.count()
    with pytest.raises(Stopped):
        adjusted_difference(frame, "iv", "in", COVARIATES, stop=lambda: next(asked) > 1)
