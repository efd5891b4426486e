"""Positive answers about suicidal thoughts: what must not go unseen, whatever is shown."""

from collections.abc import Container, Iterable, Mapping
from datetime import datetime

from dash.rulebook.book import load
from dash.rulebook.finding import Answer, Finding, Positive
from dash.rulebook.record import Score
from dash.rulebook.rules import Rule
from dash.vocabulary import INSTRUMENTS

TOTAL = "total"


def positives(scores: Iterable[Score], rules: Mapping[str, Rule] | None = None) -> tuple[Positive, ...]:
    """Return every answer at or above the level of its rule, in the order given.

    Args:
        scores: Totals and items.
        rules: Those in force, unless given. A rule that is switched off still sets its level: what is positive does
            not depend on which flags are shown.
    """
    of_rules = levels(load() if rules is None else rules)
    return tuple(
        Positive(score.instrument, score.item, score.measured_at, score.value)
        for score in scores
        if (level := of_rules.get((score.instrument, score.item))) is not None and score.value >= level
    )


def of_rows(rows: Iterable[tuple[datetime, str, str, float]]) -> tuple[Positive, ...]:
    """Return the positive answers among rows of (time, instrument, item, points), in the order given."""
    return positives(
        Score(when, True, instrument, item, float(value)) for when, instrument, item, value in rows
    )


def severest_first(answers: Iterable[Positive]) -> list[Positive]:
    """Return answers by their share of the highest their item can be, the highest first; then the latest first."""
    latest = sorted(answers, key=lambda one: one.measured_at, reverse=True)
    return sorted(latest, key=lambda one: one.value / _highest(one), reverse=True)


def _highest(answer: Positive) -> float:
    known = INSTRUMENTS.get(answer.instrument)
    found = None if known is None else known.maximum if answer.item == TOTAL else known.item_maximum
    return found or 1.0


def pressing(findings: Iterable[Finding], acknowledged: Container[Answer]) -> frozenset[Answer]:
    """Return the positive answers that nobody acknowledged and a rule fires on: what is to be looked at before all else.

    An older answer that nobody acknowledged, but that others have followed, waits without pressing.
    """
    found = (
        identity(answer) for finding in findings if finding.state == "fired" for answer in finding.positives
    )
    return frozenset(answer for answer in found if answer not in acknowledged)


def identity(positive: Positive) -> Answer:
    """Return a positive answer as the journal names it: a corrected one is another one."""
    return positive.instrument, positive.item, positive.measured_at.isoformat(), float(positive.value)


def levels(rules: Mapping[str, Rule]) -> Mapping[tuple[str, str], float]:
    """Return from which value on an answer is positive, by instrument and item."""
    found: dict[tuple[str, str], float] = {}
    for rule in rules.values():
        if rule.measure == "last_answer":
            instrument, item = rule.of.split(":")
            found[instrument, item] = min(rule.threshold, found.get((instrument, item), rule.threshold))
    return found


def to_act_on(positive: Positive, rules: Mapping[str, Rule]) -> bool:
    """Tell whether an answer is at the level of a rule to act on, switched off or not."""
    of = f"{positive.instrument}:{positive.item}"
    return any(
        rule.of == of and rule.flags(positive.value)
        for rule in rules.values()
        if rule.severity == "act" and rule.measure == "last_answer"
    )
