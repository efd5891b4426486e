"""The command that prints a table outside the screen, with the filter under which it is shown."""

import shlex
from collections.abc import Iterator
from datetime import timedelta

from dash.queries.question import Table
from dash.queries.selection import Selection


def command(table: Table, selection: Selection | None = None, patient_id: str = "") -> str:
    """Return the command line that gives the same rows as a table on screen.

    Args:
        table: Which one.
        selection: The filter the table obeys.
        patient_id: The patient it is about.
    """
    words = ["ketamine-dash", "table", table.name]
    if table.scope == "patient" and patient_id:
        words += ["--patient", patient_id]
    elif selection is not None and table.filtered:
        words += _filter(selection)
    return shlex.join(words)


def _filter(selection: Selection) -> Iterator[str]:
    for dimension, keys in selection.items():
        for key in keys:
            yield from (dimension.option, key)
    if selection.start:
        yield from ("--from", selection.start.isoformat())
    if selection.end:
        # The command takes the last day, the filter holds the day after it.
        yield from ("--to", (selection.end - timedelta(days=1)).isoformat())
