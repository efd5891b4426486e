"""A source with a name of its own keeps its ids apart: patient 1 of north is ``north:1``, whoever else has a patient 1."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

import pyarrow as pa
import pyarrow.compute as pc

from dash.errors import UnreadableSourceError
from dash.store.staged import Values
from dash.store.staging import Batch, SourceTable

IDS = ("patient_id", "session_id", "site_id", "clinician_id")
"""Columns whose values mean something only within their source."""
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,39}")


def named(batches: Iterable[Batch], source: str) -> Iterator[Batch]:
    """Yield what readers found with each id as ``NAME:ID``; an id that begins so already stays.

    Args:
        batches: What the readers found.
        source: Up to 40 letters, digits, ``_``, ``.`` and ``-``.

    Raises:
        UnreadableSourceError: The name is none.
    """
    if not _NAME.fullmatch(source):
        raise UnreadableSourceError(
            "The name of the source is none.",
            fix="Use up to 40 letters, digits, hyphens, dots and underscores, such as --source north.",
        )
    return (
        replace(batch, tables=tuple(_table(table, source) for table in batch.tables)) for batch in batches
    )


def _table(table: SourceTable, source: str) -> SourceTable:
    rows = table.rows
    for at, column in enumerate(rows.column_names):
        if column in IDS:
            rows = rows.set_column(at, column, _ids(rows[column], source))
    return replace(table, rows=rows)


def _ids(values: Values, source: str) -> Values:
    start = f"{source}:"
    trimmed: Values = pc.utf8_trim_whitespace(values.cast(pa.string()))
    as_is = pc.or_(pc.equal(trimmed, pa.scalar("")), pc.starts_with(trimmed, start))
    # An id that is missing stays missing.
    prefixed: Values = pc.replace_substring_regex(trimmed, "^", start, max_replacements=1)
    chosen: Values = pc.if_else(as_is, trimmed, prefixed)
    return chosen
