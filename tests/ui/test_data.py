"""Answers begun ahead: asked once, waited for by whoever needs them, failing where they are needed."""

import threading
from collections.abc import Mapping
from pathlib import Path

import pytest
import streamlit as st
from helpers.database import OpenDb, build
from streamlit.testing.v1 import AppTest

from dash.errors import DashboardError
from dash.queries.selection import Selection
from dash.queries.selection_counts import selection_counts
from dash.store.reading import Database
from dash.store.staging import DeriveSettings
from dash.ui.data import ahead, ask, database, one_database, path

ROOT = Path(__file__).parents[2]


def test_an_answer_begun_ahead_is_computed_once() -> None:
    asked, begun, go_on = [], threading.Event(), threading.Event()

    @st.cache_data(show_spinner=False)
    def answer(number: int) -> int:
        asked.append(number)
        begun.set()
        assert go_on.wait(10)
        return number + 1

    ahead(lambda: answer(1))
    assert begun.wait(10)
    threading.Timer(0.05, go_on.set).start()
    assert answer(1) == 2
    assert asked == [1]


def test_a_failure_is_told_to_whoever_asks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KETAMINE_DASH_DATABASE", str(tmp_path / "none.duckdb"))
    assert path() == tmp_path / "none.duckdb"
    failed = threading.Event()

    def fails() -> None:
        try:
            ask(selection_counts, Selection())
        finally:
            failed.set()

    ahead(fails)
    assert failed.wait(10)
    with pytest.raises(DashboardError):
        ask(selection_counts, Selection())


def test_many_answers_side_by_side_are_those_of_one_at_a_time(
    open_file: OpenDb, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = open_file(
        sessions="session_id | patient_id | started_at | route\ns1 | p1 | 2024-01-01 | iv\ns2 | p2 | 2024-01-02 | in"
    )
    monkeypatch.setenv("KETAMINE_DASH_DATABASE", str(database.path))
    routes = [(), ("iv",), ("in",), ("im",), ("iv", "in")]
    ahead(*(lambda some=some: ask(selection_counts, Selection(routes=some)) for some in routes * 5))
    assert [int(ask(selection_counts, Selection(routes=some)).iloc[0]["sessions"]) for some in routes] == [
        2,
        1,
        1,
        0,
        2,
    ]


SOME = "session_id | patient_id | started_at | route\ns1 | p1 | 2024-01-01 | iv"
MORE = f"{SOME}\ns2 | p2 | 2024-01-02 | in\ns3 | p3 | 2024-01-03 | in"


def _sessions(*routes: str) -> int:
    return int(ask(selection_counts, Selection(routes=routes)).iloc[0]["sessions"])


def test_a_run_holds_one_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is swapped in meanwhile is asked by the next run, also where answers are begun ahead."""
    place, other = tmp_path / "sessions.duckdb", tmp_path / "other.duckdb"
    build(place, {"sessions": SOME}, DeriveSettings())
    build(other, {"sessions": MORE}, DeriveSettings())
    monkeypatch.setenv("KETAMINE_DASH_DATABASE", str(place))
    with one_database() as held:
        assert _sessions() == 1
        other.replace(place)
        assert database() is held
        assert _sessions("iv", "in") == 1
        begun = threading.Event()
        found: list[int] = []

        def answer() -> None:
            found.append(_sessions("in"))
            begun.set()

        ahead(answer)
        assert begun.wait(30)
        assert found == [0]
    assert database() is not held
    assert (_sessions(), _sessions("in")) == (3, 2)


def test_answers_about_the_state_before_an_import_are_let_go(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place, other = tmp_path / "sessions.duckdb", tmp_path / "other.duckdb"
    build(place, {"sessions": SOME}, DeriveSettings())
    build(other, {"sessions": MORE}, DeriveSettings())
    monkeypatch.setenv("KETAMINE_DASH_DATABASE", str(place))
    computed: list[str] = []

    @st.cache_data(show_spinner=False)
    def kept(name: str) -> str:
        computed.append(name)
        return name

    database()
    kept("before")
    database()
    kept("before")
    assert computed == ["before"]
    other.replace(place)
    database()
    kept("before")
    assert computed == ["before", "before"]


@pytest.mark.parametrize("page", ["pages/today.py", "pages/side_effects.py", "pages/blood_pressure.py"])
def test_a_page_asks_all_its_questions_of_one_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, page: str
) -> None:
    place, other = tmp_path / "sessions.duckdb", tmp_path / "other.duckdb"
    build(place, {"sessions": SOME}, DeriveSettings())
    build(other, {"sessions": MORE}, DeriveSettings())
    monkeypatch.setenv("KETAMINE_DASH_DATABASE", str(place))
    monkeypatch.chdir(ROOT)
    running = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120).run()
    if page != "pages/today.py":
        running = running.switch_page(page).run()
    asked: list[object] = []
    run = Database._run

    def noted(self: Database, sql: str, parameters: Mapping[str, object]) -> object:
        asked.append(self.stamp)
        if len(asked) == 1 and other.exists():
            # As soon as the page has asked once, an import puts another state in the file's place.
            other.replace(place)
        return run(self, sql, parameters)

    st.cache_data.clear()
    monkeypatch.setattr(Database, "_run", noted)
    assert not running.run().exception
    assert len(asked) > 2
    assert len(set(asked)) == 1
    before = asked[0]
    asked.clear()
    running.run()
    assert len(set(asked)) == 1 and asked[0] != before
