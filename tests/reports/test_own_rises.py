"""The own earlier rises beside today's reading: of the route and drug planned, else of the last session."""

from datetime import datetime

import pandas as pd
import pytest

from dash.queries.appointments import PlannedRow
from dash.reports.own_rises import own_rises


def given(*rows: tuple[str, str, float | None]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["route", "drug", "rise_systolic"])
    return frame.assign(route_as_written=None, drug_as_written=None)


def planned(route: str | None, drug: str | None) -> PlannedRow:
    return PlannedRow(1, "p1", datetime(2026, 12, 1, 9), True, drug, route, None, None, None)


IN, IV = ("in", "esketamine"), ("iv", "racemic_ketamine")
MIXED = given((*IN, 16.0), (*IV, 40.0), (*IN, -6.0), (*IN, None), (*IN, 18.0), (*IV, 33.0))


@pytest.mark.parametrize(
    ("sessions", "coming", "words"),
    [
        (MIXED, [planned(*IN)], "own rises by IN esketamine +16, −6, +18 mmHg"),
        (MIXED, [planned("in", None)], "own rises by IN +16, −6, +18 mmHg"),
        (MIXED, [], "own rises by IV ketamine +40, +33 mmHg"),
        (MIXED, [planned(None, None)], "own rises by IV ketamine +40, +33 mmHg"),
        (MIXED, [planned("im", "racemic_ketamine")], "no earlier session by IM ketamine"),
        (given((*IN, None)), [planned(*IN)], "own rises by IN esketamine: not recorded"),
        (given(), [], "no earlier session"),
        (given(), [planned(*IN)], "no earlier session by IN esketamine"),
        (
            given(*((*IN, float(rise)) for rise in range(7))),
            [planned(*IN)],
            "last own rises by IN esketamine +4, +5, +6 mmHg",
        ),
    ],
)
def test_rises_in_words(sessions: pd.DataFrame, coming: list[PlannedRow], words: str) -> None:
    assert own_rises(sessions, coming).words == words
