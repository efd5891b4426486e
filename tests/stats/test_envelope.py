"""The own range: against plain loops, its edges, and its coverage in simulation."""

import math
import statistics

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from dash.stats.envelope import BEFORE_DOSE, own_range, prediction_band, usual

Reading = tuple[int, int, int]  # session, minute, value


def slow_bin(minute: int) -> int:
    return BEFORE_DOSE if minute <= 0 else (minute + 5) // 10


def slow_band(readings: list[Reading], least: int) -> dict[int, tuple[float, float, int]]:
    """One reading of each session and bin; the spread of bins up to 20 minutes away counts as two sessions."""
    kept: dict[int, dict[int, tuple[int, int]]] = {}
    for session, minute, value in readings:
        place = slow_bin(minute)
        away = -minute if place == BEFORE_DOSE else abs(minute - 10 * place)
        best = kept.setdefault(place, {}).get(session)
        if best is None or (away, -value) < (best[0], -best[1]):
            kept[place][session] = (away, value)
    values = {
        place: [value for _, value in found.values()]
        for place, found in kept.items()
        if len(found) >= max(least, 2)
    }
    bands = {}
    for place, own in values.items():
        near = [
            other
            for other in values
            if other == place or (BEFORE_DOSE not in (place, other) and abs(other - place) <= 2)
        ]
        squares = sum(statistics.variance(values[other]) * (len(values[other]) - 1) for other in near)
        around = squares / sum(len(values[other]) - 1 for other in near)
        spread = math.sqrt((statistics.variance(own) * (len(own) - 1) + 2 * around) / (len(own) + 1))
        # Written to the nearest five mmHg, values that are equal may be up to 2.5 apart from what was measured.
        half = stats.t.ppf(0.9, len(own) - 1) * max(spread, 5 / math.sqrt(12)) * math.sqrt(1 + 1 / len(own))
        bands[place] = (statistics.mean(own) - half, statistics.mean(own) + half, len(own))
    return bands


readings = st.lists(st.tuples(st.integers(0, 4), st.integers(-20, 45), st.integers(100, 106)), max_size=40)


@given(rows=readings, least=st.integers(2, 4))
def test_the_band_computed_again_slowly(rows: list[Reading], least: int) -> None:
    session, minute, value = (
        np.array([row[i] for row in rows], dtype=kind) for i, kind in enumerate((np.int64, float, float))
    )
    band = prediction_band(session, minute, value, least)
    found = dict(zip(band.bin.tolist(), zip(band.low, band.high, band.sessions, strict=True), strict=True))
    wanted = slow_band(rows, least)
    assert list(found) == sorted(wanted)
    for place, numbers in wanted.items():
        assert found[place] == pytest.approx(numbers)


def test_three_peaks_by_hand() -> None:
    # mean 130, standard deviation 10, t with two degrees of freedom 1.8856
    low, high = own_range([120, 130, 140]) or (0, 0)
    assert (low, high) == pytest.approx((130 - 21.773, 130 + 21.773), abs=0.001)


@pytest.mark.parametrize("earlier", [[], [120], [120, 140]])
def test_few_values_have_no_range(earlier: list[float]) -> None:
    assert own_range(earlier) is None


def test_equal_values_have_the_range_that_rounding_leaves() -> None:
    # Seven times 135: t with six degrees of freedom 1.4398, 5 / sqrt(12) = 1.4434.
    assert own_range([135] * 7) == pytest.approx((135 - 2.2217, 135 + 2.2217), abs=0.001)
    assert own_range([135] * 7, written_to=1) == pytest.approx((135 - 0.4443, 135 + 0.4443), abs=0.001)


@given(st.lists(st.integers(100, 106), min_size=1, max_size=9))
def test_the_usual_value_is_one_that_occurs(values: list[int]) -> None:
    found = usual(values)
    assert found in values
    assert (
        sum(value < found for value in values) <= len(values) / 2 <= sum(value <= found for value in values)
    )


def test_few_sessions_make_a_wide_band() -> None:
    """The same spread, more sessions: narrower."""
    widths = []
    for n in (3, 5, 10, 40):
        values = np.linspace(-1, 1, n)
        found = own_range((130 + 10 * values / values.std(ddof=1)).tolist())
        assert found is not None
        widths.append(found[1] - found[0])
    assert widths == sorted(widths, reverse=True)
    assert widths[0] > 1.5 * widths[-1]


@pytest.mark.parametrize(
    ("draw", "low", "high"),
    [("normal", 0.78, 0.84), ("skewed", 0.78, 0.86), ("drifting", 0.76, 0.84)],
)
@pytest.mark.parametrize("n", [3, 5, 8, 15])
def test_the_share_of_next_sessions_inside(draw: str, low: float, high: float, n: int) -> None:
    """Sessions with a common part (correlation about 0.7), six readings each; the next one was not seen."""
    rng = np.random.default_rng(n)
    minutes = np.array([-15.0, 10, 20, 40, 60, 90])
    inside = total = 0
    for _ in range(900):
        common = rng.gamma(4, 4, n + 1) if draw == "skewed" else rng.normal(0, 8, n + 1)
        if draw == "drifting":  # falls by about 8 mmHg over the sessions
            common -= np.linspace(0, 8, n + 1)
        values = np.round(
            125 + common[:, None] + np.array([0, 5, 8, 10, 5, 2]) + rng.normal(0, 5, (n + 1, 6))
        )
        session, minute = np.repeat(np.arange(n), 6), np.tile(minutes, n)
        band = prediction_band(session, minute, values[:n].ravel())
        new = values[n][np.searchsorted([BEFORE_DOSE, 1, 2, 4, 6, 9], band.bin)]
        inside += int(((new >= band.low) & (new <= band.high)).sum())
        total += len(new)
    assert low <= inside / total <= high
