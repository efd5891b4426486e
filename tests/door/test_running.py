"""The note of a running dashboard: the owner's alone, and believed only while that very server answers."""

import json
import os
import stat
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlparse

import pytest

from dash.door import Key
from dash.door.running import Running, folder, forget, found, note


class Served(BaseHTTPRequestHandler):
    key = Key()

    def do_GET(self) -> None:
        challenge = parse_qs(urlparse(self.path).query)["challenge"][0]
        answer = self.key.proof(challenge).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_words: object) -> None:
        pass


@pytest.fixture
def address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    serving = ThreadingHTTPServer(("127.0.0.1", 0), Served)
    threading.Thread(target=serving.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{serving.server_address[1]}"
    serving.shutdown()
    serving.server_close()


def test_a_running_dashboard_is_found_and_its_files_are_the_owners(address: str, tmp_path: Path) -> None:
    database = tmp_path / "sessions.duckdb"
    written = note(Running(address, Served.key.token, str(database)))
    assert [(one.address, page) for one, page in found(database)] == [(address, written[1])]
    assert list(found(tmp_path / "other.duckdb")) == []
    if os.name == "posix":
        assert [stat.S_IMODE(path.stat().st_mode) for path in (*written, folder())] == [0o600, 0o600, 0o700]
    forget(written)
    assert list(found(database)) == []
    assert list(folder().iterdir()) == []


def test_another_server_on_its_port_is_not_taken_for_it(address: str, tmp_path: Path) -> None:
    database = tmp_path / "sessions.duckdb"
    note(Running(address, Key().token, str(database)))
    assert list(found(database)) == []


def test_a_note_without_a_server_or_of_nonsense_is_passed_over(address: str, tmp_path: Path) -> None:
    database = tmp_path / "sessions.duckdb"
    note(Running("http://127.0.0.1:9", Key().token, str(database)))
    (folder() / "running-1.json").write_text("{")
    (folder() / "running-2.json").write_text(
        json.dumps({"address": "ftp://x", "token": "", "database": str(database)})
    )
    (folder() / "running-3.json").write_text(json.dumps(["x"]))
    assert list(found(database)) == []
