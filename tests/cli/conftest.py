"""A small clinic's export and a way to run commands as a user would."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from dash.cli.app import run

PATIENTS = """\
patient_id,birth_year,sex
P1,1980,female
P2,1975,male
"""
# S3 names a patient that is not there; S4 has a dose of 0.
SESSIONS = """\
session_id,patient_id,started_at,drug,route,dose_mg,phase,site_id,status,elicitation,note,mood
S1,P1,2026-01-05T10:00,racemic_ketamine,iv,40,induction,north,completed,solicited,=1+1,good
S2,P2,2026-02-07T11:00,esketamine,in,56,maintenance,south,completed,solicited,,
S3,P9,2026-02-08T11:00,esketamine,in,56,maintenance,south,completed,solicited,,
S4,P2,2026-02-09T11:00,esketamine,in,0,maintenance,south,completed,solicited,,
"""
VITALS = """\
session_id,minute,systolic_mmhg,diastolic_mmhg
S1,-5,120,80
S1,40,185,95
S2,-5,118,78
S2,40,138,88
S2,60,80,90
"""
EFFECTS = """\
session_id,effect,severity,onset_minute,resolved_minute
S1,dissociation,moderate,10,60
S2,cold hands,mild,20,50
"""


@dataclass(frozen=True)
class Outcome:
    code: int
    out: str
    err: str


Command = Callable[..., Outcome]


def write_export(parent: Path) -> Path:
    folder = parent / "export"
    folder.mkdir()
    tables = {"patients": PATIENTS, "sessions": SESSIONS, "vitals": VITALS, "side_effects": EFFECTS}
    for name, text in tables.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def export(tmp_path: Path) -> Path:
    """A folder of CSV files with three rows that must be refused."""
    return write_export(tmp_path)


@pytest.fixture(scope="session")
def _imported_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    parent = tmp_path_factory.mktemp("imported")
    database = parent / "clinic.duckdb"
    run(["import", str(write_export(parent)), "--database", str(database)])
    return database


@pytest.fixture
def imported(command: Command, monkeypatch: pytest.MonkeyPatch, _imported_once: Path) -> Path:
    """The export in a database that commands use by themselves. Only to be read."""
    monkeypatch.setenv("KETAMINE_DASH_DATABASE", str(_imported_once))
    return _imported_once


@pytest.fixture
def command(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Command:
    """Run a command in an empty folder; the database is data/sessions.duckdb in it unless given."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("KETAMINE_DASH_DATABASE", raising=False)

    def given(*words: str | Path) -> Outcome:
        capsys.readouterr()
        code = run([str(word) for word in words])
        captured = capsys.readouterr()
        return Outcome(code, captured.out, captured.err)

    return given
