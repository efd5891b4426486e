"""Files of which nothing can be read: every line of them is refused and kept."""

import codecs
import io
from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from dash.readers.blocks import BLOCK_BYTES, MAX_LINE_BYTES
from dash.readers.headers import HeaderError
from dash.readers.sources import Readable
from dash.store.staging import Batch, Refusal, RefusedLines

KEPT_OF_LONG_LINE = 1024**2
_CUT = " Of this line only the first million characters are kept: it is too long for a row."


def refuse_whole(file: str, table: str | None, error: HeaderError, stream: Readable) -> Iterator[Batch]:
    """Refuse every line of a file after its header, or the header where there is no other, and read it to its end.

    Args:
        file: Name as shown to the user.
        table: Canonical table it was meant for.
        error: Why nothing can be read; also what was already taken from ``stream``.
        stream: The rest of the file.
    """
    empty = True
    for rows, long in _lines(error, stream):
        message = error.message + _CUT if long else error.message
        if rows.num_rows:
            empty = False
            yield Batch(refused_lines=(RefusedLines(file, table, error.reason, message, rows),))
    if empty:
        yield Batch(refusals=(Refusal(file, error.line, table, error.reason, error.message, error.raw),))


def _lines(error: HeaderError, stream: Readable) -> Iterator[tuple[pa.Table, bool]]:
    """Yield lines that are not blank, with number and text, and whether it is one that was cut off."""
    decoder = codecs.getincrementaldecoder(error.encoding)(errors="backslashreplace")
    newlines = io.IncrementalNewlineDecoder(decoder, translate=True)
    number = error.next_line
    pending = ""
    data = error.rest
    last = False
    while not last:
        data = data or stream.read(BLOCK_BYTES)
        last = not data
        text = pending + newlines.decode(data, final=last)
        data = b""
        end = len(text) if last else text.rfind("\n") + 1
        found, pending = text[:end].split("\n"), text[end:]
        yield _not_blank(found, number), False
        number += len(found) - 1
        if len(pending) > MAX_LINE_BYTES:
            yield _not_blank([pending[:KEPT_OF_LONG_LINE]], number), True
            pending = ""
            while not last and "\n" not in pending:
                data = stream.read(BLOCK_BYTES)
                last = not data
                pending = newlines.decode(data, final=last)
            data = b""
            # What is left of the long line has been counted with it.
            pending = pending[pending.find("\n") :] if "\n" in pending else ""


def _not_blank(found: list[str], first: int) -> pa.Table:
    lines = np.arange(first, first + len(found), dtype=np.int64)
    rows = pa.table({"line": pa.array(lines), "raw": pa.array(found, pa.string())})
    return rows.filter(pc.greater(pc.utf8_length(pc.utf8_trim_whitespace(rows["raw"])), pa.scalar(0)))
