"""Answers begun ahead: asked once, waited for by whoever needs them, failing where they are needed."""

import threading
from pathlib import Path

import pytest
import streamlit as st
from helpers.database import OpenDb

from dash.errors import DashboardError
from dash.queries.selection import Selection
from dash.ui.data import ahead, ask, path


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
            ask("selection_counts", Selection())
        finally:
            failed.set()

    ahead(fails)
    assert failed.wait(10)
    with pytest.raises(DashboardError):
        ask("selection_counts", Selection())


def test_many_answers_side_by_side_are_those_of_one_at_a_time(
    open_db: OpenDb, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = open_db(
        sessions="session_id | patient_id | started_at | route\ns1 | p1 | 2024-01-01 | iv\ns2 | p2 | 2024-01-02 | in"
    )
    monkeypatch.setenv("KETAMINE_DASH_DATABASE", str(database.path))
    routes = [(), ("iv",), ("in",), ("im",), ("iv", "in")]
    ahead(*(lambda some=some: ask("selection_counts", Selection(routes=some)) for some in routes * 5))
    assert [int(ask("selection_counts", Selection(routes=some)).iloc[0]["sessions"]) for some in routes] == [
        2,
        1,
        1,
        0,
        2,
    ]
