"""The scores of one instrument: which one, its values in order, where the line breaks."""

from datetime import datetime, timedelta
from itertools import pairwise
from math import isnan, nan
from typing import NamedTuple

from dash.reports.brief.wording import shown
from dash.rulebook.course import record_course, totals_of
from dash.rulebook.record import PatientRecord
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
        baseline: As ``dash.stats.course`` has it, NaN where there is none; without any session the last total.
        response: The highest total that is a response, NaN where none can be.
    """

    instrument: Instrument
    at: tuple[datetime, ...]
    value: tuple[float, ...]
    breaks: tuple[bool, ...]
    unasked: tuple[bool, ...]
    baseline: float
    response: float


def instruments(record: PatientRecord) -> list[str]:
    """Return the scales of symptoms with a total, in the vocabulary's order, others after them."""
    found = {score.instrument for score in record.scores if score.item == "total"} - set(_NO_SYMPTOMS)
    known = [key for key in INSTRUMENTS if key in found]
    return known + sorted(found - set(known))


def totals(record: PatientRecord, key: str, baseline_days: int = 180) -> Totals:
    """Return the totals of one instrument; ``baseline_days`` before the first session is the window of the baseline."""
    known = INSTRUMENTS.get(key) or Instrument(key, shown(key, 24))
    own = totals_of(record, key)
    breaks, unasked = [], []
    for one, two in pairwise(own):
        alone = any(
            one.day < session.day < two.day
            and (session.day - one.day).days > NEAR_SESSION_DAYS
            and (two.day - session.day).days > NEAR_SESSION_DAYS
            for session in record.given
        )
        breaks.append(alone or two.measured_at - one.measured_at > LONGEST_INTERVAL)
        unasked.append(alone)
    course = record_course(record, key, baseline_days)
    return Totals(
        known,
        tuple(score.measured_at for score in own),
        tuple(score.value for score in own),
        tuple(breaks),
        tuple(unasked),
        course.baseline.value if course.baseline else nan,
        nan if course.response_level is None else course.response_level,
    )


def goals(known: Instrument, response: float) -> list[tuple[float, str, str]]:
    """Return the levels of response and remission with their names and lines; NaN: there can be no response."""
    found = []
    if not isnan(response):
        found.append((response, f"response ≤ {response:g}", "dashed"))
    if known.remission_below is not None:
        found.append((known.remission_below - 0.5, f"remission < {known.remission_below:g}", "dotted"))
    return found


def band(known: Instrument, value: float) -> str:
    """Return the name of the severity band a total is in, empty where there are none."""
    return next((name for name, low, _ in reversed(known.bands) if value >= low), "")
