"""Quantiles of Student's t against scipy's."""

import pytest
from scipy.stats import t

from dash.stats.student import t_quantile


@pytest.mark.parametrize("share", [0.55, 0.9, 0.975, 0.999])
def test_the_same_as_scipys(share: float) -> None:
    for freedom in (*range(1, 40), 149, 150, 999):
        assert t_quantile(share, freedom) == pytest.approx(t.ppf(share, freedom), rel=1e-9)
