"""The fast way through a CSV: whole blocks by Arrow, the exact way only where a block needs it.

A block goes the fast way only if its rows and its physical lines are provably one to one: no NUL, no lone
carriage return, every quotation mark opening or closing a whole value, valid UTF-8, the right number of values
in every row, and as many rows as lines (so no blank line and no line break inside a value).
"""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import IO, cast

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

from dash.readers.lines import Problem, parse
from dash.readers.sources import Readable

BLOCK_BYTES = 8 * 1024**2
# Where a block cannot go the fast way it is cut into pieces of this size, to keep the exact way short.
PIECE_BYTES = 128 * 1024
# Arrow reads the parts of a block side by side.
_SHARE_BYTES = 2 * 1024**2
MAX_LINE_BYTES = 64 * 1024**2

KEPT_OF_LONG_LINE = 1024**2
_TOO_LONG = "The line is longer than 64 MB, too long for a row; its first MB is kept. Check that the file is a CSV file."
_WITHOUT_END = (
    "The last line of the file has no end: the file may be cut off in the middle of the last value. Export it again; where the "
    "row is whole, end it with a line break."
)
_LINE_END = re.compile(rb"[\r\n]")
_QUOTE, _NEWLINE, _RETURN = 34, 10, 13


@dataclass(frozen=True)
class Piece:
    """Rows of a part of a file (text columns and ``_line``) and the rows of it that could not be read."""

    rows: pa.Table
    problems: tuple[Problem, ...] = ()


def read_pieces(
    stream: Readable, head: bytes, first_line: int, names: Sequence[str], delimiter: str
) -> Iterator[Piece]:
    """Read all rows of a CSV after its header, in order.

    Args:
        stream: The rest of the file.
        head: Bytes already taken from ``stream``, beginning at the first line after the header.
        first_line: Physical line at which ``head`` begins.
        names: Distinct column names, one per value of a row.
        delimiter: The separator.

    Yields:
        Pieces of at most a few megabytes. Text is trimmed of surrounding whitespace; empty text is null or "". The row of a
        last line without an end is a problem, unless quotation marks close its last value.
    """
    reader = _BlockReader(first_line, tuple(names), delimiter)
    buffer = head
    last = False
    while not last:
        more = stream.read(BLOCK_BYTES)
        last = not more
        block, after = (buffer, b"") if last else _cut(buffer + more)
        pieces = reader.block(block, last=last)
        if last and block and not block.endswith((b"\n", b"\r")):
            pieces = _without_end(pieces, block)
        yield from pieces
        buffer = reader.rest + after
        if len(buffer) > MAX_LINE_BYTES and reader.rest:
            # A quoted value that does not end: its lines are looked at one by one.
            yield from reader.block(reader.rest, last=True)
            buffer = after
        if len(buffer) > MAX_LINE_BYTES:
            raw = buffer[:KEPT_OF_LONG_LINE].decode(errors="backslashreplace")
            yield Piece(
                _table([[] for _ in names], [], names),
                (Problem(reader.line, "line_too_long", _TOO_LONG, raw),),
            )
            buffer = _skip_line(stream)


def _without_end(pieces: Iterable[Piece], block: bytes) -> Iterator[Piece]:
    """Refuse the row of a last line that has no end: one lost byte makes 1 of 18. Closing quotation marks end it, too."""
    found = list(pieces)
    rows = found[-1].rows if found else None
    tail = _LINE_END.split(block)[-1].decode(errors="backslashreplace").strip()
    if rows is None or not rows.num_rows or not tail or tail.endswith('"'):
        yield from found
        return
    *whole, last = rows["_line"].to_numpy().tolist()
    problems = found[-1].problems
    if any(problem.line > last for problem in problems):
        # What has no end is refused already.
        yield from found
        return
    (record,) = rows.drop_columns("_line").slice(len(whole)).to_pylist()
    raw = json.dumps({name: value or "" for name, value in record.items()}, ensure_ascii=False)
    yield from found[:-1]
    yield Piece(rows.slice(0, len(whole)), (*problems, Problem(last, "line_without_end", _WITHOUT_END, raw)))


def _skip_line(stream: Readable) -> bytes:
    """Read on to the end of a line; what is returned begins with the line end, as if the line were blank."""
    while more := stream.read(BLOCK_BYTES):
        if found := _LINE_END.search(more):
            return more[found.start() :]
    return b""


def _cut(data: bytes) -> tuple[bytes, bytes]:
    """Cut behind the last line end; a carriage return at the very end may be half of one and does not count."""
    at = data.rfind(b"\n") + 1 or data.rfind(b"\r", 0, len(data) - 1) + 1
    return data[:at], data[at:]


class _BlockReader:
    """Reads block after block.

    Attributes:
        line: Physical line at which the next block begins.
        rest: Bytes of the last block that belong to a record still open.
    """

    def __init__(self, line: int, names: tuple[str, ...], delimiter: str) -> None:
        self.line = line
        self.rest = b""
        self._names = names
        self._delimiter = delimiter

    def block(self, block: bytes, *, last: bool) -> Iterator[Piece]:
        """Yield the rows of a block, cut into smaller pieces where it cannot go the fast way whole."""
        self.rest = b""
        table = _fast(block, self.line, self._names, self._delimiter)
        if table is not None:
            self.line += table.num_rows
            yield Piece(table)
            return
        at = 0
        while at < len(block):
            end = _piece_end(block, at)
            yield self._piece(self.rest + block[at:end], last=last and end == len(block))
            at = end

    def _piece(self, piece: bytes, *, last: bool) -> Piece:
        table = _fast(piece, self.line, self._names, self._delimiter)
        if table is not None:
            self.line, self.rest = self.line + table.num_rows, b""
            return Piece(table)
        parsed = parse(piece, self.line, self._delimiter, len(self._names), last=last)
        self.line, self.rest = parsed.next_line, parsed.rest
        columns = [list(column) for column in zip(*parsed.records, strict=True)] or [[] for _ in self._names]
        return Piece(_table(columns, parsed.lines, self._names), tuple(parsed.problems))


def _piece_end(block: bytes, at: int) -> int:
    """Return the end of the line nearest to one piece's size after ``at``."""
    end = at + PIECE_BYTES
    if end >= len(block):
        return len(block)
    return block.rfind(b"\n", at, end) + 1 or block.find(b"\n", end) + 1 or len(block)


def _fast(block: bytes, line: int, names: Sequence[str], delimiter: str) -> pa.Table | None:
    """Parse a block by Arrow, None where it is empty, a row is bad or rows may not be lines one to one."""
    if not block:
        return None
    if (
        b"\0" in block
        or (b"\r" in block and block.count(b"\r") != block.count(b"\r\n"))
        or not _quotes_are_plain(block, delimiter)
    ):
        return None
    lines = _line_ends(block) + (not block.endswith(b"\n"))
    try:
        table = pa.csv.read_csv(
            cast(IO[bytes], pa.BufferReader(block)),
            read_options=pa.csv.ReadOptions(
                column_names=list(names),
                block_size=_SHARE_BYTES,
                # Of a small file one part is all there is: waking other threads takes longer than reading it.
                use_threads=len(block) > _SHARE_BYTES,
            ),
            # Without quotation marks no value holds a line break and Arrow may cut at any line.
            parse_options=pa.csv.ParseOptions(delimiter=delimiter, newlines_in_values=b'"' in block),
            convert_options=pa.csv.ConvertOptions(
                column_types={name: pa.string() for name in names}, null_values=[""], strings_can_be_null=True
            ),
        )
    except pa.ArrowInvalid:
        return None
    if table.num_rows != lines:
        return None
    return _finish(table, np.arange(line, line + lines, dtype=np.int64))


def _line_ends(block: bytes) -> int:
    """Count line feeds. Lines are short: comparing every byte is faster than going from one to the next."""
    return int(np.count_nonzero(np.frombuffer(block, dtype=np.uint8) == _NEWLINE))


def _quotes_are_plain(block: bytes, delimiter: str) -> bool:
    """Tell whether every quotation mark opens or closes a whole value, none standing inside of one."""
    if b'"' not in block:
        return True
    data = np.frombuffer(block, dtype=np.uint8)
    quotes = np.flatnonzero(data == _QUOTE)
    if len(quotes) % 2:
        return False
    before, after = quotes[0::2] - 1, quotes[1::2] + 1
    # Positions before the first and after the last byte are line ends of a kind.
    left = np.where(before < 0, _NEWLINE, data[np.maximum(before, 0)])
    right = np.where(after >= len(data), _NEWLINE, data[np.minimum(after, len(data) - 1)])
    separator = ord(delimiter)
    opens = (left == separator) | (left == _NEWLINE)
    closes = (right == separator) | (right == _NEWLINE) | (right == _RETURN)
    return bool(opens.all() and closes.all())


def _table(columns: list[list[str]], lines: list[int], names: Sequence[str]) -> pa.Table:
    arrays = [pa.array(column, pa.string()) for column in columns]
    return _finish(pa.table(arrays, names=list(names)), np.array(lines, dtype=np.int64))


def _finish(table: pa.Table, lines: np.ndarray[tuple[int], np.dtype[np.int64]]) -> pa.Table:
    trimmed = [pc.utf8_trim_whitespace(column) for column in table.columns]
    return pa.table([*trimmed, pa.array(lines)], names=[*table.column_names, "_line"])
