"""``ketamine-dash open``: for this computer only, whatever the folder; a running dashboard is used."""

from pathlib import Path

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

    def starts(words: list[str], folder: Path) -> int:
        started.append((words, folder))
        return 0

    monkeypatch.setattr(command, "_until_it_ends", starts)
    monkeypatch.chdir(tmp_path)
    assert run(["open", "--database", "clinic.duckdb", "--port", "8600"]) == 0
    ((words, folder),) = started
    assert (folder / "app.py").exists()
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
    monkeypatch.setattr(command, "_until_it_ends", lambda *_words: pytest.fail("started again"))
    assert run(["open", "--database", str(tmp_path / "x.duckdb")]) == 0
    assert opened == [running.address if tells else page.as_uri()]


def test_ctrl_c_is_the_servers_to_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Interrupted:
        waits = 0

        def __init__(self, *_words: object, **_options: object) -> None:
            pass

        def wait(self) -> int:
            self.waits += 1
            if self.waits == 1:
                raise KeyboardInterrupt
            return 0

    monkeypatch.setattr(command.subprocess, "Popen", Interrupted)
    assert command._until_it_ends(["x"], tmp_path) == 0
