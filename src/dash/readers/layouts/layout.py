"""A layout: what the tables of a source mean, with every question answered. It is data, and holds no patient's value."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from dash.readers.layouts.meaning import Meaning

ROLES = ("sessions", "patients", "scores", "vitals", "effects", "appointments", "left_out")


@dataclass(frozen=True)
class ColumnPlan:
    """A column by its name under its group, as it is compared, and what it means."""

    name: str
    meaning: Meaning


@dataclass(frozen=True)
class TablePlan:
    """A table, known again by the names of its columns.

    Attributes:
        role: What its rows are, one of ``ROLES``.
        columns: All of its columns, in order.
        block: What stands above it, by label.
    """

    role: str
    columns: tuple[ColumnPlan, ...]
    block: tuple[ColumnPlan, ...] = ()

    @property
    def shape(self) -> tuple[str, ...]:
        """Names of the columns."""
        return tuple(column.name for column in self.columns)

    def kinds(self) -> set[str]:
        """Return what its columns and its block mean."""
        return {column.meaning.kind for column in (*self.columns, *self.block)}

    def of_kind(self, *kinds: str) -> list[ColumnPlan]:
        """Return the columns of some kinds, in order."""
        return [column for column in self.columns if column.meaning.kind in kinds]

    def with_meaning(self, name: str, meaning: Meaning) -> "TablePlan":
        """Return the plan with another meaning of a column."""
        columns = tuple(
            replace(column, meaning=meaning) if column.name == name else column for column in self.columns
        )
        return replace(self, columns=columns)


@dataclass(frozen=True)
class Layout:
    """How the tables of a source are read.

    Attributes:
        name: Of the file it is kept in.
        tables: By shape.
        settings: Answers by question, whether the data settled them or a person did.
        codes: What codes of side effects mean, by code.
        yes, no: Marks of ticks that mean present and absent.
    """

    name: str
    tables: tuple[TablePlan, ...]
    settings: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    codes: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    yes: tuple[str, ...] = ()
    no: tuple[str, ...] = ()

    def setting(self, topic: str, column: str = "", default: str = "") -> str:
        """Return the answer to a question, of a column first and else of the whole source."""
        return self.settings.get(f"{topic}: {column}", self.settings.get(topic, default))

    def table(self, shape: tuple[str, ...]) -> TablePlan | None:
        """Return the table with these names of columns, None where there is none."""
        return next((table for table in self.tables if table.shape == shape), None)


@dataclass(frozen=True)
class Choice:
    """One answer to a question: the word a command line takes, and what it means in clinicians' words."""

    key: str
    words: str


@dataclass(frozen=True)
class Question:
    """What the data leave open, or left open until they were looked at.

    Attributes:
        key: Names it: a topic, and a column where it is about one.
        text: In words.
        choices: The answers there are.
        examples: Cells it is about, as written.
        answer: What the data settle, None where a person must say.
        evidence: What settles it, in words; or what was looked at in vain.
    """

    key: str
    text: str
    choices: tuple[Choice, ...]
    examples: tuple[str, ...] = ()
    answer: str | None = None
    evidence: str = ""
