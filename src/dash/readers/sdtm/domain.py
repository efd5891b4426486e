"""One SDTM file as columns of text, each row with its physical line."""

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from string import ascii_lowercase, ascii_uppercase
from types import MappingProxyType

import orjson
import pyarrow as pa

from dash.readers.blocks import BLOCK_BYTES, read_pieces
from dash.readers.headers import Header, HeaderError, canonical_names, read_header, utf16_of
from dash.readers.lines import Problem
from dash.readers.sdtm.cells import MISSING
from dash.readers.sources import SourceFile, open_file

_CAPITALS = str.maketrans(ascii_lowercase, ascii_uppercase)
_SMALL = str.maketrans(ascii_uppercase, ascii_lowercase)
KEYS = frozenset({"studyid", "domain", "usubjid", "rdomain"})

TABLE_OF = MappingProxyType(
    {
        "DM": "patients",
        "EX": "sessions",
        "VS": "vitals",
        "AE": "side_effects",
        "CM": "medications",
        "MH": "conditions",
        "QS": "scores",
        "SV": "visits",
    }
)
"""Domains that are read, and the canonical table of each."""


@dataclass(frozen=True)
class Domain:
    """One SDTM file.

    Attributes:
        file: Name as shown to the user.
        code: Domain, such as ``VS``; for files without one the file's name.
        lines: Physical line of each row.
        columns: Values by upper-case column name; None where missing.
        written: The same as they stand in the file.
        problems: Rows that could not be read.
        encoding: Encoding the text was decoded by.
        digest: SHA-256 of the file, in hexadecimal.
    """

    file: str
    code: str
    lines: list[int]
    columns: dict[str, list[str | None]]
    written: dict[str, list[str | None]]
    problems: tuple[Problem, ...]
    encoding: str
    digest: str

    def rows(self) -> "Iterator[Row]":
        """Yield the rows in the order of the file."""
        return (Row(self, index) for index in range(len(self.lines)))


class Row:
    """One row of a domain; a column that is not there is missing."""

    __slots__ = ("_domain", "_index")

    def __init__(self, domain: Domain, index: int) -> None:
        self._domain = domain
        self._index = index

    def __getitem__(self, name: str) -> str | None:
        """Return the value of a column, None where it is missing."""
        column = self._domain.columns.get(name)
        return column[self._index] if column is not None else None

    @property
    def file(self) -> str:
        """Name of the file, as shown to the user."""
        return self._domain.file

    @property
    def line(self) -> int:
        """Physical line in the file."""
        return self._domain.lines[self._index]

    def raw(self) -> str:
        """Return the whole row as JSON, as it stands in the file."""
        row = {name: column[self._index] or "" for name, column in self._domain.written.items()}
        return orjson.dumps(row).decode()


def load(file: SourceFile) -> Domain:
    """Read a file whole.

    Raises:
        HeaderError: It has no readable header, or no column that every SDTM file has.
        UnreadableSourceError: It cannot be read to its end.
    """
    with open_file(file) as stream:
        data = b"".join(iter(lambda: stream.read(BLOCK_BYTES), b""))
        digest = stream.hexdigest()
    data, encoding = as_utf8(data)
    header = read_header(data, set(KEYS))
    names = _names(header)
    pieces = list(read_pieces(io.BytesIO(header.rest), b"", header.next_line, names, header.delimiter))
    written = {name: _texts(piece.rows[name] for piece in pieces) for name in names}
    lines: list[int] = [line for piece in pieces for line in piece.rows["_line"].to_numpy().tolist()]
    columns = {
        name: [None if value is None or value in MISSING else value for value in values]
        for name, values in written.items()
    }
    codes = (value for value in columns.get("DOMAIN", ()) if value)
    return Domain(
        file=file.name,
        code=next(codes, file.stem).upper(),
        lines=lines,
        columns=columns,
        written=written,
        problems=tuple(problem for piece in pieces for problem in piece.problems),
        encoding=encoding,
        digest=digest,
    )


def _names(header: Header) -> list[str]:
    """Return distinct column names in capitals.

    Only letters of ASCII are changed: others have no one capital, "straße" and "strasse" would meet.

    Raises:
        HeaderError: A column stands there twice.
    """
    small = tuple(name.translate(_SMALL) for name in header.names)
    known = [name for name in small if name]
    return [name.translate(_CAPITALS) for name in canonical_names(replace(header, names=small), known)]


def looks_like_sdtm(file: SourceFile) -> bool:
    """Tell by its header whether a file is an SDTM domain with subjects."""
    with open_file(file) as stream:
        head = stream.read(64 * 1024)
    # One in UTF-16 is told by its header, too, so that it is refused for the right reason.
    wide = utf16_of(head)
    head = head.decode(wide, errors="ignore").removeprefix("\ufeff").encode() if wide else as_utf8(head)[0]
    try:
        names = {name.lower() for name in read_header(head, set(KEYS)).names}
    except HeaderError:
        return False
    return "usubjid" in names and len(names & KEYS) > 1


def as_utf8(data: bytes) -> tuple[bytes, str]:
    """Return text as UTF-8 and the encoding it came in: UTF-8, else Windows-1252, else Latin-1.

    UTF-16 stays as it is: its header is refused with what to do.
    """
    if utf16_of(data):
        return data, "utf-8"
    for encoding in ("utf-8", "cp1252"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return (data if encoding == "utf-8" else text.encode()), encoding
    return data.decode("latin-1").encode(), "latin-1"


def _texts(columns: "Iterable[pa.ChunkedArray[pa.StringScalar]]") -> list[str | None]:
    """Values of a column; equal ones share their memory, as most columns hold few different values."""
    values: list[str | None] = []
    for column in columns:
        for chunk in column.chunks:
            coded = chunk.dictionary_encode()
            words = coded.dictionary.to_pylist()
            values += [None if code is None else words[code] for code in coded.indices.to_pylist()]
    return values
