"""The commands of ``ketamine-dash`` and what happens when one cannot do its work."""

import os
import sys
import traceback
from collections.abc import Sequence
from itertools import pairwise

import typer

from dash.cli import output, witness
from dash.cli.benchmarks import bench
from dash.cli.brief import brief
from dash.cli.export import export
from dash.cli.history import history, undo
from dash.cli.journal import journal
from dash.cli.layout import layout
from dash.cli.open_ import open_
from dash.cli.records import check, demo, import_, refused
from dash.cli.rules import flags, rules
from dash.cli.tables import table
from dash.errors import DashboardError, os_reason, os_remedy

EXIT_CODES = "Exit codes: 0 done, 1 done but some rows were refused, 2 nothing done."
STOPPED = 130

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
app.command()(layout)
app.command()(demo)
app.command()(table)
app.command()(rules)
app.command()(flags)
app.command()(brief)
app.command()(refused)
app.command()(export)
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
    witness.forget()
    with witness.noticing_interrupt() as interrupt:
        try:
            # Leaves by SystemExit, whatever happens: also for help and for options it does not know.
            app(None if arguments is None else list(arguments), prog_name="ketamine-dash")
        except SystemExit as left:
            if left.code == STOPPED:
                return _stopped()
            return left.code if isinstance(left.code, int) else output.DONE
        except KeyboardInterrupt:
            return _stopped()
        except Exception as error:
            if interrupt.pressed:
                # The database engine and the reader of files tell of Ctrl-C by errors of their own.
                return _stopped()
            if os.environ.get("KETAMINE_DASH_TRACEBACK") and not isinstance(error, DashboardError):
                raise
            output.tell_problem(_said_of(error), as_json=_asks_for_json(arguments))
    return output.DONE_WITH_REFUSED_ROWS if witness.changed() else output.NOTHING_DONE


def _stopped() -> int:
    output.tell(f"Stopped. {witness.true_of_database()}".rstrip())
    return STOPPED


def _said_of(error: Exception) -> DashboardError:
    if isinstance(error, DashboardError):
        return witness.in_full(error)
    if isinstance(error, MemoryError):
        return witness.in_full(
            DashboardError(
                "This computer has too little memory left for that.",
                fix="Close other programs, or give fewer files at once, and try again.",
            )
        )
    if isinstance(error, OSError):
        # What the system refuses is no mistake of the program, wherever it comes up.
        place = f" {error.filename}" if isinstance(error.filename, str) else ""
        return witness.in_full(
            DashboardError(
                f"Something could not be read or written: {os_reason(error)}{':' if place else '.'}{place}",
                fix=os_remedy(error),
            )
        )
    return unexpected(error)


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
        f"{witness.true_of_database()}".rstrip(),
        fix="Please report it with the command you gave; set KETAMINE_DASH_TRACEBACK=1 to see all of it (that may "
        "show parts of your data).",
    )
