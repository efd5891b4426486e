"""Why the interval of ``session_rates`` was chosen: others that allow for repeat sessions, on the same clinics.

Run with ``-s`` for the table of ``docs/method.md``.
"""

from collections.abc import Callable

import numpy as np
import pytest
from helpers.simulated import Floats, Ints, clinics
from scipy import optimize, special, stats

from dash.stats.intervals import clopper_pearson
from dash.stats.rates import session_rates

Interval = Callable[[Ints, Ints], tuple[Floats, Floats]]
CLINICS = 300
DRAWS = 600


def resampled(events: Ints, sizes: Ints) -> Floats:
    """Rates of clinics made by drawing patients with replacement (clinics x draws)."""
    rng = np.random.default_rng(1)
    patients = events.shape[1]
    drawn = rng.multinomial(patients, np.full(patients, 1 / patients), DRAWS)
    return (events @ drawn.T) / (sizes @ drawn.T)


def percentile_bootstrap(events: Ints, sizes: Ints) -> tuple[Floats, Floats]:
    low, high = np.quantile(resampled(events, sizes), [0.025, 0.975], axis=1)
    return low, high


def bca_bootstrap(events: Ints, sizes: Ints) -> tuple[Floats, Floats]:
    """Bias-corrected and accelerated; the acceleration from leaving out each patient (Efron 1987)."""
    rates = resampled(events, sizes)
    rate = events.sum(axis=1) / sizes.sum(axis=1)
    below = (rates < rate[:, None]).mean(axis=1) + (rates == rate[:, None]).mean(axis=1) / 2
    bias = special.ndtri(np.clip(below, 1e-3, 1 - 1e-3))
    left = (events.sum(axis=1)[:, None] - events) / (sizes.sum(axis=1)[:, None] - sizes)
    away = left.mean(axis=1, keepdims=True) - left
    squares = np.maximum((away**2).sum(axis=1), 1e-30)
    acceleration = (away**3).sum(axis=1) / (6 * squares**1.5)
    ends = []
    for z in (-1.959964, 1.959964):
        at = special.ndtr(bias + (bias + z) / (1 - acceleration * (bias + z)))
        ends.append(np.array([np.quantile(row, share) for row, share in zip(rates, at, strict=True)]))
    return ends[0], ends[1]


def mancl_derouen_logit(events: Ints, sizes: Ints) -> tuple[Floats, Floats]:
    """GEE of an intercept: log odds with the Mancl-DeRouen error and t of all patients less one."""
    total = sizes.sum(axis=1)
    rate = events.sum(axis=1) / total
    with np.errstate(divide="ignore", invalid="ignore"):
        residual = (events - rate[:, None] * sizes) / (1 - sizes / total[:, None])
        error = np.sqrt((residual**2).sum(axis=1)) / total / (rate * (1 - rate))
        half = stats.t.ppf(0.975, events.shape[1] - 1) * error
        return special.expit(special.logit(rate) - half), special.expit(special.logit(rate) + half)


def exact_with_all_patients(events: Ints, sizes: Ints) -> tuple[Floats, Floats]:
    """Korn-Graubard: design effect of at least 1, t of all patients less one, Clopper-Pearson."""
    total, patients = sizes.sum(axis=1), events.shape[1]
    rate = events.sum(axis=1) / total
    with np.errstate(divide="ignore", invalid="ignore"):
        variance = ((events - rate[:, None] * sizes) ** 2).sum(axis=1) / total**2 * patients / (patients - 1)
        effect = np.maximum(np.nan_to_num(variance / (rate * (1 - rate) / total), nan=1), 1)
    left = total / effect / (stats.t.ppf(0.975, patients - 1) / 1.959964) ** 2
    return clopper_pearson(rate * left, left)


def beta_binomial_profile(events: Ints, sizes: Ints) -> tuple[Floats, Floats]:
    """Where twice the log likelihood, the correlation fitted anew, falls by 3.84."""
    grid = np.linspace(-6, 4, 24)  # log odds of the correlation

    def profile(y: Ints, n: Ints, rate: float) -> float:
        spread = np.exp(-grid)[:, None]
        a, b = rate * spread, (1 - rate) * spread
        return float((special.betaln(y + a, n - y + b) - special.betaln(a, b)).sum(axis=1).max())

    def ends(y: Ints, n: Ints) -> tuple[float, float]:
        found = optimize.minimize_scalar(
            lambda odds: -profile(y, n, special.expit(odds)), bounds=(-9, 5), method="bounded"
        )
        drop = lambda odds: profile(y, n, special.expit(odds)) + found.fun + 1.92073  # noqa: E731
        sides = []
        for far in (-12.0, 8.0):
            sides.append(optimize.brentq(drop, found.x, far, xtol=1e-3) if drop(far) < 0 else far)
        return special.expit(min(sides)), special.expit(max(sides))

    found = np.array([ends(y, n) for y, n in zip(events, sizes, strict=True)])
    return found[:, 0], found[:, 1]


def chosen(events: Ints, sizes: Ints) -> tuple[Floats, Floats]:
    found = session_rates(events, sizes)
    return found.low, found.high


OTHERS: dict[str, Interval] = {
    "percentile bootstrap": percentile_bootstrap,
    "BCa bootstrap": bca_bootstrap,
    "Mancl-DeRouen, log odds": mancl_derouen_logit,
    "Korn-Graubard": exact_with_all_patients,
    "beta-binomial profile": beta_binomial_profile,
}


@pytest.mark.parametrize(
    ("share", "rho", "patients"),
    [(0.02, 0.3, 100), (0.05, 0.6, 100), (0.3, 0.6, 20), (0.3, 0, 20), (0.05, 0.3, 250)],
)
def test_the_chosen_interval_is_as_good_as_any(share: float, rho: float, patients: int) -> None:
    """Clinics where the chosen one says something (ten patients with the effect): the rate of the others there."""
    events, sizes = clinics([patients, int(share * 100)], share, rho, patients, CLINICS * 3, uneven=True)
    said = session_rates(events, sizes).state == "interval"
    events, sizes = events[said][:CLINICS], sizes[said][:CLINICS]
    found = {}
    for name, interval in {"chosen": chosen, **OTHERS}.items():
        few = slice(0, 60) if name.startswith("beta") else slice(None)
        low, high = interval(events[few], sizes[few])
        found[name] = float(np.mean((low <= share) & (share <= high)))
    print(share, rho, patients, {name: round(value, 2) for name, value in found.items()})
    assert found["chosen"] >= 0.91
    assert abs(found["chosen"] - 0.95) <= min(abs(found[name] - 0.95) for name in found) + 0.04
    if share > 0.02:  # at 2 % only clinics with unusually many ill patients say anything
        assert found["percentile bootstrap"] <= found["chosen"]
