"""The brief from the command line."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pypdf
import pytest

Command = Callable[..., Any]


def pages(path: Path) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in pypdf.PdfReader(path).pages]


@pytest.mark.parametrize(("paper", "width"), [("a4", 210), ("letter", 216)])
def test_patients_named_are_printed_in_order(
    command: Command, imported: Path, tmp_path: Path, paper: str, width: int
) -> None:
    out = tmp_path / "two.pdf"
    done = command("brief", "P2", "P1", "P2", "--day", "2026-03-01", "--paper", paper, "--out", out)
    assert (done.code, done.err) == (0, "")
    first, second = pages(out)
    assert first.startswith("P2 ")
    assert second.startswith("P1 ")
    assert "1 Mar 2026" in first
    assert round(float(pypdf.PdfReader(out).pages[0].mediabox.width) / 72 * 25.4) == width
    # Nothing about a patient stands on the console.
    assert "P1" not in done.out + done.err
    if os.name == "posix":
        assert out.stat().st_mode & 0o777 == 0o600


def test_a_file_that_is_there_is_replaced_and_closed_to_others(
    command: Command, imported: Path, tmp_path: Path
) -> None:
    out = tmp_path / "brief-2026-03-01.pdf"
    out.write_bytes(b"x" * 1_000_000)
    out.chmod(0o644)
    assert command("brief", "P1", "--day", "2026-03-01").code == 0
    assert len(pages(out)) == 1
    if os.name == "posix":
        assert out.stat().st_mode & 0o777 == 0o600


def test_without_patients_everybody_with_an_appointment(command: Command, tmp_path: Path) -> None:
    assert command("demo", "--patients", "60").code == 0
    assert command("brief", "--out", tmp_path / "day.pdf").code == 0
    found = pages(tmp_path / "day.pdf")
    assert found
    assert all("MADE-UP DATA" in text and "Planned" in text for text in found)


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (("P9",), "This patient is not in the database"),
        ((), "Nobody has an appointment on 2026-03-01"),
        (("P1", "--out", "nowhere/x.pdf"), "cannot be written"),
    ],
)
def test_what_cannot_be_printed_is_said(
    command: Command, imported: Path, tmp_path: Path, words: tuple[str, ...], problem: str
) -> None:
    done = command("brief", *words, "--day", "2026-03-01")
    assert done.code == 2
    assert problem in done.err
    assert not list(tmp_path.glob("*.pdf"))
    assert command("brief", "P1", "--day", "soon").code == 2
