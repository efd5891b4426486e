"""What a measure hands to the engine."""

from collections.abc import Callable
from typing import NamedTuple

from dash.rulebook.facts import Facts
from dash.rulebook.finding import Positive, Read
from dash.rulebook.record import Effect
from dash.rulebook.rules import Rule


class Measured(NamedTuple):
    """One measured value in words, or why there is none.

    Attributes:
        value: In the rule's unit; systolic of a pair of pressures.
        diastolic: Second value of a pair.
        headline, detail: Words for the value, without judging it.
        brief: The value alone, for a headline that begins with what the rule says; the headline where empty.
        why: What is missing, in words.
        rows: The rows read.
        clear: True where it was looked for and there is nothing to compare: no such effect, no such medication.
        positives: Positive answers about suicidal thoughts behind it.
        about: As in ``Finding``.
    """

    value: float | None = None
    diastolic: float | None = None
    headline: str = ""
    detail: str = ""
    why: str = ""
    rows: tuple[Read, ...] = ()
    clear: bool = False
    positives: tuple[Positive, ...] = ()
    brief: str = ""
    about: frozenset[Effect] = frozenset()


Measure = Callable[[Facts, Rule], Measured]

NO_SESSION = Measured(why="no session was given so far")


def unknown(why: str, rows: tuple[Read, ...] = ()) -> Measured:
    """Return that nothing can be measured, and why."""
    return Measured(why=why, rows=rows)
