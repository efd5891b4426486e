"""The mixed model: finds what was put in, falls back, and says why it could not be fitted."""

import itertools

import numpy as np
import pandas as pd
import pytest

from dash.stats.long_work import Stopped
from dash.stats.mixed import mixed_by_route

SLOPES = {"im": -0.8, "in": -0.8, "iv": -1.2}


def course(
    seed: int, patients: int, slope_spread: float = 0.4, routes: tuple[str, ...] = ("in", "iv")
) -> pd.DataFrame:
    """Scores from 18 (spread 3 between patients) falling by the route's slope, error 2; some stop early."""
    rng = np.random.default_rng(seed)
    sessions = rng.integers(3, 11, patients)
    patient = np.repeat(np.arange(patients), sessions)
    number = np.concatenate([np.arange(1, n + 1) for n in sessions])
    route = np.array(routes)[rng.integers(0, len(routes), patients)][patient]
    slope = np.array([SLOPES[name] for name in route]) + rng.normal(0, slope_spread, patients)[patient]
    value = 18 + rng.normal(0, 3, patients)[patient] + slope * (number - 1) + rng.normal(0, 2, len(patient))
    return pd.DataFrame({"patient": patient, "route": route, "number": number, "value": value})


def test_it_finds_what_was_put_in() -> None:
    found = mixed_by_route(course(1, 400))
    assert found.fitted and found.random == "level and slope" and found.patients == 400
    assert found.slopes["route"].tolist() == ["in", "iv"]
    for row in found.slopes.itertuples():
        assert row.slope_low < SLOPES[row.route] < row.slope_high and row.start == pytest.approx(18, abs=0.6)
    assert (found.level_spread, found.slope_spread, found.residual) == pytest.approx((3, 0.4, 2), rel=0.12)
    difference = found.differences.iloc[0]
    assert (difference["route"], difference["compared_with"]) == ("iv", "in")
    assert difference["low"] < -0.4 < difference["high"] < 0 and difference["p"] < 1e-4
    assert found.scores == found.slopes["scores"].sum()


def test_intervals_of_slopes_hold() -> None:
    inside = []
    for seed in range(24):
        found = mixed_by_route(course(100 + seed, 50))
        if found.fitted:
            inside += [
                row.slope_low < SLOPES[row.route] < row.slope_high for row in found.slopes.itertuples()
            ]
    assert len(inside) > 40 and np.mean(inside) > 0.87


def test_a_level_alone_where_slopes_do_not_differ() -> None:
    fits = [mixed_by_route(course(seed, 60, slope_spread=0)) for seed in (0, 7)]
    assert all(found.fitted for found in fits)
    # Of two such clinics the first has slopes that seem to differ a little by chance.
    assert [found.random for found in fits] == ["level and slope", "level"]
    assert fits[0].slope_spread < 0.2 and np.isnan(fits[1].slope_spread)


def test_routes_with_too_few_are_left_out_and_nothing_is_said_of_none() -> None:
    frame = course(3, 120)
    few = course(4, 5, routes=("im",)).assign(patient=lambda rows: rows["patient"] + 1000)
    found = mixed_by_route(pd.concat([frame, few]))
    assert found.left_out == {"im": "5 patients with 3 scores or more: 10 are needed"}
    assert found.slopes["route"].tolist() == ["in", "iv"]
    alone = mixed_by_route(few)
    assert not alone.fitted and "no route" in alone.why
    assert "no route" in mixed_by_route(few.iloc[:0]).why
    assert "do not differ" in mixed_by_route(frame.assign(number=2)).why
    assert "do not differ" in mixed_by_route(frame.assign(value=7.0)).why


def test_many_patients_are_drawn_from_always_the_same() -> None:
    frame = course(5, 150)
    found, again = (mixed_by_route(frame, most_patients=60) for _ in range(2))
    assert (found.patients, found.drawn_from) == (60, 150)
    assert found.slopes.equals(again.slopes)


def test_progress_and_stop() -> None:
    told: list[float] = []
    mixed_by_route(course(1, 60), progress=told.append)
    assert len(told) > 3 and told == sorted(told) and told[-1] == 1
    asked = itertools.count()
    with pytest.raises(Stopped):
        mixed_by_route(course(1, 60), stop=lambda: next(asked) > 2)
