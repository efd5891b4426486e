"""The command that measures: bench."""

from pathlib import Path
from typing import Annotated

import typer

from dash.cli.columns import text_table
from dash.cli.options import JsonOption
from dash.cli.output import Progress, say


def bench(
    sessions: Annotated[
        int, typer.Option(min=1000, help="Sessions in the database that is made.")
    ] = 1_000_000,
    database: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Measure this database as it is; where there is no such file, make the data there and keep it.",
        ),
    ] = None,
    comparison: Annotated[
        bool, typer.Option("--compare/--no-compare", help="Also ask pandas and SQLite the same questions.")
    ] = True,
    as_json: JsonOption = False,
) -> None:
    """Measure how fast this computer is.

    Makes its own data (about half a minute per million sessions), asks every question with many filters, asks
    pandas and SQLite the same and checks that the answers agree, imports CSV files and measures memory. Takes
    some minutes; nothing is written but what you see.

    \b
    Examples:
      ketamine-dash bench
      ketamine-dash bench --sessions 100000 --json > bench.json
    """  # noqa: D301 - \b is for the help screen: it keeps the lines after it as they are
    # Imported here: the other commands start faster without.
    from dash.bench.report import machine_line, tables
    from dash.bench.run import run

    with Progress() as progress:
        document = run(sessions, database, comparison=comparison, progress=progress)
    if as_json:
        import orjson

        say(orjson.dumps(document, option=orjson.OPT_INDENT_2).decode())
        return
    say(machine_line(document))
    for title, heads, rows in tables(document):
        say(f"\n{title}\n{text_table(heads, rows)}")
