"""Changes from pre-dose, rises and completeness a second time, session by session, on small random clinics and selections."""

from collections import defaultdict
from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest
from helpers import ask, slow, slow_effects
from helpers.clinics import Clinic, clinics, same_cases, selections
from helpers.database import OpenDb, draw
from hypothesis import given
from hypothesis import strategies as st

from dash.errors import QuestionError
from dash.queries.pressure_found import WITHOUT
from dash.queries.selection import Selection
from dash.store.reading import Database

GUIDE, RISES, LIMITS = (104, 62), (4, 2), (107, 64)
cases = st.tuples(clinics(), st.lists(selections, min_size=3, max_size=3))


def changes(some: list[slow.Session]) -> dict[tuple[str, str, int], list[int]]:
    """Return readings minus pre-dose by route, part and bin."""
    found: dict[tuple[str, str, int], list[int]] = defaultdict(list)
    for session in some:
        for part, before in zip(("systolic", "diastolic"), session.pre, strict=True):
            for reading in session.timed:
                value, minute = reading[f"{part}_mmhg"], reading["minute"]
                if value and before is not None:
                    place = -10 if minute <= 0 else (minute + 5) // 10 * 10
                    found[session.route, part, place].append(value - before)
    return found


def percentile(values: list[int], percent: int) -> int:
    ordered = sorted(values)
    return next(value for place, value in enumerate(ordered, 1) if place * 100 >= percent * len(ordered))


def recorded(session: slow.Session) -> dict[str, bool]:
    systolic, diastolic = session.pre
    has_pre = systolic is not None and diastolic is not None
    return {
        "pre_dose": has_pre,
        "at_40": session.has_40,
        "after_dose": session.last[2] is not None,
        "spo2": any(reading.get("spo2_percent") is not None for reading in session.readings),
        "clock": "T" in session.started_at,
        "above_guide": has_pre and (systolic > GUIDE[0] or diastolic > GUIDE[1]),
    }


def with_oxygen(clinic: Clinic, every: int) -> Clinic:
    """Give some readings an oxygen saturation, and keep some that hold nothing else."""
    vitals = [
        {**row, "spo2_percent": 97} if place % every == 0 and "session_id" in row else row
        for place, row in enumerate(clinic["vitals"])
    ]
    return {**clinic, "vitals": vitals}


@same_cases(15)
@given(case=cases, every=st.integers(1, 4))
def test_everything_agrees_with_the_sessions(case: tuple[Clinic, list[Selection]], every: int) -> None:
    clinic, chosen = case
    clinic = with_oxygen(clinic, every)
    sessions = slow.sessions_of(clinic)
    database = draw(clinic)
    for selection in [Selection(), *chosen]:
        some = slow.chosen(sessions, selection)
        wanted = changes(some)
        change = ask.pressure_change(database, selection).to_dict(orient="records")
        assert {(row["route"], row["part"], row["bin"]) for row in change} == set(wanted)
        for row in change:
            values = wanted[row["route"], row["part"], row["bin"]]
            assert row["readings"] == len(values)
            assert [row[f"p{p}"] for p in (10, 50, 90)] == [percentile(values, p) for p in (10, 50, 90)]
        rise_rows(ask.pressure_rise(database, selection, *RISES), some, wanted)
        complete_rows(ask.pressure_completeness(database, selection, *GUIDE), some)
        reached_rows(ask.pressure_reached(database, selection, *LIMITS, *RISES), some)
        listed_rows(database, selection, some)
        listed = ask.pressure_above_guide(database, selection, *GUIDE)
        above = [session.session_id for session in some if recorded(session)["above_guide"]]
        assert sorted(listed["session_id"]) == sorted(above)


def rise_rows(
    frame: pd.DataFrame, some: list[slow.Session], wanted: dict[tuple[str, str, int], list[int]]
) -> None:
    for row in frame.to_dict(orient="records"):
        place = ("systolic", "diastolic").index(row["part"])
        highest = [
            peak - before
            for session in some
            if session.route == row["route"]
            and (peak := session.peak(f"{row['part']}_mmhg")) is not None
            and (before := session.pre[place]) is not None
        ]
        assert row["sessions"] == len(highest)
        assert row["large"] == sum(rise >= RISES[place] for rise in highest)
        at_40 = wanted.get((row["route"], row["part"], 40), [])
        assert row["readings_at_40"] == len(at_40)
        for name, values in (("highest", highest), ("at_40", at_40)):
            assert pd.isna(row[name]) if not values else row[name] == percentile(values, 50)


def complete_rows(frame: pd.DataFrame, some: list[slow.Session]) -> None:
    assert set(frame["route"]) == {session.route for session in some}
    for row in frame.to_dict(orient="records"):
        own = [recorded(session) for session in some if session.route == row["route"]]
        if row["what"] == "above_guide":
            own = [one for one in own if one["pre_dose"]]
        found = sum(one[row["what"]] for one in own)
        assert (row["sessions"], row["total"]) == (found, len(own))
        same_share(row, [one for one in some if one.route == row["route"]], row["what"])


def same_share(row: dict[Any, Any], some: list[slow.Session], what: str) -> None:
    """Compare rate and interval with plain sums over patients."""
    known = [one for one in some if what != "above_guide" or recorded(one)["pre_dose"]]
    share_of(row, known, lambda one: recorded(one)[what])


def share_of(row: dict[Any, Any], known: list[slow.Session], having: Callable[[slow.Session], bool]) -> None:
    wanted = slow_effects.session_rate(*slow.by_patient(known, having))
    assert (row["sessions"], row["total"]) == (sum(map(having, known)), len(known))
    for name in ("rate", "low", "high"):
        part = getattr(wanted, name)
        assert row[name] == pytest.approx(float("nan") if part is None else 100 * part, nan_ok=True)
    # Wherever there is no two-sided interval there is a bound, and it is above the rate.
    bounded = wanted.state in {"few", "none"}
    assert pd.notna(row["upper"]) == bounded
    assert not bounded or row["upper"] >= row["rate"]


def reached_rows(frame: pd.DataFrame, some: list[slow.Session]) -> None:
    """Events and large rises, and the sessions in which it is known."""
    assert set(frame["route"]) == {session.route for session in some}

    def rise(session: slow.Session, part: str) -> int | None:
        peak, before = session.peak(f"{part}_mmhg"), session.pre[("systolic", "diastolic").index(part)]
        return None if peak is None or before is None else peak - before

    for row in frame.to_dict(orient="records"):
        own = [one for one in some if one.route == row["route"]]
        if row["what"] == "event":
            known = [one for one in own if one.over(*LIMITS) is not None]
            share_of(row, known, lambda one: bool(one.over(*LIMITS)))
            continue
        part = row["what"].removeprefix("rise_")
        least = RISES[("systolic", "diastolic").index(part)]
        known = [one for one in own if rise(one, part) is not None]
        share_of(row, known, lambda one, part=part, least=least: (rise(one, part) or 0) >= least)  # type: ignore[misc]


def listed_rows(database: Database, selection: Selection, some: list[slow.Session]) -> None:
    """The sessions behind the counts: as many, and the right ones."""
    for what in WITHOUT:
        lacking = [one.session_id for one in some if not recorded(one)[what]]
        assert sorted(ask.pressure_without(database, selection, what)["session_id"]) == sorted(lacking)
    large = [
        one.session_id
        for one in some
        if any(
            (peak := one.peak(f"{part}_mmhg")) is not None and before is not None and peak - before >= least
            for part, before, least in zip(("systolic", "diastolic"), one.pre, RISES, strict=True)
        )
    ]
    found = ask.pressure_large_rise(database, selection, *RISES)
    assert sorted(found["session_id"]) == sorted(large)
    assert len(ask.pressure_large_rise(database, selection, *RISES, newest=1)) == min(1, len(large))


def test_the_two_rises_differ_where_sessions_peak_at_different_minutes(open_db: OpenDb) -> None:
    vitals: list[dict[str, Any]] = []
    for place, minute in enumerate((20, 40, 60)):
        for at in (-5, 20, 40, 60):
            high = 140 if at == minute else 120
            vitals.append(
                {"session_id": f"s{place}", "minute": at, "systolic_mmhg": high, "diastolic_mmhg": 80}
            )
    sessions = [
        {"session_id": f"s{place}", "patient_id": "p1", "started_at": f"2024-01-0{place + 1}"}
        for place in range(3)
    ]
    frame = ask.pressure_rise(open_db(sessions=sessions, vitals=vitals), Selection(), 40, 25)
    systolic = frame[frame["part"] == "systolic"].iloc[0]
    assert (systolic["at_40"], systolic["highest"], systolic["large"]) == (0, 20, 0)


def test_oxygen_alone_counts_as_recorded(open_db: OpenDb) -> None:
    database = open_db(
        sessions=[{"session_id": "s1", "patient_id": "p1", "started_at": "2024-01-05"}],
        vitals=[{"session_id": "s1", "spo2_percent": 98}],
    )
    frame = ask.pressure_completeness(database, Selection(), *GUIDE).set_index("what")
    assert frame.loc["spo2", "sessions"] == 1 and frame.loc["pre_dose", "sessions"] == 0
    assert pd.isna(frame.loc["above_guide", "rate"])


def test_without_sessions_the_tables_are_empty_with_their_columns(open_db: OpenDb) -> None:
    database = open_db(patients=[{"patient_id": "p1"}])
    assert ask.pressure_change(database, Selection()).empty
    assert ask.pressure_rise(database, Selection(), *RISES).empty
    assert ask.pressure_completeness(database, Selection(), *GUIDE).empty
    assert ask.pressure_reached(database, Selection(), *LIMITS, *RISES).empty
    assert ask.pressure_large_rise(database, Selection(), *RISES).empty
    with pytest.raises(QuestionError, match="no such part"):
        ask.pressure_without(database, Selection(), "heart")


def test_a_high_reading_without_a_minute_leaves_it_unknown_whether_there_was_an_event(
    open_db: OpenDb,
) -> None:
    """As in the corners of the peaks: never counted as a session without an event."""
    database = open_db(
        sessions=[
            {"session_id": f"s{i}", "patient_id": "p1", "started_at": f"2024-01-0{i + 1}"} for i in range(3)
        ],
        vitals=[
            {"session_id": f"s{i}", "minute": 40, "systolic_mmhg": 140, "diastolic_mmhg": 80}
            for i in range(3)
        ]
        + [{"session_id": "s1", "systolic_mmhg": 190, "diastolic_mmhg": 90}],
    )
    reached = ask.pressure_reached(database, Selection(), 180, 110, 40, 25).set_index("what")
    assert (reached.loc["event", "sessions"], reached.loc["event", "total"]) == (0, 2)
    assert ask.pressure_monthly(database, Selection(), 180, 110)["total"].tolist() == [2]
    corners = ask.pressure_quadrants(database, Selection(), 180, 110).iloc[0]
    assert (corners["neither"], corners["not_measured"]) == (2, 1)
