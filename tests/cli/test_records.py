"""import, check, demo and refused: counts that add up, exit codes, and what stays untouched."""

import csv
import hashlib
import io
import json
import os
from collections.abc import Callable
from itertools import product
from pathlib import Path
from typing import Any

import duckdb
import pytest

from dash.store.journal import journal_beside

Command = Callable[..., Any]

DATABASE = Path("data/sessions.duckdb")


def table(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_an_import_with_refused_rows_ends_with_1_and_says_which(command: Command, export: Path) -> None:
    done = command("import", export)
    assert done.code == 1
    assert done.err == ""
    counts = {
        tuple(line.split()[:2]): line.split()[2:] for line in done.out.splitlines() if "export/" in line
    }
    assert counts["export/sessions.csv", "sessions"] == ["4", "2", "2", "0"]
    assert counts["export/vitals.csv", "vitals"] == ["5", "4", "1", "0"]
    assert "Total" in done.out
    assert "ketamine-dash refused >" in done.out
    assert "mood" in done.out
    assert "effect: cold hands" in done.out


def test_importing_again_changes_nothing_and_says_so(command: Command, export: Path) -> None:
    command("import", export)
    again = json.loads(command("import", export, "--json").out)
    for count in again["files"]:
        assert count["read"] == count["accepted"] + count["refused"] + count["already_there"]
        assert count["accepted"] == 0


def test_a_clean_import_ends_with_0(command: Command, export: Path) -> None:
    for name in ("sessions", "vitals", "side_effects"):
        (export / f"{name}.csv").unlink()
    done = command("import", export)
    assert done.code == 0
    assert "No row was refused" in done.out


def test_files_of_one_name_are_kept_apart(command: Command, tmp_path: Path) -> None:
    """Every row knows which of the two files it comes from, and each file has its own digest."""
    months = {"2026-10": "patient_id\nP1\nP2\n", "2026-11": "patient_id,weight_kg\nP3,70\nP4,4\n"}
    paths = []
    for month, text in months.items():
        paths.append(tmp_path / month / "patients.csv")
        paths[-1].parent.mkdir()
        paths[-1].write_text(text, encoding="utf-8")
    report = json.loads(command("import", *paths, "--json").out)
    assert [(count["file"], count["read"], count["refused"]) for count in report["files"]] == [
        ("2026-10/patients.csv", 2, 0),
        ("2026-11/patients.csv", 2, 1),
    ]
    assert [(row["file"], row["line"]) for row in table(command("refused").out)] == [
        ("2026-11/patients.csv", "3")
    ]
    with duckdb.connect(str(DATABASE), read_only=True) as connection:
        digests = connection.execute("SELECT sha256 FROM import_files ORDER BY file_id").fetchall()
        found = connection.execute(
            "SELECT patient_id, file, line FROM patients JOIN import_files USING (file_id) ORDER BY ALL"
        ).fetchall()
    assert digests == [(hashlib.sha256(text.encode()).hexdigest(),) for text in months.values()]
    assert found == [
        ("P1", "2026-10/patients.csv", 2),
        ("P2", "2026-10/patients.csv", 3),
        ("P3", "2026-11/patients.csv", 2),
    ]


def test_an_impossible_weight_of_a_domain_is_listed_and_costs_nothing_else(
    command: Command, tmp_path: Path
) -> None:
    """Two months of one name: the second holds a weight of 500 kg."""
    for month, weight in (("m1", 80), ("m2", 500)):
        folder = tmp_path / month / "sdtm"
        folder.mkdir(parents=True)
        files = {
            "dm": f"STUDYID,DOMAIN,USUBJID,SEX\nX,DM,{month}P,F\n",
            "ex": "STUDYID,DOMAIN,USUBJID,EXSEQ,EXTRT,EXDOSE,EXDOSU,EXROUTE,EXSTDTC\n"
            f"X,EX,{month}P,1,ESKETAMINE,56,mg,NASAL,2026-01-05\n",
            "vs": "STUDYID,DOMAIN,USUBJID,VSTESTCD,VSORRES,VSORRESU,VSDTC\n"
            f"X,VS,{month}P,SYSBP,120,mmHg,2026-01-05\nX,VS,{month}P,DIABP,80,mmHg,2026-01-05\n"
            f"X,VS,{month}P,WEIGHT,{weight},kg,2026-01-05\n",
        }
        for name, text in files.items():
            (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    report = json.loads(command("import", tmp_path / "m1/sdtm", tmp_path / "m2/sdtm", "--json").out)
    refused = {(count["file"], count["table"]): count["refused"] for count in report["files"]}
    assert refused["m2/sdtm/vs.csv", "vitals"] == 1
    assert sum(refused.values()) == 1
    (row,) = table(command("refused").out)
    assert (row["file"], row["line"], row["reason"]) == ("m2/sdtm/vs.csv", "4", "weight_kg_out_of_range")
    with duckdb.connect(str(DATABASE), read_only=True) as connection:
        joined = connection.execute("SELECT * FROM joined_lines").fetchall()
    assert len(joined) == len(set(joined))


def test_a_path_given_twice_is_read_once_and_said(command: Command, export: Path) -> None:
    assert "export: Given twice: read once." in command("check", export, export).out
    report = json.loads(command("import", export, export, "--json").out)
    assert [count["read"] for count in report["files"] if count["table"] == "sessions"] == [4]


def test_check_reports_the_same_and_writes_nothing(command: Command, export: Path) -> None:
    checked = command("check", export, "--json")
    assert not DATABASE.exists()
    imported = command("import", export, "--json")
    assert checked.code == imported.code == 1
    assert json.loads(checked.out)["files"] == json.loads(imported.out)["files"]
    before = DATABASE.read_bytes()
    assert command("check", export).code == 1
    assert DATABASE.read_bytes() == before


@pytest.mark.parametrize("name", ["check", "import"])
def test_a_report_says_which_lines_are_bad(command: Command, export: Path, name: str) -> None:
    (export / "patients.csv").write_text(
        "patient_id,sex\nP1,female\nP2,male\n" + "".join(f"X{n},fem\n" for n in range(7)), encoding="utf-8"
    )
    report = json.loads(command("check", export, "--json").out)
    (words,) = (one for one in report["reasons"] if one["message"].startswith("sex is not"))
    first = [f"export/patients.csv:{line}" for line in range(4, 9)]
    assert words["tables"] == [{"table": "patients", "rows": 7, "first": first}]
    text = command(name, export).out
    assert f"patients: {', '.join(first)} and 2 more" in text
    assert "sessions: export/sessions.csv:5" in text


def test_check_lists_the_refused_rows_in_a_file(command: Command, export: Path, tmp_path: Path) -> None:
    (export / "patients.csv").write_text("patient_id,sex\n=P1,f?\nP2,male\n", encoding="utf-8")
    (export / "scores.csv").write_text("", encoding="utf-8")
    target = tmp_path / "refused.csv"
    for name in ("check", "import"):
        assert command(name, export, "--refused", target).code == 1
        listed = table(target.read_text(encoding="utf-8"))
        assert list(listed[0]) == ["file", "line", "table_name", "reason", "message", "raw"]
        places = [(row["file"], row["line"], row["table_name"]) for row in listed]
        assert places[0] == ("export/patients.csv", "2", "patients")
        assert ("export/scores.csv", "", "scores") in places
        assert json.loads(listed[0]["raw"]) == {"patient_id": "=P1", "sex": "f?"}
        assert target.stat().st_mode & 0o777 == 0o600
        target.unlink()
    before = DATABASE.read_bytes()
    failed = command("import", export, "--refused", tmp_path / "nowhere/refused.csv")
    assert failed.code == 2
    assert "--refused" in failed.err
    assert DATABASE.read_bytes() == before


def test_every_row_of_a_file_that_cannot_be_read_is_counted_and_kept(command: Command, export: Path) -> None:
    sessions = "session_id,patient_id,started_at,drug,rout\n"
    (export / "sessions.csv").write_text(
        sessions + "S1,P1,2026-01-05,esketamine,in\n" * 500, encoding="utf-8"
    )
    (export / "vitals.csv").write_text("session_id;minute\nS1;5\n", encoding="utf-16")
    report = json.loads(command("import", export, "--json").out)
    counts = {count["table"]: (count["read"], count["refused"]) for count in report["files"]}
    assert (counts["sessions"], counts["vitals"]) == ((500, 500), (1, 1))
    (reason,) = (one for one in report["reasons"] if one["reason"] == "missing_column")
    assert "rout (perhaps route)" in reason["message"]
    assert reason["tables"][0]["first"][:2] == ["export/sessions.csv:2", "export/sessions.csv:3"]
    kept = [row for row in table(command("refused").out) if row["table_name"] in {"sessions", "vitals"}]
    assert [row["line"] for row in kept] == [*map(str, range(2, 502)), "2"]
    assert {row["raw"] for row in kept} == {"S1,P1,2026-01-05,esketamine,in", "S1;5"}


def test_refused_rows_come_whole_with_file_line_and_reason(command: Command, export: Path) -> None:
    command("import", export)
    listed = table(command("refused").out)
    assert {(row["file"], row["line"], row["reason"]) for row in listed} >= {
        ("export/sessions.csv", "4", "unknown_patient")
    }
    assert len(listed) == 3
    assert all(row["message"] and row["raw"] for row in listed)
    as_json = json.loads(command("refused", "--format", "json").out)
    assert len(as_json) == 3
    assert "data_origin" not in as_json[0]


def test_nothing_is_done_and_the_exit_code_is_2(command: Command, export: Path, tmp_path: Path) -> None:
    missing = command("import", tmp_path / "nowhere")
    assert (missing.code, missing.out) == (2, "")
    assert "There is nothing at" in missing.err
    # One path that is not there stops the whole import before it starts.
    assert command("import", export, tmp_path / "nowhere").code == 2
    (tmp_path / "empty").mkdir()
    assert command("import", tmp_path / "empty").code == 2
    assert command("refused").code == 2
    assert command("import").code == 2
    assert command("nonsense").code == 2
    assert not DATABASE.exists()


def test_the_database_can_be_named_by_option_or_environment(
    command: Command, export: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KETAMINE_DASH_DATABASE", str(tmp_path / "from_environment.duckdb"))
    command("import", export)
    assert (tmp_path / "from_environment.duckdb").exists()
    done = command("import", export, "--database", tmp_path / "named.duckdb")
    assert (tmp_path / "named.duckdb").exists()
    assert f'refused --database "{tmp_path / "named.duckdb"}"' in done.out


def test_the_demo_is_made_up_and_says_so_everywhere(command: Command) -> None:
    done = command("demo", "--patients", "3", "--seed", "5")
    assert done.code in (0, 1)
    listed = table(command("table", "selection_counts").out)
    assert listed[0]["data_origin"] == "made-up data"
    assert listed[0]["patients_total"] == "3"


def test_another_demo_replaces_the_demo(command: Command) -> None:
    command("demo", "--patients", "3", "--seed", "5")
    command("demo", "--patients", "4", "--seed", "6")
    assert table(command("table", "selection_counts").out)[0]["patients_total"] == "4"
    assert sorted(path.name for path in Path("data").iterdir() if not path.name.endswith(".lock")) == [
        "sessions.duckdb"
    ]


def test_real_records_take_the_place_of_the_demo(command: Command, export: Path) -> None:
    command("demo", "--patients", "3")
    assert command("check", export).code == 1
    assert table(command("table", "selection_counts").out)[0]["patients_total"] == "3"
    assert command("import", export).code == 1
    counts = table(command("table", "selection_counts").out)[0]
    assert counts["patients_total"] == "2"
    assert "data_origin" not in counts


def test_an_import_that_fails_leaves_the_demo(command: Command, tmp_path: Path) -> None:
    command("demo", "--patients", "3")
    before = DATABASE.read_bytes()
    assert command("import", tmp_path / "nowhere").code == 2
    (tmp_path / "empty").mkdir()
    assert command("import", tmp_path / "empty").code == 2
    assert DATABASE.read_bytes() == before


@pytest.mark.parametrize("text", ["sex\nfemale\n", "patient_id,weight_kg\nP1,4\n", "patient_id\n"])
def test_an_import_without_an_accepted_row_leaves_the_demo(
    command: Command, tmp_path: Path, text: str
) -> None:
    command("demo", "--patients", "3")
    before = DATABASE.read_bytes()
    (tmp_path / "patients.csv").write_text(text, encoding="utf-8")
    done = command("import", tmp_path / "patients.csv")
    assert done.code == 2
    assert "nothing was changed" in done.out
    assert "patients.csv" in done.out
    report = json.loads(command("import", tmp_path / "patients.csv", "--json").out)
    assert not report["written"]
    assert DATABASE.read_bytes() == before


def test_the_demo_never_goes_into_the_records_of_a_clinic(command: Command, export: Path) -> None:
    command("import", export)
    before = DATABASE.read_bytes()
    refused = command("demo")
    assert refused.code == 2
    assert "not made up" in refused.err
    assert DATABASE.read_bytes() == before


@pytest.mark.parametrize("name", ["import", "check", "demo", "refused", "table"])
def test_a_folder_named_as_database_is_said_to_be_one(
    command: Command, export: Path, tmp_path: Path, name: str
) -> None:
    words = {"import": [export], "check": [export], "table": ["selection_counts"]}.get(name, [])
    done = command(name, *words, "--database", tmp_path)
    assert done.code == 2
    assert "is a folder" in done.err
    assert "sessions.duckdb" in done.err
    assert "Move the file" not in done.err


@pytest.mark.parametrize("words", [["import"], ["check"]])
def test_a_damaged_database_is_said_without_a_traceback(
    command: Command, export: Path, words: list[str]
) -> None:
    DATABASE.parent.mkdir()
    DATABASE.write_bytes(b"not a database" * 1000)
    done = command(*words, export)
    assert done.code == 2
    assert "Traceback" not in done.err
    assert DATABASE.read_bytes() == b"not a database" * 1000


TAKEN = [
    "data/sessions.duckdb", "data/sessions.duckdb.lock", "data/sessions.journal.sqlite", "data/sessions.journal.head",
    "data/clinic.toml", "export/patients.csv", "export/refused.csv", "link.csv", "hard.csv",
]  # fmt: skip


def test_refused_rows_never_go_over_the_records(command: Command, export: Path, tmp_path: Path) -> None:
    """Neither under their own name nor under another one of the same file."""
    command("import", export)
    journal_beside(DATABASE).append("Dr A", "reviewed", "P1", {}, made_up=False)
    (tmp_path / "link.csv").symlink_to(DATABASE.resolve())
    (tmp_path / "hard.csv").hardlink_to(DATABASE)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    for name, target in product(("check", "import"), TAKEN):
        done = command(name, export, "--refused", target)
        assert done.code == 2
        assert "--refused" in done.err
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


def test_the_brief_never_goes_over_the_records(command: Command, imported: Path) -> None:
    before = imported.read_bytes()
    done = command("brief", "P1", "--out", imported)
    assert done.code == 2
    assert "--out" in done.err
    assert imported.read_bytes() == before


def test_refused_rows_are_put_in_place_whole(
    command: Command, export: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What stood there is there until the new list is, which is its owner's alone from the first byte."""
    target = tmp_path / "refused.csv"
    target.write_text("older", encoding="utf-8")
    target.chmod(0o644)
    (tmp_path / ".refused.csv.writing-1").write_text("left by one that was killed", encoding="utf-8")
    synced = os.fsync
    seen: list[tuple[str, int]] = []

    def look(handle: int) -> None:
        seen.extend(
            (path.name, path.stat().st_mode & 0o777) for path in tmp_path.glob(".refused.csv.writing-*")
        )
        assert target.read_text(encoding="utf-8") == "older"
        synced(handle)

    monkeypatch.setattr("dash.cli.output.os.fsync", look)
    command("check", export, "--refused", target)
    assert [mode for _, mode in seen] == [0o600]
    assert target.stat().st_mode & 0o777 == 0o600
    assert len(table(target.read_text(encoding="utf-8"))) == 3
    assert not list(tmp_path.glob(".refused*"))


def test_made_up_patients_can_be_removed(command: Command) -> None:
    command("demo", "--patients", "3")
    removed = json.loads(command("demo", "--remove", "--json").out)
    assert removed["patients"] == 3
    assert table(command("table", "selection_counts").out)[0]["patients_total"] == "0"
    assert command("demo", "--remove").code == 2
