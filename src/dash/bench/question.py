"""What a measured question is: its name, the page it stands on, and how it is asked."""

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from dash.queries.question import Subject
from dash.queries.selection import Selection
from dash.store.reading import Database


@dataclass(frozen=True)
class CohortQuestion:
    """A question about the sessions that a filter leaves, and the page it stands on.

    Attributes:
        on_request: Whether it reads every reading and is asked only when somebody presses for it: measured, outside the targets.
    """

    name: str
    page: Subject
    ask: Callable[[Database, Selection], pd.DataFrame]
    on_request: bool = False


@dataclass(frozen=True)
class PatientQuestion:
    """A question about one patient, by the patient's key in the derived tables."""

    name: str
    ask: Callable[[Database, int], pd.DataFrame]
