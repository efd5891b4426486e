"""Kinds of columns: how the text of a cell becomes a value, and when it is refused.

Every text of SQL in here is made of constants of this package, never of anything that was read.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from dash.store.rule import Rule

EARLIEST = "1900-01-01"


@dataclass(frozen=True)
class Column:
    """A column of text, kept as written without blanks around it."""

    name: str
    required: bool = False

    def cell(self) -> str:
        """Return SQL for the cleaned cell; ``{x}`` stands for the source's column x."""
        return f"cell({{{self.name}}})"

    def values(self) -> dict[str, str]:
        """Return the values made of the cells, as SQL by name."""
        return {f"v_{self.name}": f"c_{self.name}"}

    def stored(self) -> dict[str, str]:
        """Return what the canonical table holds, as SQL by column."""
        return {self.name: f"v_{self.name}"}

    def rules(self, table: str) -> list[Rule]:
        """Return the reasons this column gives to refuse a row, in the order they are looked at."""
        if not self.required:
            return []
        message = (
            f"{self.name} is empty, but {table} cannot do without it. Fill it in and import the file again."
        )
        return [Rule(f"{self.name}_missing", message, f"c_{self.name} IS NULL")]

    def _not_understood(self, reason: str, message: str) -> Rule:
        return Rule(f"{self.name}_{reason}", message, f"c_{self.name} IS NOT NULL AND v_{self.name} IS NULL")


@dataclass(frozen=True)
class Number(Column):
    """A number within a range, with or without its unit in the cell.

    Attributes:
        low, high: Allowed range, both included; None where there is no limit.
        unit: Unit as shown in messages.
        units: What one of a unit is worth, by the pattern of the unit.
        stored_as: SQL type; for a SMALLINT the number is rounded to the nearest whole one, halves away from zero, after the
            limits were applied to it as written.
        source: SQL for the cell, where that is more than the column of the same name.
        whole: Whether a fraction is refused, as for a count or a year, instead of rounded.
    """

    low: float | None = None
    high: float | None = None
    unit: str = ""
    units: Mapping[str, float] = field(default_factory=dict)
    stored_as: str = "SMALLINT"
    source: str = ""
    whole: bool = False

    def holds(self, value: float) -> bool:
        """Tell whether a number lies within the range."""
        return (self.low is None or value >= self.low) and (self.high is None or value <= self.high)

    def cell(self) -> str:
        """Return SQL for the cleaned cell."""
        return self.source or super().cell()

    def values(self) -> dict[str, str]:
        """Return the number as DOUBLE."""
        cell = f"c_{self.name}"
        ways = [f"plain_number({cell})"]
        ways += [f"number_with({cell}, '{unit}') * {worth!r}" for unit, worth in self.units.items()]
        return {f"v_{self.name}": ways[0] if len(ways) == 1 else f"coalesce({', '.join(ways)})"}

    def stored(self) -> dict[str, str]:
        """Return the number in the type of the canonical table."""
        value = f"round(v_{self.name})" if self.stored_as == "SMALLINT" else f"v_{self.name}"
        return {self.name: f"TRY_CAST({value} AS {self.stored_as})"}

    def rules(self, table: str) -> list[Rule]:
        """Return: missing, decimal comma, not a number, outside the range."""
        unit = f" {self.unit}" if self.unit else ""
        comma = Rule(
            f"{self.name}_decimal_comma",
            f"{self.name} is written with a comma. Write a decimal point (0.5, not 0,5) and no thousands marks.",
            f"c_{self.name} IS NOT NULL AND v_{self.name} IS NULL AND has_decimal_comma(c_{self.name})",
        )
        number = self._not_understood(
            "not_a_number",
            f"{self.name} is not a number{' of' + unit if unit else ''}. Write only the number.",
        )
        fraction = Rule(
            f"{self.name}_not_whole",
            f"{self.name} must be a whole number. Correct it and import the file again.",
            f"v_{self.name} <> round(v_{self.name})",
        )
        whole = [fraction] if self.whole else []
        return [*super().rules(table), comma, number, *whole, *self._range(unit)]

    def _range(self, unit: str) -> list[Rule]:
        low, high = self.low, self.high
        if low is None or high is None:
            return []
        return [
            Rule(
                f"{self.name}_out_of_range",
                f"{self.name} must be from {low:g} to {high:g}{unit}. Correct it and import the file again.",
                f"v_{self.name} NOT BETWEEN {low!r} AND {high!r}",
            )
        ]


@dataclass(frozen=True)
class Time(Column):
    """A date or a time, kept as the clock on the wall with its offset from UTC where one is given."""

    prefix: str = ""
    may_be_future: bool = False

    def values(self) -> dict[str, str]:
        """Return the wall-clock time, its offset in minutes, and whether there is a clock time."""
        name = self.name
        return {
            f"v_{name}": f"wall_time(c_{name})",
            f"o_{name}": f"minutes_east(offset_part(c_{name}))",
            f"h_{name}": f"length(c_{name}) > 10",
        }

    def stored(self) -> dict[str, str]:
        """Return the three columns of a time."""
        return {
            self.name: f"v_{self.name}",
            f"{self.prefix}_has_time": f"h_{self.name}",
            f"{self.prefix}_offset_minutes": f"CAST(o_{self.name} AS SMALLINT)",
        }

    def rules(self, table: str) -> list[Rule]:
        """Return: missing, not a time, too early, in the future."""
        understood = self._not_understood(
            "not_a_time",
            f"{self.name} is not a date or time. Write it as 2026-03-09 or 2026-03-09T14:30.",
        )
        early = Rule(
            f"{self.name}_too_early",
            f"{self.name} lies before {EARLIEST[:4]}. Correct the year.",
            f"v_{self.name} < TIMESTAMP '{EARLIEST}'",
        )
        future = Rule(
            f"{self.name}_in_future",
            f"{self.name} lies in the future. Correct the date, and check this computer's clock.",
            f"is_future(v_{self.name}, o_{self.name})",
        )
        return [*super().rules(table), understood, early, *([] if self.may_be_future else [future])]


@dataclass(frozen=True)
class PartialDate(Column):
    """A date of which the day, or the day and month, may be unknown; stays text."""

    def values(self) -> dict[str, str]:
        """Return the date as text, with T between date and time."""
        return {f"v_{self.name}": f"partial_date(c_{self.name})"}

    def rules(self, table: str) -> list[Rule]:
        """Return: missing, not a date, in the future."""
        understood = self._not_understood(
            "not_a_date",
            f"{self.name} is not a date. Write it as 2026-03-09, or as 2026-03 or 2026 where no more is known.",
        )
        future = Rule(
            f"{self.name}_in_future",
            f"{self.name} lies in the future. Correct the date, and check this computer's clock.",
            f"is_future_partial(v_{self.name})",
        )
        return [*super().rules(table), understood, future]


@dataclass(frozen=True)
class Word(Column):
    """A word of the vocabulary.

    Attributes:
        kind: List of words it belongs to.
        allowed: The words, for the message.
        otherwise: What becomes of a word outside the list: None refuses the row, else SQL for the value.
    """

    kind: str = ""
    allowed: tuple[str, ...] = ()
    otherwise: str | None = None

    def values(self) -> dict[str, str]:
        """Return the key of the word; ``w_x.key`` comes from the join with the word list."""
        key = f"w_{self.name}.key"
        if self.otherwise is not None:
            key = f"CASE WHEN c_{self.name} IS NOT NULL THEN coalesce({key}, {self.otherwise}) END"
        return {f"v_{self.name}": key}

    def rules(self, table: str) -> list[Rule]:
        """Return: missing, not one of the words."""
        if self.otherwise is not None:
            return super().rules(table)
        words = ", ".join(self.allowed)
        empty = "" if self.required else ", or leave it empty"
        message = f"{self.name} is not a word in use. Write one of: {words}{empty}."
        return [*super().rules(table), self._not_understood("unknown_word", message)]


@dataclass(frozen=True)
class Flag(Column):
    """Yes or no."""

    def values(self) -> dict[str, str]:
        """Return a BOOLEAN."""
        return {f"v_{self.name}": f"yes_or_no(c_{self.name})"}

    def rules(self, table: str) -> list[Rule]:
        """Return: missing, neither yes nor no."""
        message = (
            f"{self.name} is neither yes nor no. Write true or false, yes or no, 1 or 0, or leave it empty."
        )
        return [*super().rules(table), self._not_understood("not_yes_or_no", message)]
