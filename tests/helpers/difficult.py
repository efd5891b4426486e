"""The clinic of difficult patients: see tests/data/difficult_clinic/README.md."""

from datetime import date, datetime
from pathlib import Path

from dash.readers import reader_for
from dash.store.imports import import_batches
from dash.store.report import ImportReport
from dash.store.staging import DeriveSettings

FOLDER = Path(__file__).parents[1] / "data" / "difficult_clinic"
DAY = date(2026, 12, 1)
"""All 40 patients have an appointment on it."""


def build_difficult(path: Path) -> ImportReport:
    """Import the clinic into a new database, on the morning of its day."""
    batches = reader_for(FOLDER).read(FOLDER)
    return import_batches(batches, path, DeriveSettings(), now=datetime(2026, 12, 1, 7, 0))
