"""The commands about what users decided: journal verify, journal list."""

import json
from typing import Annotated

import pandas as pd
import typer

from dash.cli.options import DatabaseOption, Format, FormatOption, JsonOption
from dash.cli.output import say, say_table
from dash.errors import JournalError, QuestionError
from dash.store.journal import KINDS, Entry, Verdict, journal_beside
from dash.store.location import database_path

PROBLEMS_FOUND = 1
EXIT_CODES = "Exit codes: 0 intact, 1 problems found, 2 no journal or not readable."

journal = typer.Typer(
    name="journal", help="What users decided, and whether it is still as written.", no_args_is_help=True
)

_COLUMNS = ("sequence", "recorded_at", "user", "kind", "patient_id", "subject", "reason", "made_up", "hash")


@journal.command(epilog=EXIT_CODES)
def verify(
    expect: Annotated[
        str | None,
        typer.Option(
            metavar="HASH", help="A hash noted elsewhere, such as on a printed brief: an entry must have it."
        ),
    ] = None,
    database: DatabaseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Check that no entry was changed, removed, moved or slipped in.

    docs/security.md says what this check cannot find.

    \b
    Examples:
      ketamine-dash journal verify
      ketamine-dash journal verify --expect 3f2a90cc51d4b7ed
    """  # noqa: D301 - \b is for the help screen: it keeps the lines after it as they are
    verdict = journal_beside(database_path(database)).verify(expect)
    say(_as_json(verdict) if as_json else _as_text(verdict))
    if verdict.problems:
        raise typer.Exit(PROBLEMS_FOUND)


def _as_json(verdict: Verdict) -> str:
    problems = [problem._asdict() for problem in verdict.problems]
    return json.dumps(
        {
            "intact": not problems,
            "entries": verdict.entries,
            "entries_in_head": verdict.noted,
            "last_hash": verdict.last_hash,
            "problems": problems,
        },
        indent=2,
    )


def _as_text(verdict: Verdict) -> str:
    lines = [f"Entries: {verdict.entries:,}", f"Hash of the last entry: {verdict.last_hash or '-'}"]
    if verdict.problems:
        lines += ["Problems found:", *(f"  {problem.kind}: {problem.text}" for problem in verdict.problems)]
        lines.append("Keep all files of the journal as they are and put both back from the last good backup.")
    else:
        lines.append("The journal is intact.")
        if verdict.noted is not None and verdict.noted < verdict.entries:
            lines.append(
                f"Its head names {verdict.noted:,} entries: the program was stopped just then. The next entry mends it."
            )
    return "\n".join(lines)


@journal.command("list")
def list_(
    patient: Annotated[
        str | None, typer.Option(metavar="ID", help="Only entries about this patient.")
    ] = None,
    kind: Annotated[str | None, typer.Option(metavar="KIND", help=f"Only {', '.join(KINDS)}.")] = None,
    output_format: FormatOption = Format.CSV,
    database: DatabaseOption = None,
) -> None:
    """List what users decided, oldest first; times are UTC.

    \b
    Examples:
      ketamine-dash journal list > decisions.csv
      ketamine-dash journal list --patient P-0042 --kind acknowledged --format json
    """  # noqa: D301
    if kind is not None and kind not in KINDS:
        raise QuestionError("There is no such kind of entry.", fix=f"Use one of: {', '.join(KINDS)}.")
    found = journal_beside(database_path(database))
    if not found.path.exists():
        raise JournalError(f"There is no journal at {found.path}.", fix="It is made with the first decision.")
    rows = [_cells(entry) for entry in found.entries(patient, kind)]
    # Whether an entry is about made-up data stands in each row: both may be in one journal.
    say_table(pd.DataFrame(rows, columns=list(_COLUMNS)), output_format.value, made_up=False)


def _cells(entry: Entry) -> tuple[object, ...]:
    subject = json.dumps(entry.subject, sort_keys=True, ensure_ascii=False)
    recorded = entry.at.isoformat().replace("+00:00", "Z")
    return (
        entry.sequence,
        recorded,
        entry.user,
        entry.kind,
        entry.patient_id,
        subject,
        entry.reason,
        entry.made_up,
        entry.hash,
    )
