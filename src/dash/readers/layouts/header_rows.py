"""Finding the rows that name the columns of a table, one above the other where a name stands over several columns."""

from dataclasses import dataclass
from functools import cached_property

from dash.readers.layouts.grid import Grid, Row, Value, shown
from dash.readers.layouts.headers import read_header
from dash.readers.layouts.lexicon import plain, words
from dash.readers.layouts.meaning import VITALS, Meaning

_LEAST_NAMES = 3
_SHARE_OF_NAMES = 0.45
_NUMBERS_ALLOWED = 0.5
_SURE = 0.6
_TOP_ROWS = 60
_LONGEST_NAME = 120


@dataclass(frozen=True)
class Column:
    """A column of a table: its place in the sheet, its name, the name over it, and what these say it means."""

    place: int
    name: str
    group: str

    @property
    def full(self) -> str:
        """Name under its group: ``Blood pressure / 20``."""
        return f"{self.group} / {self.name}" if self.group else self.name

    @cached_property
    def meaning(self) -> Meaning:
        """What the name says."""
        return read_header(self.name, self.group)


def texts_of(row: Row) -> list[str]:
    """Return the cells of a row that are not empty, as text."""
    return [shown(cell) for cell in row if shown(cell)]


def _is_number(cell: Value) -> bool:
    return isinstance(cell, (int, float)) and not isinstance(cell, bool)


def names_columns(row: Row) -> bool:
    """Tell whether a row names columns: mostly short texts, enough of them known."""
    filled = [cell for cell in row if shown(cell)]
    if len(filled) < _LEAST_NAMES or any(not isinstance(cell, (str, int, float)) for cell in filled):
        return False
    texts = [shown(cell) for cell in filled if isinstance(cell, str)]
    numbers = [cell for cell in filled if _is_number(cell)]
    if len(numbers) > _NUMBERS_ALLOWED * len(filled):
        return False
    if len({plain(text) for text in texts}) < 2 or _is_block_row(row, len(filled)):
        return False
    known = sum(read_header(text).sure >= _SURE for text in texts if len(text) <= _LONGEST_NAME)
    points = sum(plain(text) in words("point") for text in texts)
    need = min(_LEAST_NAMES, len(filled))
    return known >= 2 and known + points >= need and known + points >= _SHARE_OF_NAMES * len(texts)


def _is_block_row(row: Row, filled: int) -> bool:
    """Tell whether a row says who a table is about, as labels with values: ``Number: | QX4413 | Sex: | Female``."""
    pairs = label_pairs(row)
    if not pairs or 2 * len(pairs) < filled - 1:
        return False
    known = sum(value is not None and read_header(shown(value)).sure >= _SURE for _, _, value in pairs)
    return 2 * known <= len(pairs)


def find_headers(grid: Grid) -> list[tuple[tuple[int, ...], tuple[Column, ...]]]:
    """Return the rows of each header of a sheet, one or two, with its columns; a header that comes again counts once."""
    found: list[tuple[tuple[int, ...], tuple[Column, ...]]] = []
    shapes: set[tuple[str, ...]] = set()
    row = 0
    while row < len(grid.rows):
        if (row > _TOP_ROWS and not _worth_a_look(grid.rows[row])) or not names_columns(grid.rows[row]):
            row += 1
            continue
        below = row + 1 < len(grid.rows) and names_columns(grid.rows[row + 1])
        grouped = row > 0 and _is_group_row(grid, row - 1, row)
        if below and _is_group_row(grid, row, row + 1):
            row += 1
            grouped = True
        rows = (row - 1, row) if grouped else (row,)
        columns = _columns(grid, row, row - 1 if grouped else None)
        shape = tuple(plain(column.full) for column in columns)
        looks_like_data = bool(found) and not is_header_again(grid.rows[row], found[-1][1])
        if shape not in shapes and looks_like_data and not _new_table(grid, row, found[-1][1]):
            row += 1
            continue
        if shape not in shapes or not found or shape != tuple(plain(c.full) for c in found[-1][1]):
            found.append((rows, columns))
            shapes.add(shape)
        row += 1
    return found


def _worth_a_look(row: Row) -> bool:
    """Tell quickly whether a row far down could name columns: names stand in it as they stand in the list."""
    texts = [plain(cell) for cell in row if isinstance(cell, str) and len(cell) <= _LONGEST_NAME]
    known = sum(text in words("means") for text in texts)
    return known >= 2 and known >= _SHARE_OF_NAMES * len(texts) / 2


def _new_table(grid: Grid, row: int, columns: tuple[Column, ...]) -> bool:
    """Tell whether a row below a table begins another one rather than being a record full of words."""
    known = sum(read_header(text).sure >= 0.9 for text in texts_of(grid.rows[row]))
    return known >= max(2, 0.6 * len(texts_of(grid.rows[row])))


def is_header_again(cells: Row, columns: tuple[Column, ...]) -> bool:
    """Tell whether a row repeats the names of a table's columns."""
    same = sum(plain(shown(cells[c.place])) == plain(c.name) for c in columns if c.place < len(cells))
    return same >= max(2, 0.7 * len(columns))


def _is_group_row(grid: Grid, row: int, below: int) -> bool:
    """Tell whether a row holds names over several columns of the header below it."""
    cells = grid.rows[row]
    filled = [at for at, cell in enumerate(cells) if shown(cell)]
    under = [at for at, cell in enumerate(grid.rows[below]) if shown(cell)]
    if not filled or any(not isinstance(cells[at], str) for at in filled) or len(under) <= len(filled):
        return False
    merged = [span for span in grid.merged if span[0][0] == row and span[0][0] == span[1][0]]
    if any(span[0][1] == 0 and span[1][1] >= len(grid.rows[below]) - 1 for span in merged):
        return False
    if len(filled) == 1:
        return _stands_over(grid, row, below, filled[0])
    if merged and all(span[1][1] > span[0][1] for span in merged):
        return True
    if filled[-1] > under[-1]:
        return False
    # Without merged cells: names with gaps between them, over a header that names points or parts.
    gaps = any(
        later - earlier > 1
        for earlier, later in zip([*filled, under[-1] + 1], [*filled[1:], under[-1] + 1], strict=False)
    )
    points = sum(
        plain(shown(cell)) in words("point") or _is_number(cell) for cell in grid.rows[below] if shown(cell)
    )
    return gaps and points >= 2


def _stands_over(grid: Grid, row: int, below: int, place: int) -> bool:
    """Tell whether the only name of a row stands over several points of a session: "Blood pressure" over pre, 20, 40."""
    about = read_header(shown(grid.rows[row][place])).kind
    cells = grid.rows[below][place:]
    points = [cell for cell in cells if _is_number(cell) or plain(shown(cell)) in words("point")]
    return place > 0 and len(points) >= 2 and about in VITALS


def _columns(grid: Grid, row: int, groups: int | None) -> tuple[Column, ...]:
    cells = grid.rows[row]
    over = _groups(grid, groups, len(cells)) if groups is not None else {}
    width = max((len(one) for one in grid.rows), default=0)
    found: list[Column] = []
    for place in range(max(width, len(cells))):
        name = shown(cells[place]) if place < len(cells) else ""
        group = over.get(place, "")
        if not name and group:
            name, group = group, ""
        if name:
            found.append(Column(place, name, group))
    return tuple(found)


def _groups(grid: Grid, row: int, width: int) -> dict[int, str]:
    """Return the group over each column: merged cells where the file tells, else up to the next group."""
    cells = grid.rows[row]
    spans = {span[0][1]: span[1][1] for span in grid.merged if span[0][0] == row}
    over: dict[int, str] = {}
    current = ""
    for place in range(max(width, len(cells))):
        text = shown(cells[place]) if place < len(cells) else ""
        if text and spans:
            for column in range(place, spans.get(place, place) + 1):
                over[column] = text
        elif text:
            current = text
        if not spans and current:
            over[place] = current
    return over


def label_pairs(cells: Row) -> list[tuple[str, int, Value]]:
    """Return labels with the cell to their right: ``Number: | QX4413``, or in one cell ``Number: QX4413``."""
    found: list[tuple[str, int, Value]] = []
    place = 0
    while place < len(cells):
        text = shown(cells[place])
        if not isinstance(cells[place], str) or not text:
            place += 1
            continue
        label, colon, rest = text.partition(":")
        if colon and rest.strip() and read_header(label).sure >= _SURE:
            found.append((label.strip(), place, rest.strip()))
        elif read_header(text).sure >= _SURE and (text.endswith(":") or len(text) <= 40):
            value = cells[place + 1] if place + 1 < len(cells) else None
            if value is not None and not (isinstance(value, str) and value.endswith(":")):
                found.append((text.rstrip(": "), place + 1, value))
                place += 1
            elif text.endswith(":"):
                found.append((text.rstrip(": "), place + 1, None))
        place += 1
    return found
