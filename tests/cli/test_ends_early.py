"""A command that cannot end as it should: what is said then is true, and no fault of the outside is one of the program."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest

from dash.cli import witness

Command = Callable[..., Any]

PROGRAM = [sys.executable, "-c", "from dash.cli import main; main()"]
MISTAKE = "mistake of the program"
AS_BEFORE = "as it was before"
FULL = Path("/dev/full")
on_linux = pytest.mark.skipif(not FULL.exists(), reason="needs /dev/full")
raw_names = pytest.mark.skipif(sys.platform != "linux", reason="file names are text there")


def run_into(stdout: Path, *words: str | bytes, cwd: Path) -> subprocess.CompletedProcess[bytes]:
    with stdout.open("wb") as file:
        return subprocess.run(
            [*PROGRAM, *words], cwd=cwd, stdout=file, stderr=subprocess.PIPE, check=False, timeout=600
        )


def imports(database: Path) -> int:
    with duckdb.connect(str(database), read_only=True) as connection:
        return len(connection.execute("FROM imports").fetchall())


@on_linux
@pytest.mark.parametrize("options", [[], ["--json"]])
def test_a_report_that_goes_to_a_full_disk_does_not_unmake_the_import(
    export: Path, tmp_path: Path, options: list[str]
) -> None:
    done = run_into(FULL, "import", str(export), *options, cwd=tmp_path)
    said = done.stderr.decode()
    assert done.returncode == 1
    assert "No space left on device" in said
    assert "The import itself is done: its rows are in the session database." in said
    assert MISTAKE not in said
    assert AS_BEFORE not in said
    assert "Traceback" not in said
    assert imports(tmp_path / "data/sessions.duckdb") == 1


@on_linux
def test_a_check_whose_report_goes_to_a_full_disk_claims_no_import(export: Path, tmp_path: Path) -> None:
    done = run_into(FULL, "check", str(export), cwd=tmp_path)
    assert done.returncode == 2
    assert b"No space left on device" in done.stderr
    assert b"import itself is done" not in done.stderr


@on_linux
def test_a_full_disk_under_everything_ends_without_a_traceback(export: Path, tmp_path: Path) -> None:
    with FULL.open("wb") as full:
        done = subprocess.run(
            [*PROGRAM, "import", str(export)], cwd=tmp_path, stdout=full, stderr=full, check=False
        )
    assert done.returncode == 1


@raw_names
@pytest.mark.parametrize("options", [[], ["--json"]])
def test_a_name_that_is_no_text_is_shown_by_its_bytes(tmp_path: Path, options: list[str]) -> None:
    folder = os.fsencode(tmp_path) + b"/f\xff"
    Path(os.fsdecode(folder)).mkdir()
    Path(os.fsdecode(folder), "patients.csv").write_text("patient_id\nP1\n", encoding="utf-8")
    Path(os.fsdecode(folder + b"/caf\xe9.csv")).write_text("nothing", encoding="utf-8")
    Path(os.fsdecode(folder + b"/caf\xe9.doc")).write_text("nothing", encoding="utf-8")
    done = run_into(tmp_path / "out.txt", "import", folder, *options, cwd=tmp_path)
    out = (tmp_path / "out.txt").read_text(encoding="utf-8")
    assert (done.returncode, done.stderr) == (0, b"")
    assert out.count("caf\\xe9" if not options else "caf\\\\xe9") == 2
    assert imports(tmp_path / "data/sessions.duckdb") == 1


def test_what_is_said_of_the_database_is_looked_at(tmp_path: Path) -> None:
    database = tmp_path / "clinic.duckdb"
    witness.forget()
    assert witness.true_of_database() == ""
    witness.watch(database)
    assert AS_BEFORE in witness.true_of_database()
    database.write_bytes(b"new")
    assert "its rows are in" in witness.true_of_database()
    witness.forget()


def test_a_mistake_after_the_import_says_that_the_rows_are_in(
    monkeypatch: pytest.MonkeyPatch, command: Command, export: Path
) -> None:
    def broken(*_: object, **__: object) -> str:
        raise ZeroDivisionError

    monkeypatch.setattr("dash.cli.records.as_text", broken)
    done = command("import", export)
    assert done.code == 1
    assert "its rows are in the session database" in done.err
    assert AS_BEFORE not in done.err


def test_a_mistake_before_the_import_says_that_nothing_changed(
    monkeypatch: pytest.MonkeyPatch, command: Command, export: Path
) -> None:
    def broken(*_: object, **__: object) -> str:
        raise ZeroDivisionError

    monkeypatch.setattr("dash.cli.records.import_batches", broken)
    done = command("import", export)
    assert done.code == 2
    assert AS_BEFORE in done.err


@pytest.mark.parametrize(
    "words",
    [
        ["import", "x" * 5000],
        ["check", "x" * 5000],
        ["refused", "--database", "x" * 5000],
        ["refused", "--database", "x" * 300],
        ["demo", "--patients", "1", "--database", "x" * 300],
        ["journal", "list", "--database", "x" * 300],
        ["journal", "verify", "--database", "x" * 300],
        ["brief", "--database", "x" * 300],
        ["flags", "P1", "--database", "x" * 300],
    ],
)
def test_a_name_too_long_for_the_system_is_said_to_be_so(command: Command, words: list[str]) -> None:
    done = command(*words)
    assert done.code == 2
    assert MISTAKE not in done.err
    assert "name too long" in done.err.lower()
    assert "shorter name" in done.err
    assert "free s" not in done.err.lower()


def test_what_the_system_refuses_is_no_mistake_of_the_program(
    monkeypatch: pytest.MonkeyPatch, command: Command
) -> None:
    for error, fix in [
        (PermissionError(13, "Permission denied"), "access rights"),
        (OSError(28, "No space left on device"), "Free some space"),
        (OSError(5, "Input/output error"), "network drive"),
        (OSError("no number"), "Check that"),
        (MemoryError(), "Close other programs"),
    ]:

        def broken(*_: object, error: BaseException = error) -> None:
            raise error

        monkeypatch.setattr("dash.cli.records.refused_rows", broken)
        done = command("refused")
        assert done.code == 2
        assert MISTAKE not in done.err
        assert fix in done.err


class InterruptedBelowError(RuntimeError):
    """As the database engine tells of Ctrl-C."""


def test_ctrl_c_is_told_as_such_whatever_becomes_of_it_below(
    monkeypatch: pytest.MonkeyPatch, command: Command
) -> None:
    def pressed(*_: object) -> None:
        try:
            os.kill(os.getpid(), signal.SIGINT)
            time.sleep(60)
        except KeyboardInterrupt:
            raise InterruptedBelowError("Query interrupted") from None

    monkeypatch.setattr("dash.cli.records.refused_rows", pressed)
    # Whoever started the tests in the background had Ctrl-C ignored.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        done = command("refused")
    finally:
        signal.signal(signal.SIGINT, before)
    assert (done.code, done.out) == (130, "")
    assert "Stopped." in done.err
    assert MISTAKE not in done.err


@pytest.mark.skipif(sys.platform == "win32", reason="sends SIGINT")
def test_ctrl_c_while_rows_are_read_checked_and_written_ends_with_130(tmp_path: Path) -> None:
    """Pressed at many moments of an import; whatever is at work then, it is never a mistake of the program."""
    folder = tmp_path / "large"
    folder.mkdir()
    rows = "\n".join(f"P{i},1980" for i in range(200_000))
    (folder / "patients.csv").write_text(f"patient_id,birth_year\n{rows}\n", encoding="utf-8")
    codes = []
    for moment in range(3):
        program = subprocess.Popen(
            [*PROGRAM, "import", str(folder), "--database", str(tmp_path / f"{moment}.duckdb")],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=tmp_path,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509 - nothing else runs here
        )
        time.sleep(2.0 + moment)
        program.send_signal(signal.SIGINT)
        _, err = program.communicate(timeout=600)
        said = err.decode()
        assert MISTAKE not in said, said
        # Before the program is loaded Python itself answers.
        assert program.returncode in {0, 130, -signal.SIGINT}, said
        codes.append(program.returncode)
        if program.returncode == 130:
            there = (tmp_path / f"{moment}.duckdb").exists()
            assert ("its rows are in" in said) == there, said
            assert (AS_BEFORE in said or said.strip() == "Stopped.") != there, said


@pytest.mark.parametrize("option", ["--to", "--from"])
@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01"])
def test_a_period_may_end_where_the_calendar_does(
    command: Command, imported: Path, option: str, day: str
) -> None:
    done = command("table", "selection_counts", option, day, "--format", "json")
    assert done.code == 0, done.err
    everything = command("table", "selection_counts", "--format", "json")
    expected = json.loads(everything.out)[0]["sessions"]
    inside = (option, day) in {("--to", "9999-12-31"), ("--from", "0001-01-01")}
    assert json.loads(done.out)[0]["sessions"] == (expected if inside else 0)


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01"])
@pytest.mark.parametrize("words", [["flags", "P1"], ["brief"], ["table", "day_list"]])
def test_a_day_without_any_possible_record_is_refused(
    command: Command, imported: Path, words: list[str], day: str
) -> None:
    done = command(*words, "--day", day)
    assert done.code == 2
    assert MISTAKE not in done.err
    assert "1900 to 2200" in done.err


@pytest.mark.parametrize(
    "text",
    [
        "a = " + "[" * 5000 + "]" * 5000,
        "a = " + "{a = " * 3000 + "1" + "}" * 3000,
        "a = " + "9" * 5000,
        "[rules.score_old]\nthreshold = " + "9" * 400,
        "[[dose]]\ndrug = {}\nroute = []\n",
        "[[dose]]\ndrug = 'esketamine'\nroute = 'in'\nunit = []\n",
        "[[interval]]\ndrug = 'esketamine'\nroute = 'in'\nphase = [1]\n",
        "[rules.score_old]\nroutes = [[1]]\n",
        "a = 9999-99-99",
        "[rules]\nx = inf",
        "\x00",
    ],
)
def test_clinic_settings_that_cannot_be_followed_are_said_to_be_so(
    command: Command, tmp_path: Path, export: Path, text: str
) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data/clinic.toml").write_text(text, encoding="utf-8")
    done = command("import", export)
    assert done.code == 2
    assert MISTAKE not in done.err
    assert "clinic.toml" in done.err


@pytest.mark.parametrize("zone", ["Foo/Bar", "XXX-167:59:59"])
def test_an_odd_time_zone_is_no_mistake(export: Path, tmp_path: Path, zone: str) -> None:
    done = subprocess.run(
        [*PROGRAM, "import", str(export)],
        cwd=tmp_path,
        capture_output=True,
        check=False,
        env={**os.environ, "TZ": zone},
    )
    assert done.returncode == 1, done.stderr
    assert MISTAKE.encode() not in done.stderr
