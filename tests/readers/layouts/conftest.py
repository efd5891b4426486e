"""Small workbooks made for one test each."""

from pathlib import Path

import openpyxl
import pytest
from helpers.books import MakeBook, Rows


@pytest.fixture
def make_book(tmp_path: Path) -> MakeBook:
    """Write sheets, by name, into a workbook; ``merged`` names ranges by sheet."""

    def make(name: str = "log.xlsx", merged: dict[str, list[str]] | None = None, **sheets: Rows) -> Path:
        book = openpyxl.Workbook()
        book.remove(book.active)
        for title, rows in sheets.items():
            sheet = book.create_sheet(title)
            for row in rows:
                sheet.append(list(row))
            for span in (merged or {}).get(title, []):
                sheet.merge_cells(span)
        path = tmp_path / name
        book.save(path)
        return path

    return make
