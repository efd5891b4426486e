"""What users decide, written to the journal beside the session database and read back."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

import streamlit as st

from dash.errors import JournalError
from dash.queries.data_date import data_date
from dash.queries.patient_list import patient_named
from dash.queries.patient_records import patient_scores
from dash.reports.standing_facts import Seen, seen_by_patient
from dash.rulebook.finding import Positive
from dash.rulebook.positives import identity, of_rows
from dash.store.journal import (
    Acknowledged,
    Acknowledgement,
    Entry,
    Journal,
    journal_beside,
    positives_subject,
)
from dash.store.journal.many import acknowledged_answers, last_reviews
from dash.ui.data import ask, path


class Decisions(NamedTuple):
    """What the journal holds about some patients: answers acknowledged by anybody, this user's last reviews, facts seen."""

    acknowledged: Mapping[str, Acknowledged]
    reviews: Mapping[str, Entry]
    seen: Mapping[str, Seen]


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
    return bool(ask(data_date).iloc[0]["made_up"])


def reviews(user: str, patient_ids: Sequence[str]) -> dict[str, Entry]:
    """Return this user's last review by patient; never reviewed, or withdrawn since: absent."""
    return last_reviews(journal(), user, patient_ids, made_up())


def seen_facts(patient_ids: Sequence[str]) -> dict[str, Seen]:
    """Return by patient the medications and conditions that the last review by anybody showed."""
    return seen_by_patient(journal(), patient_ids, made_up())


def acknowledged(patient_id: str) -> Acknowledged:
    """Return the positive answers of one patient that somebody acknowledged."""
    return journal().acknowledged(patient_id, made_up())


def acknowledged_by_patient(patient_ids: Sequence[str]) -> Mapping[str, Acknowledged]:
    """Return the positive answers that somebody acknowledged, by patient; patients without any are absent."""
    return acknowledged_answers(journal(), patient_ids, made_up())


def positive_answers(patient_id: str) -> tuple[Positive, ...]:
    """Return every positive answer of a patient in order of time, as the records are now."""
    found = ask(patient_named, patient_id)
    if found.empty:
        return ()
    scores = ask(patient_scores, int(found.iloc[0]["patient_key"]))
    when = [moment.to_pydatetime() for moment in scores["measured_at"]]
    columns = (scores[name].tolist() for name in ("instrument", "item", "value"))
    return of_rows(zip(when, *columns, strict=True))


def waiting_answers(patient_id: str, known: Acknowledged) -> frozenset[Positive]:
    """Return the positive answers of a patient that nobody acknowledged, as the records are now."""
    return frozenset(answer for answer in positive_answers(patient_id) if identity(answer) not in known)


def acknowledge(
    name: str,
    patient_id: str,
    positives: Sequence[Positive],
    reason: str,
    waited: Collection[Positive],
) -> None:
    """Record that positive answers were seen, by whom and why no more is to be done now.

    Args:
        name: Who acknowledges.
        patient_id: Whose answers they are.
        positives: Those that were on screen; nothing else is acknowledged.
        reason: What was asked, found and agreed.
        waited: All answers of the patient that waited when the press was offered.

    Raises:
        JournalError: Other answers wait now than then: what was on screen is out of date, nothing was recorded.
            Or the entry cannot be written.
    """
    if waiting_answers(patient_id, acknowledged(patient_id)) != frozenset(waited):
        raise JournalError(
            "The answers have changed since this was shown: nothing was recorded.",
            fix="Read them again; your reason is kept, then press once more.",
        )
    journal().append(
        name, "acknowledged", patient_id, positives_subject(positives), reason, made_up=made_up()
    )


def withdraw_acknowledgement(user: str, patient_id: str, said: Acknowledgement) -> None:
    """Record that an acknowledgement does not count: its answers wait again. The entry itself stays in the journal.

    Raises:
        JournalError: It was withdrawn meanwhile, or the entry cannot be written.
    """
    if said not in acknowledged(patient_id).values():
        raise JournalError(
            "This acknowledgement no longer stands: nothing was recorded.",
            fix="Read the answers again.",
        )
    subject = {"withdraws": said.sequence}
    journal().append(user, "acknowledgement_withdrawn", patient_id, subject, made_up=made_up())
    st.toast("The acknowledgement was withdrawn; both entries stay in the journal.")


def record_review(user: str, patient_id: str, subject: dict[str, Any]) -> None:
    """Record that a user has reviewed a patient; ``subject`` as ``dash.reports.day_news`` makes it."""
    journal().append(user, "reviewed", patient_id, subject, made_up=made_up())


def withdraw_review(user: str, entry: Entry) -> None:
    """Record that a review does not count. The review itself stays in the journal."""
    subject = {"withdraws": entry.sequence}
    journal().append(user, "review_withdrawn", entry.patient_id, subject, made_up=made_up())


def clock(entry: Entry | Acknowledgement) -> datetime:
    """Return when an entry was written, in the computer's time zone."""
    return entry.at.astimezone()


def written_today(entry: Entry) -> bool:
    """Tell whether an entry was written on the computer's present date."""
    return clock(entry).date() == date.today()
