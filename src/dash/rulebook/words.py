"""Words the findings share: days, sessions, pressures. The same on every computer, whatever its language."""

from collections.abc import Iterable
from datetime import date

from dash.rulebook.record import Score, Session, earliest

HEADLINE = 45
DETAIL = 60
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def day_words(day: date) -> str:
    """Return a day as screens write it: 6 Nov 2026."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def short_day(day: date, today: date) -> str:
    """Return a day as screens write it where there is little room: 6 Nov; with its year where that is another one."""
    return f"{day.day} {_MONTHS[day.month - 1]}" if day.year == today.year else day_words(day)


def age_words(day: date, today: date) -> str:
    """Return how long ago a day was: today, yesterday, 14 days ago, 7 months ago, 4.7 years ago."""
    days = (today - day).days
    if days < 2:
        return "yesterday" if days == 1 else "today"
    if days < 90:
        return f"{days} days ago"
    return f"{days / 30.44:.0f} months ago" if days < 730 else f"{days / 365.25:.1f} years ago"


def written_words(written: str) -> str:
    """Return a day as written in a record, whole or partial, as screens write it: 6 Nov 2026, Nov 2026, 2026."""
    parts = written[:10].split("-")
    first = earliest(written)
    if first is None or len(parts) == 1:
        return written
    return day_words(first) if len(parts) == 3 else f"{_MONTHS[first.month - 1]} {first.year}"


def session_words(session: Session) -> str:
    """Return which session: session 21, 6 Nov 2026."""
    return f"session {session.number}, {day_words(session.day)}"


def total_words(label: str, total: Score) -> str:
    """Return what a total of a scale is: PHQ-9 total, or the same computed from its items."""
    return f"{label} total, computed from its items" if total.computed else f"{label} total"


def pair(systolic: float | None, diastolic: float | None) -> str:
    """Return a pressure as one text; a part that was not measured is a dash."""
    parts = ("–" if part is None else f"{part:g}" for part in (systolic, diastolic))
    return "/".join(parts)


def signed(number: float, form: str = "+g") -> str:
    """Return a number with its sign; a minus is the typographic one, as on axes."""
    return format(number, form).replace("-", "−")


def signed_pair(systolic: float | None, diastolic: float | None) -> str:
    """Return a difference of pressures with signs: +26/+12."""
    parts = ("–" if part is None else signed(part) for part in (systolic, diastolic))
    return "/".join(parts)


def count(number: int, one: str, many: str = "") -> str:
    """Return a number with its noun: 1 day, 2 days."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def joined(words: Iterable[str], most: int) -> str:
    """Return words with commas, as many as fit whole into a number of characters, and how many more there are."""
    every = list(dict.fromkeys(words))
    for shown in range(len(every), 0, -1):
        rest = len(every) - shown
        text = ", ".join(every[:shown]) + (f" and {rest} more" if rest else "")
        if len(text) <= most:
            return text
    return fitted(every[0], most) if every else ""


def whole_parts(parts: Iterable[str], most: int = DETAIL) -> str:
    """Return parts with dots between them, as many from the first on as fit whole: half a number misleads."""
    held = [part for part in parts if part]
    while len(held) > 1 and len(" · ".join(held)) > most:
        held.pop()
    return " · ".join(held)


def fitted(text: str, most: int) -> str:
    """Return text cut to a number of characters, showing that it was cut."""
    if not text.isprintable():
        text = "".join(letter if letter.isprintable() else " " for letter in text)
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"
