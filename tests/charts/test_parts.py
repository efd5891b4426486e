from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dash.charts.dates import day, month, ticks
from dash.charts.parts import count, drawn, many, number, numbers, spread, truths
from dash.charts.placing import Spot, crosses, free_spot, overlap


@given(st.lists(st.integers(0, 10), max_size=8), st.integers(1, 4))
def test_spread_labels_never_touch_and_keep_their_order(positions: list[int], gap: int) -> None:
    placed = spread([float(p) for p in positions], gap)
    assert len(placed) == len(positions)
    assert all(b - a >= gap - 1e-6 for a, b in pairwise(sorted(placed)))
    for (p, x), (q, y) in (
        (a, b) for a in zip(positions, placed, strict=True) for b in zip(positions, placed, strict=True)
    ):
        assert p >= q or x <= y


@given(st.lists(st.integers(0, 60), max_size=6), st.integers(1, 10))
def test_spread_labels_stay_inside_an_axis_with_room(positions: list[int], gap: int) -> None:
    placed = spread([float(p) for p in positions], gap, (0.0, 60.0))
    assert all(0 <= place <= 60 for place in placed)
    assert all(b - a >= gap - 1e-6 for a, b in pairwise(sorted(placed)))


def test_spread_leaves_alone_what_has_room() -> None:
    assert spread([5.0, 1.0, 9.0], 2) == [5.0, 1.0, 9.0]


@given(
    st.dates(min_value=pd.Timestamp("1990-01-01").date(), max_value=pd.Timestamp("2060-01-01").date()),
    st.integers(0, 12000),
    st.integers(2, 9),
)
def test_ticks_are_few_and_lie_near_the_time_shown(start: object, days: int, room: int) -> None:
    first = np.datetime64(start, "s")
    last = first + np.timedelta64(days, "D")
    places, words = ticks(first, last, room)
    assert len(places) == len(words) <= room + 1
    assert all(np.datetime64(p) <= last.astype("datetime64[D]") for p in places)
    assert len(set(words)) == len(words) or days > 300


def test_dates_in_words() -> None:
    at = np.datetime64("2026-11-06T10:00:00")
    assert day(at) == "6 Nov 2026"
    assert month(at) == "Nov 2026"
    assert ticks(at, at + np.timedelta64(40, "D"), 6, whole_months=True)[1] == ["Dec 2026"]


def test_numbers_in_words() -> None:
    assert [number(v) for v in (11, 10.5, 1246, -0.0)] == ["11", "10.5", "1,246", "0"]
    assert [count(v) for v in (1246, 123_456, 1_234_567)] == ["1,246", "123k", "1.2M"]
    assert [many(1, "session"), many(2, "session"), many(0, "session")] == [
        "1 session",
        "2 sessions",
        "0 sessions",
    ]


@pytest.mark.parametrize(
    "values",
    [
        [1, None],
        pd.array([1, None], dtype="Int64"),
        pd.array([1, None], dtype="Float32"),
        ["1", "x"],
        [1.0, float("nan")],
    ],
)
def test_missing_numbers_are_drawn_as_nothing(values: object) -> None:
    assert drawn(numbers(pd.DataFrame({"a": values}), "a")) == [1.0, None]


def test_an_absent_column_is_all_missing() -> None:
    frame = pd.DataFrame({"a": [1, 2]})
    assert drawn(numbers(frame, "b")) == [None, None]
    assert truths(frame, "b") == [None, None]


def test_a_label_goes_where_nothing_is_drawn() -> None:
    right, left = Spot("left", "middle", 5, 0), Spot("right", "middle", -5, 0)
    assert free_spot((50, 50), (20, 10), [right, left], []) is right
    assert free_spot((50, 50), (20, 10), [right, left], [[(60.0, 0.0), (60.0, 100.0)]]) is left
    assert free_spot((50, 50), (20, 10), [right, left], [], [(55.0, 75.0, 40.0, 60.0)]) is left
    assert crosses((0, 10, 0, 10), [(5, 5)])
    assert not crosses((0, 10, 0, 10), [])
    assert not overlap((0, 1, 0, 1), (1, 2, 0, 1))
