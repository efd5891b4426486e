"""How fast the project's own CSV format is imported: reading, validation, provenance and derived tables included."""

import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from dash.bench.data import make_bench_database
from dash.readers import reader_for
from dash.store.imports import import_batches
from dash.store.reading import Database, open_database
from dash.store.staging import DeriveSettings

# One statement per file: the columns of the data format, times as text. Ordered by line, as a clinic's export would be.
_FILES: Mapping[str, str] = {
    "patients": "SELECT * EXCLUDE (file_id, line) FROM patients WHERE $first <= line AND line < $end ORDER BY line",
    "sessions": """
        SELECT session_id, patient_id,
               CASE WHEN started_has_time THEN strftime(started_at, '%Y-%m-%dT%H:%M')
                    ELSE strftime(started_at, '%Y-%m-%d') END AS started_at,
               drug, route, dose_mg, weight_kg, infusion_minutes, strftime(ended_at, '%Y-%m-%dT%H:%M') AS ended_at,
               strftime(ready_at, '%Y-%m-%dT%H:%M') AS ready_at, phase, site_id, clinician_id, lot_number, status,
               elicitation, note
        FROM sessions WHERE $first <= line AND line < $end ORDER BY line""",
    "vitals": """
        SELECT session_id, "minute", time_point, position, systolic_mmhg, diastolic_mmhg, heart_rate_bpm, spo2_percent
        FROM vitals WHERE $first <= line AND line < $end ORDER BY line""",
    "side_effects": """
        SELECT session_id, effect, severity, onset_minute, resolved_minute, serious_important_event, action
        FROM side_effects WHERE $first <= line AND line < $end ORDER BY line""",
    "scores": """
        SELECT patient_id, strftime(measured_at, '%Y-%m-%d') AS measured_at, instrument, item, value, recall_window
        FROM scores WHERE $first <= line AND line < $end ORDER BY line""",
}
_LINES_AT_A_TIME = 500_000


@dataclass(frozen=True)
class ImportSpeed:
    """What one import of a folder of CSV files took.

    Attributes:
        rows: Rows read from all files.
        refused: Rows refused.
        megabytes: Size of the files.
        seconds: From the first file opened to the new database in place.
        rows_per_second: ``rows / seconds``.
    """

    rows: int
    refused: int
    megabytes: float
    seconds: float
    rows_per_second: float

    def as_dict(self) -> dict[str, Any]:
        """Return the fields by name."""
        return asdict(self)


def import_speed(folder: Path, *, sessions: int = 100_000, seed: int = 2, repeats: int = 3) -> ImportSpeed:
    """Write the records of a made-up clinic as CSV files and import them into a new database; the middle of some runs.

    Args:
        folder: An empty folder to work in.
        sessions: Sessions in the files; each comes with about nine rows in all.
        seed: Seed of the made-up clinic.
        repeats: How often to import them, each time into a new database.
    """
    source = folder / "source.duckdb"
    make_bench_database(source, sessions, seed)
    database = open_database(source)
    try:
        export = write_csv_folder(database, folder / "export")
    finally:
        database.close()
    runs = [timed_import(export, folder / f"imported-{number}.duckdb") for number in range(repeats)]
    return sorted(runs, key=lambda run: run.seconds)[repeats // 2]


def write_csv_folder(database: Database, folder: Path) -> Path:
    """Write the records of a database as a folder of CSV files in the project's own format."""
    folder.mkdir()
    for table, sql in _FILES.items():
        last = database.rows(f"SELECT coalesce(max(line), 0) FROM {table}", {})[0][0]  # noqa: S608 - names from above
        for first in range(0, last + 1, _LINES_AT_A_TIME):
            part = database.frame(sql, {"first": first, "end": first + _LINES_AT_A_TIME})
            part.to_csv(folder / f"{table}.csv", mode="a", header=first == 0, index=False)
    return folder


def timed_import(folder: Path, target: Path) -> ImportSpeed:
    """Import a folder into a database and return how long it took."""
    size = sum(file.stat().st_size for file in folder.iterdir())
    begin = time.perf_counter()
    report = import_batches(reader_for(folder).read(folder), target, DeriveSettings(), now=datetime.now())
    seconds = time.perf_counter() - begin
    rows = sum(count.read for count in report.files)
    refused = sum(count.refused for count in report.files)
    return ImportSpeed(rows, refused, size / 1024**2, seconds, rows / seconds)
