"""How pressures were written down, counted again reading by reading on random small clinics."""

from datetime import date
from itertools import pairwise
from typing import Any

import pandas as pd
import pytest
from helpers import ask
from helpers.database import OpenDb
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dash.queries import pressure_written
from dash.queries.selection import Selection

SETS = st.lists(
    st.tuples(
        st.sampled_from(["north", None]),
        st.sampled_from(["c1", "c2"]),
        st.sampled_from(["2024-01-05", "2024-01-06"]),
        st.lists(st.tuples(st.sampled_from([120, 121]), st.sampled_from([80, 81])), min_size=1, max_size=4),
    ),
    min_size=1,
    max_size=6,
)


def tables(sets: list[Any]) -> dict[str, Any]:
    sessions = [
        {
            "session_id": f"s{place}",
            "patient_id": f"p{place}",
            "started_at": day,
            "site_id": site,
            "clinician_id": who,
        }
        for place, (site, who, day, _) in enumerate(sets)
    ]
    vitals = [
        {"session_id": f"s{place}", "minute": minute, "systolic_mmhg": high, "diastolic_mmhg": low}
        for place, (_, _, _, readings) in enumerate(sets)
        for minute, (high, low) in enumerate(readings)
    ]
    return {"sessions": sessions, "vitals": vitals}


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sets=SETS)
def test_every_count_again(open_db: OpenDb, sets: list[Any]) -> None:
    database = open_db(**tables(sets))
    copied = [len(one[3]) >= 3 and any(two is not one and two[:4] == one[:4] for two in sets) for one in sets]
    frame = ask.pressure_quality(database, Selection())
    for row in frame.to_dict(orient="records"):
        at = 0 if row["kind"] == "site" else 1
        own = [place for place, one in enumerate(sets) if (one[at] or "not_recorded") == row["name"]]
        values = [value for place in own for reading in sets[place][3] for value in reading]
        assert row["readings"] == len(values)
        assert round(row["zero"] * len(values)) == 100 * sum(value % 10 == 0 for value in values)
        assert round(row["even"] * len(values)) == 100 * sum(value % 2 == 0 for value in values)
        pairs = [pair for place in own for pair in pairwise(sets[place][3])]
        assert (row["pairs"], row["identical"]) == (len(pairs), sum(one == two for one, two in pairs))
        assert (row["sessions"], row["copied"]) == (len(own), sum(copied[place] for place in own))
    assert frame[frame["kind"] == "clinician"]["name"].tolist() == sorted({one[1] for one in sets})
    listed = ask.pressure_copied(database, Selection())
    assert sorted(listed["session_id"]) == [f"s{place}" for place, one in enumerate(copied) if one]


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sets=SETS)
def test_large_clinics_are_read_in_parts(
    open_db: OpenDb, monkeypatch: pytest.MonkeyPatch, sets: list[Any]
) -> None:
    database = open_db(**tables(sets))
    whole = (
        Selection(),
        Selection(start=date(2024, 1, 5)),
        Selection(end=date(2024, 1, 6)),
        Selection(sites=("north",)),
    )
    at_once = [(ask.pressure_quality(database, some), ask.pressure_copied(database, some)) for some in whole]
    monkeypatch.setattr(pressure_written, "SESSIONS_AT_A_TIME", 2)
    for some, (rows, listed) in zip(whole, at_once, strict=True):
        pd.testing.assert_frame_equal(ask.pressure_quality(database, some), rows)
        pd.testing.assert_frame_equal(ask.pressure_copied(database, some), listed)
    monkeypatch.undo()


def test_no_session(open_db: OpenDb) -> None:
    database = open_db(patients=[{"patient_id": "p1"}])
    assert ask.pressure_quality(database, Selection()).empty
    assert ask.pressure_copied(database, Selection()).empty


def test_the_order_of_a_set_counts_and_its_minutes_do_not(open_db: OpenDb) -> None:
    first, second = [(140, 90), (150, 95), (135, 85)], [(150, 95), (140, 90), (135, 85)]
    data = tables([("north", "c1", "2024-01-05", one) for one in (first, first, second)])
    for row in data["vitals"]:
        row["minute"] += 7 * (row["session_id"] == "s1")
    database = open_db(**data)
    assert sorted(ask.pressure_copied(database, Selection())["session_id"]) == ["s0", "s1"]


def test_readings_that_lack_a_pressure_do_not_count(open_db: OpenDb) -> None:
    data = tables([("north", "c1", "2024-01-05", [(120, 80), (120, None), (120, 80)])])
    frame = ask.pressure_quality(open_db(**data), Selection())
    assert frame[["readings", "pairs", "identical"]].to_numpy().tolist() == [[4, 1, 1]] * 2
