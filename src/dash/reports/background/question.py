"""What is asked in the background, and what is known of the answer so far."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dash.errors import DashboardError
from dash.store.reading import Stamp


@dataclass(frozen=True)
class SlowQuestion:
    """One computation: the same database, rules, function and arguments give the same answer.

    Attributes:
        function: Module and name, as in ``"dash.reports.outcome_model:outcome_model"``: loaded only where it runs.
        arguments: Hashable, such as a ``Selection``.
        database: The file.
        stamp: Its state.
        rules: Version of the rulebook in force.
    """

    function: str
    arguments: tuple[Any, ...]
    database: Path
    stamp: Stamp
    rules: str


@dataclass(frozen=True)
class Later:
    """An answer, or how far it is.

    Attributes:
        ready: Whether ``value`` is the answer.
        value: The answer; a copy of one's own.
        progress: Share done, 0 to 1.
        queued: Whether others are computed first.
        error: Why there will be none.
    """

    ready: bool = False
    value: Any = None
    progress: float = 0.0
    queued: bool = False
    error: DashboardError | None = None


def mistake(kind: str) -> tuple[str, str]:
    """Return what to say about a mistake of the program, and what to do."""
    return f"This could not be computed ({kind}).", "The records are as they were; another filter may work."
