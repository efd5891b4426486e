"""Made-up records and those of a clinic: what is decided about a database is decided under its lock."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from dash.errors import MadeUpRefusedError
from dash.store import building
from dash.store.imports import import_batches
from dash.store.journal import journal_beside, journal_path
from dash.store.staging import DeriveSettings

MADE_UP = "patient_id|sex\nK-1|female\nK-2|male"
Before = Callable[[Callable[[], object]], None]


@pytest.fixture
def before_the_lock(monkeypatch: pytest.MonkeyPatch) -> Before:
    """Let something else happen once, after the next import was asked for and before it has the lock."""
    locked = building.locked
    waiting: list[Callable[[], object]] = []

    @contextmanager
    def late(database: Path) -> Iterator[None]:
        while waiting:
            waiting.pop()()
        with locked(database):
            yield

    monkeypatch.setattr(building, "locked", late)
    return waiting.append


def patients(clinic: Any) -> list[str]:
    return [name for (name,) in clinic.rows("SELECT patient_id FROM patients ORDER BY ALL")]


def test_records_take_the_place_of_made_up_ones(clinic: Any) -> None:
    clinic.bring(patients=MADE_UP, made_up=True)
    clinic.bring(patients="patient_id\nP1")
    assert patients(clinic) == ["P1"]
    clinic.bring(patients="patient_id\nP2")
    assert patients(clinic) == ["P1", "P2"]


def test_two_imports_at_once_over_made_up_records_lose_none(clinic: Any, before_the_lock: Before) -> None:
    clinic.bring(patients=MADE_UP, made_up=True)
    before_the_lock(lambda: clinic.bring(patients="patient_id\nP1"))
    clinic.bring(patients="patient_id\nP2")
    assert patients(clinic) == ["P1", "P2"]


@pytest.mark.parametrize("there", [True, False])
def test_made_up_records_that_come_after_an_import_are_refused(
    clinic: Any, before_the_lock: Before, there: bool
) -> None:
    if there:
        clinic.bring(patients=MADE_UP, made_up=True)
    before_the_lock(lambda: clinic.bring(patients="patient_id\nP1"))
    with pytest.raises(MadeUpRefusedError, match="not made up"):
        clinic.bring(patients=MADE_UP, made_up=True)
    assert patients(clinic) == ["P1"]


def test_an_import_after_made_up_records_is_kept_alone(clinic: Any, before_the_lock: Before) -> None:
    before_the_lock(lambda: clinic.bring(patients=MADE_UP, made_up=True))
    clinic.bring(patients="patient_id\nP1")
    assert patients(clinic) == ["P1"]


def test_newer_made_up_records_replace_older_ones(clinic: Any) -> None:
    clinic.bring(patients=MADE_UP, made_up=True)
    clinic.bring(patients="patient_id\nK-3", made_up=True)
    assert patients(clinic) == ["K-3"]


def test_refused_rows_of_a_clinic_are_records_too(clinic: Any) -> None:
    clinic.bring(patients="patient_id|weight_kg\nP1|4")
    with pytest.raises(MadeUpRefusedError):
        clinic.bring(patients=MADE_UP, made_up=True)


def test_deriving_anew_keeps_made_up_records(clinic: Any) -> None:
    clinic.bring(patients=MADE_UP, made_up=True)
    import_batches([], clinic.path, DeriveSettings(), now=datetime(2026, 1, 31))
    assert patients(clinic) == ["K-1", "K-2"]
    assert clinic.rows("SELECT bool_and(made_up) FROM imports") == [(True,)]
    clinic.bring(patients="patient_id\nP1")
    assert patients(clinic) == ["P1"]


@pytest.mark.parametrize("damaged", [True, False])
def test_made_up_records_do_not_go_beside_decisions_about_real_ones(clinic: Any, damaged: bool) -> None:
    journal_beside(clinic.path).append("Dr A", "reviewed", "P1", {}, made_up=False)
    if damaged:
        journal_path(clinic.path).write_bytes(b"not a journal" * 100)
    with pytest.raises(MadeUpRefusedError, match="journal"):
        clinic.bring(patients=MADE_UP, made_up=True)
    assert not clinic.path.exists()


def test_decisions_about_made_up_records_do_not_hold_up_a_newer_demo(clinic: Any) -> None:
    journal_beside(clinic.path).append("Dr A", "reviewed", "K-1", {}, made_up=True)
    clinic.bring(patients=MADE_UP, made_up=True)
    assert patients(clinic) == ["K-1", "K-2"]


def test_only_where_there_is_no_database(clinic: Any, before_the_lock: Before) -> None:
    """A page begins with the demo; meanwhile another window has made it."""
    before_the_lock(lambda: clinic.bring(patients="patient_id\nK-3", made_up=True))
    with pytest.raises(MadeUpRefusedError, match="by now"):
        import_batches(
            [], clinic.path, DeriveSettings(), now=datetime(2026, 1, 31), made_up=True, where_absent=True
        )
    assert patients(clinic) == ["K-3"]


def test_behind_a_link_the_file_it_leads_to_is_replaced(
    clinic: Any, make_clinic: Any, tmp_path: Path
) -> None:
    """The link stays a link, the lock is that of the file, and a second way to it finds the same records."""
    away = make_clinic(tmp_path / "away")
    link = clinic.path
    for _ in range(2):
        if not link.is_symlink():
            link.symlink_to(away.path)
        clinic.bring(patients="patient_id\nP1")
    away.bring(patients="patient_id\nP2")
    assert link.is_symlink()
    assert patients(clinic) == patients(away) == ["P1", "P2"]
    assert sorted(path.name for path in link.parent.iterdir()) == ["away", link.name]
    assert (away.path.parent / f"{away.path.name}.lock").exists()
