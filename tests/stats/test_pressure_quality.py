"""Last digits, identical repeats and copied sets: by hand and against plain loops."""

from collections import defaultdict

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chisquare

from dash.stats.pressure_quality import copied_sets, identical_repeats, last_digits


def test_last_digits_by_hand() -> None:
    values = [120, 130, 140, 118, 121, np.nan] * 20
    found = last_digits(values)
    assert found.counts.tolist() == [60, 20, 0, 0, 0, 0, 0, 0, 20, 0] and found.readings == 100
    assert (found.zero, found.even) == (0.6, 0.8)
    assert found.misplaced == pytest.approx((50 + 10 + 10) / 100)
    wanted = chisquare(found.counts)
    assert (found.chi_square, found.p) == pytest.approx((wanted.statistic, wanted.pvalue))


def test_few_or_no_readings_have_no_test() -> None:
    assert "10 readings: 50 are needed" in last_digits([120] * 10).words
    assert last_digits([np.nan]).words == "no readings" and np.isnan(last_digits([]).zero)


def test_even_digits_are_seldom_called_uneven() -> None:
    rng = np.random.default_rng(1)
    p = [last_digits(rng.integers(90, 190, 300)).p for _ in range(600)]
    assert 0.02 < np.mean(np.array(p) < 0.05) < 0.08


reading = st.tuples(st.integers(0, 3), st.integers(0, 4), st.integers(120, 122), st.integers(70, 71))


@given(st.lists(reading, max_size=30))
def test_repeats_counted_again_slowly(rows: list[tuple[int, int, int, int]]) -> None:
    frame = pd.DataFrame(rows, columns=["session", "minute", "systolic", "diastolic"])
    found = identical_repeats(frame).set_index("session")
    own = defaultdict(list)
    for row in sorted(rows, key=lambda row: row[:2]):
        own[row[0]].append(row[2:])
    assert found.index.tolist() == sorted(key for key, values in own.items() if len(values) > 1)
    for key, row in found.iterrows():
        values = own[key]
        assert row["pairs"] == len(values) - 1
        assert row["identical"] == sum(a == b for a, b in zip(values[1:], values[:-1], strict=True))
        longest = run = 1
        for a, b in zip(values[1:], values[:-1], strict=True):
            run = run + 1 if a == b else 1
            longest = max(longest, run)
        assert row["longest"] == longest


def test_readings_that_lack_a_pressure_do_not_count() -> None:
    frame = pd.DataFrame(
        {
            "session": [1, 1, 1],
            "minute": [0, 5, 10],
            "systolic": [120, np.nan, 120],
            "diastolic": [70, 70, 70],
        }
    )
    assert identical_repeats(frame).to_dict("records") == [
        {"session": 1, "pairs": 1, "identical": 1, "longest": 2}
    ]


grouped = st.tuples(st.integers(0, 5), st.integers(0, 3), st.integers(120, 121), st.integers(70, 71))


@given(st.lists(grouped, max_size=40, unique_by=lambda row: row[:2]))
def test_copied_sets_found_again_slowly(rows: list[tuple[int, int, int, int]]) -> None:
    frame = pd.DataFrame(rows, columns=["session", "minute", "systolic", "diastolic"])
    frame["group"] = frame["session"] % 2
    found = copied_sets(frame.sample(frac=1, random_state=1), least=2)
    sets = defaultdict(list)
    for key in sorted({row[0] for row in rows}):
        values = tuple(row[2:] for row in sorted(rows) if row[0] == key)
        if len(values) >= 2:
            sets[key % 2, values].append(key)
    wanted = sorted(
        (group, key, keys[0], len(values), len(keys))
        for (group, values), keys in sets.items()
        if len(keys) > 1
        for key in keys
    )
    assert sorted(found.itertuples(index=False, name=None)) == wanted


def test_a_set_of_another_group_is_no_copy() -> None:
    readings = [(0, 140, 90), (40, 150, 95), (90, 135, 85)]
    rows = [
        (group, session, *reading)
        for group, session in (("a", 1), ("a", 2), ("b", 3))
        for reading in readings
    ]
    found = copied_sets(pd.DataFrame(rows, columns=["group", "session", "minute", "systolic", "diastolic"]))
    assert found["session"].tolist() == [1, 2] and found["same_as"].tolist() == [1, 1]
    assert copied_sets(
        pd.DataFrame(rows[:6], columns=["group", "session", "minute", "systolic", "diastolic"]), 4
    ).empty
