"""The SQL beside a question, with the parts of it that depend on the selection."""

from collections.abc import Mapping
from functools import cache, lru_cache
from importlib.resources import files

from dash.queries.selection import Selection
from dash.store.reading import Database


@cache
def _text(name: str) -> str:
    return files("dash.queries").joinpath(f"{name}.sql").read_text(encoding="utf-8")


@lru_cache(maxsize=512)
def _filled(name: str, marks: tuple[tuple[str, str], ...]) -> str:
    text = _text(name)
    for mark, sql in marks:
        text = text.replace(f"/*{mark}*/ true", sql)
    return text


def statement(name: str, **marks: str) -> str:
    """Return the SQL of a question with each ``/*mark*/ true`` replaced by constant SQL text.

    Only text from this package goes in; values are bound by the caller.
    """
    return _filled(name, tuple(marks.items()))


def selected(
    name: str,
    database: Database,
    selection: Selection,
    marks: Mapping[str, str] | None = None,
    /,
    **values: object,
) -> tuple[str, dict[str, object]]:
    """Return the SQL of a question about a selection, and everything it binds: the two arguments of a query.

    Args:
        name: Of the SQL.
        database: Where it is asked.
        selection: Stands for the mark ``selection``.
        marks: Further marks, as of ``statement``.
        values: Further parameters the statement names.
    """
    where, bound = selection.condition(database)
    return statement(name, selection=where, **(marks or {})), bound | values
