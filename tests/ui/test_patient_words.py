"""Short lines of the patient page: how long it holds, and what a session is the first of."""

import pandas as pd
import pytest

from dash.reports.holding import Hold
from dash.ui.cards import _against_usual, _kind
from dash.ui.holding import long, short


@pytest.mark.parametrize(
    ("hold", "words"),
    [
        (Hold(5.2, 3.1, 12.0, 4, 9), "half lost in **5.2 days** :gray[(3.1–12), n = 4]"),
        (Hold(28.0, 12.0, 60.0, 1, 3), "half lost in 28 days :gray[(12–60), n = 1]"),
        (Hold(28.0, 9.5, None, 1, 2), "half lost after 9.5 days or later :gray[n = 1]"),
        (Hold(28.0, None, 60.0, 1, 2), "half lost within 60 days :gray[n = 1]"),
        (Hold(None, 11.0, None, 2, 3), "half lost after 11 days or later :gray[n = 2]"),
        (Hold(reason="No session recorded."), ":gray[holds: cannot be said]"),
    ],
)
def test_an_open_interval_is_never_a_number_on_its_own(hold: Hold, words: str) -> None:
    assert short(hold) == f":small[{words}]"


def test_one_time_between_sessions_is_said_to_be_no_pattern() -> None:
    assert "no pattern yet" in long(Hold(28.0, 12.0, 60.0, 1, 3))
    assert "no pattern yet" not in long(Hold(28.0, 12.0, 60.0, 2, 3))


def _given(*kinds: tuple[str, str]) -> pd.DataFrame:
    return pd.DataFrame(kinds, columns=["route", "drug"])


def test_what_a_session_is_the_first_of() -> None:
    iv, racemic, esketamine = ("iv", "racemic_ketamine"), ("in", "racemic_ketamine"), ("in", "esketamine")
    assert _kind(_given()) == ("", "")
    assert _kind(_given(iv)) == ("IV", "first IV")
    assert _kind(_given(iv, iv, esketamine)) == ("IN", "first IN")
    # The third intranasal session is not the first one, even where its drug is new.
    assert _kind(_given(racemic, racemic, esketamine)) == ("IN", "first IN esketamine")


def test_earlier_sessions_without_a_value_are_no_first_session() -> None:
    missing = float("nan")
    card = _against_usual("Peak systolic", [missing, missing, 148.0], "mmHg", "IN", "first IN", 3, 5)
    assert card.note == "2 earlier IN: not recorded"
    assert _against_usual("Peak systolic", [148.0], "mmHg", "IN", "first IN", 3, 5).note == "first IN"
