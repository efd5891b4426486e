"""The order of the list of a day: by severity, from the places of ``day_order.toml``; time breaks ties."""

import tomllib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from dash.rulebook.finding import Answer, Positive
from dash.rulebook.positives import identity


class Flag(NamedTuple):
    """One rule that fired: severity, headline, the positive answers about suicidal thoughts behind it, standing facts."""

    rule: str
    severity: str
    headline: str
    value: float | None
    positives: tuple[Positive, ...]
    facts: tuple[str, ...] = ()


class LastAnswer(NamedTuple):
    """The last answer of a scale about suicidal thoughts, and the value of the one before, None without one."""

    answer: Positive
    before: float | None


@dataclass(frozen=True)
class Place:
    """One place of the list; what its fields mean stands in ``day_order.toml``."""

    words: str
    rules: tuple[str, ...] = ()
    severity: str = ""
    answers: str = ""
    severe: Mapping[str, float] = field(default_factory=dict)


@cache
def places() -> tuple[Place, ...]:
    """Return the places in order; the last one fits everybody."""
    text = files("dash.reports").joinpath("day_order.toml").read_text(encoding="utf-8")
    return tuple(
        Place(**{**row, "rules": tuple(row.get("rules", ()))}) for row in tomllib.loads(text)["place"]
    )


def place_of(
    fired: Sequence[Flag],
    positives: Sequence[Positive],
    last: Sequence[LastAnswer],
    acknowledged: Collection[Answer],
) -> int:
    """Return the place of a patient, counted from 0.

    Args:
        fired: The rules that fired.
        positives: Positive answers behind them and since the last session.
        last: The last answer of each scale.
        acknowledged: Positive answers that somebody acknowledged.
    """
    waits = {identity(one) for one in positives if identity(one) not in acknowledged}
    for number, place in enumerate(places()):
        if (
            any(_fires(place, flag, acknowledged) for flag in fired)
            or (place.answers == "earlier" and (waits or any(_answered(flag) for flag in fired)))
            or any(_stands(place, one) for one in last if identity(one.answer) in waits)
        ):
            return number
    return len(places()) - 1


def _fires(place: Place, flag: Flag, acknowledged: Collection[Answer]) -> bool:
    if flag.rule in place.rules:
        return not flag.positives or any(identity(one) not in acknowledged for one in flag.positives)
    return flag.severity == place.severity and not (place.severity == "act" and flag.positives)


def _answered(flag: Flag) -> bool:
    return flag.severity == "act" and bool(flag.positives)


def _stands(place: Place, last: LastAnswer) -> bool:
    answer, before = last
    risen = before is not None and answer.value > before
    if place.answers == "severe or risen":
        severe = place.severe.get(f"{answer.instrument}:{answer.item}")
        return risen or (severe is not None and answer.value >= severe)
    return place.answers == "last" and (before is None or answer.value >= before)
