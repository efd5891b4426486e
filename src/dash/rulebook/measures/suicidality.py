"""Answers about suicidal thoughts: item 9 of the PHQ-9, item 10 of the MADRS, ideation of the C-SSRS.

``rule.of`` names instrument and item: ``phq9:9``. Where one of a day's answers has no time of day, which of them was
the last is not known: the highest counts as that day's answer.
"""

from collections.abc import Callable, Mapping, Sequence
from itertools import groupby, takewhile
from operator import attrgetter

from dash.rulebook.course import asked_after
from dash.rulebook.facts import TOTAL, Facts
from dash.rulebook.finding import Positive, Read
from dash.rulebook.measures.measured import Measured, unknown
from dash.rulebook.positives import identity, levels, positives, to_act_on
from dash.rulebook.record import Score
from dash.rulebook.rules import Rule
from dash.rulebook.words import session_words, total_words, whole_parts
from dash.vocabulary import INSTRUMENTS
from dash.wording import age_words, count, day_words


def last_answer(facts: Facts, rule: Rule) -> Measured:
    """Measure the last answer."""
    answers = _answers(facts, rule)
    if not answers:
        return _not_recorded(rule)
    return _measured(facts, rule, answers, answers[-1].value)


def rise_of_answer(facts: Facts, rule: Rule) -> Measured:
    """Measure how far the last answer lies above the one before."""
    answers = _answers(facts, rule)
    if not answers:
        return _not_recorded(rule)
    if len(answers) < 2:
        return unknown(f"only one answer to {_name(rule)} is recorded", _rows(rule, answers))
    return _measured(facts, rule, answers, answers[-1].value - answers[-2].value)


def only_answer(facts: Facts, rule: Rule) -> Measured:
    """Measure the answer where it is the first ever: nothing before it says whether it rose."""
    answers = _answers(facts, rule)
    if not answers:
        return _not_recorded(rule)
    if len(answers) > 1:
        return Measured(clear=True, headline=f"{count(len(answers), 'answer')} to {_name(rule)}")
    found = _measured(facts, rule, answers, answers[-1].value)
    day = answers[-1].measured_at.date()
    return found._replace(brief=f"{answers[-1].value:g}, {age_words(day, facts.day)}")


def open_positives(facts: Facts, rule: Rule) -> Measured:
    """Count the positive answers since the last session that nobody acknowledged, less those that other flags are about.

    All answers count where no session was given. What is positive is as for acknowledging: a rule that is switched off
    still sets its level. A rule to act on counts them only where one of them is at the level of such a rule.
    """
    recent, waiting = facts.kept.get("waiting") or _waiting(facts)
    if not recent:
        return unknown("no answer about suicidal thoughts since the last session")
    if rule.severity == "act" and not any(to_act_on(one, facts.book.rules) for one in waiting):
        return Measured(clear=True, headline="No such answer waits", detail=_since_words(facts))
    if not waiting:
        return Measured(clear=True, headline="Nothing waits to be acknowledged", detail=_since_words(facts))
    top = max(waiting, key=lambda one: (one.measured_at, one.value))
    # Of the line there is little room: the scale of ideation by its short name.
    label = INSTRUMENTS[top.instrument].label.removesuffix(" ideation")
    name = label + ("" if top.item == TOTAL else f" item {top.item}")
    sources = {(one.instrument, one.item, one.measured_at): one.source for one in recent}
    return Measured(
        value=len(waiting),
        headline=f"{count(len(waiting), 'positive answer')} not acknowledged",
        detail=f"last {name} {top.value:g}, {day_words(top.measured_at.date())} · {_since_words(facts)}",
        rows=tuple(
            Read(
                INSTRUMENTS[one.instrument].label + ("" if one.item == TOTAL else f" item {one.item}"),
                one.measured_at.date(),
                f"{one.value:g}",
                sources[one.instrument, one.item, one.measured_at],
            )
            for one in waiting
        ),
        positives=tuple(waiting),
    )


def _waiting(facts: Facts) -> tuple[Sequence[Score], Sequence[Positive]]:
    """Return the answers since the last session, and the positive ones among them that wait and no other flag is about."""
    since, judged = facts.since, levels(facts.book.rules)
    recent = sorted(
        (
            one
            for name in judged
            for one in takewhile(lambda one: one.measured_at.date() >= since, reversed(facts.scores(*name)))
        ),
        key=attrgetter("at"),
    )
    found = positives(recent, facts.book.rules)
    said: set[Positive] = set()
    for other in facts.book.rules.values() if found else ():
        if other.on and (measure := _OF_THE_LAST.get(other.measure)) is not None:
            last = measure(facts, other)
            if other.judges(last.value):
                said.update(last.positives)
    waiting = [one for one in found if identity(one) not in facts.acknowledged and one not in said]
    facts.kept["waiting"] = recent, waiting
    return recent, waiting


def _since_words(facts: Facts) -> str:
    return "ever" if facts.last is None else f"since session {facts.last.number}"


def answers_at_last_form(facts: Facts, rule: Rule) -> Measured:
    """Count the answers to the item on the day of the last total, whenever that day they were written, or later."""
    instrument, item = rule.of.split(":")
    totals = facts.scores(instrument)
    if not totals:
        return unknown(f"no {INSTRUMENTS[instrument].label} is recorded")
    last = totals[-1]
    day = last.measured_at.date()
    found = [one for one in facts.scores(instrument, item) if one.measured_at.date() >= day]
    label = INSTRUMENTS[instrument].label
    return Measured(
        value=len(found),
        headline=f"{label} item {item}",
        detail=f"{label} of {day_words(day)} · total {last.value:g}",
        rows=(
            Read(total_words(label, last), day, f"{last.value:g}", last.source),
            *_rows(rule, found),
        ),
    )


def answers_since_last(facts: Facts, rule: Rule) -> Measured:
    """Count the answers about suicidal thoughts since the last session; all of them where none was given.

    One of the day of that session was given before its dose, unless both clock times say otherwise.
    """
    last, asked = facts.last, [facts.scores(*name) for name in levels(facts.book.rules)]
    newest = max((answers[-1] for answers in asked if answers), key=attrgetter("at"), default=None)
    found = [
        one
        for answers in asked
        for one in takewhile(lambda one: last is None or asked_after(one, last), reversed(answers))
    ]
    since = "" if last is None else f"not asked since {session_words(last)}"
    return Measured(
        value=len(found),
        headline="Suicidal thoughts",
        detail="never asked"
        if newest is None
        else whole_parts([since, f"last answer {day_words(newest.measured_at.date())}"]),
        rows=() if newest is None else (_row(newest),),
    )


def ideation_after_positive(facts: Facts, rule: Rule) -> Measured:
    """Count the totals of the scale ``rule.of`` on the day of the last item 9, where it is positive, or later."""
    items = facts.scores("phq9", "9")
    if not items:
        return unknown("no answer to item 9 is recorded")
    last = items[-1]
    day, label = last.measured_at.date(), INSTRUMENTS[rule.of].label
    if last.value < levels(facts.book.rules)["phq9", "9"]:
        return Measured(clear=True, headline=f"Item 9 is {last.value:g}", detail=f"PHQ-9 of {day_words(day)}")
    found = [one for one in facts.scores(rule.of) if one.measured_at.date() >= day]
    return Measured(
        value=len(found),
        headline=label,
        detail=f"not asked since item 9 was {last.value:g} on {day_words(day)}",
        rows=(_row(last), *(_row(one) for one in found)),
    )


def _row(answer: Score) -> Read:
    what = INSTRUMENTS[answer.instrument].label + ("" if answer.item == TOTAL else f" item {answer.item}")
    return Read(what, answer.measured_at.date(), f"{answer.value:g}", answer.source)


def _answers(facts: Facts, rule: Rule) -> Sequence[Score]:
    instrument, item = rule.of.split(":")
    return in_order(facts.scores(instrument, item))


def in_order(found: Sequence[Score]) -> Sequence[Score]:
    """Return answers to one item, given in order of time, with the highest alone of a day on which one has no time."""
    if all(answer.has_time for answer in found):
        return found
    ordered: list[Score] = []
    for _day, answers in groupby(found, lambda answer: answer.measured_at.date()):
        of_day = list(answers)
        known = all(answer.has_time for answer in of_day)
        ordered += of_day if known else [max(of_day, key=lambda answer: answer.value)]
    return ordered


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


def _measured(facts: Facts, rule: Rule, answers: Sequence[Score], value: float) -> Measured:
    instrument, item = rule.of.split(":")
    last, before = answers[-1], answers[-2] if len(answers) > 1 else None
    name = _name(rule)
    day = last.measured_at.date()
    # A total stands beside its scale; an item's number and its answer need a word between them.
    said = f"{name[0].upper()}{name[1:]}{'' if item == TOTAL else ' is'} {last.value:g}"
    detail = f"{INSTRUMENTS[instrument].label} of {day_words(day)}"
    if before is not None:
        detail += f" · before {before.value:g} on {day_words(before.measured_at.date())}"
    return Measured(
        value=value,
        headline=f"{said}, {day_words(day)}, {age_words(day, facts.day)}",
        brief=""
        if before is None or not rule.says
        else f"{before.value:g} to {last.value:g}, {age_words(day, facts.day)}",
        detail=detail,
        rows=_rows(rule, answers[-2:]),
        positives=(Positive(instrument, item, last.measured_at, last.value),) if last.value > 0 else (),
    )


_OF_THE_LAST: Mapping[str, Callable[[Facts, Rule], Measured]] = {
    measure.__name__: measure for measure in (last_answer, rise_of_answer, only_answer)
}
"""The measures that are about the last answer."""
