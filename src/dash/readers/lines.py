"""The exact way through a CSV: every record with its physical line, every bad row kept as a problem."""

from dataclasses import dataclass

DELIMITERS = (",", ";", "\t", "|")
# A quoted value running over more lines than this is taken for a stray quotation mark.
MAX_LINES_OF_A_RECORD = 500


@dataclass(frozen=True)
class Problem:
    """A row that cannot be read: its physical line, a stable reason, a plain message and the text as it stood."""

    line: int
    reason: str
    message: str
    raw: str


@dataclass(frozen=True)
class Parsed:
    """Outcome of reading a piece of a file.

    Attributes:
        lines: First physical line of each record.
        records: The values of each record, in the same order.
        problems: Rows that could not be read.
        rest: Bytes at the end that belong to a record still open, to be read again with what follows.
        next_line: Physical line at which ``rest``, or else what follows, begins.
    """

    lines: list[int]
    records: list[list[str]]
    problems: list[Problem]
    rest: bytes
    next_line: int


class _StrayQuoteError(Exception):
    """A quotation mark stands where none can be."""


def split_record(text: str, delimiter: str) -> list[str] | None:
    """Split one record into values by the rules of CSV; None while a quoted value is still open.

    Raises:
        _StrayQuoteError: Something other than a delimiter follows a closing quotation mark.
    """
    values: list[str] = []
    at = 0
    while True:
        if text.startswith('"', at):
            end = _closing_quote(text, at + 1)
            if end < 0:
                return None
            values.append(text[at + 1 : end].replace('""', '"'))
            at = end + 1
            if at == len(text):
                return values
            if text[at] != delimiter:
                raise _StrayQuoteError
            at += 1
        else:
            end = text.find(delimiter, at)
            if end < 0:
                values.append(text[at:])
                return values
            values.append(text[at:end])
            at = end + 1


def _closing_quote(text: str, at: int) -> int:
    """Return where the quoted value beginning at ``at`` closes, -1 where it does not."""
    while True:
        at = text.find('"', at)
        if at < 0 or not text.startswith('""', at):
            return at
        at += 2


def parse(
    data: bytes, first_line: int, delimiter: str, width: int | None, *, last: bool, encoding: str = "utf-8"
) -> Parsed:
    """Read whole physical lines exactly.

    Blank lines are passed over. A record that runs over several lines but has not ``width`` values is not
    trusted: its first line is refused and reading goes on with the next, so that one stray quotation mark
    costs one row.

    Args:
        data: Bytes that begin at the start of a record and end at the end of a line.
        first_line: Physical line of the first byte, counted from 1.
        delimiter: One of ``DELIMITERS``.
        width: Number of values of a record, None to accept any.
        last: True where nothing follows; a record still open is then a problem and not ``rest``.
        encoding: Encoding of the text.
    """
    raw_lines = data.splitlines(keepends=True)
    out = Parsed([], [], [], b"", first_line + len(raw_lines))
    at = 0
    while at < len(raw_lines):
        try:
            record, taken = _record_at(raw_lines, at, delimiter, width, encoding)
        except RowError as error:
            raw = raw_lines[at].rstrip(b"\r\n").decode(encoding, errors="backslashreplace")
            out.problems.append(Problem(first_line + at, error.reason, error.message, raw))
            at += 1
            continue
        if taken == 0 and not last:
            return Parsed(out.lines, out.records, out.problems, b"".join(raw_lines[at:]), first_line + at)
        if taken == 0:
            raw = raw_lines[at].rstrip(b"\r\n").decode(encoding, errors="backslashreplace")
            out.problems.append(Problem(first_line + at, *_STRAY, raw))
            at += 1
            continue
        if record is not None:
            out.lines.append(first_line + at)
            out.records.append(record)
        at += taken
    return out


def first_record(data: bytes, delimiter: str, encoding: str = "utf-8") -> tuple[list[str], int]:
    """Return the values of the record that begins ``data``, and how many physical lines it takes.

    Raises:
        RowError: It cannot be read, or does not end within ``data``.
    """
    record, taken = _record_at(data.splitlines(keepends=True), 0, delimiter, None, encoding)
    if record is None:
        raise RowError(*_STRAY)
    return record, taken


_STRAY = (
    "stray_quote",
    "A quotation mark opens or closes in the wrong place. Write quotation marks inside a value twice.",
)


class RowError(Exception):
    """A row cannot be read; reason and message as in a problem."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.message = message


def _record_at(
    raw_lines: list[bytes], at: int, delimiter: str, width: int | None, encoding: str
) -> tuple[list[str] | None, int]:
    """Return the record that begins at a line and how many lines it takes.

    The record is None for a blank line; the number of lines is 0 where the lines end before the record does.
    """
    text = _text(raw_lines[at].rstrip(b"\r\n"), encoding)
    if not text or (text.isspace() and delimiter not in text):
        return None, 1
    taken = 1
    if '"' in text:
        record, taken = _quoted_record_at(raw_lines, at, delimiter, encoding)
        if record is None:
            return None, 0
    else:
        record = text.split(delimiter)
    if width is not None and len(record) != width:
        if taken > 1:
            raise RowError(*_STRAY)
        raise RowError(
            "wrong_field_count",
            f"The row has {len(record)} values where the header has {width}."
            " Put a value that holds the separator between quotation marks.",
        )
    return record, taken


def _quoted_record_at(
    raw_lines: list[bytes], at: int, delimiter: str, encoding: str
) -> tuple[list[str] | None, int]:
    text = _text(raw_lines[at], encoding)
    end = at + 1
    try:
        while (record := split_record(text.rstrip("\r\n"), delimiter)) is None:
            # Only a line with a quotation mark can close the value: take all lines up to and with that one.
            start = end
            while end < len(raw_lines):
                end += 1
                if b'"' in raw_lines[end - 1] or end - at > MAX_LINES_OF_A_RECORD:
                    break
            if end - at > MAX_LINES_OF_A_RECORD:
                raise _StrayQuoteError
            if start == end:
                return None, 0
            text += _text(b"".join(raw_lines[start:end]), encoding)
    except _StrayQuoteError:
        raise RowError(*_STRAY) from None
    return record, end - at


def _text(raw: bytes, encoding: str) -> str:
    if b"\0" in raw:
        raise RowError(
            "nul_character", "The row holds a NUL character, which no text has. Export the file again."
        )
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError:
        raise RowError(
            "not_utf8", "The row holds bytes that are not UTF-8 text. Save the file as 'CSV UTF-8'."
        ) from None
