"""Recovery curves a second time, session by session, on small random clinics and selections."""

from collections import Counter
from fractions import Fraction
from itertools import count
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from helpers import slow
from helpers.clinics import Clinic, clinics, selections
from helpers.database import OpenDb, build
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from dash.queries.selection import Selection
from dash.reports import questions as ask
from dash.store.reading import open_database
from dash.store.staging import DeriveSettings

_numbers = count()
cases = st.tuples(clinics(), st.lists(selections, min_size=3, max_size=3))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("recovery")


def fate(session: slow.Session) -> str:
    """Return how the way back near pre-dose ended, in words."""
    systolic, diastolic, minute = session.last
    low, high = session.pre
    if low is None or high is None:
        return "no pre-dose"
    if systolic is None or diastolic is None or minute is None:
        return "nothing after"
    if session.recovery is not None:
        return "back"
    near = abs(systolic - low) <= slow.TOLERANCE and abs(diastolic - high) <= slow.TOLERANCE
    return "last near" if near else "not back"


def followed(session: slow.Session) -> int:
    minute = session.recovery if session.recovery is not None else session.last[2]
    assert minute is not None
    return minute


def looked(session: slow.Session) -> int:
    """Return the minutes between coming back and the reading before it."""
    assert session.recovery is not None and session.peak_minute is not None
    before = [r["minute"] for r in session.timed if session.peak_minute <= r["minute"] < session.recovery]
    return int(session.recovery - max(before))


def product_limit(sessions: list[slow.Session]) -> dict[int, Fraction]:
    """Return the share not yet back just after each minute, in exact fractions."""
    share, found = Fraction(1), {}
    for minute in sorted({followed(session) for session in sessions}):
        at_risk = [session for session in sessions if followed(session) >= minute]
        back = [session for session in at_risk if followed(session) == minute and fate(session) == "back"]
        share *= 1 - Fraction(len(back), len(at_risk))
        found[minute] = share
    return found


def percentile(values: list[int], percent: int) -> float:
    ordered = sorted(values)
    return next(
        (value for place, value in enumerate(ordered, 1) if place * 100 >= percent * len(ordered)),
        float("nan"),
    )


@settings(max_examples=20, phases=(Phase.explicit, Phase.generate))
@given(case=cases)
def test_curves_counts_and_list_agree_with_the_sessions(
    folder: Path, case: tuple[Clinic, list[Selection]]
) -> None:
    clinic, chosen = case
    every = slow.sessions_of(clinic)
    path = folder / f"clinic-{next(_numbers)}.duckdb"
    build(path, clinic, DeriveSettings())
    database = open_database(path)
    for selection in [Selection(), *chosen]:
        some = slow.chosen(every, selection)
        steps, counts = (
            ask.pressure_recovery(database, selection),
            ask.pressure_recovery_counts(database, selection),
        )
        assert set(counts["route"]) == {session.route for session in some}
        listed = ask.pressure_not_back(database, selection)
        left = [session for session in some if fate(session) in {"not back", "last near"}]
        assert sorted(listed["session_id"]) == sorted(session.session_id for session in left)
        assert int(listed["last_near"].sum()) == sum(fate(session) == "last near" for session in left)
        for row in counts.to_dict(orient="records"):
            own = [session for session in some if session.route == row["route"]]
            tally = Counter(fate(session) for session in own)
            names = ("back", "not back", "last near", "no pre-dose", "nothing after")
            assert [row[name.replace(" ", "_").replace("-", "_")] for name in names] == [
                tally[n] for n in names
            ]
            assert row["sessions"] == len(own)
            inside = [session for session in own if fate(session) in names[:3]]
            assert row["in_curve"] == len(inside)
            gaps = [looked(session) for session in own if fate(session) == "back"]
            for name, percent in (("gap_median", 50), ("gap_p90", 90)):
                assert row[name] == pytest.approx(percentile(gaps, percent), nan_ok=True)
            curve = product_limit(inside)
            own_steps = steps[steps["route"] == row["route"]]
            assert own_steps["minute"].tolist() == ([0, *curve] if inside else [])
            assert own_steps["share"].to_numpy() == pytest.approx(
                [100.0, *(float(share) * 100 for share in curve.values())] if inside else []
            )
            for minute, number in zip(own_steps["minute"], own_steps["followed"], strict=True):
                assert number == sum(followed(session) >= minute for session in inside)
            assert own_steps["back"].sum() == tally["back"]
            half = [minute for minute, share in curve.items() if share <= Fraction(1, 2)]
            assert pd.isna(row["median"]) == (not half)
            # A curve that stays at exactly one half for a while has its median in the middle of that while.
            if half and curve[half[0]] != Fraction(1, 2):
                assert row["median"] == half[0]
        order = counts["median"].fillna(np.inf).tolist()
        assert order == sorted(order, reverse=True)
    database.close()


READINGS = """
    session_id | minute | systolic_mmhg | diastolic_mmhg
    s1         | -5     | 120           | 80
    s1         | 40     | 150           | 90
    s1         | 70     | 135           | 85
    s1         | 100    | 125           | 82
    s2         | -5     | 120           | 80
    s2         | 40     | 150           | 90
    s3         | -5     | 120           | 80
    s3         | 40     | 128           | 84
    s4         | 40     | 128           | 84
    s5         | -5     | 128           | 84
"""
SESSIONS = """
    session_id | patient_id | started_at
    s1         | p1         | 2024-01-05T10:00
    s2         | p1         | 2024-01-12T10:00
    s3         | p1         | 2024-01-19T10:00
    s4         | p1         | 2024-01-26T10:00
    s5         | p1         | 2024-02-05T10:00
"""


def test_each_fate_is_counted_once(open_db: OpenDb) -> None:
    database = open_db(sessions=SESSIONS, vitals=READINGS)
    (row,) = ask.pressure_recovery_counts(database, Selection()).to_dict(orient="records")
    names = ("sessions", "in_curve", "back", "not_back", "last_near", "no_pre_dose", "nothing_after")
    assert [row[name] for name in names] == [5, 3, 1, 1, 1, 1, 1]
    assert (row["median"], row["gap_median"]) == (100, 30)


def test_the_clinics_own_tolerance_decides(open_db: OpenDb) -> None:
    database = open_db(
        sessions=SESSIONS, vitals=READINGS, settings=DeriveSettings(recovery_tolerance_mmhg=15)
    )
    assert ask.pressure_recovery_counts(database, Selection())["median"].tolist() == [70]


def test_no_session_is_an_empty_table_with_its_columns(open_db: OpenDb) -> None:
    database = open_db(patients=[{"patient_id": "p1"}])
    for name in ("pressure_recovery", "pressure_recovery_counts", "pressure_not_back"):
        frame = getattr(ask, name)(database, Selection())
        assert frame.empty and "route" in frame.columns
