"""How long it holds: which scores count, and the reason where it cannot be said."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pandas as pd
import pytest

from dash.queries.patient_records import patient_scores, patient_sessions
from dash.reports.holding import COLUMNS, Hold, how_long_it_holds, patient_holding
from dash.store.reading import Database
from dash.vocabulary import INSTRUMENTS
from dash.vocabulary.outcomes import OUTCOMES, recall_days

OpenDb = Callable[..., Database]
FIRST = date(2026, 1, 5)


def clinic(
    sessions: list[int], scores: list[tuple[int, float]], instrument: str = "phq9", **more: Any
) -> dict[str, Any]:
    """Sessions at 10:00 on days since the first; scores on days since the first."""
    return {
        "sessions": [
            {"session_id": f"s{day:03d}", "patient_id": "p1", "started_at": f"{FIRST + timedelta(days=day)}T10:00"}
            for day in sessions
        ],
        "scores": [
            {
                "patient_id": "p1", "measured_at": f"{FIRST + timedelta(days=day)}", "value": value,
                "instrument": instrument, **more,
            }
            for day, value in scores
        ],
    }  # fmt: skip


def hold(database: Database, instrument: str = "phq9") -> Hold:
    return how_long_it_holds(patient_scores(database, 0), patient_sessions(database, 0), instrument, 180)


def fading(
    days: list[int], half: float, gain: float = 12, base: float = 20, since: int = 0
) -> list[tuple[int, float]]:
    return [(day, round(base - gain * 2 ** (-(day - since) / half))) for day in days]


def test_a_clean_course_gives_its_half_life(open_db: OpenDb) -> None:
    days = [14, 18, 22, 26, 30, 35, 40, 50, 60]
    found = hold(open_db(**clinic([0], [(-3, 20), (0, 20), *fading(days, 20)])))
    assert found.days == pytest.approx(20, rel=0.15)
    assert found.low is not None and found.high is not None and found.low < 20 < found.high
    assert (found.intervals, found.pairs, found.looking_back, found.reason) == (1, 8, 0, "")


def test_answers_that_look_back_to_before_the_session_are_left_out(open_db: OpenDb) -> None:
    days = [14, 21, 28, 35, 42]
    plain = hold(open_db(**clinic([0], [(-1, 20), *fading(days, 20)])))
    more = hold(open_db(**clinic([0], [(-1, 20), (1, 3), (7, 2), (13, 1), *fading(days, 20)])))
    assert more == plain._replace(looking_back=3)
    # The record may name another recall window.
    weekly = hold(open_db(**clinic([0], [(-1, 20), (6, 3), *fading([7, *days], 20)], recall_window="1 week")))
    assert (weekly.looking_back, weekly.pairs) == (1, 5)
    madrs = hold(
        open_db(**clinic([0], [(-1, 40), *fading([2, 9, 16, 23, 30], 12, 25, 40)], "madrs")), "madrs"
    )
    assert (madrs.looking_back, madrs.pairs) == (1, 3)
    assert madrs.days == pytest.approx(12, rel=0.2)


@pytest.mark.parametrize(
    ("instrument", "days"),
    [("phq9", 14), ("madrs", 7), ("qids_sr16", 7), ("hamd17", 7), ("gad7", 14), ("pcl5", 30)],
)
def test_every_scale_of_symptoms_has_its_recall_window(open_db: OpenDb, instrument: str, days: int) -> None:
    """The day before the window's end is left out, the day of its end counts."""
    known = INSTRUMENTS[instrument]
    assert (recall_days(None, known.recall), OUTCOMES[instrument].recall_days) == (days, days)
    assert known.recall_source
    scores = [(0, 20.0), (days - 1, 1.0), *[(day, 2.0) for day in (days, days + 5, days + 10)]]
    found = hold(open_db(**clinic([0], scores, instrument)), instrument)
    assert (found.looking_back, found.pairs) == (1, 2)


def test_scores_belong_to_the_session_before_them(open_db: OpenDb) -> None:
    """A score on a session's day was asked before it: day 40 closes the first time between sessions."""
    scores = [(0, 20), *fading([20, 30, 40], 20), *fading([55, 65, 75], 20, since=40)]
    found = hold(open_db(**clinic([0, 40], scores)))
    assert (found.intervals, found.pairs) == (2, 4)
    tables = clinic([0, 40], scores)
    tables["scores"][3]["measured_at"] += "T12:00"  # two hours after the second session's dose
    later = hold(open_db(**tables))
    assert (later.intervals, later.pairs, later.looking_back) == (2, 3, 0)
    tables["sessions"][1]["status"] = "cancelled"
    assert hold(open_db(**tables)).intervals == 1


@pytest.mark.parametrize(
    ("sessions", "scores", "reason"),
    [
        ([], [(0, 20)], "No session recorded."),
        ([0], [(5, 20), (20, 9)], "No PHQ-9 total in the 180 days before the first session: the gain is not known."),
        ([0], [(0, 20), (20, 9)], "Never two PHQ-9 totals between the same two sessions, or after the last one."),
        ([0], [(0, 20), (3, 9), (9, 9)], "2 PHQ-9 totals between sessions look back to before the session; too few others."),
        ([0], [(0, 20), (20, 18), (30, 9), (40, 9)],
         "No gain to lose: no first PHQ-9 total after a session was 3 points below the baseline."),
        ([0], [(0, 20), (20, 9), (30, 12)], "Too few: 2 totals in 1 time between sessions."),
        ([0], [(0, 20), (0, 20), *[(day, 8) for day in range(14, 60, 5)]],
         "Half of the gain was not lost within the 59 days looked at."),
        ([0], [(-1, 20), (0, 20), (14, 15), (24, 12), (34, 9), (44, 6), (54, 3)],
         "Scores went on improving between sessions: no loss to measure."),
    ],
)  # fmt: skip
def test_the_reason_where_it_cannot_be_said(
    open_db: OpenDb, sessions: list[int], scores: list[tuple[int, float]], reason: str
) -> None:
    tables = clinic(sessions, scores)
    tables["scores"] = list({row["measured_at"]: row for row in tables["scores"]}.values())
    found = hold(open_db(**tables))
    assert (found.days, found.high, found.reason) == (None, None, reason)


def test_never_lost_has_a_lower_bound(open_db: OpenDb) -> None:
    found = hold(open_db(**clinic([0], [(-1, 20), *[(day, 8) for day in range(14, 60, 5)]])))
    assert found.days is None and found.low is not None
    assert found.low > 59


def test_a_scale_outside_the_vocabulary_is_not_judged(open_db: OpenDb) -> None:
    assert (
        hold(open_db(**clinic([0], [(0, 20)])), "mood thermometer").reason
        == "The scale is not in the vocabulary."
    )


def test_the_table_has_a_row_per_instrument(open_db: OpenDb) -> None:
    tables = clinic([0], [(-3, 20), *fading([14, 20, 26, 32, 40], 20)])
    tables["scores"] += clinic([], [(-3, 20)], "gad7")["scores"]
    database = open_db(**tables)
    table = patient_holding(database, 0)
    assert list(table.columns) == COLUMNS
    assert table["instrument"].tolist() == ["phq9", "gad7"]
    assert table["days"].iloc[0] == hold(database).days
    assert pd.isna(table["days"].iloc[1]) and table["reason"].iloc[1]
    assert patient_holding(open_db(patients=[{"patient_id": "p1"}]), 0).empty
