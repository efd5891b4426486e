"""Importing: from what readers found to a new state of the session database."""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from itertools import chain
from pathlib import Path

import duckdb
import pyarrow as pa

from dash.errors import MadeUpRefusedError, UnreadableSourceError
from dash.store import building, colliding, counting, mending, opening
from dash.store.alike import alike_patients
from dash.store.changing import Derive, derive_facts
from dash.store.holding import holding, refuse_made_up_beside_decisions, refuse_made_up_over_real
from dash.store.location import resolved
from dash.store.memory import with_enough
from dash.store.merge import merge
from dash.store.private import owner_only
from dash.store.reading import refuse_folder
from dash.store.refusing import keep_refused, settle_waiting, waiting_rows
from dash.store.report import FileCount, ImportReport, UnknownColumn, UnmappedWord
from dash.store.source_names import named
from dash.store.spool import Spool
from dash.store.sql import run
from dash.store.staged import Staged
from dash.store.staging import Batch, DeriveSettings
from dash.store.tables import TABLES
from dash.store.trouble import stopped
from dash.store.validate import check_rows, forget, prepare

__all__ = ["FileCount", "ImportReport", "UnknownColumn", "UnmappedWord", "import_batches"]

# Numbers of imports that were undone are not given again: whoever noted one must not find another import under it.
_NEXT = """
SELECT 1 + greatest(coalesce((SELECT max(import_id) FROM imports), 0), coalesce((SELECT max(import_id) FROM undone), 0)),
       1 + greatest(coalesce((SELECT max(file_id) FROM import_files), 0), coalesce((SELECT max(last_file_id) FROM undone), 0))
"""
Progress = Callable[[str, float], None]
Refused = Callable[[pa.Table], None]


def import_batches(  # noqa: PLR0913 - one parameter per choice
    batches: Iterable[Batch],
    database: Path,
    settings: DeriveSettings,
    *,
    now: datetime,
    progress: Progress | None = None,
    write: bool = True,
    made_up: bool = False,
    where_absent: bool = False,
    source: str | None = None,
    confirmed: Iterable[str] = (),
    derive: Derive | None = None,
    refused: Refused | None = None,
) -> ImportReport:
    """Import what readers found and return what became of every row.

    The new state is built in a file beside the database and swapped in whole; whatever stops the import, the database
    stays as it was. A database that holds made-up records only is left behind for an empty one, as soon as one row
    was accepted; what it holds is looked at under the lock, in the very copy that is built on. Without any batch
    nothing is imported: the facts are derived anew.

    Args:
        batches: What the readers found; read to its end before anything is checked.
        database: The session database; made if absent. Of a symbolic link, the file it leads to.
        settings: The clinic's settings that derived facts depend on.
        now: The present moment on the clinic's clock; dates after it are refused.
        progress: Told what is being done and which share of it is done, 0 to 1.
        write: False gives the same report and changes nothing; it needs no right to write beside the database.
        made_up: Whether these are made-up data; remembered with the import.
        where_absent: Stop where a database is there by the time that it is this import's turn.
        source: Name of where these records come from; ids then begin with it, as ``dash.store.source_names`` says.
        confirmed: Patients whose sex or birth year, and sessions whose patient, the new rows may change: their ids.
        derive: What rebuilds the derived tables; the product's own unless a test says otherwise.
        refused: Given all refused rows of this import, before anything is swapped in. Columns: file, line, table_name,
            reason, message, raw (the whole row as JSON or as it stood).

    Raises:
        DatabaseBusyError: Another import is under way.
        DatabaseUnreadableError: The present database is damaged or of another version.
        MadeUpRefusedError: Made-up records were to go where other ones are, or where there must be none.
        DashboardError: The import could not be finished.
    """
    if source is not None:
        batches = named(batches, source)
    job = _Job(
        batches,
        settings,
        now,
        made_up,
        progress or _silent,
        derive or derive_facts,
        refused,
        source,
        tuple(confirmed),
    )
    database = resolved(database)
    refuse_folder(database)
    with owner_only():
        report = _imported(job, database, where_absent=where_absent) if write else _check(job, database)
    job.progress("Done", 1.0)
    return report


def _imported(job: "_Job", database: Path, *, where_absent: bool) -> ImportReport:
    """Build aside and swap in."""
    with building.writable():
        database.parent.mkdir(parents=True, exist_ok=True)
        with building.locked(database):
            if where_absent and database.exists():
                raise MadeUpRefusedError("There is a session database by now.", fix="Load the page again.")
            if job.made_up:
                refuse_made_up_beside_decisions(database)
            with building.aside(database) as built:
                report = job.run(built)
                if report.written:
                    building.publish(built, database)
    return report


def _check(job: "_Job", database: Path) -> ImportReport:
    """Build aside and throw it away. Without a database to begin with, or a place to write, build in memory."""
    built = building.start_check(database) if database.parent.is_dir() else None
    source = database if database.exists() else None
    # What a check says does not need the facts derived from the records.
    job = replace(job, derive=_nothing)
    try:
        with building.writable():
            report = job.run(built, source)
    finally:
        if built is not None:
            building.discard(built)
    return replace(report, written=False)


def _nothing(_connection: duckdb.DuckDBPyConnection, _settings: DeriveSettings) -> None:
    pass


def _silent(_doing: str, _share: float) -> None:
    pass


@dataclass(frozen=True)
class _Job:
    batches: Iterable[Batch]
    settings: DeriveSettings
    now: datetime
    made_up: bool
    progress: Progress
    derive: Derive
    refused: Refused | None
    source: str | None
    confirmed: tuple[str, ...]

    def run(self, built: Path | None, source: Path | None = None) -> ImportReport:
        """Build the new state in a file, or from ``source`` in memory, and make sure that it can be read back.

        Where records take the place of made-up ones and none was accepted, the report says that nothing is to be written.
        """
        connection = opening.open_built(built, source if built is None else None)
        try:
            brought = self._first_looked_at()
            held = holding(connection)
            if self.made_up:
                refuse_made_up_over_real(held)
            anew = held.made_up_only and brought is not None
            if anew:
                connection.close()
                if built is not None:
                    building.discard(built)
                connection = opening.open_built(built)
            # Facts derived anew from made-up records are no more real than those.
            made_up = self.made_up or (brought is None and held.made_up_only)
            report = self._build(
                connection, brought or (), made_up, Spool(building.scratch(built)) if built else None
            )
            if anew and not any(count.accepted for count in report.files):
                report = replace(report, written=False)
            expected = opening.fingerprint(connection)
        except duckdb.Error as error:
            raise stopped(error) from None
        finally:
            connection.close()
        self.progress("Verifying", 0.97)
        if built is not None:
            opening.verify(built, expected)
        return report

    def _first_looked_at(self) -> Iterable[Batch] | None:
        """Return what the readers find, None where they find nothing at all, not even a file."""
        rest = iter(self.batches)
        first = _next_of(rest)
        return None if first is None else chain((first,), rest)

    def _build(
        self,
        connection: duckdb.DuckDBPyConnection,
        brought: Iterable[Batch],
        made_up: bool,
        aside: Spool | None,
    ) -> ImportReport:
        import_id, first_file_id = run(connection, _NEXT)[0]
        staged = self._read(brought, first_file_id, aside)
        report = with_enough(connection, lambda: self._bring_in(connection, staged, import_id, made_up))
        if self.refused is not None:
            self.refused(counting.refused_rows(connection, import_id))
        self.progress("Working out facts per session", 0.7)
        self.derive(connection, self.settings)
        self.progress("Writing", 0.9)
        run(connection, "CHECKPOINT")
        return report

    def _bring_in(
        self, connection: duckdb.DuckDBPyConnection, staged: Staged, import_id: int, made_up: bool
    ) -> ImportReport:
        """Check and merge what was read, table by table, in one transaction."""
        run(connection, "BEGIN")
        at = self.now.replace(tzinfo=None)
        noted = [import_id, at, made_up, json.dumps(asdict(self.settings)), self.source]
        run(connection, "INSERT INTO imports VALUES (?, ?::TIMESTAMP, ?, ?, ?)", noted)
        prepare(connection, self.now)
        colliding.begin(connection, self.confirmed)
        counting.begin(connection, staged, import_id)
        mending.begin(connection, staged, import_id)
        replaced = taken_up = 0
        unmapped: list[UnmappedWord] = []
        for place, name in enumerate(TABLES):
            self.progress(f"Checking {name.replace('_', ' ')}", 0.3 + 0.4 * place / len(TABLES))
            waiting = waiting_rows(connection, name, import_id)
            attached = any(line.table == name for line in staged.attached)
            if not (waiting.num_rows or attached or any(piece.count for piece in staged.pieces[name])):
                continue
            check_rows(connection, name, staged.rows_of(name, waiting))
            replaced += merge(connection, name, import_id)
            keep_refused(connection, name, staged, import_id)
            counting.count_table(connection, name, staged, import_id)
            unmapped += counting.unmapped_words(connection, name)
            if waiting.num_rows:
                taken_up += settle_waiting(connection, name, import_id)
            mending.note_by_key(connection, name, import_id)
            forget(connection, name)
        mended = mending.settle(connection, import_id)
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
            mended=mended,
            alike=alike_patients(connection),
        )
        run(connection, "COMMIT")
        return report

    def _read(self, brought: Iterable[Batch], first_file_id: int, aside: Spool | None) -> Staged:
        self.progress("Reading", 0.0)
        staged = Staged(first_file_id, aside)
        source = iter(brought)
        while (batch := _next_of(source)) is not None:
            staged.take(batch)
        staged.include_files_without_rows()
        return staged


def _next_of(batches: Iterator[Batch]) -> Batch | None:
    """Return the next batch, None at the end. What goes wrong here is of the source, not of the database."""
    try:
        return next(batches, None)
    except OSError as error:
        raise UnreadableSourceError(
            f"A file could not be read: {error.strerror or type(error).__name__}.",
            fix="Nothing was changed. Check that the files are still there and may be read.",
        ) from error
