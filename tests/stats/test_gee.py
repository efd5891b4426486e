"""The vectorised GEE against statsmodels', patient by patient."""

import numpy as np
import pytest
import statsmodels.api as sm

from dash.stats.gee import logistic_gee
from dash.stats.long_work import Stopped, Watch


def made_up(seed: int, patients: int = 60, spread: float = 1.0) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Events, columns and patient of each session; patients differ by a normal amount on the log odds."""
    rng = np.random.default_rng(seed)
    patient = np.repeat(np.arange(patients), rng.integers(1, 12, patients))
    n = len(patient)
    columns = np.column_stack(
        [np.ones(n), rng.integers(0, 2, n), rng.normal(size=n), rng.normal(size=patients)[patient]]
    )
    own = rng.normal(0, spread, patients)[patient]
    odds = columns @ [-0.5, 0.5, 0.3, 0.2] + own
    return (rng.random(n) < 1 / (1 + np.exp(-odds))).astype(float), columns, patient


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_same_as_statsmodels(seed: int) -> None:
    events, columns, patient = made_up(seed)
    found = logistic_gee(events, columns, np.flatnonzero(np.diff(patient, prepend=-1)))
    model = sm.GEE(
        events,
        columns,
        groups=patient,
        family=sm.families.Binomial(),
        cov_struct=sm.cov_struct.Exchangeable(),
    )
    wanted = model.fit(cov_type="bias_reduced", ctol=1e-10, maxiter=200)
    assert found is not None
    assert found.coefficients == pytest.approx(wanted.params, abs=1e-6)
    assert found.correlation == pytest.approx(wanted.cov_struct.dep_params, abs=1e-6)
    assert found.influence.T @ found.influence == pytest.approx(wanted.cov_params(), rel=1e-4, abs=1e-7)


def test_many_patients_have_the_plain_robust_error() -> None:
    events, columns, patient = made_up(4, patients=2100)
    found = logistic_gee(events, columns, np.flatnonzero(np.diff(patient, prepend=-1)))
    model = sm.GEE(
        events,
        columns,
        groups=patient,
        family=sm.families.Binomial(),
        cov_struct=sm.cov_struct.Exchangeable(),
    )
    wanted = model.fit(cov_type="robust", ctol=1e-8, maxiter=100)
    assert found is not None
    assert found.influence.T @ found.influence == pytest.approx(wanted.cov_params(), rel=1e-3, abs=1e-7)


def test_what_tells_events_apart_wholly_does_not_settle_without_a_pull_and_does_with_one() -> None:
    _, columns, patient = made_up(5)
    rows = np.flatnonzero(np.diff(patient, prepend=-1))
    assert logistic_gee(columns[:, 1], columns, rows) is None
    found = logistic_gee(columns[:, 1], columns, rows, np.array([0, 1 / 2.5**2, 0, 0]))
    assert found is not None and 2 < found.coefficients[1] < 15


def test_progress_rises_and_stop_stops() -> None:
    events, columns, patient = made_up(1)
    rows = np.flatnonzero(np.diff(patient, prepend=-1))
    told: list[float] = []
    logistic_gee(events, columns, rows, watch=Watch(told.append))
    assert len(told) > 3 and told == sorted(told)
    with pytest.raises(Stopped):
        logistic_gee(events, columns, rows, watch=Watch(told.append, lambda: True))
