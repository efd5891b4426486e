"""The pages in Streamlit's own harness: no exception whatever the database holds, and true words on screen."""

import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pytest
from streamlit.testing.v1 import AppTest

from dash.demo import load
from dash.demo.load import load_demo
from dash.queries.selection import Selection
from dash.queries.selection_counts import selection_counts
from dash.store.imports import import_batches
from dash.store.journal import journal_beside
from dash.store.reading import open_database
from dash.store.staging import Batch, DeriveSettings, SourceTable
from dash.store.undoing import undo_last_import
from dash.vocabulary import ROUTES

ROOT = Path(__file__).parents[2]
PAGES = [
    "pages/today.py",
    "pages/patient.py",
    "pages/trajectories.py",
    "pages/side_effects.py",
    "pages/blood_pressure.py",
]


def app(database: Path, monkeypatch: pytest.MonkeyPatch, page: str | None = None) -> AppTest:
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("KETAMINE_DASH_DATABASE", str(database))
    running = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60).run()
    if page is not None and page != PAGES[0]:
        running = running.switch_page(page).run()
    return running


def words(running: AppTest) -> str:
    return "\n".join(str(element.value) for element in (*running.markdown, *running.error, *running.metric))


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("demo") / "sessions.duckdb"
    load_demo(path, patients=60)
    return path


@pytest.mark.parametrize("page", PAGES)
def test_a_page_runs_without_exception(demo: Path, monkeypatch: pytest.MonkeyPatch, page: str) -> None:
    running = app(demo, monkeypatch, page)
    assert not running.exception
    assert not running.error
    assert "Made-up data" in words(running)


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("undone", [False, True])
def test_an_empty_database_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, page: str, undone: bool
) -> None:
    path = tmp_path / "empty.duckdb"
    import_batches(
        [Batch(digests={"empty.csv": "0"})] if undone else [],
        path,
        DeriveSettings(),
        now=datetime(2026, 11, 21),
    )
    if undone:
        undo_last_import(path, DeriveSettings(), now=datetime(2026, 11, 21))
    running = app(path, monkeypatch, page)
    assert not running.exception
    assert "ketamine-dash import" in words(running)
    assert "Made-up data" not in words(running)


@pytest.fixture
def nobody_named_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """No option, no variable: the usual place, which is empty."""
    place = tmp_path / "data" / "sessions.duckdb"
    monkeypatch.setattr("dash.store.location.DEFAULT", place)
    monkeypatch.delenv("KETAMINE_DASH_DATABASE", raising=False)
    monkeypatch.chdir(ROOT)
    return place


def at_the_usual_place() -> AppTest:
    return AppTest.from_file(str(ROOT / "app.py"), default_timeout=60).run()


def test_without_a_database_the_demo_is_made(nobody_named_one: Path) -> None:
    running = at_the_usual_place()
    assert not running.exception
    assert nobody_named_one.exists()
    assert "Made-up data" in words(running)


@pytest.mark.parametrize("how", ["environment", "option", "option=", "journal"])
def test_a_database_that_is_away_never_becomes_the_demo(
    nobody_named_one: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    """A network drive that is not there: the page says so, and nothing is written in that place."""
    away = tmp_path / "drive" / "clinic.duckdb"
    if how == "environment":
        monkeypatch.setenv("KETAMINE_DASH_DATABASE", str(away))
    elif how == "journal":
        away = nobody_named_one
        journal_beside(away).append("Dr A", "reviewed", "P1", {}, made_up=False)
    else:
        words_given = [f"--database={away}"] if how == "option=" else ["--database", str(away)]
        monkeypatch.setattr("sys.argv", ["app.py", *words_given])
    running = at_the_usual_place()
    assert not running.exception
    assert "The session database is not there" in words(running)
    assert "drive is connected" in words(running)
    assert "Made-up data" not in words(running)
    assert not away.exists()
    assert not nobody_named_one.exists()


def test_a_database_made_meanwhile_is_shown(nobody_named_one: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An import ends while the demo clinic is being made up: its records stand, the demo does not."""
    make_clinic = load.make_clinic

    def slow(**choices: int) -> object:
        rows = pa.table({"patient_id": ["P1"], "_line": pa.array([2], pa.int64())})
        batch = Batch((SourceTable("patients", "patients.csv", rows),))
        import_batches([batch], nobody_named_one, DeriveSettings(), now=datetime(2026, 11, 21))
        return make_clinic(**choices)

    monkeypatch.setattr(load, "make_clinic", slow)
    running = at_the_usual_place()
    assert not running.exception
    assert not running.error
    assert "Made-up data" not in words(running)
    assert open_database(nobody_named_one).rows("SELECT patient_id FROM patients", {}) == [("P1",)]


def test_a_database_of_another_version_is_brought_up_to_date(
    demo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Facts derived by another script are derived anew at the next start; no record is lost."""
    path = tmp_path / "sessions.duckdb"
    path.write_bytes(demo.read_bytes())
    with monkeypatch.context() as other_version:
        other_version.setattr("dash.store.derive.recipe", lambda: "another version")
        import_batches([], path, DeriveSettings(), now=datetime(2026, 11, 21))
    running = app(path, monkeypatch, "pages/side_effects.py")
    assert not running.exception
    assert not running.error
    untouched = app(demo, monkeypatch, "pages/side_effects.py")
    assert [element.value for element in running.markdown] == [
        element.value for element in untouched.markdown
    ]


@pytest.mark.parametrize("page", PAGES)
def test_a_damaged_database_is_explained(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, page: str) -> None:
    path = tmp_path / "sessions.duckdb"
    path.write_bytes(b"no database at all" * 1000)
    running = app(path, monkeypatch, page)
    assert not running.exception
    assert "cannot be" in words(running)


def test_a_route_changes_the_counts(demo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    running = app(demo, monkeypatch, "pages/side_effects.py")
    before = words(running)
    running.button_group(key="filter_route").set_value(["iv"]).run()
    assert not running.exception
    assert words(running) != before
    assert running.query_params["route"] == "iv"


@pytest.mark.parametrize(
    "page", ["pages/side_effects.py", "pages/blood_pressure.py", "pages/trajectories.py"]
)
def test_one_route_is_the_only_one_on_a_page(demo: Path, monkeypatch: pytest.MonkeyPatch, page: str) -> None:
    """Counts are those of the route, and no figure speaks of another one."""
    running = app(demo, monkeypatch, page)
    running.button_group(key="filter_route").set_value(["iv"]).run()
    assert not running.exception
    counts = selection_counts(open_database(demo), Selection(routes=("iv",))).iloc[0]
    assert f"**{counts['sessions']:,}** sessions · **{counts['patients']:,}** patients of" in words(running)
    figures = [str(element.proto.alt) for element in running.get("plotly_chart")]
    assert figures
    others = [term.label for key, term in ROUTES.items() if key not in {"iv", "other"}]
    assert [label for label in others if any(label in alt for alt in figures)] == []


def test_a_server_for_other_machines_shows_nothing(demo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import streamlit as st

    asked: Callable[[str], object] = st.get_option
    monkeypatch.setattr(
        "dash.ui.frame.st.get_option",
        lambda name: "0.0.0.0" if name == "server.address" else asked(name),  # noqa: S104
    )
    running = app(demo, monkeypatch)
    assert "other machines" in words(running)
    assert not running.metric


def test_events_stand_on_the_right_chart_with_the_other_one_click_away(
    demo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    running = app(demo, monkeypatch, "pages/blood_pressure.py")
    assert "**Rare**:" in words(running) and "sessions between events" in words(running)
    assert running.button_group(key="events_as_between").value == "Between events"
    running.button_group(key="events_as_between").set_value("By month").run()
    assert not running.exception
    assert "Limit: what chance explains." in words(running)


def test_the_log_rank_test_of_recovery_fills_in(demo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    running = app(demo, monkeypatch, "pages/blood_pressure.py")
    end = time.monotonic() + 60
    while "**Log-rank test**, " not in words(running):
        assert time.monotonic() < end, words(running)
        time.sleep(0.2)
        running = running.run()
    assert not running.exception
    assert "routes were not randomised" in words(running)


@pytest.mark.parametrize(
    ("view", "said"),
    [
        ("Peaks and rises", "Sessions with a large rise"),
        ("Monitoring", "not recorded is not the same as not done"),
        ("Not seen back", "not"),
        ("Begun above the guide", "above"),
        ("How pressures were written down", "Quality of pressures"),
    ],
)
def test_a_further_view_of_blood_pressure_comes_when_asked_for(
    demo: Path, monkeypatch: pytest.MonkeyPatch, view: str, said: str
) -> None:
    running = app(demo, monkeypatch, "pages/blood_pressure.py")
    before = words(running)
    running.session_state["pressure_more"] = view
    running = running.run()
    assert not running.exception
    assert not running.error
    assert said in words(running)
    assert len(words(running)) > len(before)
