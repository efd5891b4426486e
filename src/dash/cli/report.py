"""The report of an import as text: what became of every row, and why rows were refused."""

from pathlib import Path

from dash.cli.columns import text_table
from dash.cli.output import printable
from dash.store.report import ImportReport, RefusedAt

_REASONS_SHOWN = 10
_WORDS_SHOWN = 20


def as_text(report: ImportReport) -> str:
    """Return the whole report, ready to print."""
    parts = [
        _counts(report),
        _reasons(report),
        _words(report),
        _notes(report),
        _changes(report),
        _alike(report),
    ]
    return "\n\n".join(part for part in parts if part)


def next_step(report: ImportReport, database: Path, *, given: bool, check: bool = False) -> str:
    """Return what to do next: where the refused rows are, or how to import.

    Args:
        report: What the import did or would do.
        database: The session database.
        given: Whether the user named it with ``--database``.
        check: Whether this was a check, which writes nothing.
    """
    option = f' --database "{database}"' if given else ""
    refused = sum(count.refused for count in report.files)
    if check:
        lines = f"Nothing was written. To import: ketamine-dash import PATH{option}"
        if refused:
            lines += f"\nTo list all refused rows: ketamine-dash check PATH{option} --refused refused.csv"
        return lines
    if not report.written:
        return (
            f"No row was accepted, so nothing was changed: the demo clinic in {database} is still there. "
            "Correct the rows and import them again. To list all refused rows:\n"
            f"  ketamine-dash check PATH{option} --refused refused.csv"
        )
    if refused:
        return (
            f"The database is {database}. All refused rows, each with file, line and reason:\n"
            f"  ketamine-dash refused{option} > refused.csv"
        )
    return f"The database is {database}. No row was refused."


def _counts(report: ImportReport) -> str:
    numbers = [(count.read, count.accepted, count.refused, count.already_there) for count in report.files]
    rows: list[tuple[str | int, ...]] = [
        (count.file, count.table or "(not known)", *four)
        for count, four in zip(report.files, numbers, strict=True)
    ]
    rows.append(("Total", "", *(sum(four[at] for four in numbers) for at in range(4))))
    return text_table(["File", "Table", "Read", "Accepted", "Refused", "Already there"], rows)


def _reasons(report: ImportReport) -> str:
    if not report.reasons:
        return ""
    commonest = sorted(report.reasons, key=lambda entry: -entry[2])
    lines = ["Why rows were refused" + _of(len(commonest), _REASONS_SHOWN, "reasons")]
    for reason, message, count in commonest[:_REASONS_SHOWN]:
        lines.append(f"{count:>9,}  {printable(message)}")
        lines += [f"{'':>11}{_places(one)}" for one in report.where(reason, message)]
    return "\n".join(lines)


def _places(found: RefusedAt) -> str:
    more = found.rows - len(found.first)
    others = f" and {more:,} more" if more else ""
    return f"{found.table or '(table not known)'}: {printable(', '.join(found.first))}{others}"


def _words(report: ImportReport) -> str:
    lines = []
    if report.unknown_columns:
        lines.append("Columns outside the data format (not stored, see docs/data-format.md)")
        columns: dict[tuple[str, str], list[str]] = {}
        for entry in report.unknown_columns:
            columns.setdefault((entry.file, entry.table), []).append(entry.column)
        lines += [
            f"  {printable(file)}: {printable(', '.join(names))}" for (file, _), names in columns.items()
        ]
    if report.unmapped:
        if lines:
            lines.append("")
        lines.append(
            "Words outside the vocabulary, kept as written" + _of(len(report.unmapped), _WORDS_SHOWN, "words")
        )
        lines += [
            f"{entry.count:>9,}  {entry.kind}: {printable(entry.word)}"
            for entry in report.unmapped[:_WORDS_SHOWN]
        ]
    return "\n".join(lines)


def _notes(report: ImportReport) -> str:
    if not report.notes:
        return ""
    # One sentence said of many files is printed once, with every file.
    files: dict[str, list[str]] = {}
    for note in report.notes:
        files.setdefault(note.message, []).append(note.file)
    lines = ["Notes"]
    lines += [f"  {printable(', '.join(those))}: {printable(message)}" for message, those in files.items()]
    return "\n".join(lines)


def _alike(report: ImportReport) -> str:
    if not report.alike:
        return ""
    # What cannot be seen, or looks the same, is shown by its number.
    lines = [
        f"  {', '.join(one.encode('ascii', 'backslashreplace').decode() for one in group)}"
        for group in report.alike
    ]
    more = len(lines) - _WORDS_SHOWN
    return "\n".join(
        [
            "One person or several? These identifiers differ only by case, separators, or characters that look the same or",
            "cannot be seen. They are kept apart. Where it is one person, write one of them in all files and import them again",
            "(after ketamine-dash undo, or into a new database); otherwise there is nothing to do.",
            *(printable(line) for line in lines[:_WORDS_SHOWN]),
            *([f"  and {more:,} more"] if more > 0 else []),
        ]
    )


def _changes(report: ImportReport) -> str:
    lines = []
    if report.taken_up:
        lines.append(
            f"{report.taken_up:,} rows refused earlier were taken up: what they belong to is here now."
        )
    if report.mended:
        lines.append(
            f"{report.mended:,} rows refused earlier were corrected: they are no longer listed as refused."
        )
    if report.replaced:
        lines.append(
            f"{report.replaced:,} rows replaced older ones with the same key, which are kept in the history."
        )
    return "\n".join(lines)


def _of(there: int, shown: int, things: str) -> str:
    return f" ({shown} commonest of {there} {things})" if there > shown else ""
