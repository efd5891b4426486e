"""What the commands print: results on standard output, everything else on standard error."""

import glob
import io
import json
import os
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TextIO

import pandas as pd
import typer

from dash.errors import DashboardError, os_reason, os_remedy
from dash.reports.safe_csv import to_csv, to_json, with_origin
from dash.rulebook import clinic_path
from dash.store.journal.location import journal_files

DONE = 0
DONE_WITH_REFUSED_ROWS = 1
NOTHING_DONE = 2

_BAR_WIDTH = 28


def say(text: str) -> None:
    """Print a result."""
    _write(text + "\n")


def say_table(
    frame: pd.DataFrame,
    output_format: str,
    *,
    made_up: bool,
    about: Mapping[str, str | int | None] | None = None,
) -> None:
    """Print a table as ``csv`` or ``json``; every row says ``about`` what it is, and whether data are made up."""
    ready = with_origin(frame, made_up=made_up, about=about)
    _write(to_json(ready) + "\n" if output_format == "json" else to_csv(ready))


def _write(text: str) -> None:
    # Text of a record could steer a terminal; into a file or a pipe it goes as it was recorded.
    shown = printable(text, but="\n\t") if sys.stdout.isatty() else text
    try:
        sys.stdout.write(shown)
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader of a pipe has seen enough, as in "... | head".
        _give_up_output()
        raise typer.Exit(DONE) from None
    except OSError as error:
        _give_up_output()
        raise DashboardError(
            f"The result could not be written to where it should go: {os_reason(error)}.",
            fix=os_remedy(error),
        ) from None


def _give_up_output() -> None:
    """Write no more: at exit Python would try, and complain, once more."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def refuse_target(target: Path, option: str, database: Path, sources: Sequence[Path] = ()) -> None:
    """Stop before a result is written over the records, the journal or what is being imported.

    Args:
        target: Where the result is to go.
        option: The option that names it, for the message.
        database: The session database; its journal and the clinic's file beside it are spared too.
        sources: Files and folders with records.

    Raises:
        DashboardError: The target is one of them, under whatever name, or lies in a folder of records.
    """
    place = target.resolve()
    beside = [database.with_name(f"{database.name}{end}") for end in ("", ".wal", ".lock")]
    spared = [*beside, *journal_files(database), clinic_path(database)]
    inside = any(source.is_dir() and place.is_relative_to(source.resolve()) for source in sources)
    if inside or any(_same(place, path) for path in (*spared, *sources)):
        raise DashboardError(
            f"{option} names {target}, which belongs to the records: nothing was written.",
            fix=f"Name a file of its own with {option}, outside the folder that is imported.",
        )


def _same(place: Path, path: Path) -> bool:
    # Two names of one file, as hard links are.
    return place == path.resolve() or (place.exists() and path.exists() and place.samefile(path))


def write_private(target: Path, content: bytes, option: str) -> None:
    """Write a file that holds patients' records, readable for its owner alone from its first byte.

    It is written aside and put in its place whole: whoever looks finds what was there before or all of it.

    Args:
        target: The file.
        content: What it holds.
        option: The option that names it, for the message.

    Raises:
        DashboardError: It cannot be written.
    """
    place = target.resolve()
    try:
        if place.exists() and not place.is_file():
            # A terminal, a pipe, a device: nothing to put in its place.
            place.write_bytes(content)
            return
        aside = place.with_name(f".{place.name}.writing-{os.getpid()}")
        for left in place.parent.glob(f".{glob.escape(place.name)}.writing-*"):
            left.unlink()
        try:
            handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            aside.replace(place)
        finally:
            aside.unlink(missing_ok=True)
    except OSError:
        raise DashboardError(
            f"{target} cannot be written.",
            fix=f"Name another file with {option}, or close the program that shows it.",
        ) from None


def tell(text: str) -> None:
    """Print something that is not the result: a problem, a remark. Where there is no room for it, nobody can be told."""
    with suppress(OSError):
        typer.echo(text, err=True)


def tell_problem(error: DashboardError, *, as_json: bool = False) -> None:
    """Print what is wrong and what to do next, for a program also as a JSON object in place of the result."""
    if as_json:
        said = {"error": {"problem": error.problem, "fix": error.fix}}
        with suppress(typer.Exit, DashboardError):
            say(json.dumps(said, indent=2, ensure_ascii=False))
    tell(f"{printable(error.problem)} {printable(error.fix)}".rstrip())


def printable(text: str, but: str = "") -> str:
    """Return text from a file with control characters shown as �, so that it cannot steer the terminal.

    Args:
        text: The text.
        but: Control characters that stay.
    """
    return "".join(letter if letter.isprintable() or letter in but else "�" for letter in text)


def prepare_streams() -> None:
    """Make output the same on every system: UTF-8 into files and pipes, never a crash on a narrow console."""
    for stream in (sys.stdout, sys.stderr):
        if not isinstance(stream, io.TextIOWrapper):
            continue
        if stream.isatty():
            stream.reconfigure(errors="replace")
        else:
            # A file name need not be text; what is not stands there as \udc.., and is no reason to fail.
            stream.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")


class Progress:
    """A progress bar on one line of standard error; silent where that is not a terminal.

    Call it with what is being done and the share done so far, between 0 and 1.
    """

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream if stream is not None else sys.stderr
        self._shown = self._stream.isatty()
        self._last = ""

    def __call__(self, doing: str, share: float) -> None:
        """Redraw the line where it changed."""
        if not self._shown:
            return
        share = min(max(share, 0.0), 1.0)
        filled = round(share * _BAR_WIDTH)
        line = f"[{'#' * filled}{'.' * (_BAR_WIDTH - filled)}] {share:4.0%}  {printable(doing)[:44]}"
        if line != self._last:
            # Padded, so that a shorter line leaves nothing of the longer one before it.
            self._stream.write("\r" + line.ljust(len(self._last)))
            self._stream.flush()
            self._last = line

    def close(self) -> None:
        """Take the line away."""
        if self._last:
            self._stream.write("\r" + " " * len(self._last) + "\r")
            self._stream.flush()
            self._last = ""

    def __enter__(self) -> "Progress":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
