"""Small workbooks made for one test each, and what reading them gives."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from dash.readers.layouts.grid import Grid
from dash.readers.layouts.output import Output
from dash.readers.layouts.propose import propose
from dash.readers.layouts.read import read_by
from dash.readers.layouts.workbooks import read_grids

Rows = Sequence[Sequence[Any]]
MakeBook = Callable[..., Path]


def grids(path: Path) -> list[Grid]:
    return read_grids(path, path.name)


def read(path: Path, answers: dict[str, str] | None = None) -> Output:
    proposal = propose(grids(path), "test", answers or {})
    assert not proposal.open, [question.key for question in proposal.open]
    return read_by(proposal.layout, proposal.book, proposal.tables)


def rows(out: Output, table: str) -> list[dict[str, str | None]]:
    return [row for (_, of), found in out.tables.items() if of == table for row in found]
