"""What users decide, written to the journal beside the session database and read back."""

from collections.abc import Mapping, Sequence, Set
from datetime import date, datetime
from typing import Any, NamedTuple

import streamlit as st

from dash.errors import JournalError
from dash.rulebook.finding import Positive
from dash.store.journal import Entry, Journal, journal_beside, positives_subject
from dash.store.journal.many import Answer, acknowledged_answers, last_reviews
from dash.ui.data import ask, path

Acknowledged = Set[Answer]
"""The positive answers of one patient that somebody acknowledged."""


class Decisions(NamedTuple):
    """What the journal holds about some patients: answers acknowledged by anybody, this user's last reviews."""

    acknowledged: Mapping[str, Acknowledged]
    reviews: Mapping[str, Entry]


def journal() -> Journal:
    """Return the journal of the session database on screen."""
    return journal_beside(path())


def journal_state() -> str:
    """Return what changes with every entry; empty without a journal, or where it cannot be read."""
    try:
        return journal().last_hash()
    except JournalError:
        return ""


def known_users() -> list[str]:
    """Return the names that stand in the journal; none where it cannot be read."""
    try:
        return journal().users()
    except JournalError:
        return []


def made_up() -> bool:
    """Tell whether the database holds the made-up clinic: its decisions never count for real records."""
    return bool(ask("data_date").iloc[0]["made_up"])


def reviews(user: str, patient_ids: Sequence[str]) -> dict[str, Entry]:
    """Return this user's last review by patient; never reviewed, or withdrawn since: absent."""
    return last_reviews(journal(), user, patient_ids, made_up())


def acknowledged(patient_id: str) -> Acknowledged:
    """Return the positive answers of one patient that somebody acknowledged."""
    return journal().acknowledged(patient_id, made_up())


def acknowledged_by_patient(patient_ids: Sequence[str]) -> dict[str, frozenset[Answer]]:
    """Return the positive answers that somebody acknowledged, by patient; patients without any are absent."""
    return acknowledged_answers(journal(), patient_ids, made_up())


def acknowledge(name: str, patient_id: str, positives: Sequence[Positive], reason: str) -> None:
    """Record that positive answers were seen, by whom and why no more is to be done now."""
    journal().append(
        name, "acknowledged", patient_id, positives_subject(positives), reason, made_up=made_up()
    )


def record_review(user: str, patient_id: str, subject: dict[str, Any]) -> None:
    """Record that a user has reviewed a patient; ``subject`` as ``dash.reports.day_news`` makes it."""
    journal().append(user, "reviewed", patient_id, subject, made_up=made_up())
    st.toast("Recorded as reviewed.", icon=":material/done:")


def withdraw_review(user: str, entry: Entry) -> None:
    """Record that a review does not count. The review itself stays in the journal."""
    subject = {"withdraws": entry.sequence}
    journal().append(user, "review_withdrawn", entry.patient_id, subject, made_up=made_up())
    st.toast("The review was withdrawn; both entries stay in the journal.")


def clock(entry: Entry) -> datetime:
    """Return when an entry was written, in the computer's time zone."""
    return entry.at.astimezone()


def written_today(entry: Entry) -> bool:
    """Tell whether an entry was written on the computer's present date."""
    return clock(entry).date() == date.today()
