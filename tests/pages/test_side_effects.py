"""The page of side effects whatever the records hold, with each of its further views."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from helpers.effect_clinic import effect_clinic
from streamlit.testing.v1 import AppTest

from dash.ui import later
from dash.ui.effects.more import VIEWS

ROOT = Path(__file__).parents[2]
PAGE = "pages/side_effects.py"


def one_route() -> dict[str, Any]:
    clinic = effect_clinic(1, patients=20)
    kept = [one for one in clinic["sessions"] if one["route"] == "iv"]
    names = {one["session_id"] for one in kept}
    inside = {
        table: [row for row in clinic[table] if row["session_id"] in names]
        for table in ("vitals", "side_effects")
    }
    return {**clinic, "sessions": kept, **inside}


STATES: dict[str, Callable[[], dict[str, Any]]] = {
    "no sessions": lambda: {"patients": [{"patient_id": "p1"}]},
    "1 session": lambda: {
        "sessions": [
            {
                "session_id": "s1",
                "patient_id": "p1",
                "started_at": "2024-01-05T10:00",
                "elicitation": "solicited",
            }
        ],
        "side_effects": [{"session_id": "s1", "effect": "nausea"}],
    },
    "1 session, not asked": lambda: {
        "sessions": [{"session_id": "s1", "patient_id": "p1", "started_at": "2024-01-05"}]
    },
    "1 patient": lambda: {
        "sessions": [
            {
                "session_id": f"s{n}",
                "patient_id": "p1",
                "started_at": f"2024-0{n}-05T10:00",
                "route": "iv" if n < 5 else "in",
                "elicitation": "solicited" if n < 3 else "spontaneous",
            }
            for n in range(1, 9)
        ],
        "side_effects": [
            {"session_id": f"s{n}", "effect": "nausea", "severity": "mild", "onset_minute": 5}
            for n in (2, 3, 6)
        ],
    },
    "one route only": one_route,
    "all effects missing": lambda: {**effect_clinic(2, patients=20), "side_effects": []},
    "a clinic": lambda: effect_clinic(3),
}


@pytest.fixture(scope="module", autouse=True)
def background() -> Iterator[None]:
    """The background is this module's own, and ends with it."""
    later.background.cache_clear()
    yield
    later.background().close()
    later.background.cache_clear()


@pytest.fixture(scope="module")
def databases(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    from helpers.database import build

    from dash.store.staging import DeriveSettings

    folder = tmp_path_factory.mktemp("states")
    paths = {}
    for number, (name, tables) in enumerate(STATES.items()):
        paths[name] = folder / f"state-{number}.duckdb"
        build(paths[name], tables(), DeriveSettings())
    return paths


def page(path: Path, monkeypatch: pytest.MonkeyPatch, view: str | None = None) -> AppTest:
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("KETAMINE_DASH_DATABASE", str(path))
    running = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60).run().switch_page(PAGE).run()
    return running if view is None else shown(running, view)


def shown(running: AppTest, view: str) -> AppTest:
    running.session_state["effects_more"] = view
    return filled(running.run())


def filled(running: AppTest) -> AppTest:
    """Run the page again until what fills in is there."""
    end = time.monotonic() + 60
    while any(one.label == "Stop" for one in running.button):
        assert time.monotonic() < end
        time.sleep(0.1)
        running = running.run()
    return running


def words(running: AppTest) -> str:
    return "\n".join(str(element.value) for element in (*running.markdown, *running.error))


@pytest.mark.parametrize("state", STATES)
def test_every_state_is_designed(
    databases: dict[str, Path], monkeypatch: pytest.MonkeyPatch, state: str
) -> None:
    running = page(databases[state], monkeypatch)
    assert not running.exception and not running.error
    without = words(running)
    if state == "no sessions":
        assert "ketamine-dash import" in without
    if state == "one route only":
        assert "One route only" in without
    some = "Sessions with" in {one.label for one in running.selectbox}
    assert some == (state not in {"no sessions", "1 session, not asked", "all effects missing"})
    for view in VIEWS:
        running = shown(running, view)
        assert not running.exception and not running.error, view
        assert not some or len(words(running)) > len(without), f"{view} shows nothing"


def test_two_routes_three_ways_fill_in_and_say_what_they_allow_for(
    databases: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    said = words(page(databases["a clinic"], monkeypatch, "Two routes, three ways"))
    assert (
        "Intravenous minus intranasal, three ways" in said
        or "Intranasal minus intravenous, three ways" in said
    )
    assert "**adjusted for** age, sex, dose, session number, pre-dose systolic pressure and site" in said
    assert "**left out** how it was asked" in said


def test_the_same_two_routes_have_nothing_to_compare(
    databases: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    said = words(page(databases["one route only"], monkeypatch, "Two routes, three ways"))
    assert "needs two different routes" in said


def test_the_counts_beside_the_ways_of_asking_are_those_of_the_filter(
    databases: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    running = page(databases["1 patient"], monkeypatch)
    way = running.selectbox(key="way_of_asking")
    assert way.value == "spontaneous"
    assert [one.rsplit(" (")[-1] for one in way.options[:2]] == ["2)", "6)"]
    running.button_group(key="filter_route").set_value(["iv"]).run()
    way = running.selectbox(key="way_of_asking")
    assert way.value == "spontaneous"
    assert [one.rsplit(" (")[-1] for one in way.options[:2]] == ["2)", "2)"]
    # The browser is told the words of the choice anew: it would keep those of the filter before.
    assert way.proto.set_value
    assert way.proto.raw_value == way.options[1]
