"""``open_db``, ``open_file``: a small session database from tables drawn as text, put straight into the canonical tables."""

import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import copy
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
        alike: dict[tuple[str, ...], list[list[Any]]] = {}
        for line, row in enumerate(tables.get(table, ()), start=2):
            full = {**DEFAULTS.get(table, {}), **_timed(table, row), "file_id": file_id, "line": line}
            alike.setdefault(tuple(full), []).append(list(full.values()))
        for names, rows in alike.items():
            columns, places = ", ".join(f'"{name}"' for name in names), ", ".join("?" for _ in names)
            connection.executemany(f"INSERT INTO {table} ({columns}) VALUES ({places})", rows)


def _rows(tables: Mapping[str, Rows]) -> dict[str, list[Row]]:
    """Return tables as rows; patients that other tables name are added where no patients are given."""
    unknown = set(tables) - set(TABLES)
    assert not unknown, f"no such tables: {unknown}"
    rows = {name: read_table(text) if isinstance(text, str) else list(text) for name, text in tables.items()}
    if "patients" not in rows:
        named = {row.get("patient_id") for table in rows.values() for row in table} - {None}
        rows["patients"] = [{"patient_id": name} for name in sorted(named, key=str)]
    return rows


# Files of some 5 MB, by what was drawn in them.
KEPT_FILES = 20
_written: dict[str, bytes] = {}


def build(
    path: Path, tables: Mapping[str, Rows], settings: DeriveSettings | None = None, made_up: bool = False
) -> None:
    """Write a database. Patients that sessions or other tables name are added where no patients are given."""
    rows, settings = _rows(tables), settings or DeriveSettings()
    key = repr((rows, settings, made_up))
    if key in _written:
        path.write_bytes(_written[key])
        return
    connection = duckdb.connect(str(path))
    try:
        fill(connection, rows, made_up)
        derive(connection, settings)
        run_script(connection, "CHECKPOINT;", {})
    finally:
        connection.close()
    _written[key] = path.read_bytes()
    if len(_written) > KEPT_FILES:
        del _written[next(iter(_written))]


class Drawn(Database):
    """A database that lies in memory: sealed and read as one in a file is, and built in half the time."""

    def __init__(self, rows: Mapping[str, Sequence[Row]], settings: DeriveSettings, made_up: bool) -> None:
        self._given = (rows, settings, made_up)
        # Where it would lie: nothing is read from there.
        super().__init__(Path(os.devnull))

    def _attach(self) -> None:
        rows, settings, made_up = self._given
        # So few rows are not worth a second thread.
        for statement in ("SET threads = 1", "ATTACH ':memory:' AS records", "USE records"):
            self._connection.execute(statement).fetchall()
        try:
            fill(self._connection, rows, made_up)
            derive(self._connection, settings)
        except duckdb.Error as error:
            # Not what reading raises: the tables were drawn wrongly.
            raise AssertionError(error) from error

    def close(self) -> None:
        """Do nothing: the next test may draw the same tables."""


# A database takes some 10 MB.
KEPT = 40
_kept: dict[str, Drawn] = {}


def draw(
    tables: Mapping[str, Rows],
    settings: DeriveSettings | None = None,
    made_up: bool = False,
    path: Path | None = None,
) -> Database:
    """Return a database in memory with these tables; the same tables are built once for all tests.

    Args:
        tables: As ``build`` takes them.
        settings: What facts are derived with.
        made_up: Whether the import says that its records are made up.
        path: Where the database says that it lies, for what is kept beside it.
    """
    rows, settings = _rows(tables), settings or DeriveSettings()
    key = repr((rows, settings, made_up))
    found = _kept.pop(key, None) or Drawn(rows, settings, made_up)
    _kept[key] = found
    if len(_kept) > KEPT:
        del _kept[next(iter(_kept))]
    own = copy(found)
    own.path = path or found.path
    return own


def pytest_unconfigure() -> None:
    """Close them before the interpreter goes."""
    _kept.clear()


OpenDb = Callable[..., Database]


@pytest.fixture
def open_db(tmp_path: Path) -> Iterator[OpenDb]:
    """Build and open a small database, in memory or, where a ``path`` is named, in a file.

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
        if path:
            build(path, tables, settings, made_up)
            opened.append(open_database(path))
            return opened[-1]
        return draw(tables, settings, made_up, tmp_path / f"drawn-{next(numbers)}.duckdb")

    yield make
    for database in opened:
        database.close()


@pytest.fixture
def open_file(open_db: OpenDb, tmp_path: Path) -> OpenDb:
    """Do as ``open_db`` does, in a new file at each call: for what needs its file."""
    numbers = count()
    return lambda **given: open_db(path=tmp_path / f"file-{next(numbers)}.duckdb", **given)
