"""Sessions without clock times and routes outside the vocabulary: shown for what they are."""

from collections import Counter
from collections.abc import Callable
from random import Random
from typing import Any

import pytest
from helpers import ask

from dash.queries.selection import Selection

HEAD = "session_id | patient_id | started_at | started_has_time | drug | route | route_as_written"


def clinic(seed: int) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """A few sessions and readings from small ranges; some sessions have minutes, some only dates."""
    chance = Random(seed)  # noqa: S311
    sessions = [
        {
            "id": f"S{i}",
            "timed": chance.random() < 0.4,
            "route": chance.choice(["other", "iv"]),
            "written": chance.choice(["TRANSDERMAL", "PATCH", ""]),
        }
        for i in range(12)
    ]
    readings = [
        {
            "id": session["id"],
            "minute": chance.choice([-5, 10]) if session["timed"] else None,
            "n": n,
            "high": chance.choice([150, 179, 180, 181, None]),
            "low": chance.choice([80, 109, 110, 111, None]),
        }
        for session in sessions
        for n in range(chance.randrange(4))
    ]
    return sessions, [row for row in readings if row["high"] or row["low"]]


def text(rows: list[list[object]]) -> str:
    return "\n".join(" | ".join("" if cell is None else str(cell) for cell in row) for row in rows)


@pytest.mark.parametrize("seed", range(8))
def test_highest_recorded_is_counted_again(open_db: Callable[..., Any], seed: int) -> None:
    sessions, readings = clinic(seed)
    database = open_db(
        patients="patient_id\nP1",
        sessions=HEAD
        + "\n"
        + text([[s["id"], "P1", "2026-01-01", False, "other", s["route"], s["written"]] for s in sessions]),
        vitals="session_id | minute | measured_at | time_point | systolic_mmhg | diastolic_mmhg\n"
        + text(
            [
                [r["id"], r["minute"], None if r["minute"] else "2026-01-01", r["n"], r["high"], r["low"]]
                for r in readings
            ]
        )
        if readings
        else "",
    )
    cells: Counter[tuple[str, int, int]] = Counter()
    corners: Counter[str] = Counter()
    for session in sessions:
        own = [r for r in readings if r["id"] == session["id"]]
        if not own or session["timed"]:
            continue
        high = max((r["high"] for r in own if r["high"]), default=None)
        low = max((r["low"] for r in own if r["low"]), default=None)
        if high and low:
            cells[session["route"], high // 2 * 2, low // 2 * 2] += 1
        if high and high >= 180:
            corners["both" if low and low >= 110 else "systolic_only"] += 1
        elif low and low >= 110:
            corners["diastolic_only"] += 1
        else:
            corners["neither" if high and low else "not_measured"] += 1
    found = ask.pressure_untimed(database, Selection())
    assert Counter({tuple(row[:3]): row[3] for row in found.itertuples(index=False, name=None)}) == cells
    (row,) = ask.pressure_untimed_quadrants(database, Selection(), 180, 110).to_dict(orient="records")
    assert {name: n for name, n in row.items() if n} == dict(corners)
    written = Counter(s["written"] or "not written" for s in sessions if s["route"] == "other")
    routes = ask.other_routes(database, Selection())
    assert dict(zip(routes["route_as_written"], routes["sessions"], strict=True)) == dict(written)
    assert list(routes["sessions"]) == sorted(routes["sessions"], reverse=True)


def test_a_high_reading_without_a_minute_is_never_counted_as_below(open_db: Callable[..., Any]) -> None:
    """One timed reading below the limits, one untimed above: not "neither", and drawn as highest without a minute."""
    database = open_db(
        patients="patient_id\nP1",
        sessions=HEAD + "\nS1 | P1 | 2026-01-01T10:00 | true | racemic_ketamine | iv |",
        vitals="""session_id | minute | measured_at | measured_has_time | time_point | systolic_mmhg | diastolic_mmhg
        S1 | 40 | | | | 150 | 90
        S1 | | 2026-01-01 | false | later | 190 | 80
        S1 | | 2026-01-05T10:00 | true | another day | 200 | 85""",
    )
    (row,) = ask.pressure_quadrants(database, Selection(), 180, 110).to_dict(orient="records")
    assert (row["neither"], row["not_measured"]) == (0, 1)
    assert ask.pressure_untimed(database, Selection())["peak_systolic"].tolist() == [200]
