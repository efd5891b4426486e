"""The memory of an import: text is put aside as it is read, the engine has a limit, and no limit stops an import."""

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from dash.store import building, memory, opening, validate
from dash.store.imports import import_batches
from dash.store.sql import run
from dash.store.staging import Batch, DeriveSettings, SourceTable

ROWS = 2_000
REMARK = 1_000

# Prints the most memory that an import of so many readings took, each with a remark of 1,000 characters.
IMPORT = """
import sys
from datetime import datetime
from pathlib import Path
from dash.bench.memory import peak_mb
from dash.store.imports import import_batches
from dash.store.staging import DeriveSettings
from tests.store.test_memory import batches, nothing

import_batches(batches(int(sys.argv[2])), Path(sys.argv[1]), DeriveSettings(), now=datetime(2026, 1, 31), derive=nothing)
print(peak_mb())
"""


def nothing(_connection: duckdb.DuckDBPyConnection, _settings: DeriveSettings) -> None:
    """Derive nothing."""


def batches(count: int) -> Iterator[Batch]:
    """Yield readings of session S1, 2,000 at a time, with text that is not part of the data format."""
    line = pa.array([2], pa.int64())
    patients = pa.table({"patient_id": ["P1"], "_line": line})
    session = {"session_id": ["S1"], "patient_id": ["P1"], "started_at": ["2025-03-01T10:00"]}
    sessions = pa.table({**session, "drug": ["ketamine"], "route": ["iv"], "_line": line})
    yield Batch((SourceTable("patients", "p.csv", patients), SourceTable("sessions", "s.csv", sessions)))
    for at in range(count):
        numbers = range(at * ROWS, (at + 1) * ROWS)
        rows = {
            "session_id": ["S1"] * ROWS,
            "minute": [str(number % 2_000) for number in numbers],
            "time_point": [str(number) for number in numbers],
            "heart_rate_bpm": ["70"] * ROWS,
            "remark": [f"{number:0{REMARK}}" for number in numbers],
            "_line": pa.array([number + 2 for number in numbers], pa.int64()),
        }
        yield Batch((SourceTable("vitals", "vitals.csv", pa.table(rows)),))


def test_rows_do_not_stay_in_memory_until_their_table_comes(tmp_path: Path) -> None:
    before = pa.total_allocated_bytes()
    held: list[int] = []

    def watched() -> Iterator[Batch]:
        for batch in batches(20):
            held.append(pa.total_allocated_bytes() - before)
            yield batch
            del batch

    database = tmp_path / "sessions.duckdb"
    report = import_batches(watched(), database, DeriveSettings(), now=datetime(2026, 1, 31), derive=nothing)
    assert sum(count.accepted for count in report.files) == 20 * ROWS + 2
    # Two batches at most: the one that was just put aside and the next one.
    assert max(held) < 3 * ROWS * (REMARK + 100)
    assert list(tmp_path.glob("*.building-*")) == []


def test_four_times_the_rows_do_not_take_four_times_the_memory(tmp_path: Path) -> None:
    few, many = 15, 60
    peaks = []
    for count in (few, many):
        asked = [sys.executable, "-c", IMPORT, str(tmp_path / f"{count}.duckdb"), str(count)]
        done = subprocess.run(asked, capture_output=True, text=True, check=True)
        # The engine may draw a progress bar before it.
        peaks.append(float(done.stdout.split()[-1]))
    more_text = (many - few) * ROWS * REMARK / 1024**2
    assert peaks[1] - peaks[0] < more_text / 2


def test_building_has_a_limit_and_a_folder_of_its_own_beside_the_database(tmp_path: Path) -> None:
    asked: list[tuple[Any, ...]] = []

    def look(connection: duckdb.DuckDBPyConnection, _settings: DeriveSettings) -> None:
        statement = "SELECT current_setting('memory_limit'), current_setting('threads'), current_setting('temp_directory')"
        asked.extend(connection.execute(statement).fetchall())

    database = tmp_path / "sessions.duckdb"
    import_batches(batches(1), database, DeriveSettings(), now=datetime(2026, 1, 31), derive=look)
    ((limit, threads, folder),) = asked
    assert limit == "488.2 MiB"
    assert threads <= memory.MOST_THREADS
    assert Path(folder).parent == tmp_path
    assert Path(folder).name.startswith("sessions.duckdb.building-")


def test_what_is_built_in_memory_never_spills(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    connection = opening.open_built(None)
    assert connection.execute("SELECT current_setting('temp_directory')").fetchall() == [("",)]
    connection.close()


def test_a_limit_that_is_too_little_is_lifted(tmp_path: Path) -> None:
    """Work begins anew, in a transaction of its own, with all that the computer has."""
    connection = opening.open_built(tmp_path / "built.duckdb")
    tries: list[str] = []

    def work() -> str:
        connection.execute("BEGIN").fetchall()
        ((limit,),) = connection.execute("SELECT current_setting('memory_limit')").fetchall()
        tries.append(limit)
        connection.execute("CREATE TABLE tried (n INTEGER)").fetchall()
        if len(tries) == 1:
            raise duckdb.OutOfMemoryException("too little")
        connection.execute("COMMIT").fetchall()
        return "done"

    assert memory.with_enough(connection, work) == "done"
    assert tries[0] == "488.2 MiB"
    assert tries[1] != tries[0]

    def never() -> None:
        tries.append("never")
        raise duckdb.OutOfMemoryException("still too little")

    # There is no limit of ours left to lift.
    with pytest.raises(duckdb.OutOfMemoryException):
        memory.with_enough(connection, never)
    assert tries.count("never") == 1
    connection.close()
    building.discard(tmp_path / "built.duckdb")


def test_an_import_that_needs_more_than_the_limit_is_finished(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memory, "LIMIT", "8MB")
    database = tmp_path / "sessions.duckdb"
    report = import_batches(
        batches(10), database, DeriveSettings(), now=datetime(2026, 1, 31), derive=nothing
    )
    assert sum(count.accepted for count in report.files) == 10 * ROWS + 2
    with duckdb.connect(str(database), read_only=True) as connection:
        assert connection.execute("SELECT count(*) FROM vitals").fetchall() == [(10 * ROWS,)]


def test_rows_stream_past_what_they_are_joined_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Held by a join, all rows of a table are in memory at once: that was the peak of an import."""
    plans: list[str] = []

    def explained(
        connection: duckdb.DuckDBPyConnection, statement: str, *values: Any
    ) -> list[tuple[Any, ...]]:
        if "TEMP TABLE checked_vitals" in statement:
            plans.append(connection.execute(f"EXPLAIN (FORMAT json) {statement}").fetchall()[0][1])
        return run(connection, statement, *values)

    monkeypatch.setattr(validate, "run", explained)
    import_batches(
        batches(1), tmp_path / "s.duckdb", DeriveSettings(), now=datetime(2026, 1, 31), derive=nothing
    )
    (plan,) = plans
    # Of a join the engine holds the second child.
    held = [child for one in joins(json.loads(plan)) for child in tables(one["children"][1])]
    assert {"words", "sessions", "patients"} <= set(held)
    assert not any("ARROW" in name for name in held)


def joins(nodes: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield the joins of a plan."""
    for node in nodes:
        if "JOIN" in node["name"]:
            yield node
        yield from joins(node["children"])


def tables(node: dict[str, Any]) -> Iterator[str]:
    """Yield what is read below a node of a plan."""
    if not node["children"]:
        yield node["extra_info"].get("Table", node["name"]).split(".")[-1].strip('"')
    for child in node["children"]:
        yield from tables(child)
