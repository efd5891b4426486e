"""Finding the tables of a sheet: where a header stands, what stands above it, and which rows are no records."""

from dataclasses import dataclass, field

from dash.readers.layouts.grid import Grid, Row, Value, is_blank, shown
from dash.readers.layouts.header_rows import Column, find_headers, is_header_again, label_pairs, texts_of
from dash.readers.layouts.lexicon import listed, meaning_of, plain

_BLOCK_ROWS = 40
_TOTALS = frozenset({"total", "totals", "gesamt", "summe", "sum"})


@dataclass
class Region:
    """One table of a sheet.

    Attributes:
        grid: The sheet.
        header: Rows of the header, one or two, counted from 0.
        columns: In order; columns without name and cells are left out.
        records: Rows with records.
        others: What the remaining rows of the table are: header, blank, total, note, subheading.
        block: What is said above the table, as label and cell: ``Number`` to ``QX4413``.
        block_at: Place of each of these cells, by label.
        above: Rows above the header, by what they are: title, patient_block, blank.
        under: Words of the sub-heading a record stands under, by row.
    """

    grid: Grid
    header: tuple[int, ...]
    columns: tuple[Column, ...]
    records: list[int] = field(default_factory=list)
    others: dict[int, str] = field(default_factory=dict)
    block: dict[str, Value] = field(default_factory=dict)
    block_at: dict[str, tuple[int, int]] = field(default_factory=dict)
    above: dict[int, str] = field(default_factory=dict)
    under: dict[int, str] = field(default_factory=dict)

    @property
    def shape(self) -> tuple[str, ...]:
        """Names of the columns as they are compared: by it a table is known again."""
        return tuple(plain(column.full) for column in self.columns)

    def cells(self, column: Column) -> list[Value]:
        """Return the cells of a column, of the records only."""
        return [self.grid.cell(row, column.place) for row in self.records]


def find_regions(grid: Grid) -> list[Region]:
    """Return the tables of a sheet, from top to bottom; none where no row names columns."""
    headers = find_headers(grid)
    found: list[Region] = []
    for at, (rows, columns) in enumerate(headers):
        end = headers[at + 1][0][0] if at + 1 < len(headers) else len(grid.rows)
        begin = max(found[-1].records[-1] + 1 if found and found[-1].records else 0, 0)
        region = Region(grid, rows, columns)
        _look_above(region, begin if found else 0)
        _sort_rows(region, rows[-1] + 1, end)
        if found:
            # What stands between two tables belongs to the lower one.
            for row in region.above:
                found[-1].others.pop(row, None)
        found.append(region)
    return found


def _look_above(region: Region, begin: int) -> None:
    """Sort the rows above a header: titles, and the block that says whose table it is."""
    grid, top = region.grid, region.header[0]
    for row in range(max(begin, top - _BLOCK_ROWS), top):
        cells = grid.rows[row]
        if is_blank(cells):
            region.above[row] = "blank"
            continue
        pairs = label_pairs(cells)
        if pairs:
            region.above[row] = "patient_block"
            for label, place, value in pairs:
                region.block.setdefault(label, value)
                region.block_at.setdefault(label, (row, place))
        else:
            region.above[row] = "title"


def _sort_rows(region: Region, begin: int, end: int) -> None:
    under = ""
    for row in range(begin, end):
        cells = region.grid.rows[row]
        kind = _kind_of(region, cells)
        if kind == "record":
            region.records.append(row)
            if under:
                region.under[row] = under
            continue
        if kind == "subheading":
            under = texts_of(cells)[0]
        region.others[row] = kind
    _notes_under(region)


def _kind_of(region: Region, cells: Row) -> str:
    if is_blank(cells):
        return "blank"
    filled = [(at, cell) for at, cell in enumerate(cells) if shown(cell)]
    texts = [shown(cell) for _, cell in filled]
    if is_header_again(cells, region.columns):
        return "header"
    first = plain(texts[0])
    named = first in listed("total") or first.split(" ")[0] in _TOTALS
    # A total stands where the day or the patient would stand, or in a row that names neither.
    if named and (
        _is_key(region, *filled[0]) or not any(_is_key(region, at, cell) for at, cell in filled[1:])
    ):
        return "total"
    if len(filled) == 1:
        return _lonely(region, filled[0][0], texts[0])
    if len(filled) <= 2 and not any(_is_key(region, at, cell) for at, cell in filled):
        return "note" if any(len(text) > 25 for text in texts) else "record"
    return "record"


def _is_key(region: Region, place: int, cell: Value) -> bool:
    """Tell whether a cell names a patient or a day: without one a row is no record."""
    kinds = {column.meaning.kind for column in region.columns if column.place == place}
    return bool(kinds & {"patient_id", "day", "moment", "initials", "birth_date"}) and shown(cell) != ""


def _lonely(region: Region, place: int, text: str) -> str:
    """Say what the only cell of a row is: a sub-heading, a note, or all that is left of a record."""
    bare = plain(text)
    letters = sum(one.isalpha() for one in bare)
    if not letters:
        return "record" if _is_key(region, place, text) else "note"
    if bare in listed("total"):
        return "total"
    if meaning_of("phase", bare.split(" (")[0]) or meaning_of("phase", bare.split(" ")[0]):
        return "subheading"
    if len(bare) <= 30 and not any(one.isdigit() for one in bare) and " " not in bare.strip():
        return "subheading"
    return "note"


def _notes_under(region: Region) -> None:
    """Take lines under the last real record for notes where nothing in them is a record."""
    keyed = [
        row
        for row in region.records
        if any(
            _is_key(region, column.place, region.grid.cell(row, column.place)) for column in region.columns
        )
    ]
    last = keyed[-1] if keyed else -1
    for row in [row for row in region.records if row > last]:
        region.records.remove(row)
        region.others[row] = "note"
