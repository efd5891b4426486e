"""The header of a CSV: its separator, its encoding mark and its column names."""

import codecs
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from string import ascii_lowercase, ascii_uppercase

import numpy as np

from dash.readers.lines import DELIMITERS, RowError, first_record
from dash.store.staging import RESERVED

UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
# Found one at a time: the head of a large file has a hundred thousand lines.
_LINE = re.compile(rb"[^\r\n]*(?:\r\n?|\n)|[^\r\n]+")
_NEWLINE, _RETURN = 10, 13
# Only letters of ASCII: names of the data format have no others.
_SMALL = str.maketrans(ascii_uppercase, ascii_lowercase)
_SEPARATOR_LINE = re.compile(rb'"?sep=[^\r\n]?"?\s*', re.IGNORECASE)
# Line breaks within quoted column names; beyond this a quotation mark is astray.
_MAX_LINES = 20


@dataclass(frozen=True)
class Header:
    """Header of a file.

    Attributes:
        line, raw: Where it stands and as it stands.
        names: Column names as written, trimmed.
        delimiter: The separator of the file.
        rest: Bytes of the file's head that follow it.
        next_line: Physical line at which ``rest`` begins.
    """

    line: int
    raw: str
    names: tuple[str, ...]
    delimiter: str
    rest: bytes
    next_line: int


class HeaderError(Exception):
    """The file cannot be read for the sake of its header; reason, message and raw as in a refusal.

    Attributes:
        line, reason, message, raw: Of the header, as in a refusal.
        rest: Bytes of the file's head whose lines are rows that cannot be read either.
        next_line: Physical line at which ``rest`` begins.
        encoding: Encoding of the file.
    """

    def __init__(
        self,
        line: int | None,
        reason: str,
        message: str,
        raw: str,
        *,
        rest: bytes = b"",
        next_line: int = 1,
        encoding: str = "utf-8",
    ) -> None:
        super().__init__(reason)
        self.line = line
        self.reason = reason
        self.message = message
        self.raw = raw
        self.rest = rest
        self.next_line = next_line
        self.encoding = encoding

    @classmethod
    def of(cls, header: Header, reason: str, message: str) -> "HeaderError":
        """Return what to raise about a header that was read."""
        return cls(header.line, reason, message, header.raw, rest=header.rest, next_line=header.next_line)


def read_header(head: bytes, known: set[str], encoding: str = "utf-8") -> Header:
    """Read the first row that is not blank. The separator is the one that gives most ``known`` names.

    A first line ``sep=;``, which Excel understands, is passed over.

    Args:
        head: Beginning of the file, long enough to hold the header.
        known: Lower-case names the header may hold.
        encoding: Encoding of the text; a UTF-8 byte order mark is passed over.

    Raises:
        HeaderError: The file is empty, is UTF-16, or the first row cannot be read or holds no known name.
    """
    if wide := utf16_of(head):
        raise _is_utf16(head, wide)
    head = head.removeprefix(codecs.BOM_UTF8)
    line = 1
    for found_line in _LINE.finditer(head):
        raw_line = found_line[0]
        if raw_line.strip() and not _SEPARATOR_LINE.fullmatch(raw_line):
            break
        line += 1
    else:
        raise HeaderError(
            None,
            "empty_file",
            "The file is empty: it has not even a header row. Export it again, or leave it out.",
            "",
        )
    rest = head[found_line.start() :]
    best: Header | None = None
    found = 0
    unreadable: RowError | None = None
    for delimiter in DELIMITERS:
        try:
            header = _header(rest, line, delimiter, encoding)
        except RowError as error:
            unreadable = error
            continue
        hits = _hits(header.names, known)
        if hits > found:
            best, found = header, hits
    if best is not None:
        return best
    raw = _shown(raw_line, encoding)
    if unreadable and any(_hits(_roughly(raw_line, delimiter), known) for delimiter in DELIMITERS):
        after = rest[len(raw_line) :]
        message = _UNREADABLE[unreadable.reason]
        raise HeaderError(line, unreadable.reason, message, raw, rest=after, next_line=line + 1)
    # The first row may be one of data: it is refused with the others.
    raise HeaderError(line, "unknown_header", _UNKNOWN, raw, rest=rest, next_line=line)


_UNKNOWN = (
    "Nothing of this file was read: its first row holds none of the column names of the data format."
    " Begin the file with a row of column names as they stand in docs/data-format.md."
)
_UNREADABLE = {
    "not_utf8": "Nothing of this file was read: a column name holds bytes that are not UTF-8 text."
    " Save the file as 'CSV UTF-8'.",
    "stray_quote": "Nothing of this file was read: in its first row a quotation mark opens or closes in the wrong"
    " place. Correct the column names.",
    "nul_character": "Nothing of this file was read: its first row holds a NUL character, which no text has."
    " Export the file again.",
}
_UTF16 = "Nothing of this file was read: it is saved as UTF-16. Save it as 'CSV UTF-8'."


def utf16_of(head: bytes) -> str | None:
    """Return the encoding of a file that is UTF-16, with its mark or by every other byte being zero, else None."""
    for mark, encoding in ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")):
        if head.startswith(mark):
            return encoding
    sample = head[:4096]
    low, high = sample[1::2], sample[::2]
    for zeros, letters, encoding in ((low, high, "utf-16-le"), (high, low, "utf-16-be")):
        if zeros and zeros.count(0) > len(zeros) * 0.4 and letters.count(0) <= len(letters) * 0.05:
            return encoding
    return None


def _is_utf16(head: bytes, encoding: str) -> HeaderError:
    data = head[2:] if head.startswith(UTF16_MARKS) else head
    units = np.frombuffer(data[: len(data) // 2 * 2], dtype="<u2" if encoding == "utf-16-le" else ">u2")
    ends = np.flatnonzero((units == _NEWLINE) | (units == _RETURN))
    end = len(data)
    if len(ends):
        both = units[ends[0]] == _RETURN and units[ends[0] + 1 : ends[0] + 2].tolist() == [_NEWLINE]
        end = 2 * (int(ends[0]) + (2 if both else 1))
    raw = _shown(data[:end], encoding)
    return HeaderError(1, "not_utf8", _UTF16, raw, rest=data[end:], next_line=2, encoding=encoding)


def _header(rest: bytes, line: int, delimiter: str, encoding: str) -> Header:
    """Read the header that begins ``rest``.

    Raises:
        RowError: It cannot be read.
    """
    lines = list(islice(_LINE.finditer(rest), _MAX_LINES))
    if b'"' not in lines[0][0]:
        lines = lines[:1]
    record, taken = first_record(rest[: lines[-1].end()], delimiter, encoding)
    end = lines[taken - 1].end()
    names = tuple(" ".join(name.split()) if "\n" in name else name.strip() for name in record)
    return Header(line, _shown(rest[:end], encoding), names, delimiter, rest[end:], line + taken)


def _roughly(raw_line: bytes, delimiter: str) -> list[str]:
    return [name.strip(' \t\r\n\0"') for name in raw_line.decode("latin-1").split(delimiter)]


def _hits(names: Iterable[str], known: set[str]) -> int:
    return len(known.intersection(name.translate(_SMALL) for name in names))


def _shown(raw: bytes, encoding: str) -> str:
    return raw.decode(encoding, errors="backslashreplace").rstrip("\r\n")


def canonical_names(header: Header, known: Sequence[str]) -> list[str]:
    """Return distinct column names: known ones in lower case, others as written.

    A nameless column becomes ``column 7``; a second one of an unknown name, and names the product uses
    itself, get a number.

    Raises:
        HeaderError: A known column stands there twice.
    """
    names: list[str] = []
    for number, written in enumerate(header.names, start=1):
        small = written.translate(_SMALL)
        name = small if small in known else written or f"column {number}"
        if name in names and name in known:
            raise HeaderError.of(
                header,
                "duplicate_column",
                f"Nothing of this file was read: it has the column {name} twice. Keep one of them.",
            )
        while name in names or name in RESERVED:
            name = f"{name} (column {number})"
        names.append(name)
    return names
