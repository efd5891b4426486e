"""The blood pressure page for clinics with little or nothing to show: every view, no traceback, no number out of nothing."""

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from helpers.database import build
from streamlit.testing.v1 import AppTest

from dash.store.staging import DeriveSettings
from dash.ui import later

ROOT = Path(__file__).parents[2]
VIEWS = (
    "Peaks and rises",
    "Monitoring",
    "Not seen back",
    "Begun above the guide",
    "How pressures were written down",
)
COURSE = ((-5, 120, 80), (40, 150, 95), (70, 135, 85), (100, 124, 82))
Tables = dict[str, list[dict[str, Any]]]


def clinic(
    sessions: int,
    patients: int = 1,
    routes: tuple[str, ...] = ("iv",),
    *,
    readings: bool = True,
    timed: bool = True,
) -> Tables:
    """Return sessions in turn of patients and routes, three days apart, all with the same readings."""
    days = [date(2025, 1, 6) + timedelta(days=3 * i) for i in range(sessions)]
    return {
        "patients": [{"patient_id": f"p{i}"} for i in range(patients)],
        "sessions": [
            {
                "session_id": f"s{i:03d}",
                "patient_id": f"p{i % patients}",
                "started_at": f"{day}T10:00",
                "route": routes[i % len(routes)],
            }
            for i, day in enumerate(days)
        ],
        "vitals": [
            {"session_id": f"s{i:03d}", "systolic_mmhg": systolic, "diastolic_mmhg": diastolic}
            | ({"minute": minute} if timed else {})
            for i in range(sessions)
            for minute, systolic, diastolic in COURSE
            if readings
        ],
    }


STATES: dict[str, Callable[[], Tables]] = {
    "no session": lambda: clinic(0),
    "one session": lambda: clinic(1),
    "one session without readings": lambda: clinic(1, readings=False),
    "one patient": lambda: clinic(14),
    "one route": lambda: clinic(40, 13),
    "no blood pressure at all": lambda: clinic(40, 13, ("iv", "in"), readings=False),
    "no minutes": lambda: clinic(20, 5, ("iv", "in"), timed=False),
    "two routes of few patients": lambda: clinic(40, 4, ("iv", "in")),
}
# What each state must say somewhere on the page or in a figure's description.
SAID = {
    "no session": "There are no sessions in the database.",
    "one session": "fewer than 10, not drawn",
    "one session without readings": "No month with a known peak pressure",
    "one patient": "(no interval)",
    "one route": "half back by 100 min",
    "no blood pressure at all": "No session of the first year can be judged",
    "no minutes": "Readings without a minute",
    "two routes of few patients": "(no interval)",
}


@pytest.fixture(autouse=True)
def own_background() -> Iterator[None]:
    later.background.cache_clear()
    yield
    later.background().close()
    later.background.cache_clear()


@pytest.fixture(scope="module")
def databases(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("states")
    paths = {}
    for number, (name, tables) in enumerate(STATES.items()):
        paths[name] = folder / f"{number}.duckdb"
        build(paths[name], tables(), DeriveSettings())
    return paths


def opened(path: Path, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("KETAMINE_DASH_DATABASE", str(path))
    running = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60).run()
    return running.switch_page("pages/blood_pressure.py").run()


def words(running: AppTest) -> str:
    """Return what stands on the page, the descriptions of figures included."""
    assert not running.exception
    assert not running.error
    figures = [str(element.proto.alt) for element in running.get("plotly_chart")]
    return "\n".join([*(str(element.value) for element in running.markdown), *figures])


@pytest.mark.parametrize("state", STATES)
def test_every_view_of_every_state(
    databases: dict[str, Path], state: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    running = opened(databases[state], monkeypatch)
    found = [words(running)]
    if state != "no session":
        for view in ("Change, systolic", "As measured"):
            running.button_group(key="course_view").set_value(view).run()
            found.append(words(running))
        (events,) = [one for one in running.button_group if (one.key or "").startswith("events_as_")]
        for view in ("By month", "Between events"):
            running.button_group(key=events.key).set_value(view).run()
            found.append(words(running))
        for view in VIEWS:
            running.session_state["pressure_more"] = view
            running = running.run()
            found.append(words(running))
    whole = "\n".join(found)
    assert SAID[state] in whole
    assert not re.search(r"\bnan\b|<NA>|None|\binf\b", whole), "a number out of nothing"
