"""The difference of two rates per monitored hour: by simulation, and its states."""

import numpy as np
import pytest

from dash.stats.hour_differences import hour_difference
from dash.stats.rates import Rates, hour_rates

RUNS = 1200


def simulated(seed: list[int], rate: float, spread: float, patients: int) -> Rates:
    """Rates of clinics whose patients, of one to nine hours each, have a rate of their own; ``spread`` is its variance."""
    rng = np.random.default_rng(seed)
    hours = rng.integers(1, 10, (RUNS, patients)).astype(float)
    own = rng.gamma(1 / spread, spread, hours.shape) if spread else np.ones_like(hours)
    return hour_rates(rng.poisson(rate * own * hours), hours)


@pytest.mark.parametrize(("patients", "spread"), [(60, 0.0), (60, 1.0), (200, 1.0)])
def test_coverage_and_false_alarms(patients: int, spread: float) -> None:
    one, same = (simulated([patients, seed], 0.2, spread, patients) for seed in (1, 2))
    found = hour_difference(one, same)
    shown = found.state == "interval"
    assert shown.mean() > 0.95
    assert 0.93 < np.mean((found.low <= 0) & (found.high >= 0), where=shown) < 0.98
    assert np.mean(found.p < 0.05, where=shown) < 0.07
    found = hour_difference(simulated([patients, 3], 0.35, spread, patients), one)
    shown = found.state == "interval"
    assert 0.93 < np.mean((found.low <= 0.15) & (found.high >= 0.15), where=shown) < 0.98


def test_nothing_is_said_of_few_patients_or_no_hours() -> None:
    good, few = hour_rates([1] * 20 + [0] * 20, [2.0] * 40), hour_rates([1] * 4 + [0] * 20, [2.0] * 24)
    none, empty = hour_rates([0] * 30, [2.0] * 30), hour_rates([0], [0.0])
    states = [hour_difference(good, other).state.item() for other in (few, empty, none)]
    assert states == ["few", "empty", "interval"]
    assert hour_difference(none, none).state == "none"
    assert np.isnan(hour_difference(good, few).low) and np.isnan(hour_difference(good, empty).difference)
