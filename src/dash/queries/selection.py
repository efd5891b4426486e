"""Which sessions a question is about: the one filter of all cohort pages."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from dash.errors import QuestionError
from dash.queries.dimensions import DIMENSIONS, Dimension
from dash.store.reading import Database
from dash.vocabulary import ELICITATIONS

# More codes than bits in a number need a list; a shifted number is twice as fast.
_MASK_BITS = 63
_BEGINNING = date(1, 1, 2)
_Pairs = tuple[tuple[str, tuple[str, ...]], ...]


class Condition(NamedTuple):
    """Constant SQL text, ``true`` for all sessions, and the values that it binds by name."""

    sql: str
    values: dict[str, object]


@dataclass(frozen=True, init=False)
class Selection:
    """Sessions chosen by dimensions and period; a dimension of which nothing is chosen holds all.

    Attributes:
        chosen: Name and keys of each dimension that chooses, in the order of ``DIMENSIONS``. ``selection[ROUTE]`` reads one.
        start: First day, None for the first there is.
        end: Day after the last, None for no end.
    """

    chosen: _Pairs
    start: date | None
    end: date | None

    def __init__(
        self,
        chosen: Mapping[Dimension, Iterable[str]] | _Pairs = (),
        start: date | None = None,
        end: date | None = None,
        **keys: Iterable[str],
    ) -> None:
        """Choose sessions.

        Args:
            chosen: Keys of the vocabulary, or identifiers as recorded and ``not_recorded``, by dimension. An identifier that
                is not in the database chooses nothing.
            start: First day.
            end: Day after the last.
            keys: The same as ``chosen`` by the plural of a dimension, as in ``Selection(routes=("iv",))``; goes before it.

        Raises:
            QuestionError: A key is not in the vocabulary.
        """
        pairs = chosen if isinstance(chosen, tuple) else [(one.name, some) for one, some in chosen.items()]
        by_name = {name: tuple(some) for name, some in pairs}
        for dimension in DIMENSIONS:
            if dimension.plural in keys:
                by_name[dimension.name] = tuple(keys.pop(dimension.plural))
            dimension.check(by_name.get(dimension.name, ()))
        if keys:
            raise TypeError(f"no dimension is called {', '.join(keys)}")
        ordered = tuple((one.name, by_name[one.name]) for one in DIMENSIONS if by_name.get(one.name))
        for field, value in (("chosen", ordered), ("start", start), ("end", end)):
            object.__setattr__(self, field, value)

    def __getitem__(self, dimension: Dimension) -> tuple[str, ...]:
        """Keys chosen of a dimension, none where all of it is."""
        return next((keys for name, keys in self.chosen if name == dimension.name), ())

    def items(self) -> Iterator[tuple[Dimension, tuple[str, ...]]]:
        """Go through the dimensions that choose, each with its keys."""
        return ((one, self[one]) for one in DIMENSIONS if self[one])

    def having(self, dimension: Dimension, keys: Iterable[str]) -> "Selection":
        """The same selection with other keys of one dimension."""
        return Selection({**dict(self.items()), dimension: keys}, self.start, self.end)

    @property
    def has_period(self) -> bool:
        """Tell whether the selection has a first or a last day."""
        return bool(self.start or self.end)

    @property
    def unlimited(self) -> "Selection":
        """The same selection over the whole period."""
        return replace(self, start=None, end=None)

    @property
    def counted(self) -> bool:
        """Tell whether counts made at import can answer, the period apart."""
        return all(dimension.counted for dimension, _ in self.items())

    @property
    def period(self) -> "Selection":
        """All sessions of the same period."""
        return Selection(start=self.start, end=self.end)

    def trimmed(self, database: Database) -> "Selection":
        """The same selection without ends of the period that cut off no session: they only cost time."""
        first, last = database.summary["first_session"], database.summary["last_session"]
        return replace(
            self,
            start=self.start if self.start and first and self.start > first else None,
            end=self.end if self.end and last and self.end <= last else None,
        )

    def condition(self, database: Database, alias: str = "") -> Condition:
        """Return the condition with its values; ends of the period that cut off no session are left out.

        Args:
            database: Where the question is asked; knows codes and period.
            alias: Name of the table in the statement, where it needs one.
        """
        of = f"{alias}." if alias else ""
        parts: list[str] = []
        values: dict[str, object] = {}
        for dimension, keys in self.items():
            name, codes = dimension.plural, set(dimension.codes(keys, database))
            small = max(code for code, _, _ in dimension.choices(database)) <= _MASK_BITS - 1
            column = f"{of}{dimension.name}"
            parts.append(f"(${name} >> {column}) & 1 = 1" if small else f"list_contains(${name}, {column})")
            values[name] = sum(1 << code for code in codes) if small else sorted(codes)
        period = self.trimmed(database)
        for name, day, sign in (("start", period.start, ">="), ("end", period.end, "<")):
            if day:
                parts.append(f"{of}started_on {sign} ${name}")
                values[name] = day
        return Condition(" AND ".join(parts) or "true", values)

    def newcomers(self) -> Condition:
        """Return the condition that leaves out sessions which add no patient to those of the period before them.

        Such sessions are alike to an earlier one in what counts made at import tell apart; where the selection tells
        more apart, every session may add a patient.
        """
        if self.counted:
            return Condition("previous_alike_on < $beginning", {"beginning": self.beginning})
        return Condition("true", {})

    @property
    def beginning(self) -> date:
        """First day of the period, but after day 1 of year 1, which stands for "none before" in the facts."""
        return max(self.start or _BEGINNING, _BEGINNING)


def elicitation_condition(elicitation: str | None, values: dict[str, object]) -> str:
    """Return the condition for one way of asking about side effects and bind its code; all ways for None.

    Raises:
        QuestionError: The way of asking is not in the vocabulary.
    """
    if elicitation is None:
        return "true"
    if elicitation not in ELICITATIONS:
        raise QuestionError(
            "This way of asking is not in the vocabulary.", fix=f"Use one of: {', '.join(ELICITATIONS)}."
        )
    values["elicitation"] = ELICITATIONS[elicitation].code
    return "elicitation = $elicitation"
