"""Which session a reading or an event belongs to: by reference time, by date or by visit, never by guess."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from dash.readers.sdtm.cells import clock_of, day_of, number
from dash.readers.sdtm.domain import Row
from dash.readers.sdtm.output import Record

VISIT_DAYS = 7
"""A row of a session's visit further from the session's date than this is not taken for a part of it."""


@dataclass(frozen=True, eq=False)
class Session:
    """A session as far as other domains need it; ``clock`` is None where its start is a date only."""

    session_id: str
    subject: str
    started_at: str
    day: date
    clock: datetime | None
    visit: str | None
    record: Record


def visit_of(row: Row) -> str | None:
    """Return what tells a visit from another: its number (``3.0`` as ``3``), else its name."""
    return number(row["VISITNUM"]) or (row["VISIT"].upper() if row["VISIT"] else None)


class Sessions:
    """All sessions of a source, found by subject and day or visit."""

    def __init__(self, sessions: Iterable[Session] = ()) -> None:
        self._by_day: defaultdict[tuple[str | None, date | None], list[Session]] = defaultdict(list)
        self._by_visit: defaultdict[tuple[str | None, str | None], list[Session]] = defaultdict(list)
        self._first_day: dict[str | None, date] = {}
        for session in sessions:
            self._by_day[session.subject, session.day].append(session)
            self._by_visit[session.subject, session.visit].append(session)
            first = self._first_day.get(session.subject, session.day)
            self._first_day[session.subject] = min(first, session.day)

    def first_day(self, subject: str | None) -> date | None:
        """Return the day of a subject's first session."""
        return self._first_day.get(subject)

    def reading(
        self, subject: str | None, when: str | None, visit: str | None, reference: str | None
    ) -> Session | None:
        """Return the session a measurement belongs to: by reference time, else by day, else by visit.

        Of several sessions on one day it is the last that began before the measurement, or the first where it
        precedes them all; without clock times it is the one of the same visit. Where that leaves more than one,
        it is none.
        """
        for text in (reference, when):
            if found := self._on_day(subject, text, visit):
                return found
        of_visit = self._by_visit.get((subject, visit), []) if visit else []
        day = day_of(when)
        if len(of_visit) != 1 or (day and abs((of_visit[0].day - day).days) > VISIT_DAYS):
            return None
        return of_visit[0]

    def event(self, subject: str | None, started: str | None) -> Session | None:
        """Return the session on whose day an event began, none where it began before the dose."""
        found = self._on_day(subject, started, None)
        clock = clock_of(started)
        return None if found and clock and found.clock and clock < found.clock else found

    def _on_day(self, subject: str | None, text: str | None, visit: str | None) -> Session | None:
        day = day_of(text)
        sessions = self._by_day.get((subject, day), []) if day else []
        if len(sessions) < 2:
            return sessions[0] if sessions else None
        clock = clock_of(text)
        timed = sorted((one.clock, index) for index, one in enumerate(sessions) if one.clock)
        if clock and len(timed) == len(sessions):
            before = [at for at in timed if at[0] <= clock]
            return sessions[(before[-1] if before else timed[0])[1]]
        of_visit = [one for one in sessions if visit and one.visit == visit]
        return of_visit[0] if len(of_visit) == 1 else None
