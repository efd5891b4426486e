"""One import at a time, leftovers, and the swap itself."""

import os
import subprocess
import sys
import threading
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from dash.errors import DashboardError, DatabaseBusyError
from dash.store import building
from dash.store.imports import import_batches
from dash.store.staging import Batch, DeriveSettings


def test_two_imports_at_once_lose_nothing(small: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(building, "WAIT_SECONDS", 600.0)
    failed: list[BaseException] = []

    def bring(minute: int) -> None:
        try:
            small.bring(vitals=f"session_id|minute|heart_rate_bpm\nS1|{minute}|70")
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=bring, args=(minute,)) for minute in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert small.rows('SELECT "minute" FROM vitals ORDER BY ALL') == [(0,), (1,), (2,), (3,)]
    assert small.rows("SELECT import_id FROM imports ORDER BY ALL") == [(1,), (2,), (3,), (4,), (5,)]


def test_an_import_under_way_is_said_so(small: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(building, "WAIT_SECONDS", 0.05)
    with building.locked(small.path), pytest.raises(DatabaseBusyError, match="Wait until it is done"):
        small.bring(patients="patient_id\nP3")


def test_every_file_is_private_from_its_first_byte(small: Any) -> None:
    """The file being built, its log, what does not fit into memory: looked at while the import is under way."""
    folder = small.path.parent
    before = os.umask(0o022)
    seen: dict[str, int] = {}

    def look(connection: duckdb.DuckDBPyConnection, _settings: DeriveSettings) -> None:
        # Enough, so that the log has something in it.
        connection.execute("CREATE TABLE many AS SELECT range AS n FROM range(200000)").fetchall()
        connection.execute("DROP TABLE many").fetchall()
        seen.update({path.suffix: path.stat().st_mode & 0o777 for path in folder.glob("*.building-*")})

    try:
        for place in (small.path, folder / "new.duckdb"):
            import_batches([Batch()], place, DeriveSettings(), now=datetime(2026, 1, 31), derive=look)
            assert {name: mode & 0o077 for name, mode in seen.items()} == dict.fromkeys(seen, 0)
            assert ".wal" in seen
        assert os.umask(0o022) == 0o022
    finally:
        os.umask(before)


def test_leftovers_are_cleared_at_the_next_start_unless_an_import_runs(small: Any) -> None:
    folder = small.path.parent
    killed = subprocess.Popen([sys.executable, "-c", ""])
    killed.wait()
    left = [
        folder / "sessions.duckdb.building-1-abc",
        folder / f"sessions.duckdb.checking-{killed.pid}-abc",
        folder / f"sessions.duckdb.checking-{os.getpid()}-abc",
    ]
    for path in left:
        path.write_bytes(b"half")
    with building.locked(small.path):
        building.clear_leftovers(small.path)
    assert all(path.exists() for path in left)
    building.clear_leftovers(small.path)
    assert [path.exists() for path in left] == [False, False, True]
    building.clear_leftovers(folder / "nowhere" / "sessions.duckdb")


def test_leftovers_are_cleared_away(small: Any) -> None:
    folder = small.path.parent
    (folder / "sessions.duckdb.building-1-abc").write_bytes(b"half")
    (folder / "sessions.duckdb.building-1-abc.wal").write_bytes(b"half")
    (folder / "sessions.duckdb.building-1-abc.tmp").mkdir()
    (folder / "other.duckdb.building-1-abc").write_bytes(b"not ours")
    (folder / "sessions.duckdb.checking-1-old").write_bytes(b"half")
    os.utime(folder / "sessions.duckdb.checking-1-old", (0, 0))
    (folder / "sessions.duckdb.checking-1-now").write_bytes(b"a check under way")
    small.bring(patients="patient_id\nP3")
    assert sorted(path.name for path in folder.iterdir()) == [
        "other.duckdb.building-1-abc", "sessions.duckdb", "sessions.duckdb.checking-1-now", "sessions.duckdb.lock",
    ]  # fmt: skip


def test_a_write_ahead_log_of_another_program_is_taken_in(small: Any) -> None:
    # A program that wrote and was killed before it finished: its changes stand in the log beside the database.

    with duckdb.connect(str(small.path)) as connection:
        connection.execute("PRAGMA disable_checkpoint_on_shutdown").fetchall()
        connection.execute("INSERT INTO patients (patient_id, file_id, line) VALUES ('P8', 1, 9)").fetchall()
    log = Path(f"{small.path}.wal")
    assert log.exists()
    small.bring(patients="patient_id\nP3")
    assert not log.exists()
    assert small.rows("SELECT patient_id FROM patients ORDER BY ALL") == [("P1",), ("P2",), ("P3",), ("P8",)]


def test_a_reader_keeps_the_old_state_until_it_opens_again(small: Any) -> None:
    with duckdb.connect() as reader:
        reader.execute(f"ATTACH '{small.path}' AS db (READ_ONLY)").fetchall()
        small.bring(patients="patient_id\nP3")
        assert reader.execute("SELECT count(*) FROM db.patients").fetchall() == [(2,)]
        reader.execute("DETACH db").fetchall()
        reader.execute(f"ATTACH '{small.path}' AS db (READ_ONLY)").fetchall()
        assert reader.execute("SELECT count(*) FROM db.patients").fetchall() == [(3,)]


def test_a_folder_that_cannot_be_written(small: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    before = small.path.read_bytes()
    monkeypatch.setattr(building, "_sync", full)
    with pytest.raises(DashboardError, match="No space left on device"):
        small.bring(patients="patient_id\nP3")
    assert small.path.read_bytes() == before
