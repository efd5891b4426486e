"""Commands that bring records in and say what became of each row: import, check, demo, refused."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated

import pandas as pd
import pyarrow as pa
import typer

from dash.cli.columns import text_table
from dash.cli.layout import layouts_beside
from dash.cli.options import (
    ConfirmOption,
    DatabaseOption,
    Format,
    FormatOption,
    JsonOption,
    PathsArgument,
    RefusedOption,
    SourceOption,
)
from dash.cli.output import (
    DONE_WITH_REFUSED_ROWS,
    NOTHING_DONE,
    Progress,
    refuse_target,
    say,
    say_table,
    write_private,
)
from dash.cli.report import as_text, next_step
from dash.cli.witness import watch
from dash.demo.clinic import PATIENTS, SEED
from dash.demo.load import load_demo
from dash.errors import UnreadableSourceError
from dash.readers import reader_for
from dash.readers.several import told_apart
from dash.reports.safe_csv import to_csv
from dash.rulebook import clinic_path, settings
from dash.store.building import clear_leftovers
from dash.store.holding import holds_made_up_only
from dash.store.imports import import_batches
from dash.store.location import database_path
from dash.store.refused import refused_rows
from dash.store.removing import remove_made_up
from dash.store.report import ImportReport
from dash.store.staging import Batch, DeriveSettings


def import_(
    paths: PathsArgument,
    database: DatabaseOption = None,
    refused: RefusedOption = None,
    source: SourceOption = None,
    confirm: ConfirmOption = None,
    as_json: JsonOption = False,
) -> None:
    """Import session records and say what became of every row.

    Understands the project's own CSV format (a folder or zip with one file per table: patients.csv,
    sessions.csv, vitals.csv, ...) and CDISC SDTM as CSV (dm.csv, ex.csv, vs.csv, ...).

    Each row is accepted, refused (kept with file, line and reason) or already there; the counts add up. The
    database changes as a whole or not at all, so it is safe to stop an import or to import a file again. The
    dashboard shows the new state at the next click. The demo clinic gives way to the first accepted record.
    A patient or session that is another one of the same id is refused, with what is theirs: give two places that
    number alike a --source each. "history" lists what was replaced, "undo" takes the last import back.

    \b
    Examples:
      ketamine-dash import exports/2026-11
      ketamine-dash import exports/november.zip --database clinic.duckdb
      ketamine-dash import exports/north --source north
      ketamine-dash import exports/2026-11 --json > report.json
    """  # noqa: D301 - \b is for the help screen: it keeps the lines after it as they are
    given = _Given(paths, database, refused, source, tuple(confirm or ()))
    _bring_in(given, as_json=as_json, write=True)


def check(
    paths: PathsArgument,
    database: DatabaseOption = None,
    refused: RefusedOption = None,
    source: SourceOption = None,
    confirm: ConfirmOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say what an import would do, and write nothing.

    The report is the one of "import", against the session database where there is one.

    \b
    Examples:
      ketamine-dash check exports/2026-11
      ketamine-dash check exports/2026-11 --refused refused.csv
    """  # noqa: D301
    given = _Given(paths, database, refused, source, tuple(confirm or ()))
    _bring_in(given, as_json=as_json, write=False)


@dataclass(frozen=True)
class _Given:
    """What the user named with ``import`` or ``check``."""

    paths: Sequence[Path]
    database: Path | None
    refused: Path | None
    source: str | None
    confirmed: tuple[str, ...]


def _bring_in(given: _Given, *, as_json: bool, write: bool) -> None:
    target = database_path(given.database)
    refused = given.refused
    if refused is not None:
        refuse_target(refused, "--refused", target, given.paths)
    if write:
        watch(target)
    else:
        clear_leftovers(target)
    batches = _batches(given.paths, layouts_beside(target))

    def list_refused(rows: pa.Table) -> None:
        frame = rows.to_pandas(types_mapper=lambda kind: pd.Int64Dtype() if kind == pa.int64() else None)
        if refused is not None:
            write_private(refused, to_csv(frame).encode(), "--refused")

    with Progress() as progress:
        report = import_batches(
            batches,
            target,
            derive_settings(target),
            now=datetime.now(),
            progress=progress,
            write=write,
            source=given.source,
            confirmed=given.confirmed,
            refused=list_refused if refused is not None else None,
        )
    _tell(report, target, given=given.database is not None, as_json=as_json, check=not write)


def _batches(paths: Sequence[Path], layouts: Path) -> Iterable[Batch]:
    """Everything the readers find. All paths are looked at before the first row is read."""
    missing = [path for path in paths if not path.exists()]
    if missing:
        names = ", ".join(str(path) for path in missing)
        raise UnreadableSourceError(f"There is nothing at {names}.", fix="Check the spelling of the path.")
    given, notes = told_apart(paths)
    readers = [(reader_for(one.path, layouts), one) for one in given]

    def read() -> Iterator[Batch]:
        yield Batch(notes=tuple(notes))
        for reader, one in readers:
            yield from reader.read(one.path, one.shown)

    return read()


def derive_settings(database: Path) -> DeriveSettings:
    """Return the settings that facts per session depend on, as the clinic has them beside a database."""
    rules = settings(clinic_path(database))
    return DeriveSettings(
        recovery_tolerance_mmhg=rules.recovery_tolerance_mmhg,
        window_40_min=rules.window_40_min,
        baseline_days=rules.baseline_days,
    )


def _tell(report: ImportReport, target: Path, *, given: bool, as_json: bool, check: bool = False) -> None:
    if as_json:
        say(json.dumps(report.as_dict(), indent=2, ensure_ascii=False))
    else:
        say(as_text(report))
        say("\n" + next_step(report, target, given=given, check=check))
    if not (check or report.written):
        raise typer.Exit(NOTHING_DONE)
    if any(count.refused for count in report.files):
        raise typer.Exit(DONE_WITH_REFUSED_ROWS)


def demo(
    patients: Annotated[int, typer.Option(min=1, help="Number of made-up patients.")] = PATIENTS,
    seed: Annotated[int, typer.Option(min=0, help="The same seed makes the same clinic.")] = SEED,
    remove: Annotated[
        bool, typer.Option("--remove", help="Take all made-up patients out of the database.")
    ] = False,
    database: DatabaseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make the demo clinic, all of it made up.

    Every screen and every export of it says "made-up data". An older demo is replaced; nothing made up goes into a
    database with the records of a clinic, or beside a journal about such records. With --remove the made-up patients
    go, and what is real stays.

    \b
    Examples:
      ketamine-dash demo
      ketamine-dash demo --patients 1000 --seed 7 --database demo.duckdb
      ketamine-dash demo --remove
    """  # noqa: D301
    target = database_path(database)
    if remove:
        removed = remove_made_up(target, derive_settings(target), now=datetime.now())
        rows = list(removed.items())
        say(
            json.dumps(removed, indent=2)
            if as_json
            else text_table(["Table", "Made-up records removed"], rows)
        )
        return
    watch(target)
    with Progress() as progress:
        report = load_demo(
            target,
            patients=patients,
            seed=seed,
            settings=derive_settings(target),
            progress=progress,
        )
    _tell(report, target, given=database is not None, as_json=as_json)


def refused(output_format: FormatOption = Format.CSV, database: DatabaseOption = None) -> None:
    """List every refused row with its reason.

    Each row comes whole, with its file, line and what to do. Correct the rows in your own system and import
    again: what is there already is recognised.

    \b
    Examples:
      ketamine-dash refused > refused.csv
    """  # noqa: D301
    path = database_path(database)
    say_table(refused_rows(path), output_format.value, made_up=holds_made_up_only(path))
