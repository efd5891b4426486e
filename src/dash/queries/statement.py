"""The SQL beside a question, with the parts of it that depend on the selection."""

from functools import cache, lru_cache
from importlib.resources import files


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
