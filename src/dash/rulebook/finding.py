"""What a rule found in a patient's record."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, NamedTuple

from dash.rulebook.record import Effect, Source
from dash.rulebook.rules import Rule

State = Literal["fired", "not_fired", "not_measurable"]


Answer = tuple[str, str, str, float]
"""Instrument, item, time as ISO text, value: a positive answer as an acknowledgement names it."""


class Read(NamedTuple):
    """One row a rule read: what it is ("PHQ-9 item 9"), of which day, its value in words, where it stands."""

    what: str
    when: date | None
    value: str
    source: Source


class Positive(NamedTuple):
    """The identity of one positive answer about suicidal thoughts; what an acknowledgement names."""

    instrument: str
    item: str
    measured_at: datetime
    value: float


@dataclass(frozen=True)
class Finding:
    """One rule applied to one patient on one day.

    Attributes:
        rule: The rule as in force, with whose threshold it is.
        state: ``not_measurable`` where something it needs is missing: never the same as ``not_fired``.
        value: What was compared, in the rule's unit; systolic where the rule is about a pair of pressures.
        headline: What was found, plain text, at most 45 characters: where it fired what is wrong, then the value.
        detail: With what it compares or of when it is, at most 60 characters.
        why: What is missing, in words; empty unless ``not_measurable``.
        rows: The rows it read.
        since: First day of the present run of days on which it fired; only where asked for.
        positives: The positive answers behind it; rules about suicidal thoughts only.
        about: The side effects it fired for, so that of two rules about them one can stand for the other; empty elsewhere.
        also: Findings that fired and say the same in another way: this one stands for them too.
    """

    rule: Rule
    state: State
    value: float | None = None
    headline: str = ""
    detail: str = ""
    why: str = ""
    rows: tuple[Read, ...] = ()
    since: date | None = None
    positives: tuple[Positive, ...] = ()
    about: frozenset[Effect] = frozenset()
    also: "tuple[Finding, ...]" = ()
