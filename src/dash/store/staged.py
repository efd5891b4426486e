"""What an import read, before it is looked at: text rows by canonical table, with file and line."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeAlias, cast

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from dash.store.report import UnknownColumn
from dash.store.spool import Spool
from dash.store.staging import (
    RESERVED,
    AttachedLine,
    Batch,
    FileNote,
    Refusal,
    RefusedLines,
    SourceTable,
)
from dash.store.tables import TABLES

Values: TypeAlias = "pa.Array[Any] | pa.ChunkedArray[Any]"

_NO_FILE = -1
_LINES = pa.list_(pa.int64())


@dataclass
class Tally:
    """One file's rows for one canonical table. ``read`` counts source lines."""

    file_id: int
    file: str
    table: str | None
    read: int = 0


@dataclass(frozen=True)
class Piece:
    """Rows of one table that came together; their ``_row`` numbers run on from ``first``."""

    file_id: int
    first: int
    count: int
    names: tuple[str, ...]
    _read: Callable[[], pa.Table]

    @property
    def rows(self) -> pa.Table:
        """The rows, read back where they were put: look at ``names`` and ``count`` where those are enough."""
        return self._read()


@dataclass(frozen=True)
class StagedRows:
    """All rows of a table, read back piece by piece each time that they are asked for; an Arrow stream."""

    schema: pa.Schema
    _batches: Callable[[], Iterator[pa.RecordBatch]]

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """Return the rows as the Arrow PyCapsule interface says."""
        reader = pa.RecordBatchReader.from_batches(self.schema, self._batches())
        return cast(Any, reader).__arrow_c_stream__(requested_schema)


@dataclass
class Staged:
    """Everything an import read.

    Attributes:
        first_file_id: Number of the first file of this import in the database.
        aside: Keeps the rows meanwhile; without one they stay in memory.
        pieces: Rows by canonical table, in the order read.
    """

    first_file_id: int
    aside: Spool | None = None
    pieces: dict[str, list[Piece]] = field(default_factory=lambda: {name: [] for name in TABLES})
    tallies: dict[tuple[str, str | None], Tally] = field(default_factory=dict)
    refusals: list[Refusal] = field(default_factory=list)
    refused_lines: list[RefusedLines] = field(default_factory=list)
    attached: list[AttachedLine] = field(default_factory=list)
    notes: list[FileNote] = field(default_factory=list)
    digests: dict[str, str] = field(default_factory=dict)
    unknown: dict[UnknownColumn, None] = field(default_factory=dict)

    def take(self, batch: Batch) -> None:
        """Add what a reader found."""
        for source in batch.tables:
            self._take_rows(source)
        for refusal in batch.refusals:
            self._tally(refusal.file, refusal.table).read += 1
        for many in batch.refused_lines:
            self._tally(many.file, many.table).read += many.rows.num_rows
        for line in batch.attached:
            self._tally(line.file, line.table).read += 1
        self.refusals += batch.refusals
        self.refused_lines += batch.refused_lines
        self.attached += batch.attached
        self.notes += batch.notes
        self.digests.update(batch.digests)

    def _tally(self, file: str, table: str | None) -> Tally:
        fresh = Tally(self.first_file_id + len(self.tallies), file, table)
        return self.tallies.setdefault((file, table), fresh)

    def _take_rows(self, source: SourceTable) -> None:
        tally = self._tally(source.file, source.table)
        earlier = self.pieces[source.table]
        first = earlier[-1].first + earlier[-1].count if earlier else 0
        read = self.aside.put(source.rows) if self.aside else partial(_same, source.rows)
        names = tuple(source.rows.column_names)
        earlier.append(Piece(tally.file_id, first, source.rows.num_rows, names, read))
        tally.read += int(pc.sum(_weights(source.rows)).as_py() or 0)
        known = TABLES[source.table].sources
        for column in source.rows.column_names:
            if column not in known and column not in RESERVED:
                self.unknown.setdefault(UnknownColumn(source.file, source.table, column))

    def rows_of(self, table: str, waiting: pa.Table) -> "StagedRows":
        """Return all rows of a table.

        Columns: those of the data format that any row has (text), ``_row`` (number within the table), ``_file_id``,
        ``_line``, ``_weight`` (source lines in the record), ``_lines`` (where any row has them), ``_waiting`` (place in the
        refused rows of one that waited for its parent, else null).

        Args:
            table: The canonical table.
            waiting: Rows refused by earlier imports that may be accepted now, columns as above without ``_row``;
                they come last, so that a newer row wins.
        """
        pieces = self.pieces[table]
        names = [
            name
            for name in TABLES[table].sources
            if name in waiting.column_names or any(name in piece.names for piece in pieces)
        ]
        with_lines = any("_lines" in piece.names for piece in pieces)
        start = pieces[-1].first + pieces[-1].count if pieces else 0
        last = _uniform_waiting(waiting, start, names, with_lines)

        def batches() -> Iterator[pa.RecordBatch]:
            for piece in pieces:
                yield from _uniform(piece, names, with_lines).to_batches()
            yield from last.to_batches()

        return StagedRows(last.schema, batches)

    def refusal_rows(self) -> pa.Table:
        """Return what readers refused. Columns: file_id, line, table_name, reason, message, raw."""
        found = self.refusals
        one_by_one = pa.table(
            {
                "file_id": pa.array([self.tallies[one.file, one.table].file_id for one in found], pa.int32()),
                "line": pa.array([one.line for one in found], pa.int64()),
                "table_name": pa.array([one.table for one in found], pa.string()),
                "reason": pa.array([one.reason for one in found], pa.string()),
                "message": pa.array([one.message for one in found], pa.string()),
                "raw": pa.array([one.raw for one in found], pa.string()),
            }
        )
        return pa.concat_tables([one_by_one, *(self._many_refused(many) for many in self.refused_lines)])

    def _many_refused(self, many: RefusedLines) -> pa.Table:
        count = many.rows.num_rows
        file_id = self.tallies[many.file, many.table].file_id
        columns: dict[str, Values] = {
            "file_id": pa.repeat(pa.scalar(file_id, pa.int32()), count),
            "line": many.rows["line"],
            "table_name": pa.repeat(pa.scalar(many.table, pa.string()), count),
            "reason": pa.repeat(pa.scalar(many.reason, pa.string()), count),
            "message": pa.repeat(pa.scalar(many.message, pa.string()), count),
            "raw": many.rows["raw"],
        }
        return pa.Table.from_arrays(list(columns.values()), names=list(columns))

    def attached_rows(self) -> pa.Table:
        """Return rows put into records of other files. Columns: file_id, line, raw, table_name, into_file_id, into_line."""
        found = self.attached
        into = [self.tallies.get((one.into_file, one.table)) for one in found]
        return pa.table(
            {
                "file_id": pa.array([self.tallies[one.file, one.table].file_id for one in found], pa.int32()),
                "line": pa.array([one.line for one in found], pa.int64()),
                "raw": pa.array([one.raw for one in found], pa.string()),
                "table_name": pa.array([one.table for one in found], pa.string()),
                "into_file_id": pa.array([one.file_id if one else _NO_FILE for one in into], pa.int32()),
                "into_line": pa.array([one.into_line for one in found], pa.int64()),
            }
        )

    def file_rows(self) -> pa.Table:
        """Return the files of this import. Columns: file_id, file, sha256, table_name, rows_read."""
        found = list(self.tallies.values())
        return pa.table(
            {
                "file_id": pa.array([one.file_id for one in found], pa.int32()),
                "file": pa.array([one.file for one in found], pa.string()),
                "sha256": pa.array([self.digests.get(one.file) for one in found], pa.string()),
                "table_name": pa.array([one.table for one in found], pa.string()),
                "rows_read": pa.array([one.read for one in found], pa.int64()),
            }
        )

    def include_files_without_rows(self) -> None:
        """Count files that were read but hold no row for any table, with zero rows."""
        seen = {file for file, _ in self.tallies}
        for file in self.digests:
            if file not in seen:
                self._tally(file, None)


def _same(rows: pa.Table) -> pa.Table:
    return rows


def _weights(rows: pa.Table) -> Values:
    if "_lines" not in rows.column_names:
        return pa.repeat(pa.scalar(1, pa.int32()), rows.num_rows)
    lengths: Values = pc.fill_null(pc.list_value_length(rows["_lines"]), 1)
    return lengths.cast(pa.int32())


def _texts(rows: pa.Table, names: Iterable[str]) -> dict[str, Values]:
    there = set(rows.column_names)
    return {
        name: rows[name].cast(pa.string()) if name in there else pa.nulls(rows.num_rows, pa.string())
        for name in names
    }


def _uniform(piece: Piece, names: Iterable[str], with_lines: bool) -> pa.Table:
    rows, count = piece.rows, piece.count
    columns = _texts(rows, names)
    columns["_row"] = _numbers(piece.first, count)
    columns["_file_id"] = pa.repeat(pa.scalar(piece.file_id, pa.int32()), count)
    columns["_line"] = rows["_line"].cast(pa.int64())
    columns["_weight"] = _weights(rows)
    columns["_waiting"] = pa.nulls(count, pa.int64())
    if with_lines:
        own = rows["_lines"].cast(_LINES) if "_lines" in rows.column_names else pa.nulls(count, _LINES)
        columns["_lines"] = own
    return pa.Table.from_arrays(list(columns.values()), names=list(columns))


def _uniform_waiting(rows: pa.Table, start: int, names: Iterable[str], with_lines: bool) -> pa.Table:
    columns = _texts(rows, names)
    columns["_row"] = _numbers(start, rows.num_rows)
    columns["_file_id"] = rows["_file_id"].cast(pa.int32())
    columns["_line"] = rows["_line"].cast(pa.int64())
    columns["_weight"] = pa.repeat(pa.scalar(0, pa.int32()), rows.num_rows)
    columns["_waiting"] = rows["_waiting"].cast(pa.int64())
    if with_lines:
        columns["_lines"] = pa.nulls(rows.num_rows, _LINES)
    return pa.Table.from_arrays(list(columns.values()), names=list(columns))


def _numbers(start: int, count: int) -> Values:
    return pa.array(np.arange(start, start + count, dtype=np.int64))
