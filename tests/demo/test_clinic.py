"""The clinic is the same for the same seed, has the size asked for, and is what stands in ``data/demo``."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from helpers.pace import slower

from dash.demo import batches, make_clinic, write_csv
from dash.demo.files import csv_bytes
from dash.errors import QuestionError

if TYPE_CHECKING:
    from tests.demo.conftest import Seen

Tables = Mapping[str, pd.DataFrame]


COMMITTED = Path(__file__).parents[2] / "data" / "demo"


def digest(tables: Tables) -> str:
    return hashlib.sha256(b"".join(csv_bytes(rows) for rows in tables.values())).hexdigest()


def test_the_same_seed_gives_the_same_clinic() -> None:
    assert digest(make_clinic(patients=30, seed=5)) == digest(make_clinic(patients=30, seed=5))
    assert digest(make_clinic(patients=30, seed=5)) != digest(make_clinic(patients=30, seed=6))


def test_the_files_in_the_repository_are_what_the_generator_makes(clinic: Seen) -> None:
    assert {path.stem for path in COMMITTED.glob("*.csv")} == set(clinic.tables)
    for table, rows in clinic.tables.items():
        assert (COMMITTED / f"{table}.csv").read_bytes() == csv_bytes(rows), table
    assert sum(path.stat().st_size for path in COMMITTED.iterdir()) < 2_000_000


def test_it_has_the_size_of_a_clinic(clinic: Seen) -> None:
    sessions = clinic.tables["sessions"]
    assert len(clinic.tables["patients"]) == 250
    assert 2250 <= len(sessions) <= 2750
    days = pd.to_datetime(sessions["started_at"])
    assert days.max().date() == date(2026, 11, 19)
    assert 530 <= (days.max() - days.min()).days <= 549
    assert len(clinic.tables["appointments"]) > 20
    assert clinic.tables["patients"]["patient_id"].str.fullmatch(r"K-\d{4}").all()


def test_all_routes_are_used_and_spray_and_infusion_lead(clinic: Seen) -> None:
    share = clinic.tables["sessions"]["route"].value_counts(normalize=True)
    assert set(share.index[:2]) == {"iv", "in"}
    assert share.index.size == 6
    assert share["iv"] > 0.3
    assert share["in"] > 0.3
    assert share.min() > 0.03


@pytest.mark.parametrize("patients", [1, 2, 3, 10])
def test_small_clinics_work(patients: int) -> None:
    for seed in range(5):
        tables = make_clinic(patients=patients, seed=seed)
        assert len(tables["patients"]) == patients


def test_no_clinic_without_patients() -> None:
    with pytest.raises(QuestionError, match="at least one patient"):
        make_clinic(patients=0)


def test_it_is_made_quickly() -> None:
    """Usual is a tenth of the limit."""
    started = time.process_time()
    make_clinic()
    assert time.process_time() - started < 1.5 * slower()


def test_batches_say_file_and_line_as_the_files_have_them(tmp_path: Path) -> None:
    tables = make_clinic(patients=4, seed=2)
    write_csv(tables, tmp_path)
    batch = batches(tables)
    assert [part.file for part in batch.tables] == [f"demo/{table}.csv" for table in tables]
    for part in batch.tables:
        path = tmp_path / f"{part.table}.csv"
        lines = path.read_text(encoding="utf-8").split("\n")
        rows = part.rows.to_pylist()
        names = [name for name in part.rows.column_names if name != "_line"]
        assert lines[0] == ",".join(names)
        for row in rows:
            assert lines[row["_line"] - 1] == ",".join(row[name] for name in names)
        assert len(lines) == len(rows) + 2  # the header, and nothing after the last line feed
        assert batch.digests[part.file] == hashlib.sha256(path.read_bytes()).hexdigest()
    assert batch.refusals == batch.notes == batch.attached == ()
