"""The command that prints the brief on paper: brief."""

from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from dash.cli.columns import text_table
from dash.cli.filters import day as day_of
from dash.cli.options import DatabaseOption
from dash.cli.output import Progress, refuse_target, say, write_private
from dash.errors import QuestionError
from dash.queries.appointments import appointments
from dash.reports.brief import make_brief
from dash.reports.day_of_review import day_of_review
from dash.reports.derived_as_set import require_derived_as_set
from dash.reports.tables import patient_key
from dash.rulebook import clinic_path, lies_beside, settings
from dash.store.location import database_path
from dash.store.reading import Database, open_database


class PaperSize(StrEnum):
    """Sizes of paper."""

    A4 = "a4"
    LETTER = "letter"


def brief(
    patients: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="PATIENT",
            help="Identifiers of patients; without any, everybody with an appointment on the day.",
            show_default=False,
        ),
    ] = None,
    day: Annotated[
        str | None,
        typer.Option(
            metavar="DAY",
            help="Day of the review, such as 2026-11-20; otherwise the one the dashboard shows.",
        ),
    ] = None,
    paper: Annotated[PaperSize, typer.Option(help="Size of the paper.")] = PaperSize.A4,
    out: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="The PDF to write; otherwise brief-DAY.pdf in this folder."),
    ] = None,
    database: DatabaseOption = None,
) -> None:
    """Write the pre-session brief as PDF, one page a patient.

    Nothing recorded after the day is on the page. The file holds patients' records: it is readable for you alone.

    \b
    Examples:
      ketamine-dash brief K-0147
      ketamine-dash brief K-0147 K-0008 --paper letter --out today.pdf
      ketamine-dash brief --day 2026-11-20
    """  # noqa: D301 - \b is for the help screen: it keeps the lines after it as they are
    place = database_path(database)
    if out is not None:
        refuse_target(out, "--out", place)
    lies_beside(place)
    opened = open_database(place)
    try:
        require_derived_as_set(opened, settings(clinic_path(place)))
        chosen = day_of(day, "--day") or day_of_review(opened, datetime.now().date()).day
        keys = _keys(opened, patients or (), chosen)
        with Progress() as progress:
            made = make_brief(opened, keys, chosen, paper=paper.value, progress=progress)
    finally:
        opened.close()
    target = out or Path(f"brief-{chosen}.pdf")
    write_private(target, made, "--out")
    say(text_table(["File", "Pages", "Day of review"], [(str(target), len(keys), str(chosen))]))


def _keys(database: Database, patients: Sequence[str], day: date) -> list[int]:
    if patients:
        return list(dict.fromkeys(patient_key(database, patient) for patient in patients))
    keys = list(dict.fromkeys(row.patient_key for row in appointments(database, day)))
    if not keys:
        raise QuestionError(
            f"Nobody has an appointment on {day}.", fix="Name patients, or another day with --day."
        )
    return keys
