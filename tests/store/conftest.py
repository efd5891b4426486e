"""A clinic whose files are drawn as small tables in the tests."""

import shutil
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from dash.store.imports import ImportReport, import_batches
from dash.store.staging import AttachedLine, Batch, DeriveSettings, FileNote, Refusal, SourceTable
from dash.store.undoing import Undone, undo_last_import

NOW = datetime(2026, 1, 31, 12, 0)


def drawn(text: str) -> dict[str, list[str | None]]:
    """Read a table drawn with bars; an empty cell is missing."""
    lines = [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]
    return {name: [line[at] or None for line in lines[1:]] for at, name in enumerate(lines[0])}


def source(table: str, columns: dict[str, list[str | None]], file: str = "", **extra: Any) -> SourceTable:
    """Make what a reader yields of one table; lines count from 2."""
    count = len(next(iter(columns.values())))
    rows = pa.table({name: pa.array(cells, pa.string()) for name, cells in columns.items()})
    rows = rows.append_column("_line", pa.array(range(2, count + 2), pa.int64()))
    for name, cells in extra.items():
        rows = rows.append_column(name, cells)
    return SourceTable(table, file or f"{table}.csv", rows)


class Clinic:
    """A session database in a folder of its own, fed with drawn tables."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "sessions.duckdb"

    def bring(
        self,
        *,
        file: str = "",
        tables: Iterable[SourceTable] = (),
        refusals: Iterable[Refusal] = (),
        attached: Iterable[AttachedLine] = (),
        notes: Iterable[FileNote] = (),
        digests: dict[str, str] | None = None,
        write: bool = True,
        made_up: bool = False,
        now: datetime = NOW,
        source_name: str | None = None,
        confirmed: Iterable[str] = (),
        **texts: str,
    ) -> ImportReport:
        """Import tables drawn as text, each from the file of its name unless ``file`` says otherwise."""
        drawings = tuple(source(name, drawn(text), file) for name, text in texts.items())
        batch = Batch((*drawings, *tables), tuple(refusals), tuple(notes), tuple(attached), digests or {})
        report = import_batches(
            [batch],
            self.path,
            DeriveSettings(),
            now=now,
            write=write,
            made_up=made_up,
            source=source_name,
            confirmed=confirmed,
            derive=lambda _connection, _settings: None,
        )
        for count in report.files:
            assert count.read == count.accepted + count.refused + count.already_there
        return report

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        with duckdb.connect(str(self.path), read_only=True) as connection:
            return connection.execute(query).fetchall()

    def content(self, *, provenance: bool = True) -> dict[str, list[tuple[Any, ...]]]:
        """Return every canonical table, sorted."""
        names = "patients sessions vitals scores side_effects medications conditions appointments visits"
        hidden = "" if provenance else " EXCLUDE (file_id, line)"
        return {name: self.rows(f"SELECT *{hidden} FROM {name} ORDER BY ALL") for name in names.split()}

    def undo(self, **choices: Any) -> Undone:
        """Undo the last import."""
        return undo_last_import(
            self.path,
            DeriveSettings(),
            now=NOW,
            derive=lambda _connection, _settings: None,
            **choices,
        )

    def everything(self) -> dict[str, list[tuple[Any, ...]]]:
        """Return every table that imports write, sorted, with all bookkeeping but the list of undone imports."""
        kept = "imports import_files joined_lines refused_rows history"
        return {
            **self.content(),
            **{name: self.rows(f"SELECT * FROM {name} ORDER BY ALL") for name in kept.split()},
        }

    def reasons(self) -> list[tuple[str, int, str]]:
        """Return (file, line, reason) of refused rows that were not taken up."""
        return self.rows(
            "SELECT file, line, reason FROM refused_rows JOIN import_files USING (file_id)"
            " WHERE taken_up_by IS NULL ORDER BY ALL"
        )


@pytest.fixture
def clinic(tmp_path: Path) -> Clinic:
    return Clinic(tmp_path)


@pytest.fixture(scope="session")
def make_source() -> Any:
    return source


@pytest.fixture(scope="session")
def make_clinic() -> type[Clinic]:
    return Clinic


PATIENT = """
patient_id | sex
P1         | female
P2         | male
"""
SESSION = """
session_id | patient_id | started_at       | drug       | route | dose_mg | weight_kg
S1         | P1         | 2025-03-01T10:00 | esketamine | in    | 56      | 80
S2         | P2         | 2025-03-02       | ketamine   | iv    | 40      | 80
"""


@pytest.fixture(scope="session")
def small_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    clinic = Clinic(tmp_path_factory.mktemp("small"))
    clinic.bring(patients=PATIENT, sessions=SESSION)
    return clinic.path


@pytest.fixture
def small(clinic: Clinic, small_file: Path) -> Clinic:
    """A clinic with patients P1 and P2 and their sessions S1 and S2."""
    shutil.copy(small_file, clinic.path)
    return clinic
