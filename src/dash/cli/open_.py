"""The command that opens the dashboard: the one that runs, otherwise a new one."""

import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

import dash
from dash.cli.options import DatabaseOption
from dash.cli.output import say
from dash.door.browser import open_in_browser
from dash.door.running import found, tells_users
from dash.errors import DashboardError
from dash.store.location import database_path

_ADDRESS = "127.0.0.1"


def open_(
    database: DatabaseOption = None,
    port: Annotated[
        int | None,
        typer.Option(metavar="NUMBER", help="Port of a new start; otherwise 8501 or the next free one."),
    ] = None,
) -> None:
    """Open the dashboard in the browser, from whatever folder, on this computer only.

    Opens the one that you already run for these records; otherwise starts it, until Ctrl-C. Where the system does not tell
    who asks, the browser is handed the token of the start.

    \b
    Examples:
      ketamine-dash open
      ketamine-dash open --database clinic.duckdb
    """  # noqa: D301 - \b is for the help screen: it keeps the lines after it as they are
    place = database_path(database).absolute()
    for running, page in found(place):
        say(f"It runs already: {running.address}")
        open_in_browser(running.address if tells_users() else page.as_uri())
        return
    raise typer.Exit(_until_it_ends(start_command(place, port), _project()))


def _until_it_ends(command: list[str], folder: Path) -> int:
    """Run a command in a folder and return its exit code; Ctrl-C is the command's to answer."""
    process = subprocess.Popen(command, cwd=folder)  # noqa: S603 - our own program
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:
            continue


def start_command(database: Path, port: int | None) -> list[str]:
    """Return the command that starts the dashboard for this computer only, whatever else is set."""
    options = [
        "--server.address",
        _ADDRESS,
        "--browser.serverAddress",
        _ADDRESS,
        "--browser.gatherUsageStats",
        "false",
    ]
    if port is not None:
        options += ["--server.port", str(port)]
    script = str(_project() / "app.py")
    return [sys.executable, "-m", "streamlit", "run", script, *options, "--", "--database", str(database)]


def _project() -> Path:
    """Return the folder with the pages.

    Raises:
        DashboardError: This is installed without it.
    """
    folder = Path(dash.__file__).resolve().parents[2]
    if not (folder / "app.py").exists():
        raise DashboardError(
            f"The pages of the dashboard are not at {folder}.",
            fix="Install it from the project folder as the README says: pip install --no-deps -e .",
        )
    return folder
