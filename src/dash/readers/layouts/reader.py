"""The reader for tables of a clinic's own: by a layout that is kept, or by one that the data settle whole."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from dash.errors import UnreadableSourceError
from dash.readers import own_csv
from dash.readers.layouts.grid import Grid
from dash.readers.layouts.kept import load_all, name_for, save
from dash.readers.layouts.layout import Layout, Question
from dash.readers.layouts.propose import Proposal, propose
from dash.readers.layouts.read import read_by
from dash.readers.layouts.sources import grids_of, has_tables
from dash.store.staging import Batch, FileNote

_NAMED = 8
_ALIKE = 0.6
"""Share of columns two shapes have in common where one is taken for the other, changed."""


@dataclass(frozen=True)
class LayoutReader:
    """Reads spreadsheets, text files and files of statistics programs by their layout.

    Attributes:
        folder: Where layouts are kept; None where there is none.
    """

    folder: Path | None = None
    name: str = "table of the clinic's own"

    def recognises(self, path: Path) -> bool:
        """Tell by their names whether there are files that may hold tables."""
        return has_tables(path)

    def read(self, path: Path, shown: str | None = None) -> Iterator[Batch]:
        """Yield everything there is; the layout is kept where it was not yet.

        Raises:
            UnreadableSourceError: There is no table with records, a question is open, or the table has changed.
        """
        grids, notes = grids_of(path, shown)
        kept = load_all(self.folder)
        proposal = with_kept(grids, kept, name_for(path.name))
        require_answers(proposal, path)
        out = read_by(proposal.layout, proposal.book, proposal.tables)
        settled = [
            FileNote(grids[0].file, f"{question.text} {_said(question)} ({question.evidence}).")
            for question in proposal.questions
            if question.answer is not None
        ]
        if self.folder is not None and proposal.layout.name not in {layout.name for layout in kept}:
            save(proposal.layout, self.folder)
            settled.append(FileNote(grids[0].file, f"The layout is kept as {proposal.layout.name}.toml."))
        yield Batch(notes=(*notes, *settled))
        yield from out.batches()


def _said(question: Question) -> str:
    return next(
        (choice.words for choice in question.choices if choice.key == question.answer), str(question.answer)
    )


def with_kept(grids: Sequence[Grid], kept: Sequence[Layout], name: str) -> Proposal:
    """Propose a layout for a source, with the answers of the kept one that knows its tables.

    Raises:
        UnreadableSourceError: There is no table with records, one changed since its layout was kept, or what the data
            settle now contradicts what was settled then.
    """
    fresh = propose(grids, name)
    shapes = {table.plan.shape for table in fresh.tables if table.plan.role != "left_out"}
    if not shapes:
        raise UnreadableSourceError(
            "There is no table with records of sessions or patients.",
            f"Give {own_csv.EXPECTED}; or a table of your own with names of columns, and for each row a patient and a date.",
        )
    known = next((layout for layout in kept if shapes <= {table.shape for table in layout.tables}), None)
    if known is None:
        _refuse_changed(fresh, kept)
        return fresh
    _refuse_contradicted(fresh, known)
    settings = {**fresh.layout.settings, **known.settings}
    layout = replace(known, settings=settings)
    return replace(fresh, layout=layout)


def _refuse_changed(fresh: Proposal, kept: Sequence[Layout]) -> None:
    """Refuse a table that a kept layout knows under other columns."""
    for table in fresh.tables:
        for layout in kept:
            for plan in layout.tables:
                now, then = set(table.plan.shape), set(plan.shape)
                if table.plan.role == "left_out" or now == then or len(now & then) < _ALIKE * len(now | then):
                    continue
                if layout.table(table.plan.shape) is not None:
                    continue
                new = ", ".join(sorted(now - then)[:_NAMED]) or "none"
                gone = ", ".join(sorted(then - now)[:_NAMED]) or "none"
                raise UnreadableSourceError(
                    f"The table has changed since the layout {layout.name} was kept. New columns: {new}. Gone: {gone}.",
                    f"Look at it with ketamine-dash layout FILE --name {layout.name}, which keeps the new layout.",
                )


def _refuse_contradicted(fresh: Proposal, known: Layout) -> None:
    for question in fresh.questions:
        then = known.settings.get(question.key)
        if question.answer is not None and then is not None and then != question.answer:
            raise UnreadableSourceError(
                f"'{question.text}' is answered '{then}' by the layout {known.name}, but this file says "
                f"'{question.answer}': {question.evidence}.",
                f"Look at the file. If it is right, keep a layout of its own: ketamine-dash layout FILE --name {known.name}-2.",
            )


def require_answers(proposal: Proposal, path: Path) -> None:
    """Refuse to read a source while a question is open.

    Raises:
        UnreadableSourceError: It names the questions and the command that answers them.
    """
    if not proposal.open:
        return
    asked = " ".join(f"[{question.key}] {question.text}" for question in proposal.open[:_NAMED])
    raise UnreadableSourceError(
        f"{path.name} leaves {len(proposal.open)} question{'s' if len(proposal.open) > 1 else ''} open: {asked}",
        f'Answer with: ketamine-dash layout "{path}" --answer "QUESTION=CHOICE". Nothing was imported.',
    )
