"""``open_db``: a small session database from tables drawn as text, put straight into the canonical tables."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from importlib.resources import files
from itertools import count
from pathlib import Path
from typing import Any

import duckdb
import pytest

from dash.store.derive import derive, run_script
from dash.store.reading import Database, open_database
from dash.store.staging import DeriveSettings

TABLES = (
    "patients",
    "sessions",
    "vitals",
    "scores",
    "side_effects",
    "medications",
    "conditions",
    "appointments",
    "visits",
)
Row = Mapping[str, Any]
Rows = str | Sequence[Row]

DEFAULTS: Mapping[str, Row] = {
    "sessions": {"drug": "racemic_ketamine", "route": "iv"},
    "scores": {"instrument": "phq9", "item": "total"},
    "visits": {"visit": "BASELINE"},
}
# Columns that hold a time: with its clock time known or not, and its offset from UTC.
TIMES = {
    "sessions": ("started", "ended", "ready"),
    "vitals": ("measured",),
    "scores": ("measured",),
    "appointments": ("scheduled",),
}
_OFFSET = re.compile(r"([+-])(\d\d):(\d\d)$")


def read_table(text: str) -> list[dict[str, str | None]]:
    """Read a table drawn with ``|`` between cells and the column names on top; an empty cell is missing."""
    lines = text.strip().splitlines()
    lines = [line for line in lines if line.strip(" -|+")]
    cells = [[cell.strip() or None for cell in line.split("|")] for line in lines]
    names = [str(name) for name in cells[0]]
    return [dict(zip(names, line, strict=True)) for line in cells[1:]]


def _timed(table: str, row: Row) -> dict[str, Any]:
    """Split a written time into what the canonical table holds: local time, has a clock time, offset in minutes."""
    found = dict(row)
    for name in TIMES.get(table, ()):
        written = found.get(f"{name}_at")
        if not isinstance(written, str):
            continue
        written = f"{written[:-1]}+00:00" if written.endswith("Z") else written
        offset = _OFFSET.search(written) if ":" in written else None
        if offset:
            minutes = int(offset[2]) * 60 + int(offset[3])
            found[f"{name}_offset_minutes"] = -minutes if offset[1] == "-" else minutes
            written = written[: offset.start()]
        found[f"{name}_at"] = datetime.fromisoformat(written)
        found[f"{name}_has_time"] = ":" in written
    return found


def fill(connection: duckdb.DuckDBPyConnection, tables: Mapping[str, Sequence[Row]], made_up: bool) -> None:
    """Create the canonical tables and insert rows; file_id is the table's place, line the row's below a header."""
    run_script(connection, files("dash.store").joinpath("schema.sql").read_text(encoding="utf-8"), {})
    connection.execute(
        "INSERT INTO imports (import_id, imported_at, made_up, settings)"
        " VALUES (1, TIMESTAMP '2026-01-02 03:04:05', $made_up, '{}')",
        {"made_up": made_up},
    ).fetchall()
    for file_id, table in enumerate(TABLES, start=1):
        connection.execute(
            "INSERT INTO import_files VALUES ($file_id, 1, $file, $table, $table, 0, 0, 0, 0)",
            {"file_id": file_id, "file": f"clinic/{table}.csv", "table": table},
        ).fetchall()
        for line, row in enumerate(tables.get(table, ()), start=2):
            full = {**DEFAULTS.get(table, {}), **_timed(table, row), "file_id": file_id, "line": line}
            names = ", ".join(f'"{name}"' for name in full)
            places = ", ".join(f"${name}" for name in full)
            connection.execute(f"INSERT INTO {table} ({names}) VALUES ({places})", full).fetchall()


def build(path: Path, tables: Mapping[str, Rows], settings: DeriveSettings, made_up: bool = False) -> None:
    """Write a database. Patients that sessions or other tables name are added where no patients are given."""
    rows = {name: read_table(text) if isinstance(text, str) else list(text) for name, text in tables.items()}
    if "patients" not in rows:
        named = {row.get("patient_id") for table in rows.values() for row in table} - {None}
        rows["patients"] = [{"patient_id": name} for name in sorted(named, key=str)]
    connection = duckdb.connect(str(path))
    try:
        fill(connection, rows, made_up)
        derive(connection, settings)
        run_script(connection, "CHECKPOINT;", {})
    finally:
        connection.close()


OpenDb = Callable[..., Database]


@pytest.fixture
def open_db(tmp_path: Path) -> Iterator[OpenDb]:
    """Build and open a small database.

    Call it with one argument per canonical table, drawn as text or as rows, and ``settings`` or ``made_up``::

        open_db(sessions='''
            session_id | patient_id | started_at       | route
            s1         | p1         | 2024-01-05T10:00 | iv
        ''')

    A time may be a date only and may carry an offset. Drug and route default to racemic ketamine and iv.
    """
    opened: list[Database] = []
    numbers = count()

    def make(
        *,
        settings: DeriveSettings | None = None,
        made_up: bool = False,
        path: Path | None = None,
        **tables: Rows,
    ) -> Database:
        unknown = set(tables) - set(TABLES)
        assert not unknown, f"no such tables: {unknown}"
        target = path or tmp_path / f"drawn-{next(numbers)}.duckdb"
        build(target, tables, settings or DeriveSettings(), made_up)
        opened.append(open_database(target))
        return opened[-1]

    yield make
    for database in opened:
        database.close()
