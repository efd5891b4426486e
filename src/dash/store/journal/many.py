"""What was decided about many patients at once, for the list of a day."""

import json
from collections.abc import Iterable

from dash.store.journal.acknowledged import Acknowledgement, Answer
from dash.store.journal.entry import Entry
from dash.store.journal.journal import Journal

__all__ = ["Answer", "acknowledged_answers", "last_reviews", "last_reviews_by_anybody"]

_LAST_REVIEWS = (
    "sequence IN (SELECT max(sequence) FROM entries WHERE kind IN ('reviewed', 'review_withdrawn') "
    "AND user = ? AND made_up = ? AND patient_id IN (SELECT value FROM json_each(?)) GROUP BY patient_id)"
)

_LAST_OF_EACH = (
    "sequence IN (SELECT max(sequence) FROM entries WHERE kind IN ('reviewed', 'review_withdrawn') "
    "AND made_up = ? AND patient_id IN (SELECT value FROM json_each(?)) GROUP BY patient_id, user)"
)


def last_reviews(journal: Journal, user: str, patient_ids: Iterable[str], made_up: bool) -> dict[str, Entry]:
    """Return the last review of each patient by one user; patients never reviewed, or withdrawn since, are absent.

    Raises:
        JournalError: The journal cannot be read.
    """
    found = journal.where(_LAST_REVIEWS, (user.strip(), int(made_up), json.dumps(list(patient_ids))))
    return {str(entry.patient_id): entry for entry in found if entry.kind == "reviewed"}


def last_reviews_by_anybody(journal: Journal, patient_ids: Iterable[str], made_up: bool) -> dict[str, Entry]:
    """Return the last review of each patient, whoever wrote it; a user's last one counts unless it was withdrawn.

    Raises:
        JournalError: The journal cannot be read.
    """
    found = journal.where(_LAST_OF_EACH, (int(made_up), json.dumps(list(patient_ids))))
    # In order of their numbers: of several users the latest stays.
    return {str(entry.patient_id): entry for entry in found if entry.kind == "reviewed"}


def acknowledged_answers(
    journal: Journal, patient_ids: Iterable[str], made_up: bool
) -> dict[str, dict[Answer, Acknowledgement]]:
    """Return every positive answer acknowledged, by patient, with by whom, when and why; patients without any are absent.

    Raises:
        JournalError: The journal cannot be read.
    """
    return journal.acknowledged_by_patient(patient_ids, made_up)
