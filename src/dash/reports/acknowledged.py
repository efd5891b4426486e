"""By whom, when and why answers about suicidal thoughts were acknowledged, in words."""

from collections.abc import Mapping, Sequence

from dash.rulebook.finding import Answer, Positive
from dash.rulebook.positives import identity
from dash.rulebook.words import fitted
from dash.store.journal import Acknowledgement
from dash.wording import day_words

_NAME = 18
"""Characters of a name where there is little room."""


def acknowledgement_of(
    positives: Sequence[Positive], acknowledged: Mapping[Answer, Acknowledgement]
) -> Acknowledgement | None:
    """Return who acknowledged all of these answers, the latest of several; None while one of them waits, or without any."""
    said = [acknowledged.get(identity(answer)) for answer in positives]
    known = [one for one in said if one is not None]
    return max(known, key=lambda one: one.sequence) if known and len(known) == len(said) else None


def by_whom(said: Acknowledgement) -> str:
    """Return "acknowledged by Dr Example, 20 Nov 2026", the day in the computer's time zone."""
    return f"acknowledged by {fitted(said.user, _NAME)}, {day_words(said.at.astimezone().date())}"


def in_full(said: Acknowledgement) -> str:
    """Return "Acknowledged by Dr Example, 20 Nov 2026 14:05: reason"."""
    at = said.at.astimezone()
    return f"Acknowledged by {said.user}, {day_words(at.date())} {at:%H:%M}: {said.reason}"
