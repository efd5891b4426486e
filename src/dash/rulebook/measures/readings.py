"""The readings of one session as rules ask for them: before the dose and after it, systolic and diastolic each for itself."""

from collections.abc import Callable, Sequence

from dash.rulebook.facts import Facts, Pressure
from dash.rulebook.finding import Read
from dash.rulebook.measures.measured import Measured, unknown
from dash.rulebook.record import Reading, Session
from dash.wording import pair


def before_dose(facts: Facts, session: Session) -> Pressure:
    """Return the pressures before the dose, mmHg: of the last full reading, or of a later one that has only one of them."""
    return _each(facts.readings(session), is_before, (session.pre_systolic, session.pre_diastolic))


def after_dose(facts: Facts, session: Session) -> Pressure:
    """Return the last pressures after the dose, as ``before_dose`` does."""
    return _each(facts.readings(session), is_after, (session.last_systolic, session.last_diastolic))


def _each(readings: Sequence[Reading], wanted: Callable[[Reading], bool], full: Pressure) -> Pressure:
    timed = [reading for reading in readings if wanted(reading)]
    whole = max(
        (
            (one.minute or 0, one.systolic, one.diastolic)
            for one in timed
            if one.systolic is not None and one.diastolic is not None
        ),
        default=None,
    )
    if whole is not None:
        full = whole[1:]
    # Later than every full reading: what such a one lacks is taken from the one before it.
    later = [one for one in timed if whole is None or (one.minute or 0) > whole[0]]
    systolic = [(one.minute or 0, one.systolic) for one in later if one.systolic is not None]
    diastolic = [(one.minute or 0, one.diastolic) for one in later if one.diastolic is not None]
    return (max(systolic)[1] if systolic else full[0], max(diastolic)[1] if diastolic else full[1])


def half_missing(systolic: int | None, diastolic: int | None, after: str = "") -> str:
    """Say which of the two pressures is missing; nothing where both are there."""
    if systolic is not None and diastolic is not None:
        return ""
    return f"{'systolic' if systolic is None else 'diastolic'} missing{after}"


def over(pressure: Pressure, before: Pressure) -> Pressure:
    """Return by how much each pressure lies above the one before; None where either is missing."""
    systolic, diastolic = (
        None if high is None or low is None else high - low
        for high, low in zip(pressure, before, strict=True)
    )
    return systolic, diastolic


def has_pressure(reading: Reading) -> bool:
    """Tell whether a reading has a pressure at all."""
    return reading.systolic is not None or reading.diastolic is not None


def is_before(reading: Reading) -> bool:
    """Tell whether a reading was taken before the dose."""
    return reading.minute is not None and reading.minute <= 0


def is_after(reading: Reading) -> bool:
    """Tell whether a reading was taken after the dose."""
    return reading.minute is not None and reading.minute > 0


def no_predose(facts: Facts, session: Session) -> Measured:
    """Say why there is no pressure before the dose."""
    if session.untimed_readings:
        return unknown(f"readings of session {session.number} have no minute")
    return unknown(f"no pre-dose reading in session {session.number}")


def reading_rows(
    facts: Facts, session: Session, what: str, wanted: Callable[[Reading], bool]
) -> tuple[Read, ...]:
    """Return the readings of a session that are wanted, as rows read."""
    return tuple(
        reading_row(what, session, reading)
        for reading in facts.readings(session)
        if has_pressure(reading) and wanted(reading)
    )


def reading_row(what: str, session: Session, reading: Reading) -> Read:
    """Return one reading as a row read."""
    return Read(
        what if reading.minute is None else f"{what}, {reading.minute} min",
        session.day,
        pair(reading.systolic, reading.diastolic),
        reading.source,
    )
