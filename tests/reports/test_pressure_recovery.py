"""Recovery curves a second time, session by session, on small random clinics and selections."""

from collections import Counter
from fractions import Fraction
from math import exp, log

import numpy as np
import pandas as pd
import pytest
from helpers import ask, slow
from helpers.clinics import Clinic, clinics, same_cases, selections
from helpers.database import OpenDb, draw
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chi2
from scipy.stats import t as student

from dash.queries.selection import Selection
from dash.store.staging import DeriveSettings
from dash.ui.pressure import sentences

cases = st.tuples(clinics(), st.lists(selections, min_size=3, max_size=3))


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
    near = systolic - low <= slow.TOLERANCE and diastolic - high <= slow.TOLERANCE
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


@same_cases(20)
@given(case=cases)
def test_curves_counts_and_list_agree_with_the_sessions(case: tuple[Clinic, list[Selection]]) -> None:
    clinic, chosen = case
    every = slow.sessions_of(clinic)
    database = draw(clinic)
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


def larger_clinic(seed: int) -> Clinic:
    """Return up to 150 sessions of 26 patients who recover at their own pace, some by two routes."""
    rng = np.random.default_rng(seed)
    sessions, vitals = [], []
    for patient in range(26):
        pace = float(rng.lognormal(3.6, 0.6))
        for number in range(int(rng.integers(1, 10))):
            name = f"p{patient:02d}-{number}"
            route = "in" if patient < 9 else ("iv" if patient > 14 or number % 2 else "im")
            sessions.append(
                {
                    "session_id": name,
                    "patient_id": f"p{patient:02d}",
                    "started_at": f"2024-01-{1 + 3 * number:02d}",
                    "route": route,
                    "drug": "racemic_ketamine",
                    "status": None,
                    "elicitation": None,
                }
            )
            back = float(rng.exponential(pace))
            for minute in (-5, 10, 25, 40, 60, 90)[: int(rng.integers(3, 7))]:
                high = 10 < minute < 25 + back
                systolic = 150 + int(minute == 25) if minute == 10 or high else 120
                vitals.append(
                    {"session_id": name, "minute": minute, "systolic_mmhg": systolic, "diastolic_mmhg": 80}
                )
    return {
        "patients": [{"patient_id": f"p{i:02d}"} for i in range(26)],
        "sessions": sessions,
        "vitals": vitals,
        "side_effects": [],
    }


def people_of(sessions: list[slow.Session]) -> dict[str, list[slow.Session]]:
    """Return the sessions that are followed, by patient."""
    inside = [one for one in sessions if fate(one) in {"back", "not back", "last near"}]
    return {name: [one for one in inside if one.patient == name] for name in {one.patient for one in inside}}


def hazards(sessions: list[slow.Session]) -> dict[int, tuple[int, int]]:
    """Return, by minute at which somebody came back, how many were followed and how many came back."""
    minutes = sorted({followed(one) for one in sessions if fate(one) == "back"})
    return {
        minute: (
            sum(followed(one) >= minute for one in sessions),
            sum(followed(one) == minute and fate(one) == "back" for one in sessions),
        )
        for minute in minutes
    }


def limits_between_patients(own: dict[str, list[slow.Session]]) -> dict[int, tuple[float, float]]:
    """Return lower and upper limit of the share not yet back after each minute, sum by sum; none under ten patients."""
    every = [one for sessions in own.values() for one in sessions]
    sizes = [len(sessions) for sessions in own.values()]
    if len(sizes) < 10:
        return {}
    alike = sum(sizes) ** 2 / sum(size**2 for size in sizes)
    found, share, parts = {}, 1.0, dict.fromkeys(own, 0.0)
    for minute, (at_risk, back) in hazards(every).items():
        share *= 1 - back / at_risk
        for name, sessions in own.items():
            for one in sessions:
                if followed(one) >= minute and at_risk > back:
                    hit = followed(one) == minute and fate(one) == "back"
                    parts[name] += (hit - back / at_risk) / (at_risk - back)
        error = share * (sum(part**2 for part in parts.values()) * len(own) / (len(own) - 1)) ** 0.5
        if 0 < share < 1:
            half = student.ppf(0.975, alike - 1) * error / (share * abs(log(share)))
            found[minute] = (share ** exp(half), share ** exp(-half))
    return found


@pytest.mark.parametrize("seed", range(3))
def test_intervals_are_between_patients(open_db: OpenDb, seed: int) -> None:
    clinic = larger_clinic(seed)
    database = open_db(**clinic)
    every = slow.sessions_of(clinic)
    steps = ask.pressure_recovery(database, Selection())
    counts = ask.pressure_recovery_counts(database, Selection()).set_index("route")
    compared = 0
    for route, rows in steps.groupby("route"):
        wanted = limits_between_patients(people_of([one for one in every if one.route == route]))
        assert bool(wanted) == (route == "iv"), "nine and six patients are too few for an interval"
        if not wanted:
            assert rows["low"].isna().all() and np.isnan(counts.loc[route, "median_low"])
            continue
        for minute, low, high in rows[["minute", "low", "high"]].itertuples(index=False, name=None):
            before = minute < min(wanted)
            assert np.isnan(low) == (before or rows.set_index("minute")["share"][minute] == 0)
            if minute in wanted:
                assert (low, high) == pytest.approx([100 * limit for limit in wanted[minute]])
                compared += 1
        for name, place in (("median_low", 0), ("median_high", 1)):
            first = [minute for minute, limits in wanted.items() if limits[place] <= 0.5]
            assert counts.loc[route, name] == pytest.approx(first[0] if first else np.nan, nan_ok=True)
    assert compared >= 3
    both = ask.pressure_recovery_pair(database, Selection())
    assert both[0].equals(steps) and both[1].set_index("route").equals(counts)


@pytest.mark.parametrize("seed", range(3))
def test_the_log_rank_test_is_between_patients(open_db: OpenDb, seed: int) -> None:
    """Of two routes: observed less expected of one, added up by patient, over its spread between patients."""
    clinic = larger_clinic(seed)
    for session in clinic["sessions"]:
        # Every second patient by mouth, a few by both routes; the third route has too few patients and is left out.
        number = int(session["patient_id"][1:])
        session["route"] = (
            "sl" if number < 4 else ("iv" if number % 2 or session["session_id"].endswith("0") else "po")
        )
    database = open_db(**clinic)
    every = slow.sessions_of(clinic)
    own = people_of([one for one in every if one.route != "sl"])
    sessions = [one for part in own.values() for one in part]
    score = dict.fromkeys(own, 0.0)
    for minute, (at_risk, back) in hazards(sessions).items():
        there = [one for one in sessions if followed(one) >= minute]
        share = sum(one.route == "iv" for one in there) / at_risk
        for one in there:
            hit = followed(one) == minute and fate(one) == "back"
            score[one.patient] += ((one.route == "iv") - share) * (hit - back / at_risk)
    spread = sum(part**2 for part in score.values()) * len(own) / (len(own) - 1)
    square = sum(score.values()) ** 2 / spread
    (row,) = ask.pressure_log_rank(database, Selection()).to_dict(orient="records")
    assert (row["routes"], row["sessions"], row["why"]) == (2, len(sessions), "")
    assert (row["chi_square"], row["p"]) == pytest.approx((square, chi2.sf(square, 1)))
    alone = ask.pressure_log_rank(database, Selection(routes=("iv",))).iloc[0]
    assert "needs two routes" in alone["why"] and np.isnan(alone["p"])
    assert "p = " in sentences.log_rank(pd.DataFrame([row | {"p": 0.25}]))
    assert "p < 0.001" in sentences.log_rank(pd.DataFrame([row | {"p": 0.0001}]))
    assert "none, needs two routes" in sentences.log_rank(pd.DataFrame([dict(alone)]))


def test_no_session_is_an_empty_table_with_its_columns(open_db: OpenDb) -> None:
    database = open_db(patients=[{"patient_id": "p1"}])
    for name in ("pressure_recovery", "pressure_recovery_counts", "pressure_not_back"):
        frame = getattr(ask, name)(database, Selection())
        assert frame.empty and "route" in frame.columns
    assert "needs two routes" in ask.pressure_log_rank(database, Selection())["why"].iloc[0]
