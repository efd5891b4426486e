"""The scores of one instrument: which one, its values in order, where the line breaks."""

from datetime import datetime, timedelta
from itertools import pairwise
from math import nan
from typing import NamedTuple

from dash.reports.brief.wording import shown
from dash.rulebook.record import PatientRecord, Score
from dash.vocabulary import INSTRUMENTS, Instrument

LONGEST_INTERVAL = timedelta(days=45)
NEAR_SESSION_DAYS = 6
"""The line breaks over a longer interval, and over a session without a score this near: as on screen."""
_NO_SYMPTOMS = ("cssrs_ideation", "cadss", "moaas")
"""Scales that follow no symptoms over weeks: never the course of a patient."""


class Totals(NamedTuple):
    """Totals of one instrument in order of time.

    Attributes:
        instrument: The scale; one outside the vocabulary has a name and nothing else.
        at: Times. value: Points.
        breaks: Whether the line breaks between each total and the next.
        unasked: Whether a session without a score lies in that break.
        baseline: The last one before the first session, NaN where there is none; without any session the last one.
    """

    instrument: Instrument
    at: tuple[datetime, ...]
    value: tuple[float, ...]
    breaks: tuple[bool, ...]
    unasked: tuple[bool, ...]
    baseline: float


def instruments(record: PatientRecord) -> list[str]:
    """Return the scales of symptoms with a total, in the vocabulary's order, others after them."""
    found = {score.instrument for score in record.scores if score.item == "total"} - set(_NO_SYMPTOMS)
    known = [key for key in INSTRUMENTS if key in found]
    return known + sorted(found - set(known))


def totals(record: PatientRecord, key: str) -> Totals:
    """Return the totals of one instrument."""
    known = INSTRUMENTS.get(key) or Instrument(key, shown(key, 24))
    own = [score for score in record.scores if score.instrument == key and score.item == "total"]
    breaks, unasked = [], []
    for one, two in pairwise(own):
        first, last = one.measured_at.date(), two.measured_at.date()
        alone = any(
            first < session.day < last
            and (session.day - first).days > NEAR_SESSION_DAYS
            and (last - session.day).days > NEAR_SESSION_DAYS
            for session in record.given
        )
        breaks.append(alone or two.measured_at - one.measured_at > LONGEST_INTERVAL)
        unasked.append(alone)
    return Totals(
        known,
        tuple(score.measured_at for score in own),
        tuple(score.value for score in own),
        tuple(breaks),
        tuple(unasked),
        next((score.value for score in reversed(own) if _before(score, record)), nan),
    )


def _before(score: Score, record: PatientRecord) -> bool:
    """Tell whether a score was asked before the first session; one of its day was, unless both clock times say otherwise."""
    if not record.given:
        return True
    first, day = record.given[0], score.measured_at.date()
    timed = score.has_time and first.has_clock
    return day < first.day or (day == first.day and not (timed and score.measured_at > first.started_at))


def goals(known: Instrument, baseline: float) -> list[tuple[float, str, str]]:
    """Return the levels of response and remission with their names and lines."""
    found = []
    if known.response_fall is not None and baseline > 0:
        level = baseline * (1 - known.response_fall)
        found.append((level, f"response ≤ {level:g}", "dashed"))
    if known.remission_below is not None:
        found.append((known.remission_below - 0.5, f"remission < {known.remission_below:g}", "dotted"))
    return found


def band(known: Instrument, value: float) -> str:
    """Return the name of the severity band a total is in, empty where there are none."""
    return next((name for name, low, _ in reversed(known.bands) if value >= low), "")
