"""Percentiles of counts against sorting every value."""

from collections import Counter

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from dash.stats.counted_quantiles import counted_quantiles

PERCENTS = (10, 25, 50, 75, 90, 100)


@given(rows=st.lists(st.tuples(st.integers(0, 3), st.integers(0, 6)), max_size=60))
def test_the_same_as_from_the_values_themselves(rows: list[tuple[int, int]]) -> None:
    counts = sorted(Counter(rows).items())
    group, value, count = (
        np.array(column, dtype=kind)
        for column, kind in (
            ([place[0] for place, _ in counts], np.int64),
            ([place[1] for place, _ in counts], np.float64),
            ([n for _, n in counts], np.int64),
        )
    )
    groups, totals, found = counted_quantiles(group, value, count, PERCENTS)
    assert found.shape == (len(groups), len(PERCENTS))
    assert groups.tolist() == sorted({group for group, _ in rows})
    for place, total, quantiles in zip(groups, totals, found, strict=True):
        values = [value for group, value in rows if group == place]
        assert total == len(values)
        assert quantiles.tolist() == [
            min(v for v in values if 100 * sum(w <= v for w in values) >= percent * len(values))
            for percent in PERCENTS
        ]
