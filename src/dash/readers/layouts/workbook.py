"""All sheets of one source with their tables, sorted into records, legends and what is left out."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from dash.readers.layouts.grid import Grid, is_blank, shown
from dash.readers.layouts.legend import Legend, is_legend, read_legends
from dash.readers.layouts.lexicon import listed, plain
from dash.readers.layouts.regions import Region, find_regions
from dash.readers.layouts.times import MONTH_FIRST, day_of

_SAME_ROWS = 0.9


@dataclass
class Workbook:
    """What was found in a source.

    Attributes:
        grids: All sheets, in order.
        regions: Tables with records.
        left_out: Sheets that hold no records or are not to be read, by name, with the reason as a word: ``legend``,
            ``template``, ``index``, ``stale``, ``no_table``, ``empty``.
        doubtful: Sheets whose name or hiding says "not to be read", though not all their rows stand elsewhere.
        legend: What legends and lines around the tables say.
    """

    grids: list[Grid]
    regions: list[Region] = field(default_factory=list)
    left_out: dict[str, str] = field(default_factory=dict)
    doubtful: dict[str, str] = field(default_factory=dict)
    legend: Legend = field(default_factory=Legend)

    @property
    def titles(self) -> list[str]:
        """Names of files and sheets and the lines above tables: what they say of all rows below."""
        found = [grid.file for grid in self.grids] + [grid.sheet for grid in self.grids if grid.sheet]
        for region in self.regions:
            found += [
                shown(cell)
                for row, kind in region.above.items()
                if kind == "title"
                for cell in region.grid.rows[row]
                if shown(cell)
            ]
        return list(dict.fromkeys(found))


def look(grids: Sequence[Grid]) -> Workbook:
    """Find the tables of all sheets and say which sheets hold no records."""
    book = Workbook(list(grids))
    legends: list[Grid] = []
    for grid in grids:
        if all(is_blank(row) for row in grid.rows):
            book.left_out[grid.name] = "empty"
            continue
        regions = find_regions(grid)
        if not regions:
            kind = "legend" if is_legend(grid) else "no_table"
            book.left_out[grid.name] = kind
            if kind == "legend":
                legends.append(grid)
        elif not any(region.records for region in regions):
            book.left_out[grid.name] = "template"
        else:
            book.regions += [region for region in regions if region.records]
    _leave_indexes(book)
    _leave_copies(book)
    remarks = [shown(cell) for region in book.regions for cell in _remarks(region)]
    book.legend = read_legends(legends, remarks)
    return book


def _remarks(region: Region) -> list[str]:
    return [
        shown(cell)
        for row, kind in {**region.above, **region.others}.items()
        if kind in {"title", "note"}
        for cell in region.grid.rows[row]
        if shown(cell)
    ]


def _drop(book: Workbook, name: str, why: str) -> None:
    book.left_out[name] = why
    book.regions = [region for region in book.regions if region.grid.name != name]


def _leave_indexes(book: Workbook) -> None:
    """Leave out a list of the workbook's own sheets."""
    sheets = {plain(grid.sheet) for grid in book.grids if grid.sheet}
    if len(sheets) < 3:
        return
    for region in list(book.regions):
        for column in region.columns:
            cells = [plain(shown(cell)) for cell in region.cells(column) if shown(cell)]
            if len(cells) >= 2 and sum(cell in sheets for cell in cells) >= 0.8 * len(cells):
                _drop(book, region.grid.name, "index")
                break


def _keys(region: Region) -> set[tuple[str, ...]]:
    """Return patient and day of each record, as written."""
    kinds = {column.meaning.kind: column for column in region.columns}
    who = kinds.get("patient_id") or kinds.get("initials") or kinds.get("name")
    when = kinds.get("day") or kinds.get("moment")
    if who is None or when is None:
        return set()
    return {
        (plain(shown(region.grid.cell(row, who.place))), _day_text(shown(region.grid.cell(row, when.place))))
        for row in region.records
    }


def _day_text(text: str) -> str:
    found = {str(day_of(text, order)) for order in (MONTH_FIRST, "day first")}
    return "|".join(sorted(found))


def _leave_copies(book: Workbook) -> None:
    """Leave out a sheet whose name says that it is old where its rows stand elsewhere; else it is doubtful."""
    for grid in book.grids:
        if grid.name in book.left_out:
            continue
        words = plain(grid.sheet)
        named = bool(set(words.replace("(", " ").replace(")", " ").split()) & listed("stale")) or any(
            phrase in words for phrase in listed("stale") if " " in phrase
        )
        if not (named or grid.hidden):
            continue
        own: set[tuple[str, ...]] = set()
        for region in book.regions:
            if region.grid.name == grid.name:
                own |= _keys(region)
        others: set[tuple[str, ...]] = set()
        for region in book.regions:
            if region.grid.name != grid.name:
                others |= _keys(region)
        shared = sum(_stands_in(key, others) for key in own)
        if own and shared >= _SAME_ROWS * len(own):
            _drop(book, grid.name, "stale")
        else:
            book.doubtful[grid.name] = "hidden" if grid.hidden else "named"


def _stands_in(key: tuple[str, ...], others: set[tuple[str, ...]]) -> bool:
    # A day is compared in both orders, as a real date or as text.
    who, days = key
    return any(who == other and set(days.split("|")) & set(day.split("|")) for other, day in others)
