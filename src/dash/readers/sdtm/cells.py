"""What the cells of SDTM files mean: missing values, numbers, units, dates and durations."""

import re
from datetime import date, datetime

MISSING = frozenset({"", "NA", "."})
"""Cells that hold nothing: empty, R's NA, SAS's full stop."""

# Digits are 0 to 9 only, as the store reads them.
_NUMBER = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?", re.ASCII)
_YEAR = re.compile(r"\d{4}", re.ASCII)
_AGE = re.compile(r"\d{1,3}", re.ASCII)
_PART = r"\d{1,9}(?:\.\d*)?"
_DURATION = re.compile(
    rf"(?P<sign>[-+]?)P(?:(?P<W>{_PART})W)?(?:(?P<D>{_PART})D)?"
    rf"(?:T(?:(?P<H>{_PART})H)?(?:(?P<M>{_PART})M)?(?:(?P<S>{_PART})S)?)?",
    re.ASCII,
)
# As the store reads times.
_TIME = re.compile(
    r"\d{4}-\d\d-\d\d"
    r"([T ]([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,6})?)?(Z|[+-](0\d|1[0-4])(:?[0-5]\d)?)?)?",
    re.ASCII,
)
_MINUTES = {"W": 10_080.0, "D": 1_440.0, "H": 60.0, "M": 1.0, "S": 1 / 60}
# A reference time point that names the end of an administration is not the start of the session.
_DOSE = re.compile(r"dos(e|ing)|infusion|administration|injection", re.IGNORECASE)
_NOT_ITS_START = re.compile(r"\b(end|stop|last|previous|next)", re.IGNORECASE)

UNITS = {
    "systolic_mmhg": {"mmhg", "mm hg"},
    "diastolic_mmhg": {"mmhg", "mm hg"},
    "heart_rate_bpm": {"beats/min", "bpm", "/min", "beats/minute"},
    "spo2_percent": {"%", "percent"},
    "weight_kg": {"kg"},
}
"""Units, in lower case, in which a value can be taken as it stands."""


def number(text: str | None) -> str | None:
    """Return a number without idle zeros behind the point (``64.0`` as ``64``), None where it is none."""
    if text is None or not _NUMBER.fullmatch(text):
        return None
    if "." in text and "e" not in text.lower():
        text = text.rstrip("0").rstrip(".")
    return text.removeprefix("+") or "0"


def year_of(text: str | None) -> int | None:
    """Return the year with which a date begins, None where there is none."""
    found = _YEAR.match(text) if text else None
    return int(found[0]) if found else None


def age_of(text: str | None) -> int | None:
    """Return an age in whole years, None where it is none: nobody is 1000 years old."""
    plain = number(text)
    return int(plain) if plain and _AGE.fullmatch(plain) else None


def day_of(text: str | None) -> date | None:
    """Return the day of an ISO 8601 date or time, None where it is partial or none."""
    try:
        return date.fromisoformat(text[:10]) if text and len(text) >= 10 else None
    except ValueError:
        return None


def is_time(text: str) -> bool:
    """Tell whether a text is a full date, with or without a clock time."""
    return bool(_TIME.fullmatch(text)) and day_of(text) is not None


def moment_of(text: str | None) -> datetime | None:
    """Return an ISO 8601 time, None where there is no clock time in it."""
    try:
        return datetime.fromisoformat(text) if text and len(text) > 10 else None
    except ValueError:
        return None


def clock_of(text: str | None) -> datetime | None:
    """Return the clock on the wall of an ISO 8601 time, whatever its offset."""
    moment = moment_of(text)
    return moment.replace(tzinfo=None) if moment else None


def minutes_between(start: str | None, end: str | None) -> int | None:
    """Return the whole minutes from one time to another, None where either has no clock time.

    An offset given for one of the two only makes the distance unknown.
    """
    first, second = moment_of(start), moment_of(end)
    if first is None or second is None or (first.tzinfo is None) != (second.tzinfo is None):
        return None
    return round((second - first).total_seconds() / 60)


def duration_minutes(text: str | None) -> int | None:
    """Return an ISO 8601 duration such as ``-PT15M`` in whole minutes, None where it is none, or of more than 9 digits."""
    found = _DURATION.fullmatch(text) if text else None
    parts = {unit: found[unit] for unit in _MINUTES if found[unit]} if found else {}
    if found is None or not parts:
        return None
    minutes = sum(float(value) * _MINUTES[unit] for unit, value in parts.items())
    return round(-minutes if found["sign"] == "-" else minutes)


def is_dose_reference(text: str | None) -> bool:
    """Tell whether a reference time point (``--TPTREF``) is the start of the dose."""
    return bool(text and _DOSE.search(text) and not _NOT_ITS_START.search(text))


def is_yes(text: str | None) -> bool:
    """Tell whether a flag is set."""
    return text is not None and text.upper() in {"Y", "YES"}


def is_no(text: str | None) -> bool:
    """Tell whether a flag is set to no; a missing one is not."""
    return text is not None and text.upper() in {"N", "NO"}


def flag(text: str | None) -> str | None:
    """Return ``true`` or ``false`` for a flag, None where it is missing."""
    if is_yes(text):
        return "true"
    return "false" if is_no(text) else text
