"""What a table that can be asked for by name is."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import pandas as pd

from dash.queries.selection import Selection
from dash.store.reading import Database

ALL_ROWS = 1_000_000_000


class Limits(Protocol):
    """The settings that questions take as parameters; the rulebook's have more."""

    @property
    def event_systolic_mmhg(self) -> int:
        """Peak at or above this is an event."""

    @property
    def event_diastolic_mmhg(self) -> int:
        """Peak at or above this is an event."""

    @property
    def predose_systolic_mmhg(self) -> int:
        """Guide for systolic pressure before the dose."""

    @property
    def predose_diastolic_mmhg(self) -> int:
        """Guide for diastolic pressure before the dose."""

    @property
    def rise_systolic_mmhg(self) -> int:
        """A systolic rise at or above this is large."""

    @property
    def rise_diastolic_mmhg(self) -> int:
        """A diastolic rise at or above this is large."""

    @property
    def earlier_sessions_for_band(self) -> int:
        """Earlier sessions that a patient's own range needs."""

    @property
    def few_events(self) -> int:
        """A rate from fewer events is marked."""


Run = Callable[[Database, Selection, Limits, str | None], pd.DataFrame]


@dataclass(frozen=True)
class TableQuestion:
    """A table that can be asked for by name.

    Attributes:
        name: As the command line names it.
        line: What it holds, in one line.
        run: Answers it: database, selection, settings, patient's identifier. Tables about one patient need the
            identifier and hold all of the patient, whatever the selection; the others ignore it. Raises
            QuestionError where the patient is missing or unknown.
        scope: What it is about: the ``sessions`` of the selection, one ``patient``, one ``day``, or ``all`` records
            whatever the selection.
        marks_selection: Whether a table about all records says which of them the selection holds.
    """

    name: str
    line: str
    run: Run
    scope: str = "sessions"
    marks_selection: bool = False
