"""``ketamine-dash layout``: what the columns of a clinic's own table mean, what the data settle and what a person must say."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from dash.cli.columns import text_table
from dash.cli.options import DatabaseOption, JsonOption
from dash.cli.output import DONE_WITH_REFUSED_ROWS, printable, say
from dash.errors import DashboardError, QuestionError, UnreadableSourceError
from dash.readers.layouts.kept import load_all, name_for, save
from dash.readers.layouts.layout import Question
from dash.readers.layouts.propose import Proposal, propose
from dash.readers.layouts.sources import grids_of
from dash.store.location import database_path

_MEANS = {"left_out": "left out", "unknown": "not known, left out"}


def layouts_beside(database: Path) -> Path:
    """Return the folder of layouts that belongs to a session database."""
    return database.parent / "layouts"


def layout(
    path: Annotated[
        Path, typer.Argument(metavar="FILE", help="A spreadsheet, a CSV file, or a folder or zip of them.")
    ],
    answer: Annotated[
        list[str] | None,
        typer.Option(
            "--answer", metavar="QUESTION=CHOICE", help="Answer a question. Can be given several times."
        ),
    ] = None,
    name: Annotated[
        str | None,
        typer.Option("--name", metavar="NAME", help="Name to keep it under; otherwise after the file."),
    ] = None,
    database: DatabaseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Propose what the columns of a clinic's own table mean, and list what a person must say.

    What the data settle is told with the evidence. Each open question has its choices; answer it with --answer. Once nothing is
    open the layout is kept as a file in the folder "layouts" beside the session database, and "import" uses it without asking.

    \b
    Examples:
      ketamine-dash layout "Infusion log.xlsx"
      ketamine-dash layout "Infusion log.xlsx" --answer clock-numbers=yes
    """  # noqa: D301 - \b is for the help screen: it keeps the lines after it as they are
    if not path.exists():
        raise UnreadableSourceError(f"There is nothing at {path}.", fix="Check the spelling of the path.")
    grids, _ = grids_of(path)
    folder = layouts_beside(database_path(database))
    chosen = name_for(name or path.name)
    before = next((one.settings for one in load_all(folder) if one.name == chosen), {})
    fresh = propose(grids, chosen)
    asked = {question.key for question in fresh.questions if question.answer is None}
    kept = {key: value for key, value in before.items() if key in asked}
    proposal = propose(grids, chosen, {**kept, **_answers(answer or [])})
    if all(table.plan.role == "left_out" for table in proposal.tables):
        raise UnreadableSourceError(
            f"There is no table with records of sessions or patients in {path.name}.",
            "A table needs names of columns, and for each row a patient and a date.",
        )
    saved: Path | None = None
    if not proposal.open:
        try:
            saved = save(proposal.layout, folder)
        except OSError as error:
            raise DashboardError(
                f"The layout could not be written into {folder} ({error.strerror}).",
                fix="Check the free space and the access rights of that folder.",
            ) from error
    if as_json:
        say(json.dumps(_as_dict(proposal, saved), indent=2, ensure_ascii=False))
    else:
        say(_as_text(proposal, saved, path))
    if proposal.open:
        raise typer.Exit(DONE_WITH_REFUSED_ROWS)


def _answers(given: list[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for one in given:
        key, equals, choice = one.rpartition("=")
        if not equals or not key.strip() or not choice.strip():
            raise QuestionError(f"'{one}' is no answer.", fix='Write it as --answer "QUESTION=CHOICE".')
        found[key.strip()] = choice.strip()
    return found


def _as_text(proposal: Proposal, saved: Path | None, path: Path) -> str:
    parts: list[str] = []
    for table in proposal.tables:
        sheets = sorted({region.grid.name for region in table.regions})
        head = f"{', '.join(sheets[:3])}{f' and {len(sheets) - 3} more sheets' if len(sheets) > 3 else ''}: {table.plan.role}"
        rows: list[tuple[str | int, ...]] = [
            (
                printable(column.name)[:44],
                _MEANS.get(column.meaning.kind, _means(column.meaning)),
                column.meaning.why,
            )
            for column in (*table.plan.block, *table.plan.columns)
        ]
        parts.append(printable(head) + "\n" + text_table(["Column", "Means", "Why"], rows))
    for sheet, why in proposal.book.left_out.items():
        parts.append(f"{printable(sheet)}: left out ({why.replace('_', ' ')})")
    settled = [question for question in proposal.questions if question.key in proposal.layout.settings]
    if settled:
        parts.append("Settled:\n" + "\n".join(f"  {_told(question, proposal)}" for question in settled))
    if proposal.open:
        parts.append("Open questions:\n" + "\n".join(_open(question) for question in proposal.open))
        parts.append(f'Answer with: ketamine-dash layout "{path}" --answer "QUESTION=CHOICE" ...')
    if saved is not None:
        parts.append(
            f'Nothing is open. The layout is kept in {saved}.\nTo import: ketamine-dash import "{path}"'
        )
    return "\n\n".join(parts)


def _means(meaning: Any) -> str:
    at = {"pre": "before the dose", "end": "at the end", "extreme": "highest or lowest"}.get(
        meaning.point, f"minute {meaning.point}" if meaning.point else ""
    )
    return " ".join(
        part for part in (meaning.kind.replace("_", " "), meaning.of, meaning.item, at, meaning.unit) if part
    )


def _told(question: Question, proposal: Proposal) -> str:
    answer = proposal.layout.settings[question.key]
    words = next((choice.words for choice in question.choices if choice.key == answer), answer)
    why = question.evidence if question.answer is not None else "you said so"
    return printable(f"{question.text} {words} ({why})")


def _open(question: Question) -> str:
    lines = [f"  {question.key}", f"    {question.text} ({question.evidence})"]
    if question.examples:
        lines.append(f"    Examples: {' | '.join(question.examples)}")
    lines += [f"    {question.key}={choice.key}   {choice.words}" for choice in question.choices]
    return printable("\n".join(lines), but="\n")


def _as_dict(proposal: Proposal, saved: Path | None) -> dict[str, Any]:
    return {
        "name": proposal.layout.name,
        "kept": None if saved is None else str(saved),
        "tables": [
            {
                "role": table.plan.role,
                "sheets": sorted({region.grid.name for region in table.regions}),
                "columns": [
                    {
                        "name": one.name,
                        "means": one.meaning.kind,
                        "point": one.meaning.point,
                        "of": one.meaning.of,
                        "unit": one.meaning.unit,
                        "sure": one.meaning.sure,
                        "why": one.meaning.why,
                    }
                    for one in table.plan.columns
                ],
            }
            for table in proposal.tables
        ],
        "left_out": dict(proposal.book.left_out),
        "questions": [
            {
                "question": one.key,
                "text": one.text,
                "choices": {choice.key: choice.words for choice in one.choices},
                "examples": list(one.examples),
                "settled": proposal.layout.settings.get(one.key),
                "evidence": one.evidence,
            }
            for one in proposal.questions
        ],
    }
