"""What an import did: the counts and reasons that its report shows."""

from dataclasses import asdict, dataclass
from typing import Any

from dash.store.staging import FileNote


@dataclass(frozen=True)
class FileCount:
    """What became of the rows of one file that were meant for one table.

    ``read`` equals ``accepted + refused + already_there``. ``table`` is None where a reader could not tell.
    """

    file: str
    table: str | None
    read: int
    accepted: int
    refused: int
    already_there: int


@dataclass(frozen=True)
class UnknownColumn:
    """A column the data format does not have; its values stand only with refused rows."""

    file: str
    table: str
    column: str


@dataclass(frozen=True)
class UnmappedWord:
    """A word outside the vocabulary that was kept as written. ``kind`` is effect, route or drug."""

    kind: str
    word: str
    count: int


@dataclass(frozen=True)
class RefusedAt:
    """Where the rows of one table stand that were refused for one reason.

    Attributes:
        reason, message: As in ``ImportReport.reasons``.
        table: The table, None where a reader could not tell.
        rows: How many they are.
        first: The first few as ``export/vitals.csv:3`` (file and line), or the file where it has no lines.
    """

    reason: str
    message: str
    table: str | None
    rows: int
    first: tuple[str, ...]


@dataclass(frozen=True)
class ImportReport:
    """What an import did, or would do.

    Attributes:
        import_id: Number of the import in the database.
        files: Counts per file and table, in the order the files were read.
        reasons: Why rows were refused as (stable code, plain message, rows), commonest first.
        refused_at: Where those rows stand, by reason and table, commonest first.
        notes: What the readers have to say about files.
        unknown_columns: Columns outside the data format.
        unmapped: Words outside the vocabulary that were kept as written, commonest first.
        taken_up: Records refused by earlier imports that could now be accepted.
        replaced: Records that replaced one with the same key and other content.
        mended: Rows refused by earlier imports that were corrected since, and are no longer listed as refused.
        alike: Identifiers of patients in the record that may be one person's, as written, in groups.
        written: Whether the database was changed.
    """

    import_id: int
    files: tuple[FileCount, ...] = ()
    reasons: tuple[tuple[str, str, int], ...] = ()
    refused_at: tuple[RefusedAt, ...] = ()
    notes: tuple[FileNote, ...] = ()
    unknown_columns: tuple[UnknownColumn, ...] = ()
    unmapped: tuple[UnmappedWord, ...] = ()
    taken_up: int = 0
    replaced: int = 0
    mended: int = 0
    alike: tuple[tuple[str, ...], ...] = ()
    written: bool = True

    def as_dict(self) -> dict[str, Any]:
        """Return the report as plain lists, dictionaries, texts and numbers."""
        plain = asdict(self)
        del plain["refused_at"]
        plain["reasons"] = [
            {
                "reason": reason,
                "message": message,
                "rows": rows,
                "tables": [
                    {"table": one.table, "rows": one.rows, "first": list(one.first)}
                    for one in self.where(reason, message)
                ],
            }
            for reason, message, rows in self.reasons
        ]
        return {key: list(value) if isinstance(value, tuple) else value for key, value in plain.items()}

    def where(self, reason: str, message: str) -> list[RefusedAt]:
        """Return where the rows stand that were refused for a reason, by table."""
        return [one for one in self.refused_at if (one.reason, one.message) == (reason, message)]
