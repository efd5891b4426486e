"""What reading by a layout makes: canonical rows, refused rows and cells, and what became of each row of a sheet."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

import pyarrow as pa

from dash.readers.columns import COLUMNS
from dash.readers.layouts.grid import letters, shown
from dash.readers.layouts.problems import REASONS, Bad
from dash.readers.layouts.regions import Region
from dash.store.staging import Batch, FileNote, Refusal, SourceTable

ROWS_PER_BATCH = 100_000
Values = dict[str, str | None]


@dataclass
class Output:
    """Collects the rows of all sheets.

    Attributes:
        tables: Canonical rows by sheet and table, each with its line.
        refusals: Refused rows and cells.
        fates: What became of each row of a sheet, by sheet and line: ``accepted``, ``refused``, ``already_there`` or
            what it is instead of a record.
    """

    tables: dict[tuple[str, str], list[Values]] = field(default_factory=lambda: defaultdict(list))
    refusals: list[Refusal] = field(default_factory=list)
    fates: dict[tuple[str, int], str] = field(default_factory=dict)
    digests: dict[str, str] = field(default_factory=dict)

    def add(self, region: Region, row: int, table: str, **values: str | float | None) -> None:
        """Add a canonical row made of a row of a sheet."""
        written: Values = {key: text_of(value) for key, value in values.items()}
        written["_line"] = str(region.grid.line(row))
        self.tables[region.grid.name, table].append(written)

    def accept(self, region: Region, row: int) -> None:
        """Say that a row of a sheet is a record."""
        self.fates.setdefault((region.grid.name, region.grid.line(row)), "accepted")

    def mark(self, name: str, line: int, fate: str) -> None:
        """Say what became of a row."""
        self.fates[name, line] = fate

    def refuse_row(self, region: Region, row: int, reason: str, table: str) -> None:
        """Refuse a row whole."""
        self.mark(region.grid.name, region.grid.line(row), "refused")
        at = region.grid.where(row)
        self.refusals.append(
            Refusal(
                region.grid.name,
                region.grid.line(row),
                table,
                reason,
                f"{at}: {REASONS[reason]}",
                raw_of(region, row),
            )
        )

    def refuse_cell(self, region: Region, row: int, place: int, bad: Bad, table: str) -> None:
        """Refuse one cell; its row stands without it."""
        name = next((column.full for column in region.columns if column.place == place), letters(place))
        written = {"cell": region.grid.where(row, place), name: shown(region.grid.cell(row, place))}
        message = f"{region.grid.where(row, place)} ({name}): {REASONS[bad.reason]}"
        self.refusals.append(
            Refusal(
                region.grid.name,
                region.grid.line(row),
                table,
                bad.reason,
                message,
                json.dumps(written, ensure_ascii=False),
            )
        )

    def counts(self) -> dict[str, Counter[str]]:
        """Return how many rows of each sheet became what."""
        found: dict[str, Counter[str]] = defaultdict(Counter)
        for (name, _), fate in self.fates.items():
            found[name][fate] += 1
        return dict(found)

    def batches(self) -> Iterator[Batch]:
        """Yield everything: tables in the order of the data format, then refusals and notes."""
        for table, columns in COLUMNS.items():
            for (name, of), rows in self.tables.items():
                if of != table:
                    continue
                for start in range(0, len(rows), ROWS_PER_BATCH):
                    yield Batch(
                        tables=(
                            SourceTable(table, name, _arrow(rows[start : start + ROWS_PER_BATCH], columns)),
                        )
                    )
        notes = [FileNote(name, in_words(counts)) for name, counts in self.counts().items()]
        yield Batch(refusals=tuple(self.refusals), notes=tuple(notes), digests=dict(self.digests))


def _arrow(rows: list[Values], columns: tuple[str, ...]) -> pa.Table:
    used = [name for name in columns if any(row.get(name) is not None for row in rows)]
    table = {name: pa.array([row.get(name) for row in rows], pa.string()) for name in used}
    return pa.table({**table, "_line": pa.array([int(row["_line"] or 0) for row in rows], pa.int64())})


def text_of(value: str | float | None) -> str | None:
    """Return a value as the canonical tables take it: numbers without needless decimals."""
    if value is None or value == "":
        return None
    if isinstance(value, float):
        return f"{round(value, 4):g}" if abs(value) < 1e6 else repr(value)
    return str(value)


def raw_of(region: Region, row: int) -> str:
    """Return a row of a sheet as JSON, cells by the names of their columns."""
    cells = {
        column.full: text for column in region.columns if (text := shown(region.grid.cell(row, column.place)))
    }
    return json.dumps(cells, ensure_ascii=False)


_FATES = {
    "accepted": "accepted",
    "refused": "refused",
    "already_there": "already there",
    "title": "titles",
    "header": "names of columns",
    "blank": "blank",
    "total": "totals",
    "note": "notes",
    "subheading": "sub-headings",
    "patient_block": "about the patient",
    "legend": "legend",
    "left_out": "left out",
}


def in_words(counts: Counter[str]) -> str:
    """Return what became of the rows of a sheet in one sentence."""
    parts = [f"{counts[fate]:,} {words}" for fate, words in _FATES.items() if counts[fate]]
    return f"{sum(counts.values()):,} rows: {', '.join(parts)}."
