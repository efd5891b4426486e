"""Answers about suicidal thoughts: item 9 of the PHQ-9, item 10 of the MADRS, ideation of the C-SSRS.

``rule.of`` names instrument and item: ``phq9:9``.
"""

from collections.abc import Sequence

from dash.rulebook.facts import TOTAL, Facts
from dash.rulebook.finding import Positive, Read
from dash.rulebook.measures.measured import Measured, unknown
from dash.rulebook.record import Score
from dash.rulebook.rules import Rule
from dash.rulebook.words import day_words, total_words
from dash.vocabulary import INSTRUMENTS


def last_answer(facts: Facts, rule: Rule) -> Measured:
    """Measure the last answer."""
    answers = _answers(facts, rule)
    if not answers:
        return _not_recorded(rule)
    return _measured(rule, answers, answers[-1].value)


def rise_of_answer(facts: Facts, rule: Rule) -> Measured:
    """Measure how far the last answer lies above the one before."""
    answers = _answers(facts, rule)
    if not answers:
        return _not_recorded(rule)
    if len(answers) < 2:
        return unknown(f"only one answer to {_name(rule)} is recorded", _rows(rule, answers))
    return _measured(rule, answers, answers[-1].value - answers[-2].value)


def answers_at_last_form(facts: Facts, rule: Rule) -> Measured:
    """Count the answers to the item on the day of the last total."""
    instrument, item = rule.of.split(":")
    totals = facts.scores(instrument)
    if not totals:
        return unknown(f"no {INSTRUMENTS[instrument].label} is recorded")
    last = totals[-1]
    found = [one for one in facts.scores(instrument, item) if one.measured_at >= last.measured_at]
    label = INSTRUMENTS[instrument].label
    return Measured(
        value=len(found),
        headline=f"{label} item {item}",
        detail=f"{label} of {day_words(last.measured_at.date())} · total {last.value:g}",
        rows=(
            Read(total_words(label, last), last.measured_at.date(), f"{last.value:g}", last.source),
            *_rows(rule, found),
        ),
    )


def _answers(facts: Facts, rule: Rule) -> Sequence[Score]:
    instrument, item = rule.of.split(":")
    return facts.scores(instrument, item)


def _name(rule: Rule) -> str:
    instrument, item = rule.of.split(":")
    if item == TOTAL:
        return INSTRUMENTS[instrument].label
    return "item 9" if rule.of == "phq9:9" else f"{INSTRUMENTS[instrument].label} item {item}"


def _rows(rule: Rule, answers: Sequence[Score]) -> tuple[Read, ...]:
    instrument, item = rule.of.split(":")
    what = INSTRUMENTS[instrument].label + ("" if item == TOTAL else f" item {item}")
    return tuple(Read(what, one.measured_at.date(), f"{one.value:g}", one.source) for one in answers)


def _not_recorded(rule: Rule) -> Measured:
    return unknown(f"no answer to {_name(rule)} is recorded")


def _measured(rule: Rule, answers: Sequence[Score], value: float) -> Measured:
    instrument, item = rule.of.split(":")
    last, before = answers[-1], answers[-2] if len(answers) > 1 else None
    name = _name(rule)
    label = INSTRUMENTS[instrument].label
    earlier = "" if before is None else f", was {before.value:g}"
    of = f"{label} of {day_words(last.measured_at.date())}"
    return Measured(
        value=value,
        headline=f"{name[0].upper()}{name[1:]} is {last.value:g}{earlier}",
        detail=of if before is None else f"{of} · before: {day_words(before.measured_at.date())}",
        rows=_rows(rule, answers[-2:]),
        positives=(Positive(instrument, item, last.measured_at, last.value),) if last.value > 0 else (),
    )
