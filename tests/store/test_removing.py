"""Made-up patients go, what is real stays: also where both stand in one database, as an earlier version could make it."""

from datetime import datetime
from typing import Any

import duckdb
import pytest

from dash.errors import DashboardError, NothingToUndoError
from dash.store.removing import remove_made_up
from dash.store.staging import DeriveSettings

MADE_UP = {
    "patients": "patient_id | sex | weight_kg\nK-1 | female | 60\nP1 | female | 99",
    "sessions": "session_id | patient_id | started_at | drug | route\nKS | K-1 | 2025-04-01 | esketamine | in",
    "vitals": "session_id | minute | systolic_mmhg\nKS | 40 | 150\nKS | 50 | 950",
}


def remove(clinic: Any) -> dict[str, int]:
    return remove_made_up(
        clinic.path, DeriveSettings(), now=datetime(2026, 1, 31), derive=lambda _connection, _settings: None
    )


def mix(clinic: Any) -> None:
    """Mark the last import as made up, as if a demo had gone into the records of a clinic."""
    with duckdb.connect(str(clinic.path)) as connection:
        connection.execute(
            "UPDATE imports SET made_up = true WHERE import_id = (SELECT max(import_id) FROM imports)"
        ).fetchall()


def test_made_up_patients_among_real_ones(small: Any) -> None:
    """P1 is real: the made-up row of that id had replaced it, and it comes back as it was."""
    small.bring(patients="patient_id | weight_kg\nP1 | 70")
    before = small.everything()
    small.bring(**MADE_UP)
    mix(small)
    assert remove(small) == {"patients": 2, "sessions": 1, "vitals": 1}
    assert small.everything() == before
    assert small.rows("SELECT import_id, made_up FROM undone") == [(3, True)]
    with pytest.raises(NothingToUndoError):
        remove(small)


def test_a_real_row_that_replaced_a_made_up_one_stays(small: Any) -> None:
    small.bring(patients="patient_id | weight_kg\nP1 | 75")
    mix(small)
    small.bring(patients="patient_id | weight_kg\nP1 | 80")
    assert remove(small) == {}
    assert small.rows("SELECT weight_kg FROM patients WHERE patient_id = 'P1'") == [(80,)]


def test_what_is_real_is_never_left_without_its_patient(small: Any) -> None:
    small.bring(**MADE_UP)
    mix(small)
    small.bring(medications="patient_id | medication\nK-1 | lithium")
    before = small.path.read_bytes()
    with pytest.raises(DashboardError, match="1 records that are not made up"):
        remove(small)
    assert small.path.read_bytes() == before


def test_of_a_demo_alone_nothing_is_left(clinic: Any) -> None:
    clinic.bring(**MADE_UP, made_up=True)
    assert remove(clinic) == {"patients": 2, "sessions": 1, "vitals": 1}
    assert not any(clinic.content().values())
    assert clinic.reasons() == []
