"""What a reader hands to the store: canonical tables as text, with where each row came from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import pyarrow as pa

RESERVED = frozenset({"_line", "_lines", "_raw"})
"""Names of columns that say where a row came from; no column of a file is called so."""


@dataclass(frozen=True)
class SourceTable:
    """Rows of one canonical table that came from one file.

    Attributes:
        table: Name of the canonical table, such as ``vitals``.
        file: The file as the user knows it, such as ``export/vitals.csv`` or ``export.zip/vitals.csv``. No two
            files of one import have the same name.
        rows: One row per record. Every column is text named as in the data format, null or empty where
            nothing was given, and besides these

            * ``_line`` (int64): line of the record in its file; the header is line 1,
            * ``_lines`` (list of int64, optional): all source lines combined in the record,
            * ``_raw`` (list of text, optional): the source rows as JSON objects, one per ``_lines`` entry.

            Columns of other names are kept with refused rows and listed in the import report.
    """

    table: str
    file: str
    rows: pa.Table


@dataclass(frozen=True)
class Refusal:
    """One source row a reader could not turn into a record.

    Attributes:
        file, line: Where it stands; ``line`` is None where the file has no lines.
        table: Canonical table it was meant for, None where that is unknown.
        reason: Stable short code, such as ``wrong_field_count``.
        message: Plain sentence naming the problem and what to do, without a patient's values.
        raw: The whole row as JSON or as it stood.
    """

    file: str
    line: int | None
    table: str | None
    reason: str
    message: str
    raw: str


@dataclass(frozen=True)
class RefusedLines:
    """Many rows of one file that a reader refuses for one reason, as where its header cannot be read.

    Attributes:
        file, table, reason, message: As in ``Refusal``.
        rows: Columns ``line`` (int64), where each stands, and ``raw`` (text), the row as it stands.
    """

    file: str
    table: str | None
    reason: str
    message: str
    rows: pa.Table


@dataclass(frozen=True)
class AttachedLine:
    """A source row of another file whose value was put into a record, such as a weight into its session.

    It shares the fate of that record: accepted, refused or already there.

    Attributes:
        file, line, raw: The source row, whole, as JSON.
        table, into_file, into_line: The record it went into: its table and where that stands.
    """

    file: str
    line: int
    raw: str
    table: str
    into_file: str
    into_line: int


@dataclass(frozen=True)
class FileNote:
    """Something the import report must say about a file that is not about one row."""

    file: str
    message: str


@dataclass(frozen=True)
class Batch:
    """A part of what a reader found: rows, refused rows, attached rows, notes and digests of files.

    Attributes:
        digests: SHA-256 in hexadecimal by file name as in ``SourceTable.file``.
    """

    tables: tuple[SourceTable, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    notes: tuple[FileNote, ...] = ()
    attached: tuple[AttachedLine, ...] = ()
    digests: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    refused_lines: tuple[RefusedLines, ...] = ()


@dataclass(frozen=True)
class DeriveSettings:
    """The clinic's settings that per-session facts depend on.

    Attributes:
        recovery_tolerance_mmhg: A reading at most this far above pre-dose counts as back near pre-dose.
        window_40_min: A reading within 40 minutes plus or minus this counts as the 40-minute reading.
        baseline_days: A total at most this many days before the day of the first session can be a baseline.
    """

    recovery_tolerance_mmhg: int = 10
    window_40_min: int = 10
    baseline_days: int = 180
