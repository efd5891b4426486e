"""The command that opens the dashboard: the one that runs, otherwise a new one."""

import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

from dash.cli.options import DatabaseOption
from dash.cli.output import say
from dash.door.browser import open_in_browser
from dash.door.running import found, tells_users
from dash.errors import DashboardError
from dash.installed import beside
from dash.store.location import database_path

ONLY_HERE = {
    "server.address": "127.0.0.1",
    "server.enableCORS": "true",
    "server.enableXsrfProtection": "true",
    "browser.serverAddress": "127.0.0.1",
    "browser.gatherUsageStats": "false",
}
"""Settings of Streamlit that nothing in the environment may change."""


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
    script = _script()
    # In the folder of the pages no settings of Streamlit are read but theirs, and no file of the user's hides a module.
    raise typer.Exit(_until_it_ends(start_command(script, place, port), script.parent))


def _until_it_ends(command: list[str], folder: Path) -> int:
    """Run a command in a folder and return its exit code; Ctrl-C is the command's to answer."""
    process = subprocess.Popen(command, cwd=folder)  # noqa: S603 - our own program
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:
            continue


def start_command(script: Path, database: Path, port: int | None) -> list[str]:
    """Return the command that starts the dashboard for this computer only, whatever else is set."""
    settings = ONLY_HERE | ({} if port is None else {"server.port": str(port)})
    options = [word for name, value in settings.items() for word in (f"--{name}", value)]
    return [
        sys.executable,
        "-m",
        "streamlit",
        "run",
        str(script),
        *options,
        "--",
        "--database",
        str(database),
    ]


def _script() -> Path:
    """Return the entry point of the pages.

    Raises:
        DashboardError: This is installed without them.
    """
    script = beside("app.py")
    if script is None:
        raise DashboardError(
            "The pages of the dashboard are not installed with it.",
            fix="Install it from the project folder as the README says: pip install --no-deps -e .",
        )
    return script
