"""What the rules find in the records of one patient, or of everybody on a list."""

from collections.abc import Collection, Sequence
from datetime import date

from dash.reports.records import patient_records
from dash.rulebook import Rulebook, rulebook
from dash.rulebook.apply import review, with_since
from dash.rulebook.facts import Pressure
from dash.rulebook.finding import Answer, Finding
from dash.rulebook.record import Appointment
from dash.store.reading import Database


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
    book = rulebook() if book is None else book
    for record in patient_records(database, [key]):
        findings = review(record, day, coming=coming, book=book, today=today, acknowledged=acknowledged)
        return with_since(record, day, findings, coming=coming, book=book, acknowledged=acknowledged)
    return ()


def day_review(database: Database, keys: Sequence[int], day: date) -> dict[int, tuple[Finding, ...]]:
    """Apply the rules to many patients, without since when they fired; an unknown patient has no findings.

    Raises as ``patient_review`` does.
    """
    book = rulebook()
    found: dict[int, tuple[Finding, ...]] = dict.fromkeys(keys, ())
    found.update({record.key: review(record, day, book=book) for record in patient_records(database, keys)})
    return found
