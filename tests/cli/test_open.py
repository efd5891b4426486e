"""``ketamine-dash open``: for this computer only, whatever the folder; a running dashboard is used."""

import subprocess
from pathlib import Path
from typing import Any

import pytest

from dash.cli import open_ as command
from dash.cli.app import run
from dash.door.running import Running


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[str]:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    addresses: list[str] = []
    monkeypatch.setattr(command, "open_in_browser", addresses.append)
    return addresses


def test_it_starts_for_this_computer_only_from_any_folder(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, opened: list[str]
) -> None:
    started: list[tuple[list[str], Path]] = []

    def starts(words: list[str], cwd: Path, **_options: Any) -> subprocess.CompletedProcess[str]:
        started.append((words, cwd))
        return subprocess.CompletedProcess(words, 0)

    monkeypatch.setattr(command.subprocess, "run", starts)
    monkeypatch.chdir(tmp_path)
    assert run(["open", "--database", "clinic.duckdb", "--port", "8600"]) == 0
    ((words, cwd),) = started
    assert (cwd / "app.py").exists()
    assert words[words.index("--server.address") + 1] == "127.0.0.1"
    assert words[words.index("--server.port") + 1] == "8600"
    assert words[-2:] == ["--database", str(tmp_path / "clinic.duckdb")]
    assert opened == []


@pytest.mark.parametrize("tells", [True, False])
def test_a_running_one_is_opened(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, opened: list[str], tells: bool
) -> None:
    """With its token only where the address alone would not do, and never on a command line."""
    page = tmp_path / "open-8501.html"
    running = Running("http://127.0.0.1:8501", "abcd-efgh", str(tmp_path / "x.duckdb"))
    monkeypatch.setattr(command, "found", lambda database: iter([(running, page)]))
    monkeypatch.setattr(command, "tells_users", lambda: tells)
    monkeypatch.setattr(command.subprocess, "run", lambda *_words, **_options: pytest.fail("started again"))
    assert run(["open", "--database", str(tmp_path / "x.duckdb")]) == 0
    assert opened == [running.address if tells else page.as_uri()]
