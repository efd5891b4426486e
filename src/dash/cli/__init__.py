"""The command line: ``ketamine-dash``."""

from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command and leave with its exit code: 0 done, 1 done with refused rows, 2 nothing done."""
    from dash.cli.app import main as run_and_leave

    run_and_leave(arguments)
