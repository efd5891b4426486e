"""What stands in a patient's records, as digests by day: tells a corrected row from one that was always so."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from hashlib import blake2b
from typing import Any, NamedTuple

from dash.rulebook.record import PatientRecord

PARTS = ("sessions", "scores", "effects", "readings", "medications", "conditions", "appointments", "patients")
_SESSION = (
    "session_id",
    "started_at",
    "has_clock",
    "route",
    "drug",
    "route_as_written",
    "drug_as_written",
    "dose_mg",
    "weight_kg",
    "phase",
    "status",
    "ended_at",
    "ready_at",
    "site_id",
    "clinician_id",
    "elicitation",
)
"""What the records say of a session; nothing derived, which changes with settings."""
_PATIENT = [
    "birth_year",
    "sex",
    "weight_kg",
    "indication",
    "sbp_goal_high",
    "dbp_goal_high",
    "failed_antidepressants",
]
_BITS = 2**64


class Part(NamedTuple):
    """Rows of one part of the records, and the sum of their digests: their order and place in a file do not matter."""

    rows: int
    digest: int


Written = Mapping[str, Mapping[date, Part]]
"""By part and by the day from which on a row is known."""


def written(record: PatientRecord) -> Written:
    """Return the digests of a whole record. Plain Python on rows already at hand: about a microsecond a row."""
    found: dict[str, dict[date, Part]] = {part: {} for part in PARTS}
    for part, day, row in _rows(record):
        before = found[part].get(day, Part(0, 0))
        digest = int.from_bytes(blake2b(repr(row).encode(), digest_size=8).digest(), "big")
        found[part][day] = Part(before.rows + 1, (before.digest + digest) % _BITS)
    return found


def until(every: Written, day: date) -> Mapping[str, Part]:
    """Return what was known up to and including a day."""
    found: dict[str, Part] = defaultdict(lambda: Part(0, 0))
    for part, days in every.items():
        known = [one for since, one in days.items() if since <= day]
        found[part] = Part(sum(one.rows for one in known), sum(one.digest for one in known) % _BITS)
    return found


def _rows(record: PatientRecord) -> Iterator[tuple[str, date, Any]]:
    dated = record.known_from
    session_of = {session.key: session.session_id for session in record.sessions}
    for session, day in zip(record.sessions, dated["sessions"], strict=True):
        yield "sessions", day, [getattr(session, name) for name in _SESSION]
    # The last field is where a row stands, the first of readings and effects a key that any import may renumber.
    for part in ("readings", "effects"):
        for row, day in zip(getattr(record, part), dated[part], strict=True):
            yield part, day, (session_of.get(row[0]), *row[1:-1])
    for part in ("scores", "medications", "conditions"):
        for row, day in zip(getattr(record, part), dated[part], strict=True):
            yield part, day, row[:-1]
    for planned in record.appointments:
        yield "appointments", date.min, planned[:-1]
    yield "patients", date.min, [getattr(record, name) for name in _PATIENT]
