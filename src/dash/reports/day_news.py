"""What has changed in a patient's records since a user last reviewed them."""

from collections.abc import Container, Iterable, Mapping
from datetime import date
from typing import Any

from dash.queries.record_counts import RecordCounts
from dash.reports.day_flags import Flags
from dash.reports.day_written import until
from dash.rulebook.finding import Answer, Positive
from dash.store.journal import positives_subject
from dash.wording import count

_COUNTED = {"sessions": "session", "scores": "score", "effects": "side effect", "readings": "reading"}
_LISTED = {"medications": "medication", "conditions": "condition", "appointments": "appointment"}
_CORRECTED = {
    "sessions": "sessions corrected",
    "scores": "scores corrected",
    "effects": "side effects corrected",
    "readings": "readings corrected",
    "medications": "medications changed",
    "conditions": "history changed",
    "appointments": "appointments changed",
    "patients": "patient's details changed",
}


def review_subject(
    day: date, flags: Flags, counts: RecordCounts, waiting: Iterable[Positive] = ()
) -> dict[str, Any]:
    """Return what a review was about, for the journal.

    Day, rules that fired with their values, counts of records, by part of the records its rows and their digest, and the
    positive answers about suicidal thoughts that nobody had acknowledged, and the medications and conditions shown.
    """
    known = until(flags.written, day)
    return {
        "day": day.isoformat(),
        "fired": {flag.rule: flag.value for flag in flags.fired},
        "facts": {flag.rule: list(flag.facts) for flag in flags.fired if flag.facts},
        "counts": counts._asdict(),
        "written": {part: [one.rows, f"{one.digest:016x}"] for part, one in known.items()},
        "not_acknowledged": positives_subject(sorted(waiting))["positives"],
    }


def still_waiting(subject: Mapping[str, Any], acknowledged: Container[Answer]) -> int:
    """Count the answers that a review names as not acknowledged and that nobody has acknowledged since.

    Args:
        subject: As ``review_subject`` made it; a review from before answers were named has none.
        acknowledged: The patient's acknowledged answers.
    """
    named = (
        (one["instrument"], one["item"], one["measured_at"], float(one["value"]))
        for one in subject.get("not_acknowledged", ())
    )
    return sum(answer not in acknowledged for answer in named)


def news(subject: Mapping[str, Any], day: date, flags: Flags, counts: RecordCounts) -> tuple[str, ...]:
    """Say what is new since a review, in words; empty where nothing is.

    A review for a later day has seen more than the day asked about: nothing is new then. A review written before there
    were digests says nothing of corrections, medications, history and appointments.

    Args:
        subject: As ``review_subject`` made it.
        day: The day now asked about.
        flags: The rules that fire now, and what stands in the records.
        counts: What is recorded now.
    """
    reviewed = date.fromisoformat(str(subject["day"]))
    if reviewed > day:
        return ()
    before = subject.get("written") or {}
    return (
        *_more(subject["counts"], counts),
        *_listed(before, flags, day),
        *_corrected(before, flags, reviewed),
        *_flags(subject["fired"], flags),
    )


def _more(before: Mapping[str, int], counts: RecordCounts) -> list[str]:
    more = {name: getattr(counts, name) - int(before[name]) for name in _COUNTED}
    if more["sessions"] > 0:
        # They come with the session.
        more["readings"] = min(more["readings"], 0)
    return [_number(n, _COUNTED[name]) for name, n in more.items() if n]


def _listed(before: Mapping[str, Any], flags: Flags, day: date) -> list[str]:
    if not flags.written:
        return []
    now = until(flags.written, day)
    more = {part: now[part].rows - int(before[part][0]) for part in _LISTED if part in before}
    return [_number(n, _LISTED[part]) for part, n in more.items() if n]


def _corrected(before: Mapping[str, Any], flags: Flags, reviewed: date) -> list[str]:
    """Name the parts whose rows up to the day of the review are as many as then and not the same."""
    if not flags.written:
        return []
    now = until(flags.written, reviewed)
    return [
        words
        for part, words in _CORRECTED.items()
        if part in before
        and int(before[part][0]) == now[part].rows
        and before[part][1] != f"{now[part].digest:016x}"
    ]


def _number(n: int, word: str) -> str:
    return count(abs(n), word) + ("" if n > 0 else " fewer")


def _flags(before: Mapping[str, float | None], flags: Flags) -> list[str]:
    now = {flag.rule for flag in flags.fired}
    risen = [
        f"flag {flag.headline}"
        for flag in flags.fired
        if flag.rule not in before or before[flag.rule] != flag.value
    ]
    gone = sum(rule not in now for rule in before)
    return [*risen, *([f"{count(gone, 'flag')} fewer"] if gone else [])]
