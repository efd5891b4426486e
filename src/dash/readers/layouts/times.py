"""Dates and clock times as people write them."""

import re
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from dash.readers.layouts.grid import Value, shown
from dash.readers.layouts.lexicon import plain
from dash.readers.layouts.problems import Bad

DAY_FIRST, MONTH_FIRST = "day first", "month first"
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan januar janvier janv enero ene gennaio gen januari janeiro",
            "february feb februar februari février fevrier févr fév febrero febbraio fevereiro fev",
            "march mar märz maerz mär mrz mars marzo maart março",
            "april apr avril avr abril abr aprile",
            "may mai mayo maggio mag mei maio",
            "june jun juni juin junio giugno giu junho",
            "july jul juli juillet juil julio luglio lug julho",
            "august aug août aout agosto ago augustus",
            "september sep sept septembre septiembre settembre set setembro",
            "october oct oktober okt octobre octubre ottobre ott outubro out",
            "november nov novembre noviembre novembro",
            "december dec dezember dez décembre decembre déc diciembre dic dicembre dezembro",
        ),
        start=1,
    )
    for name in names.split()
}
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_NUMERIC = re.compile(r"(\d{1,2})\s?[-/.]\s?(\d{1,2})\s?[-/.]\s?(\d{4}|\d{2})(?!\d)")
_NAMED = re.compile(
    r"(?:[^\W\d_]{2,9}[.,]?\s+)?(\d{1,2})(?:st|nd|rd|th|\.)?[\s-]+([^\W\d_]{3,10})\.?,?[\s-]+(\d{4}|\d{2})(?!\d)"
)
_NAMED_FIRST = re.compile(r"([^\W\d_]{3,10})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4}|\d{2})(?!\d)")
_PACKED = re.compile(r"(20\d\d)(0[1-9]|1[0-2])([0-3]\d)$")
_CLOCK = re.compile(
    r"(\d{1,2})\s?[:.h]\s?(\d{2})(?::(\d{2})(?:\.\d+)?)?\s?(a|p|am|pm|a\.m\.?|p\.m\.?)?\s?(?:hrs?|h|uhr|hours)?$",
    re.I,
)
_HOUR = re.compile(r"(\d{1,2})\s?(a|p|am|pm|a\.m\.?|p\.m\.?|uhr|h)$", re.I)
_DIGITS = re.compile(r"(\d{3,4})\s?(?:hrs?|h|uhr|hours)?$", re.I)
_NAMED_TIMES = {"noon": 720, "midday": 720, "midnight": 0, "mittag": 720, "midi": 720, "mediodía": 720}
EXCEL_EPOCH = date(1899, 12, 30)
_SERIALS = (20_000, 60_000)
"""Numbers that a day column without a date format may hold: 1954 to 2064."""


def century(year: int, *, birth: bool, today: date) -> int:
    """Return the year a two-digit one means: of a birth the latest that makes an adult, else of this century."""
    if not birth:
        return 2000 + year
    full = today.year - today.year % 100 + year
    return full if today.year - full >= 18 else full - 100


@lru_cache(maxsize=100_000)
def _day_in(text: str, order: str, birth: bool, today: date) -> tuple[date, str] | Bad:
    """Return the date a text begins with, and the rest of the text."""
    if found := _ISO.match(text):
        parts = (int(found[1]), int(found[2]), int(found[3]))
    elif found := _NUMERIC.match(text):
        first, second = int(found[1]), int(found[2])
        day, month = (second, first) if order == MONTH_FIRST else (first, second)
        parts = (_year(found[3], birth, today), month, day)
    elif (found := _NAMED.match(text)) and plain(found[2]) in _MONTHS:
        parts = (_year(found[3], birth, today), _MONTHS[plain(found[2])], int(found[1]))
    elif (found := _NAMED_FIRST.match(text)) and plain(found[1]) in _MONTHS:
        parts = (_year(found[3], birth, today), _MONTHS[plain(found[1])], int(found[2]))
    elif found := _PACKED.match(text):
        parts = (int(found[1]), int(found[2]), int(found[3]))
    else:
        return Bad("no_date")
    try:
        return date(*parts), text[found.end() :]
    except ValueError:
        return Bad("impossible_date")


def _year(written: str, birth: bool, today: date) -> int:
    return int(written) if len(written) == 4 else century(int(written), birth=birth, today=today)


def numeric_parts(value: Value) -> tuple[int, int] | None:
    """Return the first two numbers of a date written in numbers with the year last, whose order is to be settled."""
    if not isinstance(value, str):
        return None
    found = _NUMERIC.match(shown(value))
    return (int(found[1]), int(found[2])) if found else None


def day_of(  # noqa: PLR0911 - one for each form
    value: Value, order: str = DAY_FIRST, *, birth: bool = False, today: date | None = None
) -> date | Bad | None:
    """Return the day a cell holds, None where it is empty.

    Args:
        value: The cell.
        order: Which number comes first in dates written in numbers.
        birth: Whether it is a date of birth: of two-digit years the latest that makes an adult is meant.
        today: For that; otherwise the computer's date.
    """
    if value is None:
        return None
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        if _SERIALS[0] <= value <= _SERIALS[1]:
            return EXCEL_EPOCH + timedelta(days=int(value))
        value = shown(value)
    if not isinstance(value, str):
        return Bad("no_date")
    text = shown(value)
    if not text:
        return None
    found = _day_in(text, order, birth, today or date.today())
    return found if isinstance(found, Bad) else found[0]


def moment_of(value: Value, order: str = DAY_FIRST) -> tuple[date, int | None] | Bad | None:
    """Return day and clock of a cell that holds both, the clock in minutes after midnight; None where it is empty."""
    if isinstance(value, datetime):
        return value.date(), value.hour * 60 + value.minute
    if not isinstance(value, str):
        day = day_of(value, order)
        return day if day is None or isinstance(day, Bad) else (day, None)
    text = shown(value)
    if not text:
        return None
    found = _day_in(text, order, False, date.today())
    if isinstance(found, Bad):
        return found
    rest = found[1].strip(" ,;T@-").removeprefix("at ").strip()
    if not rest:
        return found[0], None
    clock = clock_of(rest)
    return (found[0], None if isinstance(clock, Bad) else clock)


@lru_cache(maxsize=50_000)
def _clock_in(text: str) -> int | Bad:
    bare = plain(text)
    if bare in _NAMED_TIMES:
        return _NAMED_TIMES[bare]
    if found := _CLOCK.match(text):
        hour, minute, half = int(found[1]), int(found[2]), found[4]
    elif found := _HOUR.match(text):
        hour, minute, half = int(found[1]), 0, found[2] if found[2][0].lower() in "ap" else None
    elif found := _DIGITS.match(text):
        hour, minute, half = int(found[1][:-2]), int(found[1][-2:]), None
    else:
        return Bad("not_a_time")
    if half:
        if not 1 <= hour <= 12:
            return Bad("not_a_time")
        hour = hour % 12 + (12 if half[0].lower() == "p" else 0)
    if hour > 23 or minute > 59:
        return Bad("not_a_time")
    return hour * 60 + minute


def clock_of(value: Value) -> int | Bad | None:
    """Return minutes after midnight, None for an empty cell.

    A number from 0 up to 1 is a share of a day, as spreadsheets keep times; 10.3 is 10:30, which a person must have confirmed;
    1330 is 13:30.
    """
    if value is None:
        return None
    if isinstance(value, (datetime, time)):
        return value.hour * 60 + value.minute
    if isinstance(value, timedelta):
        return round(value.total_seconds() / 60) % 1440
    if isinstance(value, (bool, date)):
        return Bad("not_a_time")
    if isinstance(value, (int, float)):
        return _clock_number(float(value))
    text = shown(value)
    return _clock_in(text) if text else None


def _clock_number(number: float) -> int | Bad:
    if 0 <= number < 1:
        return round(number * 1440) % 1440
    if number >= 100 and number.is_integer():
        return _clock_in(str(int(number)))
    hour, minute = int(number), round((number - int(number)) * 100)
    return hour * 60 + minute if 0 <= hour <= 23 and minute <= 59 else Bad("not_a_time")


def is_clock_number(value: Value) -> bool:
    """Tell whether a cell is a number that is a clock time only if the hours stand before its point."""
    return isinstance(value, float) and 1 <= value < 24
