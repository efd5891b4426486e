"""The commands of ``ketamine-dash`` and what happens when one cannot do its work."""

import os
import sys
import traceback
from collections.abc import Sequence
from itertools import pairwise

import typer

from dash.cli import output
from dash.cli.benchmarks import bench
from dash.cli.brief import brief
from dash.cli.history import history, undo
from dash.cli.journal import journal
from dash.cli.open_ import open_
from dash.cli.records import check, demo, import_, refused
from dash.cli.rules import flags, rules
from dash.cli.tables import table
from dash.errors import DashboardError

EXIT_CODES = "Exit codes: 0 done, 1 done but some rows were refused, 2 nothing done."

app = typer.Typer(
    name="ketamine-dash",
    help="Side effects, blood pressure and outcomes of ketamine and esketamine sessions, "
    "from the clinic's own records, on this computer. Nothing leaves it.\n\n"
    f"{EXIT_CODES}\n\n"
    "To open the dashboard itself: ketamine-dash open",
    # Plain help: it reads the same on every console, in a pipe and through a screen reader.
    rich_markup_mode=None,
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
app.command("open")(open_)
app.command("import", epilog=EXIT_CODES)(import_)
app.command(epilog=EXIT_CODES)(check)
app.command()(demo)
app.command()(table)
app.command()(rules)
app.command()(flags)
app.command()(brief)
app.command()(refused)
app.command()(history)
app.command()(undo)
app.command()(bench)
app.add_typer(journal)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command and leave with its exit code.

    Raises:
        SystemExit: Always, with 0, 1 or 2 as above, or 130 after Ctrl-C.
    """
    output.prepare_streams()
    sys.exit(run(arguments))


def run(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code."""
    try:
        # Leaves by SystemExit, whatever happens: also for help and for options it does not know.
        app(None if arguments is None else list(arguments), prog_name="ketamine-dash")
    except SystemExit as left:
        return left.code if isinstance(left.code, int) else output.DONE
    except DashboardError as error:
        output.tell_problem(error, as_json=_asks_for_json(arguments))
    except Exception as error:
        if os.environ.get("KETAMINE_DASH_TRACEBACK"):
            raise
        output.tell_problem(unexpected(error), as_json=_asks_for_json(arguments))
    return output.NOTHING_DONE


def _asks_for_json(arguments: Sequence[str] | None) -> bool:
    words = sys.argv[1:] if arguments is None else list(arguments)
    return "--json" in words or "--format=json" in words or ("--format", "json") in pairwise(words)


def unexpected(error: Exception) -> DashboardError:
    """Return what to say about a mistake of the program: its kind and place, never its text.

    The text of an exception from below may quote a row of a file.
    """
    place = traceback.extract_tb(error.__traceback__)[-1]
    return DashboardError(
        f"This is a mistake of the program ({type(error).__name__} in {place.name}, line {place.lineno}). "
        "The session database is as it was before.",
        fix="Please report it with the command you gave; set KETAMINE_DASH_TRACEBACK=1 to see all of it (that may "
        "show parts of your data).",
    )
