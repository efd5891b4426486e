"""The filter options of a command as a selection, each word checked against the vocabulary."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from functools import wraps
from inspect import Parameter, signature
from typing import Annotated, Any

import typer

from dash.errors import QuestionError
from dash.queries.dimensions import DIMENSIONS, NOT_RECORDED, Dimension
from dash.queries.filter_options import filter_options
from dash.queries.question import Table
from dash.queries.selection import Selection
from dash.store.reading import Database

Chosen = Mapping[Dimension, Sequence[str]]


def with_dimensions(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command an option for each dimension, in the place of its parameter ``chosen``."""

    @wraps(command)
    def run(**given: Any) -> None:
        command(chosen={one: given.pop(one.name) or () for one in DIMENSIONS}, **given)

    parameters: list[Parameter] = []
    for parameter in signature(command, eval_str=True).parameters.values():
        plain = parameter.replace(kind=Parameter.KEYWORD_ONLY)
        parameters += [_option(one) for one in DIMENSIONS] if parameter.name == "chosen" else [plain]
    run.__signature__ = signature(command).replace(parameters=parameters)  # type: ignore[attr-defined]
    return run


def _option(dimension: Dimension) -> Parameter:
    words = f"{', '.join(dimension.terms)}." if dimension.terms else f"as recorded; {NOT_RECORDED} for none."
    about = typer.Option(
        dimension.option,
        metavar=dimension.name.upper(),
        help=f"{dimension.word.capitalize()}{':' if dimension.terms else ''} {words} May be repeated.",
    )
    return Parameter(
        dimension.name, Parameter.KEYWORD_ONLY, default=None, annotation=Annotated[list[str] | None, about]
    )


def selection_of(
    chosen: Chosen | None = None, first: str | None = None, last: str | None = None
) -> Selection:
    """Return the selection that the options ask for.

    Args:
        chosen: By dimension: keys or everyday words of the vocabulary, or identifiers as recorded.
        first: First day, ISO date.
        last: Last day, ISO date; the day itself is included.

    Raises:
        QuestionError: A word is not in the vocabulary, a date is none, or the period ends before it starts.
    """
    start, end = _date(first, "--from"), _date(last, "--to")
    if start and end and end < start:
        raise QuestionError(
            f"The period ends ({end}) before it starts ({start}).", fix="Exchange --from and --to."
        )
    return Selection(
        {one: _keys(one, given) for one, given in (chosen or {}).items()},
        # The user's last day is part of the period; a selection ends before its end.
        start=max(start, FIRST_DAY) if start else None,
        end=min(end, LAST_DAY) + timedelta(days=1) if end else None,
    )


def known(database: Database, selection: Selection) -> None:
    """Make sure that the database has each identifier: one spelled otherwise would look like one without sessions.

    Raises:
        QuestionError: It lacks one.
    """
    for dimension, keys in selection.items():
        if dimension.terms is not None:
            continue
        options = filter_options(database, Selection())
        there = options.loc[options["kind"] == dimension.name, "key"].astype("str").tolist()
        for key in keys:
            if key not in there:
                raise QuestionError(
                    f"{dimension.option} {key} is not in the database.",
                    fix=f"Use one of: {', '.join(there) or 'none is recorded'}.",
                )


def only_options_of(table: Table, given: Mapping[str, object]) -> None:
    """Make sure that a table uses every option given: one it ignores would look as if it had been obeyed.

    Args:
        table: Which one.
        given: What was given, by option such as ``--route``; empty where it was not.

    Raises:
        QuestionError: An option does not apply to the table.
    """
    about, used = _USED[table.scope]
    if table.scope == "all" and table.filtered:
        about, used = "all records and marks those that the filter holds", FILTER
    idle = [option for option, value in given.items() if value and option not in used]
    if idle:
        uses = f"It uses {', '.join(used)}." if used else "It uses no filter."
        raise QuestionError(
            f"{', '.join(idle)} does not apply to the table {table.name}, which is about {about}.",
            fix=f"Leave it out. {uses}",
        )


FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2200, 12, 31)
"""Days on which a record can be; a period that begins before or ends after them ("9999-12-31") is open there."""
FILTER = (*(one.option for one in DIMENSIONS), "--from", "--to", "--day")
"""The options that choose sessions."""
_USED: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "sessions": ("the sessions that the filter holds", FILTER),
    "patient": ("one patient, all records", ("--patient",)),
    "day": ("one day, all sites", ("--day", "--from", "--to")),
    "all": ("all records", ()),
}


def day(text: str | None, option: str) -> date | None:
    """Return the day an option names.

    Raises:
        QuestionError: It is not a date written like 2026-11-06, or one on which no record can be.
    """
    found = _date(text, option)
    if found and not FIRST_DAY <= found <= LAST_DAY:
        raise QuestionError(
            f"{option} is not a day on which records can be.",
            fix=f"Use a day from {FIRST_DAY.year} to {LAST_DAY.year}.",
        )
    return found


def _date(text: str | None, option: str) -> date | None:
    if text is None:
        return None
    try:
        # fromisoformat also takes 20261106 and 2026-W45-5; one spelling is enough here.
        if len(text) == len("2026-11-06") and "W" not in text:
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise QuestionError(f"{option} is not a date.", fix="Write the day like 2026-11-06 (year-month-day).")


def _keys(dimension: Dimension, given: Sequence[str]) -> tuple[str, ...]:
    found: list[str] = []
    for text in given:
        if dimension.terms is None:
            found.append(text)
            continue
        wanted = text.strip().lower()
        key = next((entry.key for entry in dimension.terms.values() if wanted in entry.names), None)
        if key is None:
            words = ", ".join(f"{entry.key} ({entry.label})" for entry in dimension.terms.values())
            raise QuestionError(f"{dimension.option} {text} is not known.", fix=f"Use one of: {words}.")
        found.append(key)
    return tuple(dict.fromkeys(found))
