"""Half-lives: against a general fitting routine, and known ones recovered in simulation."""

import numpy as np
import pytest
from scipy.optimize import least_squares

from dash.stats.holding import fit_rate


def simulated(
    rng: np.random.Generator, gaps: int, scores: int, half: float, noise: float = 1.5
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """PHQ-9-like scores in whole points: base 18, gains about 10, up to 28 days; gaps that show a gain at first."""
    gap = np.repeat(np.arange(gaps), scores)
    day = np.concatenate([np.sort(rng.choice(np.arange(1, 29), scores, replace=False)) for _ in range(gaps)])
    gain = 10 * rng.uniform(0.7, 1.2, gaps)
    base = np.round(18 + rng.normal(0, noise, 2))
    score = np.clip(np.round(18 - gain[gap] * 2.0 ** (-day / half) + rng.normal(0, noise, len(gap))), 0, 27)
    first = score[np.searchsorted(gap, gap)]
    kept = first <= base.mean() - 3
    return base, gap[kept], day[kept].astype(float), score[kept]


@pytest.mark.parametrize("half", [5, 10, 20, 40])
def test_a_known_half_life_is_recovered(half: float) -> None:
    """The interval holds it in 90 to 98 of 100 patients, and the estimates centre on it."""
    rng = np.random.default_rng(half)
    held, rates = [], []
    for gaps, scores in ((1, 5), (2, 3), (3, 3), (4, 2), (8, 4)):
        for _ in range(120):
            fit = fit_rate(*simulated(rng, gaps, scores, half))
            if fit is not None:
                held.append(fit.low <= 1 / half <= fit.high)
                rates.append(fit.rate)
    assert len(held) > 350
    assert 0.90 <= np.mean(held) <= 0.98
    assert 1 / np.median(rates) == pytest.approx(half, rel=0.2)


def test_more_scores_narrow_the_interval() -> None:
    rng = np.random.default_rng(1)
    widths = []
    for gaps in (2, 4, 12):
        fits = [fit_rate(*simulated(rng, gaps, 4, 10)) for _ in range(30)]
        widths.append(
            np.median([fit.high - fit.low for fit in fits if fit is not None and np.isfinite(fit.low)])
        )
    assert widths == sorted(widths, reverse=True)


@pytest.mark.parametrize("seed", range(6))
def test_the_same_fit_by_a_general_routine(seed: int) -> None:
    """All numbers fitted together, gains within the scale; the best error must not be beaten by much."""
    rng = np.random.default_rng(seed)
    base, gap, day, score = simulated(rng, 4, 4, 12)
    gaps, which = np.unique(gap, return_inverse=True)

    def off(numbers: np.ndarray) -> np.ndarray:
        rate, level, gain = numbers[0], numbers[1], numbers[2:]
        return np.concatenate([base - level, score - level + gain[which] * 2.0 ** (-rate * day)])

    fit = fit_rate(base, gap, day, score)
    assert fit is not None and fit.freedom == len(base) + len(score) - len(gaps) - 2
    starts = [[rate, base.mean(), *np.full(len(gaps), 8.0)] for rate in (0.02, 0.08, 0.3)]
    bounds = ([-0.5, 5, *np.zeros(len(gaps))], [2.0, 27, *np.full(len(gaps), 18.0)])
    found = min((least_squares(off, start, bounds=bounds) for start in starts), key=lambda one: one.cost)
    assert fit.rate == pytest.approx(found.x[0], abs=0.004)


def test_what_does_not_fade_has_no_upper_end() -> None:
    day = np.array([3.0, 10, 17, 24, 31])
    fit = fit_rate(np.array([18.0, 19]), np.zeros(5, dtype=int), day, np.array([8.0, 9, 7, 9, 8]))
    assert fit is not None
    assert fit.low <= 0 < fit.high
    growing = fit_rate(np.array([18.0, 19]), np.zeros(5, dtype=int), day, np.array([14.0, 11, 8, 5, 2]))
    assert growing is not None and growing.high < 0


@pytest.mark.parametrize(("base", "days"), [([], [1, 5, 9, 13]), ([18], [3, 9]), ([18], [3, 9, 12])])
def test_too_few_scores_give_nothing(base: list[float], days: list[float]) -> None:
    count = len(days)
    assert (
        fit_rate(np.array(base, float), np.zeros(count, int), np.array(days, float), np.full(count, 9.0))
        is None
    )
