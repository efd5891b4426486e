"""An answer that knows its name: the table it is, the filter or the patient it is about, how to get it again."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Concatenate, ParamSpec

import pandas as pd

from dash.queries.dimensions import ROUTE
from dash.queries.question import Table, question_of
from dash.queries.selection import Selection
from dash.reports.command import command
from dash.reports.provenance import Provenance, provenance
from dash.reports.safe_csv import to_csv, with_origin
from dash.store.reading import Database

P = ParamSpec("P")


@dataclass(frozen=True)
class Answer:
    """Rows, and what they are.

    Attributes:
        frame: The rows.
        table: Which table they are of.
        selection: The filter behind them, None where they are not about a filter.
        patient: Key of the patient they are about.
    """

    frame: pd.DataFrame
    table: Table
    selection: Selection | None = None
    patient: int | None = None

    @property
    def name(self) -> str:
        """As in ``ketamine-dash table NAME``."""
        return self.table.name

    @property
    def method(self) -> str:
        """Anchor of the section of the method that explains the numbers."""
        return self.table.question.method

    def of(self, frame: pd.DataFrame) -> "Answer":
        """Return the same with other rows: some of them, or in another order."""
        return replace(self, frame=frame)

    def command(self, patient_id: str = "") -> str:
        """Return the command line that gives the same rows."""
        return command(self.table, self.selection, patient_id)

    def provenance(self, database: Database) -> Provenance:
        """Return what the rows say of themselves once they leave the screen."""
        return provenance(database, self.table, self.selection, self.patient)

    def csv(self, database: Database) -> bytes:
        """Return the rows as a file, each with where it comes from."""
        about = self.provenance(database)
        ready = with_origin(self.frame, made_up=about.made_up, about=about.columns())
        return to_csv(ready).encode("utf-8-sig")


def answered(
    question: Callable[Concatenate[Database, P], Any],
    frame: pd.DataFrame,
    *arguments: P.args,
    **options: P.kwargs,
) -> Answer:
    """Return rows that answer a question as an answer: they know under which name the command line gives them.

    Args:
        question: A function registered as a question.
        frame: The rows.
        arguments: Those of the question after the database.
        options: The same by name.
    """
    bound = inspect.signature(question).bind(None, *arguments, **options).arguments
    selection: Selection | None = bound.get("selection")
    if selection is not None and "first_route" in bound:
        # What compares two routes is about their sessions.
        selection = selection.having(ROUTE, (bound["first_route"], bound["second_route"]))
    table = question_of(question).table_of(bound)
    return Answer(frame, table, selection, bound.get("patient_key"))
