"""What a page does when the door did not let its window in, and what the server tells the door."""

from pathlib import Path

import pytest
from helpers.database import build
from streamlit.testing.v1 import AppTest

from dash.demo.load import load_demo
from dash.store.staging import DeriveSettings
from dash.ui import entrance

ROOT = Path(__file__).parents[2]
SESSIONS = "session_id | patient_id | started_at | route\ns1 | K-9001 | 2024-01-01 | iv"


@pytest.fixture
def stranger(monkeypatch: pytest.MonkeyPatch, owner_of_the_window: None) -> None:
    monkeypatch.setattr("dash.ui.entrance.let_in", lambda: False)
    monkeypatch.chdir(ROOT)


def shown(database: Path, page: str, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("KETAMINE_DASH_DATABASE", str(database))
    running = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60).run()
    if page != "pages/today.py":
        running = running.switch_page(page).run()
    assert not running.exception
    return "\n".join(str(element.value) for element in (*running.markdown, *running.error, *running.metric))


@pytest.mark.parametrize("page", ["pages/today.py", "pages/patient.py", "pages/side_effects.py"])
def test_a_window_that_the_door_did_not_let_in_sees_no_real_record(
    stranger: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, page: str
) -> None:
    build(tmp_path / "real.duckdb", {"sessions": SESSIONS}, DeriveSettings())
    text = shown(tmp_path / "real.duckdb", page, monkeypatch)
    assert "Real records are open" in text and "`ketamine-dash open`" in text
    assert "K-9001" not in text and "**1** session" not in text


def test_the_made_up_clinic_is_shown_to_anybody(
    stranger: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load_demo(tmp_path / "demo.duckdb", patients=20)
    text = shown(tmp_path / "demo.duckdb", "pages/side_effects.py", monkeypatch)
    assert "Real records are open" not in text
    assert "Made-up data" in text


def test_what_is_real(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In doubt it is."""

    def real(path: Path) -> bool:
        monkeypatch.setenv("KETAMINE_DASH_DATABASE", str(path))
        return entrance.real_records()

    load_demo(tmp_path / "demo.duckdb", patients=5)
    assert not real(tmp_path / "demo.duckdb")
    build(tmp_path / "real.duckdb", {"sessions": SESSIONS}, DeriveSettings())
    assert real(tmp_path / "real.duckdb")
    assert not real(tmp_path / "none.duckdb")
    (tmp_path / "damaged.duckdb").write_bytes(b"no database" * 1000)
    assert real(tmp_path / "damaged.duckdb")


def test_the_lock_takes_the_clinics_minutes_and_the_products_where_they_are_wrong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KETAMINE_DASH_DATABASE", str(tmp_path / "sessions.duckdb"))
    assert entrance.idle_minutes() == 10
    for text, minutes in (
        ("[screen]\nidle_lock_min = 3\n", 3),
        ("[screen]\nidle_lock_min = 0\n", 10),
        ("[screen]\nidle_lock_min = 5.5\n", 10),
        ("[screen]\nidle = 5\n", 10),
        ("screen = 5\n", 10),
    ):
        (tmp_path / "clinic.toml").write_text(text)
        assert entrance.idle_minutes() == minutes, text


def test_streamlit_still_has_what_the_server_sets() -> None:
    """Told by this test when a new version changes it: docs/adr/0009."""
    from streamlit.runtime.pages_manager import PagesManager
    from streamlit.web.server.app_discovery import discover_asgi_app

    assert "uses_pages_directory" in vars(PagesManager)
    assert discover_asgi_app(ROOT / "app.py").import_string == "app:app"
