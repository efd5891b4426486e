"""Commands about what imports did: history, undo."""

import json
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from dash.cli.columns import text_table
from dash.cli.options import DatabaseOption, Format, FormatOption, JsonOption
from dash.cli.output import say, say_table
from dash.cli.records import derive_settings
from dash.store.history import imports, replaced_values
from dash.store.holding import holds_made_up_only
from dash.store.journal import journal_beside
from dash.store.location import database_path
from dash.store.undoing import Undone, undo_last_import


def history(
    only: Annotated[
        int | None,
        typer.Option(
            "--import", metavar="NUMBER", help="Only what this import replaced.", show_default=False
        ),
    ] = None,
    listed: Annotated[
        bool, typer.Option("--imports", help="List the imports instead, undone ones too.")
    ] = False,
    output_format: FormatOption = Format.CSV,
    database: DatabaseOption = None,
) -> None:
    """List every value that an import replaced, before and after, with file and line of both.

    Oldest import first. Nothing that was replaced is lost: "undo" puts it back.

    \b
    Examples:
      ketamine-dash history > replaced.csv
      ketamine-dash history --imports
      ketamine-dash history --import 12
    """  # noqa: D301 - \b is for the help screen: it keeps the lines after it as they are
    path = database_path(database)
    frame = imports(path) if listed else replaced_values(path, only)
    say_table(frame, output_format.value, made_up=holds_made_up_only(path))


def undo(
    confirmed: Annotated[
        int | None,
        typer.Option(
            "--import", metavar="NUMBER", help="Undo it: the number of the last import.", show_default=False
        ),
    ] = None,
    database: DatabaseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Undo the last import: what it brought goes, what it replaced comes back.

    Without --import it only says which import is the last one and what undoing it would do. The database changes
    as a whole or not at all. Done again, the import before is undone. What users decided (the journal) stays.

    \b
    Examples:
      ketamine-dash undo
      ketamine-dash undo --import 12
    """  # noqa: D301
    path = database_path(database)
    undone = undo_last_import(
        path, derive_settings(path), now=datetime.now(), expected=confirmed, write=confirmed is not None
    )
    since = _decided_since(path, undone)
    if as_json:
        say(json.dumps({**undone.as_dict(), "decisions_since": since}, indent=2, ensure_ascii=False))
    else:
        say(_as_text(undone, since, path, given=database is not None))


def _decided_since(path: Path, undone: Undone) -> int:
    """Return how many entries of the journal were written after the import; they may be about what it brought."""
    then = undone.imported_at.astimezone()
    return sum(entry.at >= then for entry in journal_beside(path).entries(made_up=undone.made_up))


def _as_text(undone: Undone, since: int, path: Path, *, given: bool) -> str:
    files = ", ".join(undone.files)
    what = "was undone" if undone.written else "is the last one; nothing was changed"
    lines = [f"Import {undone.import_id} of {undone.imported_at:%Y-%m-%d %H:%M} ({files}) {what}.", ""]
    if undone.tables:
        heads = ["Table", "Taken away", "As they were before", "Waiting again"]
        lines.append(
            text_table(heads, [(one.table, one.removed, one.restored, one.waiting) for one in undone.tables])
        )
    else:
        lines.append("It had changed no record.")
    if undone.refused:
        lines.append(f"{undone.refused:,} rows refused by it are no longer listed.")
    if undone.first:
        lines.append(
            "It was the only one: no record is left. A made-up clinic that stood there before does not come back."
        )
    if since:
        lines.append(f"{since:,} decisions were written down since; they stay in the journal.")
    if not undone.written:
        option = f' --database "{path}"' if given else ""
        lines += ["", f"To undo it: ketamine-dash undo --import {undone.import_id}{option}"]
    return "\n".join(lines)
