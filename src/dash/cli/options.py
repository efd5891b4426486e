"""Options that several commands share."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class Format(StrEnum):
    """How a table is printed."""

    CSV = "csv"
    JSON = "json"


DatabaseOption = Annotated[
    Path | None,
    typer.Option(
        "--database",
        metavar="FILE",
        help="The session database. Otherwise KETAMINE_DASH_DATABASE, else data/sessions.duckdb.",
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print the result as JSON, for other programs.")]
FormatOption = Annotated[Format, typer.Option("--format", help="CSV for spreadsheets, JSON for programs.")]
RefusedOption = Annotated[
    Path | None,
    typer.Option(
        "--refused",
        metavar="FILE",
        help="Write all refused rows, each with file, line and reason, into this CSV file.",
        show_default=False,
    ),
]
SourceOption = Annotated[
    str | None,
    typer.Option(
        "--source",
        metavar="NAME",
        help="Name of where these records come from: patient 1 then is NAME:1, and never mixed with another patient 1. "
        "Give the same name at every import of this source.",
        show_default=False,
    ),
]
ConfirmOption = Annotated[
    list[str] | None,
    typer.Option(
        "--confirm",
        metavar="ID",
        help="A patient whose sex or birth year, or a session whose patient, these records may change. May be repeated.",
        show_default=False,
    ),
]
PathsArgument = Annotated[
    list[Path],
    typer.Argument(
        metavar="PATH",
        help="Folders, zip files or single files with session records.",
        show_default=False,
    ),
]
