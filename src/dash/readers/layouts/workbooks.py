"""Opening a clinic's own files as grids: spreadsheets, text with separators, files of statistics programs.

Cached values only: no formula, macro, external link or entity of a file is ever evaluated.
"""

import csv
import hashlib
import io
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from math import isnan
from pathlib import Path

import pyreadstat
from charset_normalizer import from_bytes
from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetVisibleEnum

from dash.errors import UnreadableSourceError
from dash.readers.layouts.formulas import NO_VALUE, unusable_cells
from dash.readers.layouts.grid import Grid, Merged, Row, Value

MAX_BYTES = 512 * 1024**2
"""A larger file is no clinic's own table: it is refused before it is read."""
MAX_UNPACKED = 1024**3
MAX_RATIO = 200
_RATIO_FROM = 20 * 1024**2
MAX_COLUMNS = 2_000
MAX_CELLS = 20_000_000
_SAMPLE = 64 * 1024
_C1 = frozenset(range(0x80, 0xA0))
_PUNCTUATION = frozenset(b"\x80\x85\x91\x92\x93\x94\x95\x96\x97\x99")
"""Of those bytes the ones that Western text has in cp1252: euro, ellipsis, quotation marks, dashes, trade mark."""
_DELIMITERS = ",;\t|"

SPREADSHEETS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
TEXTS = (".csv", ".tsv", ".txt", ".tab")
STATISTICS = (".sav", ".zsav", ".dta", ".sas7bdat")
SUFFIXES = (*SPREADSHEETS, *TEXTS, *STATISTICS)


def read_grids(path: Path, shown: str, content: bytes | None = None) -> list[Grid]:
    """Return the sheets of one file.

    Args:
        path: The file; its ending says how to read it.
        shown: Its name as shown to the user.
        content: What stands in it, where it comes out of a zip.

    Raises:
        UnreadableSourceError: It cannot be read, or is unreasonably large.
    """
    if content is None:
        content = _content(path, shown)
    suffix = path.suffix.lower()
    digest = hashlib.sha256(content).hexdigest()
    if suffix in TEXTS:
        return [_text(content, shown, digest)]
    if suffix in STATISTICS:
        return [_statistics(path, content, shown, digest)]
    return list(_spreadsheet(content, shown, digest))


def _content(path: Path, shown: str) -> bytes:
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise UnreadableSourceError(
                f"{shown} is unreasonably large for a spreadsheet ({size / 1024**2:.0f} MB).",
                "Split it into files of one year each, or export it as one CSV file per table (docs/data-format.md).",
            )
        content = path.read_bytes()
    except OSError as error:
        raise UnreadableSourceError(
            f"{shown} cannot be read ({error.strerror or type(error).__name__}).",
            "Check that the file is there, closed in other programs, and may be read.",
        ) from error
    if len(content) != size:
        raise UnreadableSourceError(
            f"{shown} changed while it was read.", "Close it in other programs and import it again."
        )
    return content


def _check_packed(content: bytes, shown: str) -> None:
    """Refuse a packed workbook that would unpack to something unreasonable."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
    except zipfile.BadZipFile as error:
        raise _damaged(shown) from error
    if unpacked > MAX_UNPACKED or (unpacked > _RATIO_FROM and unpacked > MAX_RATIO * len(content)):
        raise UnreadableSourceError(
            f"{shown} is unreasonably large when unpacked ({unpacked / 1024**2:.0f} MB).",
            "Copy the cells with records into a new workbook and import that.",
        )


def _damaged(shown: str) -> UnreadableSourceError:
    return UnreadableSourceError(
        f"{shown} is damaged, cut short or not a spreadsheet.",
        "Open it in the program it comes from, save it again and import the new file.",
    )


def _spreadsheet(content: bytes, shown: str, digest: str) -> Iterator[Grid]:
    if content[:4] == b"PK\x03\x04":
        _check_packed(content, shown)
    try:
        unusable = unusable_cells(content)
        with CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
            visible = {sheet.name: sheet.visible for sheet in book.sheets_metadata}
            cells = 0
            for name in book.sheet_names:
                sheet = book.get_sheet_by_name(name)
                if sheet.width > MAX_COLUMNS:
                    raise UnreadableSourceError(
                        f"The sheet {name} of {shown} is {sheet.width:,} columns wide.",
                        "Delete the empty columns to the right of the table and save the file again.",
                    )
                cells += sheet.width * sheet.height
                if cells > MAX_CELLS:
                    raise UnreadableSourceError(
                        f"{shown} has more than {MAX_CELLS:,} cells.",
                        "Delete the empty rows below the tables, or split the file, and save it again.",
                    )
                rows = _with_errors(_trimmed(sheet.iter_rows()), unusable.get(name, []))
                merged: tuple[Merged, ...] = tuple(sheet.merged_cell_ranges or ())
                hidden = visible.get(name, SheetVisibleEnum.Visible) != SheetVisibleEnum.Visible
                yield Grid(shown, name, tuple(rows), digest, hidden=hidden, merged=merged)
    except PasswordError as error:
        raise UnreadableSourceError(
            f"{shown} is protected by a password.", "Save a copy without a password and import that."
        ) from error
    except (CalamineError, ValueError, OSError) as error:
        raise _damaged(shown) from error


def _trimmed(rows: Iterable[Sequence[Value]]) -> list[Row]:
    """Return rows with empty cells as None and without empty cells and rows at the end."""
    found: list[Row] = []
    for row in rows:
        cells: list[Value] = [None if cell == "" else cell for cell in row]
        while cells and cells[-1] is None:
            cells.pop()
        found.append(tuple(cells))
    while found and not found[-1]:
        found.pop()
    return found


def _with_errors(rows: list[Row], places: list[tuple[int, int]]) -> list[Row]:
    """Put the mark of an error into cells whose formula gave none of the values kept in the file."""
    by_row: dict[int, list[int]] = {}
    for row, column in places:
        by_row.setdefault(row, []).append(column)
    for row, columns in by_row.items():
        if row >= len(rows):
            continue
        cells = list(rows[row]) + [None] * max(0, max(columns) + 1 - len(rows[row]))
        for column in columns:
            if cells[column] is None:
                cells[column] = NO_VALUE
        rows[row] = tuple(cells)
    return rows


def decode(content: bytes) -> str:
    """Return the text of a file: UTF-8 where it is, else the likeliest encoding of Western text."""
    for encoding in ("utf-8-sig", "utf-16"):
        if encoding == "utf-16" and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
            continue
        with suppress(UnicodeDecodeError):
            return content.decode(encoding)
    if not _C1.difference(_PUNCTUATION) & set(content):
        # Nothing but letters and usual punctuation: other encodings would have letters where this one has none.
        with suppress(UnicodeDecodeError):
            return content.decode("cp1252")
    best = from_bytes(
        content[: 4 * _SAMPLE], cp_isolation=["cp1252", "cp1250", "latin_1", "mac_roman", "cp850", "utf_16"]
    ).best()
    with suppress(UnicodeDecodeError, LookupError):
        return content.decode(best.encoding if best is not None else "cp1252")
    return content.decode("cp1252", errors="replace")


def _text(content: bytes, shown: str, digest: str) -> Grid:
    text = decode(content)
    if "\x00" in text:
        raise UnreadableSourceError(
            f"{shown} holds NUL characters: it is not a text file.", "Export it again as CSV and import that."
        )
    rows: list[Row] = []
    lines: list[int] = []
    before = 0
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter_of(text), strict=False)
    csv.field_size_limit(1024**2)
    try:
        for cells in reader:
            row: list[Value] = [cell if cell.strip() else None for cell in cells]
            if len(row) > MAX_COLUMNS:
                raise UnreadableSourceError(
                    f"{shown} has a line of {len(row):,} cells.", "Export it again as CSV and import that."
                )
            while row and row[-1] is None:
                row.pop()
            rows.append(tuple(row))
            lines.append(before + 1)
            before = reader.line_num
    except csv.Error as error:
        raise UnreadableSourceError(
            f"{shown} cannot be read from line {reader.line_num} on: a cell is not closed or too long.",
            "Look at the quotation marks there, or export it again as CSV.",
        ) from error
    return Grid(shown, "", tuple(rows), digest, lines=tuple(lines))


def delimiter_of(text: str) -> str:
    """Return what stands between cells: the mark that splits most lines into the same number of cells above one."""
    sample = text[:_SAMPLE]
    best, most = ",", 0.0
    for mark in _DELIMITERS:
        widths = [len(row) for row in csv.reader(io.StringIO(sample, newline=""), delimiter=mark) if row]
        wide = [width for width in widths if width > 1]
        if not wide:
            continue
        usual = max(set(wide), key=wide.count)
        share = wide.count(usual) / len(widths) * min(usual, 6)
        if share > most:
            best, most = mark, share
    return best


_READ_STATISTICS: Mapping[str, Callable[..., tuple[Mapping[str, list[Value]], object]]] = {
    ".sav": pyreadstat.read_sav,
    ".zsav": pyreadstat.read_sav,
    ".dta": pyreadstat.read_dta,
    ".sas7bdat": pyreadstat.read_sas7bdat,
}


def _statistics(path: Path, content: bytes, shown: str, digest: str) -> Grid:
    read = _READ_STATISTICS[path.suffix.lower()]
    try:
        columns, _ = read(io.BytesIO(content), output_format="dict", apply_value_formats=True)
    except (pyreadstat.ReadstatError, pyreadstat.PyreadstatError, OSError, ValueError) as error:
        raise UnreadableSourceError(
            f"{shown} is damaged or not a file of its kind.",
            "Save it again, or as CSV, in the program it comes from.",
        ) from error
    names = list(columns)
    rows: list[Row] = [tuple(names)]
    rows += [
        tuple(
            None if cell is None or cell == "" or (isinstance(cell, float) and isnan(cell)) else cell
            for cell in cells
        )
        for cells in zip(*(list(column) for column in columns.values()), strict=True)
    ]
    return Grid(shown, "", tuple(rows), digest)
