"""What the domains of an SDTM source become: records with their source rows, refusals and notes."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import pyarrow as pa

from dash.readers.columns import COLUMNS
from dash.readers.sdtm.domain import Domain, Row
from dash.store.staging import AttachedLine, Batch, FileNote, Refusal, SourceTable

RECORDS_PER_BATCH = 100_000

_NOT_UNDERSTOOD = (
    "not_understood",
    "A number or a date of the row is not one, or too large to be worked with. Correct it and import the file again.",
)
_VISITS = ("patient_id", "visit", "visit_number", "started_on", "ended_on")


@dataclass
class Record:
    """One canonical record and all the source rows it was made of, the first one its own."""

    values: dict[str, str | None]
    sources: list[Row]


@dataclass
class Found:
    """All that one canonical table gets from its domain."""

    table: str
    records: list[Record] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    attached: list[AttachedLine] = field(default_factory=list)
    _remarks: Counter[tuple[str, str]] = field(default_factory=Counter)

    def each(self, domains: Sequence[Domain], take: Callable[[Row], None]) -> None:
        """Take every row of every file; one that cannot be worked with costs itself, never the file.

        Args:
            domains: The files.
            take: Adds, attaches or refuses a row, exactly one of them and as the last thing that can fail.
        """
        for domain in domains:
            for row in domain.rows():
                before = len(self.records)
                try:
                    take(row)
                except (ValueError, ArithmeticError):
                    del self.records[before:]
                    self.refuse(row, *_NOT_UNDERSTOOD)

    def add(self, row: Row, **values: str | None) -> Record:
        """Take a row into a new record."""
        record = Record(values, [row])
        self.records.append(record)
        return record

    def refuse(self, row: Row, reason: str, message: str) -> None:
        """Refuse a row whole."""
        self.refusals.append(Refusal(row.file, row.line, self.table, reason, message, row.raw()))

    def attach(self, row: Row, table: str, record: Record) -> None:
        """Say that a row's value was put into a record of another file."""
        into = record.sources[0]
        self.attached.append(AttachedLine(row.file, row.line, row.raw(), table, into.file, into.line))

    def remark(self, row: Row, message: str) -> None:
        """Count a row under a note; the note says ``{n}`` where the number of rows goes."""
        self._remarks[row.file, message] += 1

    def batches(self, domains: Sequence[Domain]) -> Iterator[Batch]:
        """Yield everything; every file of ``domains`` gets at least an empty table."""
        by_file: dict[str, list[Record]] = {domain.file: [] for domain in domains}
        for record in self.records:
            by_file[record.sources[0].file].append(record)
        for file, records in by_file.items():
            for start in range(0, max(len(records), 1), RECORDS_PER_BATCH):
                yield Batch(tables=(self._table(file, records[start : start + RECORDS_PER_BATCH]),))
        unread = [
            Refusal(domain.file, problem.line, self.table, problem.reason, problem.message, problem.raw)
            for domain in domains
            for problem in domain.problems
        ]
        notes = [FileNote(file, message.format(n=f"{n:,}")) for (file, message), n in self._remarks.items()]
        yield Batch(
            refusals=(*unread, *self.refusals),
            notes=tuple(notes),
            attached=tuple(self.attached),
            digests={domain.file: domain.digest for domain in domains},
        )

    def _table(self, file: str, records: list[Record]) -> SourceTable:
        names = COLUMNS.get(self.table, _VISITS)
        columns = {name: pa.array([one.values.get(name) for one in records], pa.string()) for name in names}
        lines = [[row.line for row in one.sources] for one in records]
        raws = [[row.raw() for row in one.sources] for one in records]
        return SourceTable(
            self.table,
            file,
            pa.table(
                {
                    **columns,
                    "_line": pa.array([line[0] for line in lines], pa.int64()),
                    "_lines": pa.array(lines, pa.list_(pa.int64())),
                    "_raw": pa.array(raws, pa.list_(pa.string())),
                }
            ),
        )
