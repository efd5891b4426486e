"""What has changed in a patient's records since a user last reviewed them."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from dash.queries.record_counts import RecordCounts
from dash.reports.day_flags import Flags


def review_subject(day: date, flags: Flags, counts: RecordCounts) -> dict[str, Any]:
    """Return what a review was about, for the journal: day, rules that fired with their values, counts of records."""
    return {
        "day": day.isoformat(),
        "fired": {flag.rule: flag.value for flag in flags.fired},
        "counts": counts._asdict(),
    }


def news(subject: Mapping[str, Any], day: date, flags: Flags, counts: RecordCounts) -> tuple[str, ...]:
    """Say what is new since a review, in words; empty where nothing is.

    A review for a later day has seen more than the day asked about: nothing is new then.

    Args:
        subject: As ``review_subject`` made it.
        day: The day now asked about.
        flags: The rules that fire now.
        counts: What is recorded now.
    """
    if date.fromisoformat(str(subject["day"])) > day:
        return ()
    return (*_records(subject["counts"], counts), *_flags(subject["fired"], flags))


def _records(before: Mapping[str, int], counts: RecordCounts) -> list[str]:
    words = {"sessions": "session", "scores": "score", "effects": "side effect", "readings": "reading"}
    more = {name: getattr(counts, name) - int(before[name]) for name in words}
    if more["sessions"] > 0:
        # They come with the session.
        more["readings"] = min(more["readings"], 0)
    return [
        f"{abs(n)} {words[name]}{'' if abs(n) == 1 else 's'}{'' if n > 0 else ' fewer'}"
        for name, n in more.items()
        if n
    ]


def _flags(before: Mapping[str, float | None], flags: Flags) -> list[str]:
    now = {flag.rule for flag in flags.fired}
    risen = [
        f"flag {flag.headline}"
        for flag in flags.fired
        if flag.rule not in before or before[flag.rule] != flag.value
    ]
    gone = sum(rule not in now for rule in before)
    return [*risen, *([f"{gone} flag{'' if gone == 1 else 's'} fewer"] if gone else [])]
