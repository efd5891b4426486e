"""Medications and conditions of the history: *Review* while something of them is new since the last review, else *Note*.

They stand for years: a flag that says the same at every visit is not read any more. What a review showed is kept with it
in the journal; whoever reviewed it, and whatever the clinic's numbers, a contraindication stays *Act*.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from dash.errors import JournalError
from dash.rulebook.finding import Finding
from dash.rulebook.measures.history import (
    conditions,
    current_medications,
    medications_of_each,
    several_medications,
)
from dash.rulebook.rules import SEVERITIES
from dash.store.journal import Entry, Journal
from dash.store.journal.many import last_reviews_by_anybody

_STANDING = frozenset(
    measure.__name__
    for measure in (conditions, current_medications, medications_of_each, several_medications)
)
NOTHING_NEW = "Nothing of it is new since the last review."

Seen = Mapping[str, Collection[str]]
"""By rule, the facts behind it that the last review showed."""


def facts_of(finding: Finding) -> tuple[str, ...]:
    """Return the facts behind a finding about medications or history: name, and since when or of when, where it is known.

    Of other findings, and of a contraindication, there are none.
    """
    if finding.state != "fired" or finding.rule.measure not in _STANDING or finding.rule.severity == "act":
        return ()
    return tuple(
        sorted({f"{row.value} {row.when.isoformat()}" if row.when else row.value for row in finding.rows})
    )


def is_known(rule: str, severity: str, facts: Collection[str], seen: Seen) -> bool:
    """Tell whether a *Review* rests on facts of which the last review showed every one."""
    return severity == "review" and bool(facts) and set(facts) <= set(seen.get(rule, ()))


def settled(findings: Sequence[Finding], seen: Seen) -> tuple[Finding, ...]:
    """Return findings in the order of severity, those of which nothing is new since the last review as *Note*."""
    found = [
        _as_note(one) if is_known(one.rule.id, one.rule.severity, facts_of(one), seen) else one
        for one in findings
    ]
    return tuple(sorted(found, key=lambda one: SEVERITIES.index(one.rule.severity)))


def _as_note(finding: Finding) -> Finding:
    message = f"{finding.rule.message} {NOTHING_NEW}".strip()
    return replace(finding, rule=replace(finding.rule, severity="note", message=message))


def seen_at(review: Entry | None) -> Seen:
    """Return what a review showed; nothing without one, or of one from before facts were kept with it."""
    return {} if review is None else dict(review.subject.get("facts") or {})


def seen_by_patient(journal: Journal, patient_ids: Iterable[str], made_up: bool) -> dict[str, Seen]:
    """Return by patient what the last review by anybody showed; patients without one are absent.

    A journal that cannot be read has shown nothing: then everything is new.
    """
    try:
        reviews = last_reviews_by_anybody(journal, patient_ids, made_up)
    except JournalError:
        return {}
    return {patient: seen_at(review) for patient, review in reviews.items()}
