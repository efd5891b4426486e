"""Six sets of spreadsheets as clinics make them, each with its truth: read after answering just what the files leave open."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from dash.cli.app import app

SHARED = Path(__file__).parents[3] / "shared"
SETS = SHARED / "data" / "spreadsheets"
ANSWERS = {
    "uk_infusion_log": {"clock-numbers": "yes"},
    "us_clinic_tracker": {"dose-unit: dose": "mg", "before-dose": "yes"},
    "sheet_per_patient": {},
    "infusions_and_questionnaires": {"score-time: moaa/s low": "day"},
    "google_form_export": {
        "last-reading: blood pressure at discharge": "time fit to leave",
        "sent-twice": "first",
    },
    "spravato_log": {"hour-reading: bp 2h": "minute", "onset-numbers": "minutes"},
}
"""What a person must say of each set: as many questions as its truth names as not decidable from the file."""

pytestmark = pytest.mark.skipif(
    not SETS.is_dir(), reason="the reference spreadsheets are not beside the project"
)


def run(*arguments: str) -> str:
    result = CliRunner().invoke(app, list(arguments))
    assert result.exit_code in {0, 1}, (arguments, result.output, result.exception)
    return result.output


@pytest.mark.parametrize("name", sorted(ANSWERS))
def test_equals_its_truth(name: str, tmp_path: Path) -> None:
    truth = json.loads((SETS / name / "truth.json").read_text(encoding="utf-8"))
    source, database = str(SETS / name / "files"), str(tmp_path / "sessions.duckdb")

    asked = json.loads(run("layout", source, "--database", database, "--json"))
    still_open = [one["question"] for one in asked["questions"] if one["settled"] is None]
    assert sorted(still_open) == sorted(ANSWERS[name])
    assert len(still_open) == sum(not one["decidable_from_file"] for one in truth["questions"])

    answers = [part for key, choice in ANSWERS[name].items() for part in ("--answer", f"{key}={choice}")]
    told = json.loads(run("layout", source, "--database", database, "--json", *answers))
    assert told["kept"]
    report = json.loads(run("import", source, "--database", database, "--json"))
    # Each message begins with its cell, or with the first cell of its row.
    refused = {reason["message"].partition(":")[0].partition(" (")[0] for reason in report["reasons"]}
    assert refused == {one["where"] for one in truth["refused"]}

    run("export", str(tmp_path / "out"), "--database", database)
    compared = subprocess.run(
        [
            sys.executable,
            SHARED / "tools" / "compare_import.py",
            "--truth",
            SETS / name,
            "--got",
            tmp_path / "out",
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert compared.returncode == 0, compared.stdout + compared.stderr

    again = json.loads(run("import", source, "--database", database, "--json"))
    assert sum(file["accepted"] for file in again["files"]) == 0
