"""What is said of an error of the database engine is about what is wrong, and never quotes it."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import duckdb
import pytest

from dash.errors import DashboardError
from dash.store.changing import changed
from dash.store.reading import open_database
from dash.store.staging import DeriveSettings
from dash.store.trouble import from_outside, stopped


@pytest.mark.parametrize(
    ("error", "said", "unsaid"),
    [
        (
            duckdb.IOException('Could not set lock on file "x": Conflicting lock is held'),
            "another program",
            "damaged",
        ),
        (duckdb.IOException('Cannot open file "x": Permission denied'), "access rights", "damaged"),
        (duckdb.IOException("Could not write: No space left on device"), "Free some space", "damaged"),
        (duckdb.IOException("Corrupt database file: checksum P1 weighs 70"), "damaged", "space"),
        (duckdb.SerializationException("P1 weighs 70"), "damaged", "space"),
        (duckdb.FatalException("P1 weighs 70"), "damaged", "space"),
        (duckdb.OutOfMemoryException("failed to allocate"), "too little memory", "damaged"),
        (duckdb.ConversionException("P1 weighs 70"), "report it", "space"),
    ],
)
def test_what_stopped_an_import_is_said_as_it_is(error: duckdb.Error, said: str, unsaid: str) -> None:
    text = str(stopped(error))
    assert said in text
    assert unsaid not in text
    assert "70" not in text


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (duckdb.IOException("Could not write: No space left on device"), "Free some space"),
        (duckdb.OutOfMemoryException("failed to allocate"), "too little memory"),
        (duckdb.ConversionException("P1 weighs 70"), "The change stopped"),
    ],
)
def test_what_stopped_another_change_is_said_as_it_is(small: Any, error: duckdb.Error, said: str) -> None:
    def change(_connection: duckdb.DuckDBPyConnection) -> None:
        raise error

    with pytest.raises(DashboardError, match=said) as raised:
        changed(small.path, change, DeriveSettings())
    assert "disk space" not in str(raised.value)
    assert "70" not in str(raised.value)


@pytest.mark.skipif(sys.platform == "win32", reason="locks are told otherwise there")
def test_a_database_that_another_program_writes_to_is_not_called_damaged(tmp_path: Path) -> None:
    path = tmp_path / "clinic.duckdb"
    writer = subprocess.Popen(
        [
            sys.executable,
            "-c",
            f"import duckdb; c = duckdb.connect({str(path)!r}); print(1, flush=True); input()",
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert writer.stdout is not None
    writer.stdout.readline()
    try:
        with pytest.raises(DashboardError, match="another program has it open") as raised:
            open_database(path)
    finally:
        writer.communicate(b"\n", timeout=60)
    assert "Move" not in str(raised.value)
    assert from_outside(duckdb.IOException("something else")) is None
