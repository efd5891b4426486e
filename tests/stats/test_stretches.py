"""Which way of asking prevails, and where another one does."""

from hypothesis import given
from hypothesis import strategies as st

from dash.stats.stretches import MIXED, NOTHING, prevailing, stretches


def test_a_way_prevails_from_four_fifths_until_it_falls_under_two_thirds() -> None:
    months = [[8, 2], [7, 3], [66, 34], [64, 36], [79, 21], [80, 20], [0, 0], [1, 9]]
    assert prevailing(months).tolist() == [0, 0, 0, MIXED, MIXED, 0, NOTHING, 1]


def test_a_stretch_ends_where_another_way_prevails() -> None:
    number, begins = stretches([NOTHING, 0, NOTHING, 0, MIXED, NOTHING, MIXED, 1, 1, 0])
    assert number.tolist() == [0, 0, 0, 0, 1, 1, 1, 2, 2, 3]
    assert begins.tolist() == [False, False, False, False, True, False, False, True, False, True]


def test_without_months() -> None:
    assert prevailing([]).tolist() == []
    number, begins = stretches([])
    assert number.tolist() == begins.tolist() == []


@given(st.lists(st.lists(st.integers(0, 20), min_size=3, max_size=3), max_size=15))
def test_every_month_is_what_it_is_called(months: list[list[int]]) -> None:
    last = None
    for way, row in zip(prevailing(months).tolist(), months, strict=True):
        total = sum(row)
        if total == 0:
            assert way == NOTHING
            continue
        if way >= 0:
            assert row[way] >= 0.8 * total or (way == last and row[way] >= 0.65 * total)
        else:
            assert max(row) < 0.8 * total
        last = way
