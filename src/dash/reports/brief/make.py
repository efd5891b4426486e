"""Making the brief: one page a patient, all of them in one file."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from typing import Any

from dash.errors import QuestionError
from dash.reports.brief.answers import Identity
from dash.reports.brief.origin import origin
from dash.reports.brief.page import PAPERS, page
from dash.reports.brief.typeset import typeset
from dash.reports.records import patient_records
from dash.rulebook import rulebook, settings
from dash.rulebook.apply import review, with_since
from dash.store.reading import Database

_SHARE_OF_PAGES = 0.85
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
    acknowledged: Mapping[str, Collection[Identity]] | None = None,
) -> bytes:
    """Return a PDF with one page for each patient, in the order of the keys.

    Args:
        database: The records.
        keys: Keys of the patients; each once.
        day: Day of the review. Nothing recorded later is on the page.
        paper: ``a4`` or ``letter``.
        progress: Called with what is being done and the share done, 0 to 1.
        stop: Asked before each page; where it says True, the work ends and the answer is empty.
        journal_hash: Hash of the journal's last entry, for the foot of the page.
        acknowledged: Positive answers acknowledged, by patient identifier; None: the page does not say.

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
    book, limits = rulebook(), settings()
    about = origin(database, book, journal_hash)
    pages: list[dict[str, Any]] = []
    for begin in range(0, len(keys), _TOGETHER):
        records = patient_records(database, keys[begin : begin + _TOGETHER])
        if len(records) < len(keys[begin : begin + _TOGETHER]):
            raise QuestionError("A patient is not in the database.", fix="Check the identifiers.")
        for whole in records:
            if stop is not None and stop():
                return b""
            if progress is not None:
                progress(f"Page {len(pages) + 1} of {len(keys)}", _SHARE_OF_PAGES * len(pages) / len(keys))
            findings = with_since(whole, day, review(whole, day, book=book), book=book)
            known = None if acknowledged is None else acknowledged.get(whole.patient_id, ())
            pages.append(page(whole.as_of(day), findings, day, PAPERS[paper], limits, about, known, ()))
    if stop is not None and stop():
        return b""
    if progress is not None:
        progress("Setting the pages", _SHARE_OF_PAGES)
    made = typeset(pages, PAPERS[paper].name, _title(pages))
    if progress is not None:
        progress("Done", 1.0)
    return made


def _title(pages: Sequence[Mapping[str, Any]]) -> str:
    return f"Pre-session brief, {len(pages)} {'patient' if len(pages) == 1 else 'patients'}"
