"""Words the findings share: sessions, totals, and what fits into a line."""

from collections.abc import Iterable

from dash.rulebook.record import Score, Session, earliest
from dash.wording import day_words, month_words

HEADLINE = 45
DETAIL = 60


def written_words(written: str) -> str:
    """Return a day as written in a record, whole or partial, as screens write it: 6 Nov 2026, Nov 2026, 2026."""
    parts = written[:10].split("-")
    first = earliest(written)
    if first is None or len(parts) == 1:
        return written
    return day_words(first) if len(parts) == 3 else month_words(first)


def session_words(session: Session) -> str:
    """Return which session: session 21, 6 Nov 2026."""
    return f"session {session.number}, {day_words(session.day)}"


def total_words(label: str, total: Score) -> str:
    """Return what a total of a scale is: PHQ-9 total, or the same computed from its items."""
    return f"{label} total, computed from its items" if total.computed else f"{label} total"


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
