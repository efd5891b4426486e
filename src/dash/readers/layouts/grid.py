"""Sheets as grids of cells, whatever file they stand in."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

Value = str | int | float | bool | date | datetime | time | timedelta | None
Row = tuple[Value, ...]
Merged = tuple[tuple[int, int], tuple[int, int]]


@dataclass(frozen=True)
class Grid:
    """One sheet of a workbook, or a text file.

    Attributes:
        file: The file as shown to the user, such as ``Infusion log.xlsx``.
        sheet: Name of the sheet, empty for a file that is one table.
        rows: Cells by row, from the sheet's first row on; empty cells are None and rows may differ in length.
        lines: Line each row begins in, where a row of a text file may take several; None where row n stands in line n.
        hidden: Whether the workbook hides the sheet.
        merged: Merged cells as (first row, first column), (last row, last column), counted from 0; empty where the
            format does not tell.
        digest: SHA-256 of the whole file in hexadecimal.
    """

    file: str
    sheet: str
    rows: tuple[Row, ...]
    digest: str
    lines: tuple[int, ...] | None = None
    hidden: bool = False
    merged: tuple[Merged, ...] = ()

    @property
    def name(self) -> str:
        """The sheet as shown to the user: ``Infusion log.xlsx!Infusions``."""
        return f"{self.file}!{self.sheet}" if self.sheet else self.file

    def line(self, row: int) -> int:
        """Return the line of a row, both as the user counts them: from 1."""
        return self.lines[row] if self.lines is not None else row + 1

    def where(self, row: int, column: int | None = None) -> str:
        """Return a place in words: ``Infusions!L94``, of a text file ``line 59``; the row alone by its first cell."""
        if not self.sheet:
            return f"line {self.line(row)}"
        return f"{self.sheet}!{letters(column or 0)}{self.line(row)}"

    def cell(self, row: int, column: int) -> Value:
        """Return a cell; None beyond the end of a row."""
        cells = self.rows[row]
        return cells[column] if 0 <= column < len(cells) else None


def letters(column: int) -> str:
    """Return the letters of a column counted from 0: A, B, ..., Z, AA."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def shown(value: Value) -> str:  # noqa: PLR0911 - one for each form
    """Return a cell as a person sees it, without blanks around it; empty for an empty cell."""
    if value is None:
        return ""
    if isinstance(value, str):
        return " ".join(value.split()) if "\n" not in value else value.strip()
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        return value.isoformat(" ", "minutes")
    if isinstance(value, time):
        return value.isoformat("minutes")
    if isinstance(value, timedelta):
        minutes = round(value.total_seconds() / 60)
        return f"{minutes // 60}:{minutes % 60:02d}"
    return str(value)


def is_blank(row: Row) -> bool:
    """Tell whether nothing stands in a row."""
    return all(value is None or (isinstance(value, str) and not value.strip()) for value in row)
