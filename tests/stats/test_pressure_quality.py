"""Last digits by hand."""

import numpy as np
import pytest

from dash.stats.pressure_quality import last_digits


def test_last_digits_by_hand() -> None:
    found = last_digits([60, 20, 0, 0, 0, 0, 0, 0, 20, 0])
    assert (found.readings, found.zero, found.even) == (100, 0.6, 0.8)
    assert found.misplaced == pytest.approx((50 + 10 + 10) / 100)
    assert last_digits([5] * 10).misplaced == pytest.approx(0)


def test_no_readings() -> None:
    found = last_digits([0] * 10)
    assert found.readings == 0 and np.isnan([found.zero, found.even, found.misplaced]).all()
