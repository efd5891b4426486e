"""What the rules find in the records of one patient, or of everybody on a list."""

from collections.abc import Collection
from datetime import date
from typing import NamedTuple

from dash.reports.day_written import Written, written
from dash.reports.records import patient_records
from dash.rulebook import Rulebook, rulebook
from dash.rulebook.apply import review, with_since
from dash.rulebook.facts import Pressure
from dash.rulebook.finding import Answer, Finding
from dash.rulebook.record import Appointment
from dash.store.reading import Database


class Look(NamedTuple):
    """What a look at one patient finds: every rule, and what stands in the records."""

    findings: tuple[Finding, ...]
    written: Written


def patient_review(
    database: Database,
    key: int,
    day: date,
    coming: Appointment | None = None,
    *,
    book: Rulebook | None = None,
    today: Pressure | None = None,
    acknowledged: Collection[Answer] = (),
) -> tuple[Finding, ...]:
    """Apply the rules to one patient; what fired says since when. An unknown patient has no findings.

    Args:
        database: Where to ask.
        key: Key of the patient.
        day: Day of the review; nothing recorded later is read.
        coming: The planned session it is about; otherwise the patient's first appointment on the day or later.
        book: The rulebook in force, unless given.
        today: Pressure measured before today's dose and not recorded yet.
        acknowledged: Positive answers that somebody acknowledged, as the journal names them.

    Raises:
        DatabaseUnreadableError: The file is damaged or of another version.
        ClinicSettingsError: The clinic's file cannot be used.
    """
    return patient_look(
        database, key, day, coming, book=book, today=today, acknowledged=acknowledged
    ).findings


def patient_look(
    database: Database,
    key: int,
    day: date,
    coming: Appointment | None = None,
    *,
    book: Rulebook | None = None,
    today: Pressure | None = None,
    acknowledged: Collection[Answer] = (),
) -> Look:
    """Return the findings of ``patient_review`` with what stands in the records, read once for both."""
    book = rulebook() if book is None else book
    for record in patient_records(database, [key]):
        findings = review(record, day, coming=coming, book=book, today=today, acknowledged=acknowledged)
        dated = with_since(record, day, findings, coming=coming, book=book, acknowledged=acknowledged)
        return Look(dated, written(record))
    return Look((), {})
