"""The page on outcomes in every state it must be designed for: no exception in any view by any scale, and true words."""

import itertools
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from helpers.database import build
from streamlit.testing.v1 import AppTest

from dash.demo.load import load_demo
from dash.store.staging import DeriveSettings
from dash.ui.outcomes.choice import VIEWS

ROOT = Path(__file__).parents[2]
Rows = dict[str, list[dict[str, Any]]]
Open = Callable[[Path], AppTest]


def session(patient: str, day: int, route: str = "iv", **more: object) -> dict[str, Any]:
    drug = "esketamine" if route == "in" else "racemic_ketamine"
    return {
        "session_id": f"{patient}-{day}",
        "patient_id": patient,
        "started_at": f"2024-01-{day:02d}",
        "drug": drug,
        "route": route,
        "elicitation": "solicited",
        **more,
    }


def score(
    patient: str, day: int, value: float, instrument: str = "phq9", item: str = "total"
) -> dict[str, Any]:
    at = f"2024-01-{day:02d}"
    return {"patient_id": patient, "measured_at": at, "instrument": instrument, "item": item, "value": value}


ONE_PATIENT = [score("p", day, value) for day, value in ((1, 20), (6, 9), (13, 4), (20, 12), (27, 14))]
TWELVE = [f"p{number:02d}" for number in range(12)]
STATES: dict[str, tuple[Rows, str]] = {
    "no session": ({"sessions": []}, "ketamine-dash import"),
    "no session, scores": ({"sessions": [], "scores": [score("p", 1, 20)]}, "ketamine-dash import"),
    "one session, no score": ({"sessions": [session("p", 2)]}, "outcomes need a baseline"),
    "one session, a score before": (
        {"sessions": [session("p", 2)], "scores": [score("p", 1, 20)]},
        "with one: **1**, measured later: **0**",
    ),
    "one session, scores after only": (
        {"sessions": [session("p", 2)], "scores": [score("p", 5, 20), score("p", 9, 10)]},
        "outcomes need a baseline",
    ),
    "one patient": (
        {"sessions": [session("p", day) for day in (2, 9, 16)], "scores": ONE_PATIENT},
        "could respond (baseline ≥ 5): **1**, analysed: **1**",
    ),
    "one patient, remission before": (
        {"sessions": [session("p", 2)], "scores": [score("p", 1, 3), score("p", 5, 0)]},
        "could respond (baseline ≥ 5): **0**, analysed: **0**",
    ),
    "a baseline of nothing": (
        {"sessions": [session("p", 2)], "scores": [score("p", 1, 0), score("p", 5, 8)]},
        "with one: **1**, measured later: **1**",
    ),
    "cancelled only": (
        {"sessions": [session("p", 2, status="cancelled")], "scores": ONE_PATIENT},
        "ketamine-dash import",
    ),
    "suicidal thoughts only": (
        {"sessions": [session("p", 2)], "scores": [score("p", 1, 1, item="9"), score("p", 5, 2, item="9")]},
        "1 patient with a last answer above 0",
    ),
    "scale without response": (
        {"sessions": [session("p", 2)], "scores": [score("p", 1, 50, "pcl5"), score("p", 5, 30, "pcl5")]},
        "no PCL-5 baseline: **0**",
    ),
    "one route only, no effect recorded": (
        {
            "sessions": [session(name, day, elicitation=None) for name in TWELVE for day in (2, 9, 16)],
            "scores": [
                score(name, day, 22 - day % 9 - place % 5)
                for place, name in enumerate(TWELVE)
                for day in (1, 6, 13, 20)
            ],
        },
        "**12** began with one of these sessions",
    ),
}


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Open:
    def run(database: Path) -> AppTest:
        monkeypatch.chdir(ROOT)
        monkeypatch.setenv("KETAMINE_DASH_DATABASE", str(database))
        first = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120).run()
        return first.switch_page("pages/trajectories.py").run()

    return run


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("demo") / "sessions.duckdb"
    load_demo(path, patients=60)
    return path


def words(running: AppTest) -> str:
    return "\n".join(str(element.value) for element in (*running.markdown, *running.error))


def holds(running: AppTest) -> None:
    assert not running.exception
    assert not running.error
    assert not re.search(r"\bnan\b|\bNone\b", words(running).replace("none", ""))


def view(running: AppTest, name: str) -> AppTest:
    running.session_state["outcome_view"] = name
    return running.run()


@pytest.mark.parametrize("state", STATES)
def test_every_view_of_every_state(tmp_path: Path, opened: Open, state: str) -> None:
    rows, said = STATES[state]
    path = tmp_path / "sessions.duckdb"
    patients = sorted({row["patient_id"] for table in rows.values() for row in table})
    build(path, {"patients": [{"patient_id": name} for name in patients], **rows}, DeriveSettings())
    running = opened(path)
    holds(running)
    assert said in words(running) or said in words(view(running, "Last score"))
    if not running.get("button_group"):
        return
    for name in VIEWS:
        holds(view(running, name))


def test_every_view_by_every_scale(demo: Path, opened: Open) -> None:
    running = opened(demo)
    scales = running.selectbox(key="outcome_scale").options
    assert len(scales) >= 4
    heads = {
        "Change": "Change from baseline",
        "Response": "Response and remission",
        "Times": "Time to response",
        "Last score": "Change at the last score",
        "Between sessions": "How long a gain holds",
    }
    for place, name in itertools.product(range(len(scales)), VIEWS):
        running.selectbox(key="outcome_scale").select_index(place)
        running = view(running, name)
        holds(running)
        undefined = scales[place].startswith("PCL-5") and name in {"Response", "Times"}
        assert ("not defined for the PCL-5" if undefined else heads[name]) in words(running)


def test_a_route_changes_who_is_behind_the_numbers(demo: Path, opened: Open) -> None:
    running = opened(demo)
    before = words(running)
    running.button_group(key="filter_route").set_value(["in"]).run()
    holds(running)
    after = words(running)
    treated = [int(re.search(r"\*\*([\d,]+)\*\* treated here", text)[1]) for text in (before, after)]  # type: ignore[index]
    assert 0 < treated[1] < treated[0]


def test_the_amounts_beside_the_scales_are_those_of_the_filter(demo: Path, opened: Open) -> None:
    running = opened(demo)
    every = running.selectbox(key="outcome_scale").options
    running.button_group(key="filter_route").set_value(["in"]).run()
    holds(running)
    scale = running.selectbox(key="outcome_scale")
    assert [one.split(" ")[0] for one in scale.options] == [one.split(" ")[0] for one in every]
    base = int(re.search(r"with one: \*\*([\d,]+)\*\*", words(running))[1].replace(",", ""))  # type: ignore[index]
    assert scale.options[0] == f"PHQ-9 ({base} patients)" != every[0]
    # The browser is told its words anew: it would keep those of the filter before.
    assert scale.proto.set_value
    assert scale.proto.raw_value == scale.options[0]


def test_published_results_stand_beside_depression_only(demo: Path, opened: Open) -> None:
    running = view(opened(demo), "Response")
    assert "by their own definitions" in words(running)
    scale = running.selectbox(key="outcome_scale")
    scale.select_index([one.split(" ")[0] for one in scale.options].index("GAD-7"))
    running = running.run()
    assert "none beside the GAD-7" in words(running)
    assert "hollow: published" not in words(running)


def test_the_model_and_the_test_fill_in(demo: Path, opened: Open) -> None:
    """The page comes first; the answers stand in their places soon after, with what they rest on."""
    running = opened(demo)
    for name, said in (
        ("Change", r"patients, [\d,]+ scores|No model:"),
        ("Times", r"log-rank:? (p|no test)"),
    ):
        running = view(running, name)
        end = time.monotonic() + 120
        while not re.search(said, words(running)):
            assert time.monotonic() < end, f"{name}: {words(running)[-500:]}"
            time.sleep(0.2)
            running = running.run()
        holds(running)


def test_who_is_left_out_by_the_filter_is_counted(demo: Path, opened: Open) -> None:
    """The list of suicidal thoughts says how many patients the filter hides."""
    running = view(opened(demo), "Last score")
    everybody = re.search(r"\*\*(\d+) patients? with a last answer", words(running))
    running.button_group(key="filter_route").set_value(["in"]).run()
    found = re.search(
        r"\*\*(\d+) patients? with a last answer above 0, or higher than before\*\* · \*\*(\d+) more",
        words(running),
    )
    assert everybody and found
    assert int(found[1]) + int(found[2]) == int(everybody[1])


def test_a_list_too_long_for_the_screen_says_so(
    demo: Path, opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = view(opened(demo), "Last score")
    assert "highest first, all of them" in words(whole)
    monkeypatch.setattr("dash.ui.outcomes.last.MOST_LISTED", 3)
    cut = view(opened(demo), "Last score")
    holds(cut)
    assert "the 3 highest, all in the file" in words(cut)
    assert [len(table.value) for table in cut.dataframe if "Highest since" in table.value] == [3]
