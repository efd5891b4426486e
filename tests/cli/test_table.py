"""table: the numbers behind a figure, the filters and what it says to words it does not know."""

import csv
import io
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from helpers.database import build

from dash.cli.filters import day, selection_of
from dash.errors import QuestionError
from dash.queries.dimensions import ROUTE
from dash.queries.selection import Selection
from dash.reports.tables import tables
from dash.store.staging import DeriveSettings

Command = Callable[..., Any]


def table(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_every_table_is_named_with_a_line(command: Command) -> None:
    lines = command("table", "--list").out.splitlines()[1:]
    names = [line.split()[0] for line in lines]
    assert {
        "effect_rates",
        "pressure_course",
        "pressure_monthly",
        "selection_counts",
        "patient_readings",
    } <= set(names)
    assert all(len(line.split()) > 2 for line in lines)


@pytest.mark.parametrize(
    ("words", "sessions"),
    [
        ([], 2),
        (["--route", "iv"], 1),
        (["--route", "iv", "--route", "Intranasal"], 2),
        (["--drug", "spravato"], 1),
        (["--phase", "Maintenance"], 1),
        (["--site", "south"], 1),
        (["--from", "2026-01-05", "--to", "2026-01-05"], 1),
        (["--from", "2026-01-06"], 1),
        (["--to", "2026-01-04"], 0),
    ],
)
def test_filters_choose_sessions(command: Command, imported: Path, words: list[str], sessions: int) -> None:
    done = command("table", "selection_counts", *words)
    assert done.code == 0
    assert int(table(done.out)[0]["sessions"]) == sessions


def test_csv_and_json_hold_the_same_rows(command: Command, imported: Path) -> None:
    as_csv = table(command("table", "pressure_events").out)
    as_json = json.loads(command("table", "pressure_events", "--format", "json").out)
    assert [row["session_id"] for row in as_csv] == [row["session_id"] for row in as_json] == ["S1"]
    assert list(as_csv[0]) == list(as_json[0])
    assert as_json[0]["peak_systolic"] == 185


def test_one_patient_by_identifier(command: Command, imported: Path) -> None:
    rows = table(command("table", "patient_readings", "--patient", "P1").out)
    assert [row["systolic"] for row in rows] == ["120", "185"]
    assert all(row["file"] == "export/vitals.csv" and row["line"] for row in rows)


def test_text_from_files_is_no_formula(command: Command, imported: Path) -> None:
    done = command("table", "patient_sessions", "--patient", "P1")
    assert table(done.out)[0]["note"] == "'=1+1"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nonsense"], "selection_counts"),
        ([], "--list"),
        (["selection_counts", "--route", "rectal"], "iv (Intravenous)"),
        (["selection_counts", "--drug", "x"], "esketamine"),
        (["selection_counts", "--phase", "x"], "maintenance"),
        (["selection_counts", "--site", "x"], "north, south"),
        (["selection_counts", "--from", "6.11.2026"], "2026-11-06"),
        (["selection_counts", "--from", "2026-02-01", "--to", "2026-01-01"], "--to"),
        (["patient_readings", "--patient", "nobody"], ""),
        (["patient_readings"], "--patient"),
        (["selection_counts", "--format", "xml"], "csv"),
    ],
)
def test_what_it_does_not_know_it_answers_with_what_it_does(
    command: Command, imported: Path, words: list[str], said: str
) -> None:
    done = command("table", *words)
    assert (done.code, done.out) == (2, "")
    assert said in done.err
    assert "Traceback" not in done.err


@pytest.mark.parametrize(
    ("words", "option", "uses"),
    [
        ("selection_counts --patient P1", "--patient", "--route, --drug"),
        ("effect_rates --patient ZZZ", "--patient", "--site"),
        ("patient_sessions --patient P1 --route iv", "--route", "It uses --patient."),
        ("patient_readings --patient P1 --day 2026-01-05", "--day", "--patient"),
        ("patient_list --route im", "--route", "no filter"),
        ("score_disagreements --from 2026-01-01", "--from", "no filter"),
        ("data_date --drug esketamine --phase other", "--drug, --phase", "no filter"),
        ("serious_effects --patient P1", "--patient", "--route"),
        ("day_list --day 2026-01-05 --site north", "--site", "--day"),
        ("day_list --day 2026-01-05 --patient P1", "--patient", "--day"),
    ],
)
def test_an_option_that_a_table_does_not_use_is_an_error(
    command: Command, imported: Path, words: str, option: str, uses: str
) -> None:
    done = command("table", *words.split())
    assert (done.code, done.out) == (2, "")
    assert f"{option} does not apply to the table {words.split(maxsplit=1)[0]}" in done.err
    assert uses in done.err


def test_tables_about_other_things_than_sessions_take_no_filter(command: Command, imported: Path) -> None:
    """But that of serious effects: a column says which of them the filter holds."""
    for name, question in tables().items():
        if question.scope != "sessions":
            patient = ["--patient", "P1"] if question.scope == "patient" else []
            done = command("table", name, *patient, "--site", "north")
            assert done.code == (0 if name == "serious_effects" else 2)
    assert "in_filter" in command("table", "serious_effects", "--site", "north").out


def test_without_a_database_it_says_how_to_get_one(command: Command) -> None:
    done = command("table", "selection_counts")
    assert done.code == 2
    assert "ketamine-dash import" in done.err


def test_the_last_day_is_included() -> None:
    assert selection_of(first="2026-01-01", last="2026-01-31") == Selection(
        start=date(2026, 1, 1), end=date(2026, 2, 1)
    )
    assert selection_of({ROUTE: ["IV", "iv", "nasal spray"]})[ROUTE] == ("iv", "in")


@pytest.mark.parametrize("text", ["2026-1-1", "20260101", "2026-W01-1", "2026-02-30", "today", ""])
def test_a_day_has_one_spelling(text: str) -> None:
    with pytest.raises(QuestionError):
        day(text, "--from")


def test_the_list_of_a_day(command: Command, imported: Path) -> None:
    """One day by --day or by both ends of a period; anything else is no day."""
    by_day = command("table", "day_list", "--day", "2026-01-05")
    assert by_day.code == 0
    assert by_day.out == command("table", "day_list", "--from", "2026-01-05", "--to", "2026-01-05").out
    rows = {row["patient_id"]: row for row in table(by_day.out)}
    assert {row["listed_by"] for row in rows.values()} == {"last session"}
    assert (rows["P1"]["last_session"], rows["P1"]["peak_systolic"]) == ("2026-01-05", "185")
    assert "P2" not in rows, "a past day lists nobody who was not there"
    assert command("table", "day_list", "--from", "2026-01-05").code == 2
    assert command("table", "day_list", "--day", "2026-01-05", "--to", "2026-01-06").code == 2
    assert command("table", "day_list", "--day", "5 January").code == 2


def test_the_thresholds_are_those_of_the_clinic_beside_the_database(command: Command, tmp_path: Path) -> None:
    """Not those beside another one, whichever folder the command is given in."""
    scores = [
        {"patient_id": "p1", "measured_at": f"2026-01-{day:02d}", "value": value}
        for day, value in ((4, 10), (20, 17))
    ]
    for folder, points in (("north", 5), ("south", 8), ("data", 27)):
        place = tmp_path / folder
        place.mkdir()
        (place / "clinic.toml").write_text(f"[rules.worsening_phq9]\nthreshold = {points}\n")
        sessions = [{"session_id": "s1", "patient_id": "p1", "started_at": "2026-01-05T10:00"}]
        build(place / "sessions.duckdb", {"sessions": sessions, "scores": scores}, DeriveSettings())
    for folder, worse in (("north", "1"), ("south", "0")):
        done = command("table", "outcome_worse_phq9", "--database", tmp_path / folder / "sessions.duckdb")
        assert table(done.out)[0]["worse"] == worse, done
