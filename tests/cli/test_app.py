"""The program around the commands: help, mistakes, pipes, and files that other programs can read."""

import io
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from dash.cli import app, output
from dash.cli.output import Progress, printable
from dash.reports.safe_csv import to_csv

Command = Callable[..., Any]

COMMANDS = ["import", "check", "demo", "table", "rules", "flags", "brief", "refused", "bench"]


def ketamine_dash(*words: str, cwd: Path) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-c", "from dash.cli import main; main()", *words],
        cwd=cwd,
        capture_output=True,
        check=False,
    )


def test_help_names_every_command_and_the_exit_codes(command: Command) -> None:
    done = command("--help")
    assert done.code == 0
    for name in COMMANDS:
        assert f"  {name} " in done.out
    assert "Exit codes: 0 done, 1 done but some rows were refused, 2 nothing done" in done.out


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself_with_examples(command: Command, name: str) -> None:
    done = command(name, "--help")
    assert done.code == 0
    assert "Examples:" in done.out
    assert f"  ketamine-dash {name}" in done.out
    assert "noqa" not in done.out
    assert max(len(line) for line in done.out.splitlines()) <= 100


def test_as_a_program_its_exit_codes_and_streams_hold(export: Path, tmp_path: Path) -> None:
    done = ketamine_dash("import", str(export), "--json", cwd=tmp_path)
    assert done.returncode == 1
    assert done.stderr == b""
    assert json.loads(done.stdout)["import_id"] == 1
    listed = ketamine_dash("refused", cwd=tmp_path)
    assert b"\r" not in listed.stdout
    assert ketamine_dash("table", "nonsense", cwd=tmp_path).returncode == 2
    assert ketamine_dash("import", "nowhere", cwd=tmp_path).stdout == b""


def test_a_pipe_that_is_closed_early_is_no_mistake(tmp_path: Path) -> None:
    ketamine_dash("demo", "--patients", "30", cwd=tmp_path)
    program = subprocess.Popen(
        [sys.executable, "-c", "from dash.cli import main; main()", "table", "effect_sessions"],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert program.stdout is not None
    assert program.stderr is not None
    program.stdout.close()
    assert program.stderr.read() == b""
    program.stderr.close()
    assert program.wait() == 0


def test_a_mistake_of_the_program_shows_no_value_of_a_record(
    monkeypatch: pytest.MonkeyPatch, command: Command
) -> None:
    def broken(*_: object) -> None:
        raise ValueError("P1 weighs 70 kg")

    monkeypatch.setattr("dash.cli.records.refused_rows", broken)
    done = command("refused")
    assert done.code == 2
    assert "ValueError in broken" in done.err
    assert "70 kg" not in done.err + done.out
    monkeypatch.setenv("KETAMINE_DASH_TRACEBACK", "1")
    with pytest.raises(ValueError, match="weighs"):
        command("refused")


@pytest.mark.parametrize(
    "words",
    [
        ["import", "nowhere", "--json"],
        ["check", "--json", "nowhere"],
        ["table", "selection_counts", "--format", "json"],
        ["refused", "--format=json"],
        ["journal", "verify", "--json"],
    ],
)
def test_a_program_that_asks_for_json_gets_the_problem_as_json(command: Command, words: list[str]) -> None:
    done = command(*words)
    assert done.code == 2
    error = json.loads(done.out)["error"]
    assert error["problem"] in done.err
    assert error["fix"] in done.err


def test_main_leaves_with_the_code() -> None:
    with pytest.raises(SystemExit) as left:
        app.main(["nonsense"])
    assert left.value.code == output.NOTHING_DONE


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_text_of_a_record_cannot_steer_a_terminal_and_is_exported_as_it_is(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    frame = pd.DataFrame({"route": ["\x1b]0;pwned\x07\x1b[31mred\x9b2J", "ü, a\nb\tc"]})
    terminal, pipe = Terminal(), io.StringIO()
    for stream in (terminal, pipe):
        monkeypatch.setattr(sys, "stdout", stream)
        output.say_table(frame, "csv", made_up=False)
        output.say("\x1b[31mred")
    assert terminal.getvalue() == 'route\n�]0;pwned��[31mred�2J\n"ü, a\nb\tc"\n�[31mred\n'
    assert pipe.getvalue() == to_csv(frame) + "\x1b[31mred\n"


def test_progress_is_one_line_on_a_terminal_that_goes_away() -> None:
    stream = Terminal()
    with Progress(stream) as progress:
        progress("Reading vitals.csv", 0.5)
        progress("Reading vitals.csv", 0.5)
        progress("Done", 2.0)
    text = stream.getvalue()
    assert text.count("Reading vitals.csv") == 1
    assert " 50%  " in text
    assert "100%  Done" in text
    assert "\n" not in text
    assert text.endswith("\r")


def test_progress_is_silent_elsewhere() -> None:
    stream = io.StringIO()
    with Progress(stream) as progress:
        progress("Reading", 0.5)
    assert stream.getvalue() == ""


def test_control_characters_are_shown_not_obeyed() -> None:
    assert printable("a\x1b[31mb\r\n\tü") == "a�[31mb���ü"
