"""One row of a table with its cells by what they mean, and the answers that reading them needs."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from dash.readers.layouts.grid import Value, shown
from dash.readers.layouts.layout import Layout, TablePlan
from dash.readers.layouts.lexicon import listed, plain
from dash.readers.layouts.meaning import Meaning
from dash.readers.layouts.output import Output
from dash.readers.layouts.problems import Bad
from dash.readers.layouts.regions import Region
from dash.readers.layouts.times import DAY_FIRST, clock_of, day_of, is_clock_number, moment_of


@dataclass(frozen=True)
class Cell:
    """A column of a region: its place in the sheet, name in the layout, and meaning."""

    place: int
    name: str
    meaning: Meaning


class Fields:
    """The columns of a region by what they mean."""

    def __init__(self, region: Region, plan: TablePlan, layout: Layout) -> None:
        self.region, self.plan, self.layout = region, plan, layout
        self.all = [
            Cell(column.place, planned.name, planned.meaning)
            for column, planned in zip(region.columns, plan.columns, strict=True)
        ]
        self._by_kind: dict[str, list[Cell]] = {}
        for cell in self.all:
            self._by_kind.setdefault(cell.meaning.kind, []).append(cell)
        self.block = {
            planned.meaning.kind: value
            for label, value in region.block.items()
            for planned in plan.block
            if planned.name == plain(label)
        }

    def of(self, kind: str) -> list[Cell]:
        """Return the columns of a kind."""
        return self._by_kind.get(kind, [])

    def first(self, kind: str) -> Cell | None:
        """Return the first column of a kind, None where there is none."""
        found = self._by_kind.get(kind)
        return found[0] if found else None

    def named(self, name: str) -> Cell | None:
        """Return a column by its name in the layout."""
        return next((cell for cell in self.all if cell.name == name), None)

    def content(self, row: int, without: frozenset[str]) -> tuple[str, ...]:
        """Return what a row says, columns of some kinds left aside."""
        cells = self.region.grid.rows[row]
        return tuple(
            plain(shown(cells[cell.place])) if cell.place < len(cells) else ""
            for cell in self.all
            if cell.meaning.kind not in without
        )


@dataclass(frozen=True)
class Entry:
    """A row being read."""

    fields: Fields
    row: int
    out: Output

    def value(self, cell: Cell | None) -> Value:
        """Return the value under a column."""
        return None if cell is None else self.fields.region.grid.cell(self.row, cell.place)

    def text(self, kind: str) -> str:
        """Return the text under the first column of a kind, empty where there is none."""
        return shown(self.value(self.fields.first(kind)))

    def texts(self, kind: str) -> Iterator[tuple[Cell, str]]:
        """Yield the columns of a kind with their text, where there is any."""
        for cell in self.fields.of(kind):
            text = shown(self.value(cell))
            if text:
                yield cell, text

    def refuse(self, cell: Cell, bad: Bad, table: str) -> None:
        """Refuse the cell under a column."""
        self.out.refuse_cell(self.fields.region, self.row, cell.place, bad, table)

    def add(self, table: str, **values: str | float | None) -> None:
        """Add a canonical row."""
        self.out.add(self.fields.region, self.row, table, **values)

    def order(self, cell: Cell) -> str:
        """Return which number of a date comes first in a column."""
        return self.fields.layout.setting("date-order", cell.name, DAY_FIRST)

    def clock(self, cell: Cell | None, table: str) -> int | None:
        """Return the clock time under a column in minutes after midnight; a bad one is refused."""
        value = self.value(cell)
        if cell is None or value is None or plain(shown(value)) in _NO_TIME:
            return None
        if is_clock_number(value) and self.fields.layout.setting("clock-numbers") != "yes":
            found: int | Bad | None = Bad("not_a_time")
        else:
            found = clock_of(value)
        if isinstance(found, Bad):
            if plain(shown(value)) not in _words_for_none():
                self.refuse(cell, found, table)
            return None
        late = self.fields.layout.setting("half-days") == "afternoon"
        return found + 720 if found is not None and late and 60 <= found < 360 else found

    def when(self, cell: Cell) -> tuple[date, int | None] | Bad | None:
        """Return day and clock under a column of days or moments."""
        value = self.value(cell)
        if cell.meaning.kind == "moment":
            return moment_of(value, self.order(cell))
        day = day_of(value, self.order(cell))
        return day if day is None or isinstance(day, Bad) else (day, None)


_NO_TIME = frozenset({"before d/c", "ongoing at d/c", "ongoing", "at d/c", "-", "?"})


def _words_for_none() -> frozenset[str]:
    return listed("missing")


def iso(day: date, clock: int | None) -> str:
    """Return a time as the data format writes it; a day alone where the clock is not known."""
    if clock is None:
        return day.isoformat()
    days, minutes = divmod(clock, 1440)
    return f"{day + timedelta(days=days)}T{minutes // 60:02d}:{minutes % 60:02d}"
