"""What can be adjusted for: rarely recorded things and categories of one route only cost too many sessions."""

import numpy as np
import pandas as pd

from dash.stats.covariates import usable


def frame(**columns: list[object]) -> pd.DataFrame:
    """Ten sessions by a, then ten by b."""
    return pd.DataFrame({"route": ["a"] * 10 + ["b"] * 10, **columns})


def test_what_is_seldom_recorded_is_left_out() -> None:
    rows = frame(
        age=[30.0] * 20,
        weight=[np.nan] * 2 + [60.0] * 18,
        height=[np.nan] * 3 + [170.0] * 17,
        never=[np.nan] * 20,
    )
    used, left_out = usable(rows, ("a", "b"), ["age", "weight", "height", "never"], {})
    assert used == ["age", "weight"], "a fifth may be missing, no more"
    assert left_out["height"] == "not recorded in 30 % of a sessions"
    assert left_out["never"] == "not recorded in all a sessions"


def test_a_category_of_one_route_only_is_left_out_with_its_reason() -> None:
    rows = frame(
        site=["north", "south"] * 10,
        dose=["56 mg"] * 10 + ["0.5 mg/kg"] * 10,
        phase=["begin"] * 7 + ["later"] * 3 + ["begin"] * 10,
    )
    used, left_out = usable(rows, ("a", "b"), ["site", "dose", "phase"], {"dose": "not one scale"})
    assert used == ["site"]
    assert left_out["dose"] == "all a sessions have one that no b session has (not one scale)"
    assert left_out["phase"] == "30 % of a sessions have one that no b session has"


def test_numbers_need_not_be_equal_and_other_routes_do_not_count() -> None:
    rows = frame(age=[float(n) for n in range(20)])
    more = pd.concat([rows, pd.DataFrame({"route": ["c"] * 50, "age": [np.nan] * 50})])
    assert usable(more, ("a", "b"), ["age"], {}) == (["age"], {})


def test_without_sessions_nothing_is_said_to_be_missing() -> None:
    assert usable(frame(age=[1.0] * 20).iloc[:10], ("a", "b"), ["age"], {}) == (["age"], {})
