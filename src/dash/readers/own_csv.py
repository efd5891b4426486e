"""The project's own CSV format: one file per table with the canonical column names."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

import pyarrow as pa

from dash.errors import UnreadableSourceError
from dash.readers.blocks import BLOCK_BYTES, Piece, read_pieces
from dash.readers.columns import COLUMNS, missing_columns
from dash.readers.headers import Header, HeaderError, canonical_names, read_header
from dash.readers.sources import SourceFile, find_files, open_file
from dash.readers.whole import refuse_whole
from dash.store.staging import Batch, FileNote, Refusal, SourceTable

ROWS_PER_BATCH = 250_000
# How alike two column names must be (0 to 1) for one to be taken for a misspelling of the other.
_ALIKE = 0.7
_NAMED = 10
EXPECTED = (
    "a folder or zip with one CSV file per table (" + ", ".join(f"{table}.csv" for table in COLUMNS) + "),"
    " or one such file"
)


@dataclass(frozen=True)
class OwnCsvReader:
    """Reads a folder, a zip or one file of the project's own format."""

    name: str = "own CSV"

    def recognises(self, path: Path) -> bool:
        """Tell whether at least one file is named after a canonical table.

        Raises:
            UnreadableSourceError: See `dash.readers.sources.find_files`.
        """
        files, _ = find_files(path)
        return any(file.stem in COLUMNS for file in files)

    def read(self, path: Path, shown: str | None = None) -> Iterator[Batch]:
        """Yield the tables in chunks of at most about 500,000 rows, in the order of the data format.

        Args:
            path: A folder, a zip or one file.
            shown: Its name as shown to the user, otherwise its own.

        Raises:
            UnreadableSourceError: No file is named after a table, or a file cannot be read to its end.
        """
        files, notes = find_files(path, shown)
        order = list(COLUMNS)
        used = sorted((file for file in files if file.stem in COLUMNS), key=lambda f: order.index(f.stem))
        if not used:
            raise UnreadableSourceError(f"Nothing in {path} can be read.", f"Give {EXPECTED}.")
        unknown = [
            FileNote(file.name, "Left out: the file is not named after a table of the data format.")
            for file in files
            if file.stem not in COLUMNS
        ]
        yield Batch(notes=(*notes, *unknown))
        for file in used:
            yield from _read_file(file)


def _read_file(file: SourceFile) -> Iterator[Batch]:
    with open_file(file) as stream:
        head = stream.read(BLOCK_BYTES)
        try:
            header = read_header(head, set(COLUMNS[file.stem]))
            names = canonical_names(header, COLUMNS[file.stem])
            _check_columns(file.stem, names, header)
        except HeaderError as error:
            yield from refuse_whole(file.name, file.stem, error, stream)
            yield Batch(digests={file.name: stream.hexdigest()})
            return
        waiting: list[Piece] = []
        rows = 0
        for piece in read_pieces(stream, header.rest, header.next_line, names, header.delimiter):
            waiting.append(piece)
            rows += piece.rows.num_rows
            if rows >= ROWS_PER_BATCH:
                yield _batch(file, waiting, {})
                waiting, rows = [], 0
        yield _batch(file, waiting, {file.name: stream.hexdigest()}, names)


def _check_columns(table: str, names: list[str], header: Header) -> None:
    missing = missing_columns(table, set(names))
    if missing:
        raise HeaderError.of(
            header,
            "missing_column",
            f"Nothing of this file was read: a table of {table} needs the column {', '.join(missing)}."
            f"{_not_known(table, names)} Name the columns as in docs/data-format.md.",
        )


def _not_known(table: str, names: list[str]) -> str:
    """Name the columns outside the data format, those first that look like one of it."""
    near = {
        name: get_close_matches(name.lower(), COLUMNS[table], n=1, cutoff=_ALIKE)
        for name in names
        if name not in COLUMNS[table]
    }
    if not near:
        return ""
    said = [f"{name} (perhaps {alike[0]})" for name, alike in near.items() if alike]
    said += [name for name, alike in near.items() if not alike]
    more = f" and {len(said) - _NAMED} more" if len(said) > _NAMED else ""
    return f" Not in the data format: {', '.join(said[:_NAMED])}{more}."


def _batch(
    file: SourceFile, pieces: list[Piece], digests: dict[str, str], names: list[str] | None = None
) -> Batch:
    refusals = tuple(
        Refusal(file.name, problem.line, file.stem, problem.reason, problem.message, problem.raw)
        for piece in pieces
        for problem in piece.problems
    )
    if pieces:
        rows = pa.concat_tables([piece.rows for piece in pieces])
    else:
        columns = {name: pa.array([], pa.string()) for name in names or ()}
        rows = pa.table({**columns, "_line": pa.array([], pa.int64())})
    return Batch(tables=(SourceTable(file.stem, file.name, rows),), refusals=refusals, digests=digests)
