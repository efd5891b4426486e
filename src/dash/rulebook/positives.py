"""Positive answers about suicidal thoughts: what must not go unseen, whatever is shown."""

from collections.abc import Iterable, Mapping

from dash.rulebook.book import load
from dash.rulebook.finding import Answer, Positive
from dash.rulebook.record import Score
from dash.rulebook.rules import Rule


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
