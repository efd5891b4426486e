"""rules and flags: the rulebook and what it finds, outside the screen."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dash.rulebook import clinic_path, load

Command = Callable[..., Any]


def test_every_rule_is_listed_with_threshold_whose_and_source(command: Command) -> None:
    done = command("rules")
    assert done.code == 0
    for rule in load().values():
        (line,) = [line for line in done.out.splitlines() if line.split() and line.split()[0] == rule.id]
        assert rule.limit in line
        assert rule.source in line
        assert ("unconfirmed" in line) or rule.confirmed
    assert "28, 56, 84 mg" in done.out
    assert "clinic's file: none" in done.out


def test_as_json_every_rule_says_whose_value_it_is(command: Command, tmp_path: Path) -> None:
    ours = tmp_path / "ours.toml"
    ours.write_text("[rules.score_old]\nthreshold = 10\n[rules.missing_40]\non = false\n")
    found = json.loads(command("rules", "--json", "--clinic", ours).out)
    rules = {row["id"]: row for row in found["rules"]}
    assert set(rules) == set(load())
    assert (rules["score_old"]["threshold"], rules["score_old"]["default_threshold"]) == (10, 14)
    assert {rule for rule, row in rules.items() if row["whose"] == "clinic"} == {"score_old", "missing_40"}
    assert not rules["missing_40"]["on"]
    assert found["clinic_file"] == str(ours)
    text = command("rules", "--clinic", ours).out
    assert "> 10 days" in text
    assert "clinic, product > 14 days" in text


def test_a_mistake_in_the_file_is_told(command: Command, tmp_path: Path) -> None:
    ours = tmp_path / "ours.toml"
    ours.write_text("[rules.score_odl]\nthreshold = 10\n")
    done = command("rules", "--clinic", ours)
    assert done.code == 2
    assert "ours.toml, line 1" in done.err
    assert "score_old" in done.err
    assert command("rules", "--clinic", tmp_path / "none.toml").code == 2


def test_flags_of_a_patient_name_the_rows_read(command: Command, imported: Path) -> None:
    done = command("flags", "P1", "--day", "2026-01-10")
    assert done.code == 0
    assert "peak_event: Hypertensive event: 185/95 last session" in done.out
    assert "≥ 180/110 mmHg (product)" in done.out
    assert "vitals.csv, line 3" in done.out
    assert "since 2026-01-05" in done.out
    assert "Not measurable:" in done.out
    assert "no medication is recorded" in done.out


def test_flags_as_json_are_the_same(command: Command, imported: Path) -> None:
    found = json.loads(command("flags", "P1", "--day", "2026-01-10", "--json").out)
    assert (found["day"], found["made_up"]) == ("2026-01-10", False)
    one = next(row for row in found["findings"] if row["rule"] == "peak_event")
    assert (one["state"], one["value"], one["since"], one["whose"]) == ("fired", 185, "2026-01-05", "product")
    assert {"systolic", "file", "line"} - set(one["rows"][0]) == {"systolic"}
    assert {row["state"] for row in found["findings"]} == {"fired", "not_fired", "not_measurable"}


def test_before_the_session_there_is_nothing_to_flag(command: Command, imported: Path) -> None:
    found = json.loads(command("flags", "P1", "--day", "2026-01-04", "--json").out)
    fired = [row["rule"] for row in found["findings"] if row["state"] == "fired"]
    assert fired == ["missing_suicidality", "missing_history", "missing_score", "missing_weight"]


def test_the_clinics_file_beside_the_database_counts(command: Command, imported: Path) -> None:
    ours = imported.parent / "clinic.toml"
    ours.write_text("[rules.event_systolic_mmhg]\nthreshold = 190\n")
    try:
        out = command("flags", "P1", "--day", "2026-01-10").out
        assert "act     peak_event: Peak 185/95 last session" in out.split("Not fired")[1]
        counted = command("table", "pressure_quadrants").out
        assert "0" in counted.splitlines()[1]
        ours.write_text("[rules.window_40_min]\nthreshold = 20\n")
        done = command("flags", "P1")
        assert done.code == 2
        assert "derived anew" in done.err
        assert command("table", "data_date").code == 2
    finally:
        ours.unlink()


def test_an_unknown_patient_is_told_without_the_identifier(command: Command, imported: Path) -> None:
    done = command("flags", "secret-name")
    assert done.code == 2
    assert "secret-name" not in done.err


@pytest.mark.parametrize(
    "words", [("brief", "P1", "--out", "one.pdf"), ("table", "day_list"), ("flags", "P1")]
)
def test_the_clinic_file_is_the_one_beside_the_database_named(
    command: Command, imported: Path, tmp_path: Path, words: tuple[str, ...]
) -> None:
    """Not the one beside another database, which the environment or the folder names."""
    named = tmp_path / "elsewhere" / "sessions.duckdb"
    named.parent.mkdir()
    named.write_bytes(imported.read_bytes())
    assert (
        command(*words, "--database", named, *(() if words[0] == "flags" else ("--day", "2026-03-01"))).code
        == 0
    )
    assert clinic_path() == named.parent / "clinic.toml"
