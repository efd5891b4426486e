"""One entry of the journal: what it says, and the hash that links it to the one before."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple

from dash.errors import JournalError

KINDS = (
    "reviewed",
    "review_withdrawn",
    "acknowledged",
    "acknowledgement_withdrawn",
    "noted",
    "signal",
)
"""What a user can decide; what was marked by mistake is withdrawn by another entry."""

LONGEST_USER, LONGEST_REASON = 100, 2000


class Row(NamedTuple):
    """An entry as it stands in the file; ``subject`` is JSON text, ``at`` UTC as ``2026-11-20T09:30:00.000000Z``."""

    sequence: int
    previous: str
    at: str
    user: str
    kind: str
    patient_id: str | None
    subject: str
    reason: str
    made_up: int
    hash: str


@dataclass(frozen=True)
class Entry:
    """One decision of a user.

    Attributes:
        sequence: 1 for the first entry of the journal, without gaps.
        at: When it was recorded, UTC.
        user: Who decided, as the user wrote the name. There are no accounts: it is a statement, not a proof.
        kind: One of ``KINDS``.
        patient_id: Whom it is about, None where it is about no single patient.
        subject: What was decided about; its keys depend on the kind.
        reason: The user's words.
        made_up: Whether it was about the made-up clinic: such entries never count for real records.
        previous, hash: Links of the chain, 64 hexadecimal digits.
    """

    sequence: int
    at: datetime
    user: str
    kind: str
    patient_id: str | None
    subject: Mapping[str, Any]
    reason: str
    made_up: bool
    previous: str
    hash: str


def canonical(value: object) -> str:
    """Return JSON that is the same for the same content: keys sorted, no spaces, all but ASCII escaped."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)


def digest(row: Row, sequence: int | None = None) -> str:
    """Return the SHA-256 of all columns but ``hash``, under another sequence number where one is given."""
    content = row._asdict()
    del content["hash"]
    content["made_up"] = bool(row.made_up)
    if sequence is not None:
        content["sequence"] = sequence
    return hashlib.sha256(canonical(content).encode("ascii")).hexdigest()


def genesis(journal_id: str) -> str:
    """Return what the first entry of a journal names as its previous hash."""
    return hashlib.sha256(f"ketamine-dash journal {journal_id}".encode()).hexdigest()


def next_row(sequence: int, previous: str, said: "Said", now: datetime) -> Row:
    """Return the row that follows the entry with hash ``previous``."""
    at = now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    row = Row(sequence, previous, at, *said, hash="")
    return row._replace(hash=digest(row))


def read_entry(row: Row) -> Entry:
    """Return a row as an entry.

    Raises:
        ValueError: Its subject is no JSON or its time no time: somebody else wrote it.
    """
    return Entry(
        sequence=row.sequence,
        at=datetime.fromisoformat(row.at),
        user=row.user,
        kind=row.kind,
        patient_id=row.patient_id,
        subject=json.loads(row.subject),
        reason=row.reason,
        made_up=bool(row.made_up),
        previous=row.previous,
        hash=row.hash,
    )


class Said(NamedTuple):
    """What a user says, checked and in the form in which it is kept."""

    user: str
    kind: str
    patient_id: str | None
    subject: str
    reason: str
    made_up: int


def said(
    user: str, kind: str, patient_id: str | None, subject: Mapping[str, Any], reason: str, made_up: bool
) -> Said:
    """Check what a user says and bring it into the form in which it is kept.

    Raises:
        JournalError: A name is missing, an acknowledgement has no reason or covers nothing, a text is too long
            or holds characters that cannot be kept.
        ValueError: The kind is none of ``KINDS``; a mistake of the caller.
    """
    if kind not in KINDS:
        raise ValueError("no such kind of entry")
    user, reason = user.strip(), reason.strip()
    if not user:
        raise JournalError("The entry has no name.", fix="Enter your name, then try again.")
    if kind == "acknowledged" and not reason:
        raise JournalError("The acknowledgement has no reason.", fix="Enter a reason, then try again.")
    if kind == "acknowledged" and not (patient_id and subject.get("positives")):
        raise ValueError("an acknowledgement names its patient and what it covers")
    if kind == "acknowledgement_withdrawn" and not (patient_id and isinstance(subject.get("withdraws"), int)):
        raise ValueError("a withdrawal names its patient and the entry it withdraws")
    for text, longest, what in ((user, LONGEST_USER, "name"), (reason, LONGEST_REASON, "reason")):
        if len(text) > longest:
            raise JournalError(f"The {what} is too long.", fix=f"Use at most {longest:,} characters.")
    for text in (user, reason, patient_id or ""):
        if not _can_be_kept(text):
            raise JournalError(
                "The entry holds a character that cannot be kept.",
                fix="Type the text again instead of pasting it.",
            )
    return Said(user, kind, patient_id, canonical(subject), reason, int(made_up))


def _can_be_kept(text: str) -> bool:
    return not any(letter == "\0" or "\ud800" <= letter <= "\udfff" for letter in text)


def positives_subject(positives: Iterable[tuple[str, str, datetime, float]]) -> dict[str, Any]:
    """Return the subject of an acknowledgement: (instrument, item, measured_at, value) of each answer covered."""
    return {
        "positives": [
            {"instrument": instrument, "item": item, "measured_at": at.isoformat(), "value": float(value)}
            for instrument, item, at, value in positives
        ]
    }


def covered(entry: Entry) -> Iterable[tuple[str, str, str, float]]:
    """Return (instrument, item, measured_at as ISO text, value) of each answer an acknowledgement covers."""
    for one in entry.subject.get("positives", ()):
        yield one["instrument"], one["item"], one["measured_at"], float(one["value"])
