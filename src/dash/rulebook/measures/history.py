"""Medications taken on the day, and conditions in the history. ``rule.of`` names classes or conditions, with commas."""

from collections.abc import Sequence
from datetime import date

from dash.rulebook.facts import Facts
from dash.rulebook.finding import Read
from dash.rulebook.measures.measured import Measured, unknown
from dash.rulebook.record import Condition, Medication, earliest, latest
from dash.rulebook.rules import Rule
from dash.rulebook.words import DETAIL, HEADLINE, joined, written_words
from dash.vocabulary import CONDITIONS, MEDICATION_CLASSES, medication_class_of
from dash.wording import count, day_words


def current_medications(facts: Facts, rule: Rule) -> Measured:
    """Count the medications of some classes taken on the day of review, by the class recorded or by the name.

    A name outside the vocabulary proves nothing: without a recorded class, or as an antidepressant where MAO inhibitors
    are asked about (they are antidepressants), it cannot be told.
    """
    listed = facts.record.medications
    if not listed:
        return unknown("no medication is recorded")
    classes = set(rule.of.split(","))
    taken = [entry for entry in listed if taken_on(entry, facts.day)]
    found = [entry for entry in taken if _classes_of(entry) & classes]
    if not found:
        return _no_medication(taken, classes, len(listed))
    labels = (
        MEDICATION_CLASSES[cls].label for entry in found for cls in sorted(_classes_of(entry) & classes)
    )
    since = [f"since {written_words(entry.started_on)}" for entry in found if entry.started_on]
    return Measured(
        value=len(found),
        headline=joined((entry.medication.capitalize() for entry in found), HEADLINE),
        brief=joined((entry.medication for entry in found), _room(rule)),
        detail=joined([*labels, *since[:1]], DETAIL),
        rows=_medication_rows(found),
    )


def several_medications(facts: Facts, rule: Rule) -> Measured:
    """Count the different medications of some classes taken on the day of review."""
    listed = facts.record.medications
    if not listed:
        return unknown("no medication is recorded")
    classes = set(rule.of.split(","))
    taken = [entry for entry in listed if taken_on(entry, facts.day)]
    found = {entry.medication.casefold(): entry for entry in taken if _classes_of(entry) & classes}
    if not rule.flags(len(found)):
        lacking = _no_medication([one for one in taken if one not in found.values()], classes, len(listed))
        if not lacking.clear:
            return lacking
    entries = list(found.values())
    kinds = (
        MEDICATION_CLASSES[cls].label for entry in entries for cls in sorted(_classes_of(entry) & classes)
    )
    return Measured(
        value=len(found),
        headline=joined((entry.medication for entry in entries), HEADLINE) or "None recorded",
        brief=joined((entry.medication for entry in entries), _room(rule)),
        detail=joined(kinds, DETAIL) or f"of {count(len(listed), 'medication')}",
        rows=_medication_rows(entries),
    )


def medications_of_each(facts: Facts, rule: Rule) -> Measured:
    """Count the classes of ``rule.of`` of which a medication is taken on the day of review."""
    listed = facts.record.medications
    if not listed:
        return unknown("no medication is recorded")
    wanted = rule.of.split(",")
    taken = [entry for entry in listed if taken_on(entry, facts.day)]
    by_class = {cls: [entry for entry in taken if cls in _classes_of(entry)] for cls in wanted}
    missing = [cls for cls in wanted if not by_class[cls]]
    if missing:
        unsure = [_no_medication(taken, {cls}, len(listed)) for cls in missing]
        open_one = next((one for one in unsure if not one.clear), None)
        if open_one is not None and all(not one.clear for one in unsure):
            return open_one
    entries = list(dict.fromkeys(entry for cls in wanted for entry in by_class[cls]))
    return Measured(
        value=len(wanted) - len(missing),
        headline=joined((entry.medication for entry in entries), HEADLINE) or "None recorded",
        brief=joined((entry.medication for entry in entries), _room(rule)),
        detail=joined((MEDICATION_CLASSES[cls].label for cls in wanted if by_class[cls]), DETAIL)
        or f"of {count(len(listed), 'medication')}",
        rows=_medication_rows(entries),
    )


def _no_medication(taken: Sequence[Medication], classes: set[str], listed: int) -> Measured:
    """Say that none of some classes is taken, as far as the names and classes recorded tell."""
    unnamed = [entry for entry in taken if medication_class_of(entry.medication) is None]
    telling = {"antidepressant"} if "maoi" in classes else set()
    open_ones = [entry for entry in unnamed if entry.cls not in MEDICATION_CLASSES or entry.cls in telling]
    if open_ones:
        names = joined((entry.medication for entry in open_ones), DETAIL)
        return unknown(f"not recognised by name, class not recorded: {names}", _medication_rows(open_ones))
    known = f", {count(len(unnamed), 'name')} not recognised" if unnamed else ""
    return Measured(clear=True, headline="None recorded", detail=f"of {count(listed, 'medication')}{known}")


def taken_on(entry: Medication, day: date) -> bool:
    """Tell whether a medication may be taken on a day: started by then and not surely stopped."""
    started, stopped = earliest(entry.started_on), latest(entry.stopped_on)
    return (started is None or started <= day) and (stopped is None or stopped > day)


def _classes_of(entry: Medication) -> set[str]:
    """Return the class recorded and the one of the name: a list may call an MAO inhibitor an antidepressant."""
    by_name = medication_class_of(entry.medication)
    return {cls for cls in (entry.cls, by_name) if cls is not None and cls in MEDICATION_CLASSES}


def _medication_rows(entries: Sequence[Medication]) -> tuple[Read, ...]:
    return tuple(
        Read("Medication", earliest(entry.started_on), entry.medication, entry.source) for entry in entries
    )


def conditions(facts: Facts, rule: Rule) -> Measured:
    """Count the conditions of the history that are among those named."""
    if not facts.record.conditions:
        return unknown("no history is recorded")
    found = _named(facts, rule)
    if not found:
        return _none(facts)
    labels = [CONDITIONS[entry.condition].label for entry in found]
    noted = [f"noted {written_words(entry.noted_on)}" for entry in found if entry.noted_on]
    return Measured(
        value=len(found),
        headline=joined(labels, HEADLINE),
        brief=joined((label.lower() if rule.says else label for label in labels), _room(rule)),
        detail=joined(noted or ["noted without a date"], DETAIL),
        rows=_rows(found),
    )


def days_since_condition(facts: Facts, rule: Rule) -> Measured:
    """Measure the days since a condition was last noted; for a partial date the fewest it may be."""
    if not facts.record.conditions:
        return unknown("no history is recorded")
    found = _named(facts, rule)
    if not found:
        return _none(facts)
    days = [min(noted, facts.day) for entry in found if (noted := latest(entry.noted_on)) is not None]
    label = CONDITIONS[found[0].condition].label
    if not days:
        return unknown(f"{label.lower()} is noted without a date", _rows(found))
    newest = max(days)
    value = (facts.day - newest).days
    undated = len(days) < len(found)
    if undated and not rule.flags(value):
        return unknown(f"a {label.lower()} is noted without a date", _rows(found))
    return Measured(
        value=value,
        headline=f"{label} {count(value, 'day')} ago",
        detail=f"noted {day_words(newest)}",
        rows=_rows(found),
    )


def _room(rule: Rule) -> int:
    """Return the characters that a headline has left for the names."""
    return HEADLINE - (len(rule.says) + 2 if rule.says else 0)


def _named(facts: Facts, rule: Rule) -> list[Condition]:
    wanted = rule.of.split(",")
    return [entry for entry in facts.record.conditions if entry.condition in wanted]


def _none(facts: Facts) -> Measured:
    listed = count(len(facts.record.conditions), "condition")
    return Measured(clear=True, headline="None recorded", detail=f"of {listed} in the history")


def _rows(found: Sequence[Condition]) -> tuple[Read, ...]:
    return tuple(
        Read("History", earliest(entry.noted_on), CONDITIONS[entry.condition].label, entry.source)
        for entry in found
    )
