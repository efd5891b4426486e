"""Tables as CSV and JSON that other programs may open: text is never a formula, dates are ISO 8601.

A spreadsheet runs a cell that starts with one of ``= + - @``, their full-width or small forms, a tab or a line
end as a formula. Text from clinic files must not be able to do that, so such text gets a leading apostrophe,
which spreadsheets show as plain text. Where a comma is the decimal sign, a spreadsheet separates cells at semicolons, and
quotation marks do not hold a cell together that does not begin after one: what follows a semicolon, a tab or a line end within
text is therefore treated as the beginning of a cell. Numbers are left alone: -5 stays a number.
"""

import csv
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, Any

import orjson
import pandas as pd

FORMULA_STARTS = (*"=+-@", *"＝＋－＠", *"﹦﹢﹣﹫", "\t", "\r", "\n")
"""First characters that make a spreadsheet read a text cell as a formula."""

# What may begin a cell within text: after a separator of another country's spreadsheet, in quotation marks or not.
_NEW_CELL = re.compile(r"([;\t\r\n]\"*)([=+\-@＝＋－＠﹦﹢﹣﹫])")

ORIGIN_COLUMN = "data_origin"
"""Last column of every table that leaves a made-up database."""

MADE_UP = "made-up data"


def with_origin(
    frame: pd.DataFrame, *, made_up: bool, about: Mapping[str, str | int | None] | None = None
) -> pd.DataFrame:
    """Return the frame with what it says of itself as its last columns, the same on every row.

    Args:
        frame: The table; a column it has already stays as it is.
        made_up: Whether to add ``data_origin``, the last column of all.
        about: Further columns before that one, as ``Provenance.columns`` gives them.
    """
    found = frame.copy()
    for name, value in (about or {}).items():
        if name not in frame:
            found[name] = value
    return found.assign(**{ORIGIN_COLUMN: MADE_UP}) if made_up else found


def safe_text(text: str) -> str:
    """Return text that no spreadsheet reads as a formula, wherever it begins a new cell."""
    inside = _NEW_CELL.sub(r"\1'\2", text)
    return f"'{inside}" if text.startswith(FORMULA_STARTS) else inside


def to_csv(
    frame: pd.DataFrame,
    path_or_buffer: Path | str | IO[str] | None = None,
    *,
    preamble: Sequence[str] = (),
) -> str:
    """Write a frame as CSV (comma, UTF-8, one header row, missing = empty) and return the text.

    Args:
        frame: The table; its index is not written.
        path_or_buffer: Where to write it as well, None for nowhere.
        preamble: Lines of explanation put before the header, each as a comment starting with ``#``.
    """
    comments = "".join(f"# {' '.join(line.split())}\n" for line in preamble)
    safe = plain(frame, formulas=True)
    text = safe.to_csv(index=False, lineterminator="\n")
    if "\r" in text:
        # The writer leaves a cell with a lone carriage return unquoted, and readers then see a new row in it.
        text = safe.to_csv(index=False, lineterminator="\n", quoting=csv.QUOTE_NONNUMERIC)
    text = comments + text
    if isinstance(path_or_buffer, (str, Path)):
        # newline="" keeps "\n" on every system, so the same table gives the same file everywhere.
        with Path(path_or_buffer).open("w", encoding="utf-8", newline="") as file:
            file.write(text)
    elif path_or_buffer is not None:
        path_or_buffer.write(text)
    return text


def to_json(frame: pd.DataFrame) -> str:
    """Return a frame as a JSON list with one object per row; missing values are null."""
    ready = plain(frame, formulas=False).astype(object)
    records = ready.where(ready.notna(), None).to_dict(orient="records")
    options = orjson.OPT_INDENT_2 | orjson.OPT_SERIALIZE_NUMPY
    return orjson.dumps(records, option=options, default=str).decode()


def plain(frame: pd.DataFrame, *, formulas: bool) -> pd.DataFrame:
    """Return a copy with times as ISO text and, where ``formulas`` are a danger, text made safe."""
    # Rebuilt by position: two columns of one name must not become one.
    columns = [_plain_column(frame.iloc[:, at], formulas=formulas) for at in range(frame.shape[1])]
    result = pd.concat(columns, axis=1) if columns else frame.copy()
    result.columns = pd.Index(
        [safe_text(str(name)) if formulas else str(name) for name in frame.columns], dtype=object
    )
    return result


def _plain_column(column: "pd.Series[Any]", *, formulas: bool) -> "pd.Series[Any]":
    if pd.api.types.is_datetime64_any_dtype(column):
        return _iso(column)
    if isinstance(column.dtype, pd.CategoricalDtype):
        column = column.astype(object)
    if not formulas or not (pd.api.types.is_string_dtype(column) or column.dtype == object):
        return column
    return column.astype(object).map(lambda cell: safe_text(cell) if isinstance(cell, str) else cell)


def _iso(column: "pd.Series[Any]") -> "pd.Series[Any]":
    """Dates as 2026-11-06, with a time of day where the column has one or by its name (``*_at``) may have."""
    known = column.notna()
    has_time = str(column.name).endswith("_at") or bool((column.dt.normalize() != column)[known].any())
    text: pd.Series[Any] = column.dt.strftime("%Y-%m-%dT%H:%M:%S" if has_time else "%Y-%m-%d")
    return text.astype(object).where(known, None)
