"""One median everywhere: a value that occurs, the same that percentiles of counts say."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dash.stats.counted_quantiles import counted_quantiles
from dash.stats.envelope import usual
from dash.stats.median import median
from dash.stats.shift import median_difference

values = st.lists(st.integers(-40, 300), min_size=1, max_size=30)


@given(values)
def test_it_is_the_percentile_of_counts_the_usual_and_the_half_of_a_curve(some: list[int]) -> None:
    found = median(some)
    assert found in some
    assert sum(value <= found for value in some) * 2 >= len(some)
    assert sum(value < found for value in some) * 2 < len(some)
    level, count = np.unique(some, return_counts=True)
    _, _, counted = counted_quantiles(np.zeros_like(level), level.astype(np.float64), count, (50,))
    assert counted[0, 0] == found == usual(some)
    assert median_difference(some, some) == 0


def test_of_nothing_there_is_none() -> None:
    with pytest.raises(ValueError, match="needs a value"):
        median([])
