"""The course of a patient by one scale, from the record; what its words mean stands in ``dash.stats.course``."""

from datetime import date

from dash.rulebook.record import PatientRecord, Score, Session
from dash.stats.course import Asked, Course, Standing, course
from dash.vocabulary import INSTRUMENTS, Instrument
from dash.vocabulary.outcomes import recall_days
from dash.wording import short_day


def scale_of(instrument: str) -> Instrument:
    """Return a scale of the vocabulary, or one without limits."""
    return INSTRUMENTS.get(instrument) or Instrument(instrument, instrument)


def totals_of(record: PatientRecord, instrument: str) -> tuple[Score, ...]:
    """Return the totals of one scale, in order of time."""
    found = (one for one in record.scores if one.instrument == instrument and one.item == "total")
    return tuple(sorted(found, key=lambda score: score.at))


def asked_after(score: Score, session: Session) -> bool:
    """Tell whether an answer was given after the first dose of a session, as courses count it."""
    return session.dose.place < score.at


def record_course(record: PatientRecord, instrument: str, window: int) -> Course:
    """Return the course by one scale; its totals stand as ``totals_of`` gives them.

    Args:
        record: As of the day of review.
        instrument: Key of the vocabulary; another one has no limits.
        window: Days before the first session in which a total can be a baseline.
    """
    scale = scale_of(instrument)
    asked = (
        Asked(one.at, one.day, one.value, recall_days(one.recall_window, scale.recall))
        for one in totals_of(record, instrument)
    )
    return course(scale, asked, (session.dose for session in record.given), window)


def main_instrument(record: PatientRecord) -> str | None:
    """Return the first scale with a total, in the order of the vocabulary, others after it; None without any."""
    found = {score.instrument for score in record.scores if score.item == "total"}
    return next((key for key in (*INSTRUMENTS, *sorted(found)) if key in found), None)


def standing_words(found: Standing | None, day: date) -> str:
    """Say how the last total stands: "18 below 21 (86 %), remission since 19 Nov"; empty without a total or session.

    Args:
        found: As ``Course.standing``.
        day: Of review: days of another year are written with theirs.
    """
    return ", ".join(part for part in standing_parts(found, day) if part)


def standing_parts(found: Standing | None, day: date) -> tuple[str, str]:
    """Say the same in two parts: how far from the baseline, and what that is."""
    if found is None or found.reason == "no session":
        return "", ""
    if found.baseline is None:
        return "", "no baseline"
    if found.reason == "no later total":
        return "", "baseline, none since"
    change = found.value - found.baseline
    side = "unchanged from" if change == 0 else f"{abs(change):g} {'below' if change < 0 else 'above'}"
    said = f"{side} {found.baseline:g}"
    if change and found.baseline > 0:
        said += f" ({100 * abs(change) / found.baseline:.0f} %)"
    if found.since is not None:
        lost = found.words == "lost"
        return said, f"{'response lost' if lost else f'{found.words} since'} {short_day(found.since, day)}"
    reasons = {"too low": "baseline in remission", "no limits": ""}
    return said, reasons.get(found.reason, "no response")
