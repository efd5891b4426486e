"""Making the brief: one page a patient, all of them in one file."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from dash.errors import JournalError, QuestionError
from dash.reports.brief.frames import frames
from dash.reports.brief.origin import Origin, origin
from dash.reports.brief.page import page
from dash.reports.brief.room import PAPERS
from dash.reports.brief.typeset import typeset
from dash.reports.records import patient_records
from dash.reports.standing_facts import seen_by_patient, settled
from dash.rulebook import clinic_path, rulebook, settings
from dash.rulebook.apply import review, with_since
from dash.rulebook.facts import Pressure
from dash.rulebook.record import PatientRecord
from dash.store.journal import Acknowledged, journal_beside
from dash.store.journal.many import acknowledged_answers
from dash.store.reading import Database
from dash.wording import count

_SHARE_OF_PAGES = 0.9
"""Share of the work that is gathering; the rest is setting the pages."""
_TOGETHER = 20
"""Patients asked for at once."""


def make_brief(
    database: Database,
    keys: Sequence[int],
    day: date,
    *,
    paper: str = "a4",
    progress: Callable[[str, float], None] | None = None,
    stop: Callable[[], bool] | None = None,
    journal_hash: str = "",
    today: Mapping[int, Pressure] | None = None,
) -> bytes:
    """Return a PDF with one page for each patient, in the order of the keys.

    The clinic's settings and the journal are those beside the database; a journal that cannot be read is no reason to
    print nothing: the page then says so.

    Args:
        database: The records.
        keys: Keys of the patients; each is printed once.
        day: Day of the review. Nothing recorded later is on the page.
        paper: ``a4`` or ``letter``.
        progress: Called with what is being done and the share done, 0 to 1.
        stop: Asked before each page; where it says True, the work ends and the answer is empty.
        journal_hash: Hash of the journal's last entry for the foot of the page, where it is known already.
        today: Pressures before the dose of the day as typed, mmHg, by key of the patient: judged and printed as such.

    Raises:
        QuestionError: No patient, an unknown one, or an unknown paper.
        DatabaseUnreadableError: The file is damaged or of another version.
        ClinicSettingsError: The clinic's file cannot be used.
    """
    if paper not in PAPERS:
        raise QuestionError("There is no such paper.", fix=f"Use one of: {', '.join(PAPERS)}.")
    keys = list(dict.fromkeys(keys))
    if not keys:
        raise QuestionError("There is no patient to print.", fix="Name at least one.")
    clinic = clinic_path(database.path)
    book, limits = rulebook(clinic), settings(clinic)
    about = origin(database, book, journal_hash or _last_hash(database))
    pages: list[dict[str, Any]] = []
    for begin in range(0, len(keys), _TOGETHER):
        together = keys[begin : begin + _TOGETHER]
        records = patient_records(database, together)
        if len(records) < len(together):
            raise QuestionError("A patient is not in the database.", fix="Check the identifiers.")
        acknowledged = _acknowledged(database, records, about)
        names = [record.patient_id for record in records]
        seen = seen_by_patient(journal_beside(database.path), names, about.made_up)
        for whole in records:
            if stop is not None and stop():
                return b""
            if progress is not None:
                progress(f"Page {len(pages) + 1} of {len(keys)}", _SHARE_OF_PAGES * len(pages) / len(keys))
            known = None if acknowledged is None else acknowledged.get(whole.patient_id, {})
            typed = (today or {}).get(whole.key)
            findings = review(whole, day, book=book, acknowledged=known or (), today=typed)
            findings = with_since(whole, day, findings, book=book, acknowledged=known or ())
            findings = settled(findings, seen.get(whole.patient_id, {}))
            rows = frames(database, whole.key, day)
            cut = whole.as_of(day)
            pages.append(page(cut, rows, findings, day, PAPERS[paper], limits, about, known, typed))
    if progress is not None:
        progress("Setting the pages", _SHARE_OF_PAGES)
    patients = count(len(pages), "patient")
    made = typeset(pages, PAPERS[paper].name, f"Pre-session brief, {patients}")
    if progress is not None:
        progress("Done", 1.0)
    return made


def _last_hash(database: Database) -> str:
    try:
        return journal_beside(database.path).last_hash()
    except JournalError:
        return "could not be read"


def _acknowledged(
    database: Database, records: Sequence[PatientRecord], about: Origin
) -> Mapping[str, Acknowledged] | None:
    try:
        return acknowledged_answers(
            journal_beside(database.path), [record.patient_id for record in records], about.made_up
        )
    except JournalError:
        return None
