"""What a question is: a function of the database, registered once, where it is written.

Screen, command line, benchmark, background, files and the test that every filter means the same read what is registered here::

    @question("Sessions by peak pressures, 2 mmHg cells", Subject.BLOOD_PRESSURE)
    def pressure_peaks(database: Database, selection: Selection) -> pd.DataFrame: ...

A parameter means the same in every question: ``selection`` the filter, ``patient_key`` the patient, ``newest`` rows at most, the
limits those of the rulebook; see ``dash.reports.tables``. Parameters named by ``by`` are part of a table's name.
"""

import inspect
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from itertools import product
from typing import Any, Literal, TypeVar

import pandas as pd

from dash.vocabulary import ELICITATIONS
from dash.vocabulary.outcomes import OUTCOMES

Function = TypeVar("Function", bound=Callable[..., Any])


class Subject(StrEnum):
    """What a question is about: the page it stands on, in the order of the list of tables."""

    EVERY_PAGE = "every page"
    SIDE_EFFECTS = "side effects"
    BLOOD_PRESSURE = "blood pressure"
    TRAJECTORIES = "trajectories"
    RECORDS = "records"
    PATIENT = "patient"


@dataclass(frozen=True)
class Option:
    """One value of a choice: what it adds to the name of the table, and to the line that says what it holds."""

    value: object
    suffix: str
    words: str


@dataclass(frozen=True)
class Choice:
    """A parameter that is part of the name: one table for each of its values.

    Attributes:
        parameter: Of the function.
        options: Its values.
        measured: Values with which the benchmark asks, the first one under the question's own name.
    """

    parameter: str
    options: tuple[Option, ...]
    measured: tuple[object, ...]

    def option(self, value: object) -> Option:
        """Return the option of a value."""
        return next(one for one in self.options if one.value == value)


ELICITATION = Choice(
    "elicitation",
    (
        Option(None, "", ", all ways of asking"),
        *(Option(way, f"_{way}", f": {term.label.lower()}") for way, term in ELICITATIONS.items()),
    ),
    measured=("solicited", None),
)
SCALE = Choice(
    "instrument",
    tuple(Option(key, f"_{key}", f": {scale.label}") for key, scale in OUTCOMES.items()),
    measured=("phq9",),
)


@dataclass(frozen=True)
class RowsOfRoute:
    """The rows of a route are those of the table for that route alone."""


@dataclass(frozen=True)
class EffectsOfRoute:
    """The same, of the effects that occur by that route: an effect that does not has none in this column.

    A function of one ``effect`` gives a table of every effect reported.
    """

    counted: str


@dataclass(frozen=True)
class AddsUp:
    """No column of routes: what is counted for all routes is the sum of what is counted for each, by these columns."""

    by: tuple[str, ...]
    counted: tuple[str, ...]


@dataclass(frozen=True)
class AllRecords:
    """Whatever the filter, the same rows; ``marks`` are columns that say which of them it holds."""

    marks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Otherwise:
    """None of these: why. What is held of it instead has a test of its own."""

    why: str


QUADRANTS = ("systolic_only", "both", "diastolic_only", "neither", "not_measured")
TWO_ROUTES = Otherwise("is about two routes: one alone is refused")
Obeys = RowsOfRoute | EffectsOfRoute | AddsUp | AllRecords | Otherwise
"""How the rows of a table follow the filter; a test holds every table to it."""


@dataclass(frozen=True)
class Question:
    """A question that was registered.

    Attributes:
        name: Of its table, without the choices.
        line: What it holds, in one line.
        subject: What it is about.
        function: What answers it; the database comes first.
        by: Parameters that are part of the name.
        method: Anchor of the section of ``docs/method.md`` that explains its numbers; empty for plain records.
        obeys: How its rows follow the filter.
        rows: Makes a table of the answer; None where it is one.
        table: Whether it can be asked for by name. If not, it answers parts of tables, or several at once.
        measured: Whether the benchmark asks it: ``on request`` where it reads every reading, outside the targets.
        compared: Name of the same computation with other tools, for the benchmark.
    """

    name: str
    line: str
    subject: Subject
    function: Callable[..., Any]
    method: str
    by: tuple[Choice, ...]
    obeys: Obeys
    rows: Callable[[Any], pd.DataFrame] | None
    table: bool
    measured: Literal["always", "on request", "never"]
    compared: str

    @cached_property
    def parameters(self) -> Mapping[str, inspect.Parameter]:
        """What the function takes beside the database."""
        return dict(list(inspect.signature(self.function).parameters.items())[1:])

    @property
    def deferred(self) -> bool:
        """Whether it takes longer than a page may wait: it tells its progress and can be stopped."""
        return "stop" in self.parameters

    @property
    def scope(self) -> str:
        """What it is about: the ``sessions`` of the selection, one ``patient``, one ``day``, or ``all`` records."""
        if "patient_key" in self.parameters or "day" in self.parameters:
            return "patient" if "patient_key" in self.parameters else "day"
        return "all" if isinstance(self.obeys, AllRecords) else "sessions"

    def frame(self, database: object, given: Mapping[str, object]) -> pd.DataFrame:
        """Answer as a table, with what is given of the arguments that it takes."""
        known = {name: value for name, value in given.items() if name in self.parameters}
        answer = self.function(database, **known)
        frame: pd.DataFrame = answer if self.rows is None else self.rows(answer)
        return frame

    def tables(self) -> Iterator["Table"]:
        """Yield every table of the question, by its choices."""
        if self.table:
            for options in product(*(choice.options for choice in self.by)):
                yield self._table(options)

    def table_of(self, arguments: Mapping[str, object]) -> "Table":
        """Return the table that holds the answer to these arguments."""
        default = {name: one.default for name, one in self.parameters.items()}
        values = default | dict(arguments)
        return self._table(tuple(choice.option(values[choice.parameter]) for choice in self.by))

    def _table(self, options: tuple[Option, ...]) -> "Table":
        return Table(
            self.name + "".join(one.suffix for one in options),
            self.line + "".join(one.words for one in options),
            self,
            {choice.parameter: one.value for choice, one in zip(self.by, options, strict=True)},
        )


@dataclass(frozen=True)
class Table:
    """A table that can be asked for by name: a question with its choices made.

    Attributes:
        name: As the command line names it.
        line: What it holds, in one line.
        question: What answers it.
        chosen: The choices that its name holds, by parameter.
    """

    name: str
    line: str
    question: Question
    chosen: Mapping[str, Any]

    @property
    def scope(self) -> str:
        """What it is about, as of ``Question.scope``."""
        return self.question.scope

    @property
    def filtered(self) -> bool:
        """Whether a filter changes anything: it chooses the sessions, or the records that are marked."""
        obeys = self.question.obeys
        return self.scope == "sessions" or (isinstance(obeys, AllRecords) and bool(obeys.marks))


REGISTERED: dict[str, Question] = {}
"""By name, of the modules loaded so far; ``dash.reports.tables`` loads all of them."""
_OF: dict[Callable[..., Any], Question] = {}


def question(  # noqa: PLR0913 - one for each attribute
    line: str,
    subject: Subject,
    *,
    name: str = "",
    method: str = "",
    by: tuple[Choice, ...] = (),
    obeys: Obeys | None = None,
    rows: Callable[[Any], pd.DataFrame] | None = None,
    table: bool = True,
    measured: Literal["always", "on request", "never"] = "always",
    compared: str = "",
) -> Callable[[Function], Function]:
    """Register a function as a question; it stays the function that it is.

    Arguments as the attributes of ``Question``. Without ``obeys``, the rows of a route are those of the route alone; a question
    that takes no selection is about all records.
    """

    def register(function: Function) -> Function:
        own = name or str(function.__name__)
        taken = "selection" in inspect.signature(function).parameters
        kept = obeys or (RowsOfRoute() if taken else AllRecords())
        made = Question(own, line, subject, function, method, by, kept, rows, table, measured, compared)
        before = REGISTERED.get(own)
        if before is not None and before.function.__module__ != function.__module__:
            raise ValueError(f"Two questions are called {own}.")
        REGISTERED[own] = _OF[function] = made
        return function

    return register


def question_of(function: Callable[..., Any]) -> Question:
    """Return what a function was registered as.

    Raises:
        LookupError: It was not: what a page asks must be known to all who read the register.
    """
    found = _OF.get(function)
    if found is None:
        raise LookupError(f"{function.__name__} is not registered as a question.")
    return found
