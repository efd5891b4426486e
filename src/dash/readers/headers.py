"""The header of a CSV: its separator, its encoding mark and its column names."""

import codecs
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from dash.readers.lines import DELIMITERS, parse

UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
# Found one at a time: the head of a large file has a hundred thousand lines.
_LINE = re.compile(rb"[^\r\n]*(?:\r\n?|\n)|[^\r\n]+")


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
    """The file cannot be read for the sake of its header; reason, message and raw as in a refusal."""

    def __init__(self, line: int | None, reason: str, message: str, raw: str) -> None:
        super().__init__(reason)
        self.line = line
        self.reason = reason
        self.message = message
        self.raw = raw


def read_header(head: bytes, known: set[str], encoding: str = "utf-8") -> Header:
    """Read the first row that is not blank. The separator is the one that gives most ``known`` names.

    Args:
        head: Beginning of the file, long enough to hold the header.
        known: Lower-case names the header may hold.
        encoding: Encoding of the text; a UTF-8 byte order mark is passed over.

    Raises:
        HeaderError: The file is empty, is UTF-16, or the first row cannot be read or holds no known name.
    """
    if head.startswith(UTF16_MARKS):
        raise HeaderError(
            1,
            "not_utf8",
            "Nothing of this file was read: it is saved as UTF-16. Save it as 'CSV UTF-8'.",
            "",
        )
    head = head.removeprefix(codecs.BOM_UTF8)
    line = 1
    for found_line in _LINE.finditer(head):
        raw_line = found_line[0]
        if raw_line.strip():
            break
        line += 1
    else:
        raise HeaderError(None, "empty_file", "The file is empty: it has not even a header row.", "")
    best: Header | None = None
    found = 0
    for delimiter in DELIMITERS:
        header = _header(raw_line, line, delimiter, encoding)
        hits = len(known.intersection(name.lower() for name in header.names)) if header else 0
        if header and hits > found:
            best, found = header, hits
    if best is None:
        raise HeaderError(
            line,
            "unknown_header",
            "Nothing of this file was read: its first row holds none of the column names of the data format.",
            raw_line.rstrip(b"\r\n").decode(encoding, errors="backslashreplace"),
        )
    return replace(best, rest=head[found_line.end() :])


def _header(raw_line: bytes, line: int, delimiter: str, encoding: str) -> Header | None:
    parsed = parse(raw_line, line, delimiter, None, last=True, encoding=encoding)
    if not parsed.records:
        return None
    raw = raw_line.rstrip(b"\r\n").decode(encoding, errors="backslashreplace")
    names = tuple(name.strip() for name in parsed.records[0])
    return Header(line, raw, names, delimiter, b"", line + 1)


def canonical_names(header: Header, known: Sequence[str]) -> list[str]:
    """Return distinct column names: known ones in lower case, others as written.

    A nameless column becomes ``column 7``; a second one of an unknown name, and names the product uses
    itself, get a number.

    Raises:
        HeaderError: A known column stands there twice.
    """
    names: list[str] = []
    for number, written in enumerate(header.names, start=1):
        name = written.lower() if written.lower() in known else written or f"column {number}"
        if name in names and name in known:
            raise HeaderError(
                header.line,
                "duplicate_column",
                f"Nothing of this file was read: it has the column {name} twice. Keep one of them.",
                header.raw,
            )
        if name in names or name in {"_line", "_lines", "_raw"}:
            name = f"{name} (column {number})"
        names.append(name)
    return names
