"""Importing: from what readers found to a new state of the session database."""

import json
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path

import duckdb
import pyarrow as pa

from dash.errors import DashboardError, UnreadableSourceError
from dash.store import building, counting, opening
from dash.store.merge import merge
from dash.store.refusing import keep_refused, settle_waiting, waiting_rows
from dash.store.report import FileCount, ImportReport, UnknownColumn, UnmappedWord
from dash.store.sql import fill, number, run
from dash.store.staged import Staged
from dash.store.staging import Batch, DeriveSettings
from dash.store.tables import TABLES
from dash.store.validate import check_rows, forget, prepare

__all__ = ["FileCount", "ImportReport", "UnknownColumn", "UnmappedWord", "import_batches"]

Progress = Callable[[str, float], None]
Refused = Callable[[pa.Table], None]
Derive = Callable[[duckdb.DuckDBPyConnection, DeriveSettings], None]


def import_batches(  # noqa: PLR0913 - one parameter per choice
    batches: Iterable[Batch],
    database: Path,
    settings: DeriveSettings,
    *,
    now: datetime,
    progress: Progress | None = None,
    write: bool = True,
    anew: bool = False,
    made_up: bool = False,
    derive: Derive | None = None,
    refused: Refused | None = None,
) -> ImportReport:
    """Import what readers found and return what became of every row.

    The new state is built in a file beside the database and swapped in whole; whatever stops the import, the database
    stays as it was.

    Args:
        batches: What the readers found; read to its end before anything is checked.
        database: The session database; made if absent.
        settings: The clinic's settings that derived facts depend on.
        now: The present moment on the clinic's clock; dates after it are refused.
        progress: Told what is being done and which share of it is done, 0 to 1.
        write: False gives the same report and changes nothing; it needs no right to write beside the database.
        anew: Begin with an empty database instead of the one that is there. It takes that one's place only if a row
            was accepted; otherwise nothing is changed, and the report says that nothing was written.
        made_up: Whether these are made-up data; remembered with the import.
        derive: What rebuilds the derived tables; the product's own unless a test says otherwise.

        refused: Given all refused rows of this import, before anything is swapped in. Columns: file, line, table_name,
            reason, message, raw (the whole row as JSON or as it stood).

    Raises:
        DatabaseBusyError: Another import is under way.
        DatabaseUnreadableError: The present database is damaged or of another version.
        DashboardError: The import could not be finished.
    """
    job = _Job(batches, settings, now, made_up, progress or _silent, derive or _derive, refused)
    if not write:
        return _check(job, database, anew=anew)
    try:
        database.parent.mkdir(parents=True, exist_ok=True)
        with building.locked(database):
            built = building.start(database, anew=anew)
            try:
                report = job.run(built)
                if anew and not any(count.accepted for count in report.files):
                    report = replace(report, written=False)
                else:
                    building.publish(built, database)
            finally:
                building.discard(built)
    except OSError as error:
        raise DashboardError(
            f"The session database could not be written: {error.strerror or type(error).__name__}.",
            fix=f"Nothing was changed. Check the free space and the access rights of {database.parent}.",
        ) from error
    job.progress("Done", 1.0)
    return report


def _check(job: "_Job", database: Path, *, anew: bool) -> ImportReport:
    """Build aside and throw it away. Without a database to begin with, or a place to write, build in memory."""
    built = building.start_check(database, anew=anew) if database.parent.is_dir() else None
    source = database if database.exists() and not anew else None
    # What a check says does not need the facts derived from the records.
    job = replace(job, derive=_nothing)
    try:
        report = job.run(built, source)
    finally:
        if built is not None:
            building.discard(built)
    job.progress("Done", 1.0)
    return replace(report, written=False)


def _nothing(_connection: duckdb.DuckDBPyConnection, _settings: DeriveSettings) -> None:
    pass


def _silent(_doing: str, _share: float) -> None:
    pass


def _derive(connection: duckdb.DuckDBPyConnection, settings: DeriveSettings) -> None:
    # Imported here: tests of importing need no derived tables.
    from dash.store.derive import derive

    derive(connection, settings)


@dataclass(frozen=True)
class _Job:
    batches: Iterable[Batch]
    settings: DeriveSettings
    now: datetime
    made_up: bool
    progress: Progress
    derive: Derive
    refused: Refused | None

    def run(self, built: Path | None, source: Path | None = None) -> ImportReport:
        """Build the new state in a file, or from ``source`` in memory, and make sure that it can be read back."""
        connection = opening.open_built(built, source if built is None else None)
        try:
            report = self._build(connection)
            expected = opening.fingerprint(connection)
        except duckdb.Error as error:
            # The text of the error may hold values of a row: only its kind is passed on.
            kind = type(error).__name__
            raise DashboardError(
                f"The import stopped inside the database engine ({kind}).",
                fix="Nothing was changed. Check the free disk space and run it again; if it stops again, report it.",
            ) from None
        finally:
            connection.close()
        self.progress("Verifying", 0.97)
        if built is not None:
            opening.verify(built, expected)
        return report

    def _build(self, connection: duckdb.DuckDBPyConnection) -> ImportReport:
        run(connection, "BEGIN")
        import_id = _next(connection, "import_id", "imports")
        staged = self._read(_next(connection, "file_id", "import_files"))
        run(
            connection,
            "INSERT INTO imports VALUES (?, ?::TIMESTAMP, ?, ?)",
            [import_id, self.now.replace(tzinfo=None), self.made_up, json.dumps(asdict(self.settings))],
        )
        prepare(connection, self.now)
        counting.begin(connection, staged, import_id)
        replaced = taken_up = 0
        unmapped: list[UnmappedWord] = []
        for place, name in enumerate(TABLES):
            self.progress(f"Checking {name.replace('_', ' ')}", 0.3 + 0.4 * place / len(TABLES))
            waiting = waiting_rows(connection, name, import_id)
            rows = staged.rows_of(name, waiting)
            if not rows.num_rows and not any(line.table == name for line in staged.attached):
                continue
            check_rows(connection, name, rows)
            replaced += merge(connection, name, import_id)
            keep_refused(connection, name, staged, import_id)
            counting.count_table(connection, name, staged, import_id)
            unmapped += counting.unmapped_words(connection, name)
            if waiting.num_rows:
                taken_up += settle_waiting(connection, name, import_id)
            forget(connection, name)
            staged.pieces[name].clear()
        files = counting.write_files(connection, staged, import_id)
        report = ImportReport(
            import_id,
            files,
            counting.reasons(connection, import_id),
            counting.refused_at(connection, import_id),
            tuple(staged.notes),
            tuple(staged.unknown),
            tuple(sorted(unmapped, key=lambda one: (-one.count, one.kind, one.word))),
            taken_up,
            replaced,
        )
        run(connection, "COMMIT")
        if self.refused is not None:
            self.refused(counting.refused_rows(connection, import_id))
        self.progress("Working out facts per session", 0.7)
        self.derive(connection, self.settings)
        self.progress("Writing", 0.9)
        run(connection, "CHECKPOINT")
        return report

    def _read(self, first_file_id: int) -> Staged:
        self.progress("Reading", 0.0)
        staged = Staged(first_file_id)
        try:
            for batch in self.batches:
                staged.take(batch)
        except OSError as error:
            raise UnreadableSourceError(
                f"A file could not be read: {error.strerror or type(error).__name__}.",
                fix="Nothing was changed. Check that the files are still there and may be read.",
            ) from error
        staged.include_files_without_rows()
        return staged


def _next(connection: duckdb.DuckDBPyConnection, column: str, table: str) -> int:
    return 1 + number(connection, fill("SELECT max(<column>) FROM <table>", column=column, table=table))
