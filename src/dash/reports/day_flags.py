"""What the findings of a patient come to in one line of the list of the day."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from dash.reports.day_order import Flag, LastAnswer, place_of, places
from dash.reports.day_written import Written, written
from dash.reports.records import patient_records
from dash.reports.standing_facts import Seen, facts_of, is_known
from dash.rulebook import Rule, clinic_path, rulebook
from dash.rulebook.apply import review
from dash.rulebook.course import main_instrument, record_course, standing_words
from dash.rulebook.finding import Answer, Finding, Positive
from dash.rulebook.measures.suicidality import in_order, open_positives
from dash.rulebook.positives import identity, levels, positives
from dash.rulebook.record import PatientRecord
from dash.rulebook.rules import SEVERITIES
from dash.store.reading import Database

NOT_ASKED = len(places())
"""Place of a patient whose rules were not applied yet, after all places of the list."""

PLACE_WORDS = (*(place.words for place in places()), "not asked yet")


@dataclass(frozen=True, slots=True)
class Flags:
    """What the rules found for one patient.

    Attributes:
        fired: The rules that fired, in the order of the findings.
        not_measurable: Rules that could not be judged for want of a measurement. Never the same as not flagged.
        positives: Answers about suicidal thoughts that wait to be acknowledged: those behind rules that fired, and
            all since the last session; a later answer of 0 does not take an earlier one away.
        written: What stands in the records, by part and day; empty where it was not asked.
        last: The last answer of each scale about suicidal thoughts.
        standing: How the last total of the main scale stands to the baseline, in words; empty without one.
    """

    fired: tuple[Flag, ...]
    not_measurable: int
    positives: tuple[Positive, ...]
    written: Written = field(default_factory=dict)
    last: tuple[LastAnswer, ...] = ()
    standing: str = ""

    def headlines(self, severity: str) -> tuple[str, ...]:
        """Return the headlines of one severity."""
        return tuple(flag.headline for flag in self.fired if flag.severity == severity)


NO_FLAGS = Flags((), 0, ())


def flags_of(
    findings: Sequence[Finding],
    since_last: Sequence[Positive] = (),
    of_records: Written | None = None,
    last: tuple[LastAnswer, ...] = (),
    standing: str = "",
) -> Flags:
    """Gather the findings of one patient.

    Args:
        findings: Of all rules. That a positive answer waits is left out here: ``positives`` and the journal say it, so
            that acknowledging one needs no rule asked anew.
        since_last: Positive answers since the last session.
        of_records: What stands in the patient's records.
        last: The last answer of each scale about suicidal thoughts.
        standing: How the last total stands to the baseline.
    """
    fired = tuple(
        Flag(
            finding.rule.id,
            finding.rule.severity,
            finding.headline,
            finding.value,
            finding.positives,
            facts_of(finding),
        )
        for finding in findings
        if finding.state == "fired" and finding.rule.measure != open_positives.__name__
    )
    behind = [positive for flag in fired for positive in flag.positives]
    unknown = sum(finding.state == "not_measurable" for finding in findings)
    return Flags(
        fired, unknown, tuple(dict.fromkeys([*behind, *since_last])), of_records or {}, last, standing
    )


def settled_flags(flags: Flags, seen: Seen) -> Flags:
    """Return flags in the order of severity, those of standing facts that the last review showed as *Note*."""
    fired = [
        flag._replace(severity="note") if is_known(flag.rule, flag.severity, flag.facts, seen) else flag
        for flag in flags.fired
    ]
    return replace(flags, fired=tuple(sorted(fired, key=lambda flag: SEVERITIES.index(flag.severity))))


def ask_day_flags(database: Database, keys: Sequence[int], day: date) -> dict[int, Flags]:
    """Apply the rules to many patients as of a day, by patient key.

    Raises:
        ClinicSettingsError: The clinic's file cannot be used.
    """
    book = rulebook(clinic_path(database.path))
    found = dict.fromkeys(keys, NO_FLAGS)
    for record in patient_records(database, keys):
        findings = review(record, day, book=book)
        known = record.as_of(day)
        since_last = positives_since_last(known, book.rules)
        standing = main_standing(known, day, int(book.rules["baseline_days"].threshold))
        last = last_answers(known, book.rules)
        found[record.key] = flags_of(findings, since_last, written(record), last, standing)
    return found


def main_standing(record: PatientRecord, day: date, baseline_days: int) -> str:
    """Say how the last total of the main scale stands to the baseline; empty without a total or session."""
    instrument = main_instrument(record)
    if instrument is None:
        return ""
    return standing_words(record_course(record, instrument, baseline_days).standing, day)


def positives_since_last(record: PatientRecord, rules: Mapping[str, Rule]) -> tuple[Positive, ...]:
    """Return the positive answers from the day of the last session on; all of them where no session was given."""
    since = record.given[-1].day if record.given else date.min
    return positives((score for score in record.scores if score.measured_at.date() >= since), rules)


def last_answers(record: PatientRecord, rules: Mapping[str, Rule]) -> tuple[LastAnswer, ...]:
    """Return the last answer of each scale about suicidal thoughts, whatever its value, with the one before."""
    found = []
    for instrument, item in levels(rules):
        answers = in_order([one for one in record.scores if (one.instrument, one.item) == (instrument, item)])
        if answers:
            newest, before = answers[-1], answers[-2].value if len(answers) > 1 else None
            positive = Positive(instrument, item, newest.measured_at, newest.value)
            found.append(LastAnswer(positive, before))
    return tuple(found)


def waiting(positives: Sequence[Positive], acknowledged: Collection[Answer]) -> tuple[Positive, ...]:
    """Return the positive answers that nobody has acknowledged."""
    return tuple(positive for positive in positives if identity(positive) not in acknowledged)


def place(flags: Flags, acknowledged: Collection[Answer]) -> int:
    """Return the place of a patient on the list, counted from 0: the first needs attention first."""
    return place_of(flags.fired, flags.positives, flags.last, acknowledged)
