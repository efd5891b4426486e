"""What the findings of a patient come to in one line of the list of the day."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from dash.reports.day_written import Written, written
from dash.reports.records import patient_records
from dash.rulebook import Rule, clinic_path, rulebook
from dash.rulebook.apply import review
from dash.rulebook.finding import Answer, Finding, Positive
from dash.rulebook.measures.suicidality import open_positives
from dash.rulebook.positives import identity, positives
from dash.rulebook.record import PatientRecord
from dash.store.reading import Database

SUICIDALITY, ACT, REVIEW, MISSING, NOTHING, NOT_ASKED = range(6)
"""Groups of the list, the first needs attention first. Not asked: the rules were not applied yet."""

GROUP_WORDS = (
    "positive answer about suicidal thoughts, not acknowledged",
    "act",
    "review",
    "missing",
    "nothing flagged",
    "not asked yet",
)


class Flag(NamedTuple):
    """One rule that fired: severity, headline, and the positive answers about suicidal thoughts behind it."""

    rule: str
    severity: str
    headline: str
    value: float | None
    positives: tuple[Positive, ...]


@dataclass(frozen=True, slots=True)
class Flags:
    """What the rules found for one patient.

    Attributes:
        fired: The rules that fired, in the order of the findings.
        not_measurable: Rules that could not be judged for want of a measurement. Never the same as not flagged.
        positives: Answers about suicidal thoughts that wait to be acknowledged: those behind rules that fired, and
            all since the last session; a later answer of 0 does not take an earlier one away.
        written: What stands in the records, by part and day; empty where it was not asked.
    """

    fired: tuple[Flag, ...]
    not_measurable: int
    positives: tuple[Positive, ...]
    written: Written = field(default_factory=dict)

    def headlines(self, severity: str) -> tuple[str, ...]:
        """Return the headlines of one severity."""
        return tuple(flag.headline for flag in self.fired if flag.severity == severity)


NO_FLAGS = Flags((), 0, ())


def flags_of(
    findings: Sequence[Finding], since_last: Sequence[Positive] = (), of_records: Written | None = None
) -> Flags:
    """Gather the findings of one patient.

    Args:
        findings: Of all rules. That a positive answer waits is left out here: ``positives`` and the journal say it, so
            that acknowledging one needs no rule asked anew.
        since_last: Positive answers since the last session.
        of_records: What stands in the patient's records.
    """
    fired = tuple(
        Flag(finding.rule.id, finding.rule.severity, finding.headline, finding.value, finding.positives)
        for finding in findings
        if finding.state == "fired" and finding.rule.measure != open_positives.__name__
    )
    behind = [positive for flag in fired for positive in flag.positives]
    unknown = sum(finding.state == "not_measurable" for finding in findings)
    return Flags(fired, unknown, tuple(dict.fromkeys([*behind, *since_last])), of_records or {})


def ask_day_flags(database: Database, keys: Sequence[int], day: date) -> dict[int, Flags]:
    """Apply the rules to many patients as of a day, by patient key.

    Raises:
        ClinicSettingsError: The clinic's file cannot be used.
    """
    book = rulebook(clinic_path(database.path))
    found = dict.fromkeys(keys, NO_FLAGS)
    for record in patient_records(database, keys):
        findings = review(record, day, book=book)
        since_last = positives_since_last(record.as_of(day), book.rules)
        found[record.key] = flags_of(findings, since_last, written(record))
    return found


def positives_since_last(record: PatientRecord, rules: Mapping[str, Rule]) -> tuple[Positive, ...]:
    """Return the positive answers from the day of the last session on; all of them where no session was given."""
    since = record.given[-1].day if record.given else date.min
    return positives((score for score in record.scores if score.measured_at.date() >= since), rules)


def waiting(positives: Sequence[Positive], acknowledged: Collection[Answer]) -> tuple[Positive, ...]:
    """Return the positive answers that nobody has acknowledged."""
    return tuple(positive for positive in positives if identity(positive) not in acknowledged)


def group(flags: Flags, acknowledged: Collection[Answer]) -> int:
    """Return the group of the list a patient stands in."""
    if waiting(flags.positives, acknowledged):
        return SUICIDALITY
    for severity, place in (("act", ACT), ("review", REVIEW), ("missing", MISSING)):
        if flags.headlines(severity):
            return place
    return NOTHING
