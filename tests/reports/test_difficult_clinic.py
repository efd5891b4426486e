"""The clinic of difficult patients: everything is taken in, and every screen's words can be made for everybody."""

from collections.abc import Iterator

import pytest
from helpers.difficult import DAY, build_difficult

from dash.queries.patient_list import patient_list
from dash.reports.brief import make_brief
from dash.reports.day_patients import day_patients
from dash.reports.review import patient_review
from dash.store.reading import Database, open_database
from dash.store.report import ImportReport

Clinic = tuple[ImportReport, Database]


@pytest.fixture(scope="module")
def clinic(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clinic]:
    path = tmp_path_factory.mktemp("difficult") / "sessions.duckdb"
    report = build_difficult(path)
    database = open_database(path)
    yield report, database
    database.close()


def _keys(database: Database) -> dict[str, int]:
    found = patient_list(database, "", 100)
    return dict(zip(found["patient_id"], found["patient_key"].astype(int), strict=True))


def test_every_row_is_taken_in(clinic: Clinic) -> None:
    report, _ = clinic
    assert [(count.file, count.refused) for count in report.files if count.refused] == []
    assert sum(count.accepted for count in report.files) == sum(count.read for count in report.files) > 2400


def test_all_forty_stand_on_the_list_of_the_day(clinic: Clinic) -> None:
    _, database = clinic
    listed = day_patients(database, DAY)
    assert {patient.patient_id for patient in listed.patients} == {f"H-{n:03d}" for n in range(1, 41)}


def test_the_rules_look_at_everybody(clinic: Clinic) -> None:
    _, database = clinic
    for patient_id, key in _keys(database).items():
        assert patient_review(database, key, DAY), patient_id


def test_everybody_has_a_page_on_paper(clinic: Clinic) -> None:
    _, database = clinic
    keys = sorted(_keys(database).values())
    assert len(keys) == 40
    assert make_brief(database, keys, DAY).startswith(b"%PDF")
