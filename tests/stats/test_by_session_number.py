"""Response by session number: counted again in plain loops."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint

from dash.stats.by_session_number import shares_by_session

row = st.tuples(st.integers(0, 8), st.integers(1, 5), st.sampled_from([True, False, None]))


@given(st.lists(row, unique_by=lambda r: r[:2], max_size=40), st.sets(st.integers(0, 8)))
def test_counted_again_slowly(rows: list[tuple[int, int, bool | None]], eligible: set[int]) -> None:
    frame = pd.DataFrame(rows, columns=["patient", "number", "outcome"]).astype({"outcome": "boolean"})
    found = shares_by_session(frame, range(12), eligible, 4)
    assert found["number"].tolist() == [1, 2, 3, 4]
    for one in found.itertuples():
        own = [outcome for who, number, outcome in rows if who in eligible and number == one.number]
        known = [outcome for outcome in own if outcome is not None]
        assert (one.treated, one.eligible, one.reached, one.analysed, one.events) == (
            12,
            len(eligible),
            len(own),
            len(known),
            sum(known),
        )
        if known:
            assert one.rate == pytest.approx(sum(known) / len(known))
            method = "wilson" if min(sum(known), len(known) - sum(known)) >= 5 else "beta"
            wanted = proportion_confint(sum(known), len(known), method=method)
            if sum(known):
                assert (one.low, one.high) == pytest.approx(wanted, abs=1e-9)
        else:
            assert np.isnan(one.rate)
        assert eligible == set() or one.rate_of_eligible == pytest.approx(sum(known) / len(eligible))


def test_two_outcomes_of_one_session_are_an_error() -> None:
    frame = pd.DataFrame({"patient": [1, 1], "number": [2, 2], "outcome": [True, False]})
    with pytest.raises(ValueError, match="two outcomes"):
        shares_by_session(frame, [1], [1], 3)
