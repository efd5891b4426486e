"""Damage to the journal stands on every page; an intact one, or none, is not spoken of."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from dash.demo.load import load_demo
from dash.store.journal import journal_beside, journal_path
from dash.store.journal.head import head_path
from dash.ui import journal_state

ROOT = Path(__file__).parents[2]
PAGES = ["pages/today.py", "pages/blood_pressure.py"]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("demo") / "sessions.duckdb"
    load_demo(path, patients=10)
    return path


def changed(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("DROP TRIGGER entries_stay_as_they_are")
        connection.execute("UPDATE entries SET user = 'Dr B' WHERE sequence = 1")
    connection.close()


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:2000])


def without_head(path: Path) -> None:
    head_path(path).unlink()


def gone(path: Path) -> None:
    path.unlink()


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (changed, "Entry 1 was changed"),
        (cut, "damaged"),
        (without_head, "head is gone"),
        (gone, "is gone"),
        (None, ""),
    ],
)
def test_damage_is_shown(
    demo: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    damage: Callable[[Path], None] | None,
    said: str,
    page: str,
) -> None:
    database = tmp_path / "sessions.duckdb"
    database.write_bytes(demo.read_bytes())
    for patient in ("K-0001", "K-0002"):
        journal_beside(database).append("Dr A", "reviewed", patient, {}, made_up=True)
    if damage is not None:
        damage(journal_path(database))
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("KETAMINE_DASH_DATABASE", str(database))
    running = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120).run()
    if page != PAGES[0]:
        running = running.switch_page(page).run()
    assert not running.exception
    told = " ".join(error.value for error in running.error)
    assert ("journal" in told) is (damage is not None)
    assert said in told


def test_a_journal_is_not_read_again_for_every_own_entry(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    st.cache_resource.clear()
    clock = [100.0]
    monkeypatch.setattr(journal_state.time, "monotonic", lambda: clock[0])
    journal = journal_beside(tmp_path / "sessions.duckdb")
    assert journal_state._problems(tmp_path / "sessions.duckdb") == ()
    journal.append("Dr A", "reviewed", "P1", {}, made_up=True)
    assert journal_state._problems(tmp_path / "sessions.duckdb") == ()
    without_head(journal.path)
    assert journal_state._problems(tmp_path / "sessions.duckdb") == ()
    clock[0] += journal_state.CHECK_EVERY_SECONDS
    assert [one.kind for one in journal_state._problems(tmp_path / "sessions.duckdb")] == ["head"]
    # What is damaged is looked at again as soon as its files change.
    journal.path.unlink()
    assert journal_state._problems(tmp_path / "sessions.duckdb") == ()
