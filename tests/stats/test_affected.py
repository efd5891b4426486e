"""Minutes with at least one side effect."""

from math import isnan, nan

from hypothesis import given
from hypothesis import strategies as st

from dash.stats.affected import affected, covered

SPANS = st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)).map(lambda pair: tuple(sorted(pair))))


@given(SPANS)
def test_every_minute_counts_once(spans: list[tuple[int, int]]) -> None:
    minutes = {minute for begin, end in spans for minute in range(begin, end)}
    assert covered(spans) == len(minutes)


def test_one_unknown_length_makes_the_total_unknown() -> None:
    found = affected([1, 1, 2, 2, 3, 4], [10, 20, 5, nan, 30, 50], [40, 60, 25, 90, nan, 40])
    assert found[1] == (50, 0)
    assert found[1].minutes == 50
    assert found[2] == (20, 1)
    assert isnan(found[2].minutes)
    # Without an end, and with an end before the onset.
    assert [isnan(found[session].known) for session in (3, 4)] == [True, True]
    assert [found[session].unknown for session in (3, 4)] == [1, 1]
    assert affected([], [], []) == {}
