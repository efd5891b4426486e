"""The command that reproduces a number outside the screen: table."""

from typing import Annotated

import typer

from dash.cli.columns import text_table
from dash.cli.filters import Chosen, day, known, only_options_of, selection_of, with_dimensions
from dash.cli.options import DatabaseOption, Format, FormatOption
from dash.cli.output import say, say_table
from dash.errors import QuestionError
from dash.queries.question import Table
from dash.reports.derived_as_set import require_derived_as_set
from dash.reports.provenance import provenance
from dash.reports.tables import patient_key, run, tables
from dash.rulebook import clinic_path, lies_beside, settings
from dash.store.location import database_path
from dash.store.reading import open_database


@with_dimensions
def table(
    name: Annotated[
        str | None, typer.Argument(metavar="NAME", help="Name of the table.", show_default=False)
    ] = None,
    listed: Annotated[bool, typer.Option("--list", help="Name every table with one line each.")] = False,
    chosen: Chosen | None = None,
    first: Annotated[
        str | None, typer.Option("--from", metavar="DAY", help="First day, such as 2026-01-31.")
    ] = None,
    last: Annotated[
        str | None, typer.Option("--to", metavar="DAY", help="Last day; the day itself is included.")
    ] = None,
    one_day: Annotated[
        str | None,
        typer.Option("--day", metavar="DAY", help="One day: the same as --from DAY --to DAY."),
    ] = None,
    patient: Annotated[
        str | None,
        typer.Option(metavar="ID", help="Identifier of the patient, for the tables about one patient."),
    ] = None,
    output_format: FormatOption = Format.CSV,
    database: DatabaseOption = None,
) -> None:
    """Print the numbers behind a figure.

    The same numbers through the same code as on screen. Without filters they are about all sessions. A filter
    that a table does not use is an error.

    \b
    Examples:
      ketamine-dash table --list
      ketamine-dash table effect_severity --route iv --route in --from 2026-01-01 --to 2026-06-30
      ketamine-dash table patient_readings --patient P-0042 --format json
      ketamine-dash table day_list --day 2026-11-20
    """  # noqa: D301 - \b is for the help screen: it keeps the lines after it as they are
    if listed:
        say(text_table(["Table", "What it holds"], [(one.name, one.line) for one in tables().values()]))
        return
    asked = _table(name)
    chosen = chosen or {}
    given = {one.option: keys for one, keys in chosen.items()}
    days = {"--from": first, "--to": last, "--day": one_day}
    only_options_of(asked, given | days | {"--patient": patient})
    if one_day is not None and (first is not None or last is not None):
        raise QuestionError("--day and a period exclude one another.", fix="Leave out --from and --to.")
    day(one_day, "--day")
    selection = selection_of(chosen, one_day or first, one_day or last)
    place = database_path(database)
    lies_beside(place)
    opened = open_database(place)
    try:
        rules = settings(clinic_path(place))
        require_derived_as_set(opened, rules)
        known(opened, selection)
        frame = run(asked, opened, selection, rules, patient)
        about_one = patient_key(opened, patient) if asked.scope == "patient" else None
        about = provenance(opened, asked, selection, about_one)
    finally:
        opened.close()
    say_table(frame, output_format.value, made_up=about.made_up, about=about.columns())


def _table(name: str | None) -> Table:
    if name is None:
        raise QuestionError("Which table?", fix="Give its name; `ketamine-dash table --list` shows them all.")
    every = tables()
    if name not in every:
        raise QuestionError(f"There is no table {name}.", fix=f"Use one of: {', '.join(every)}.")
    return every[name]
