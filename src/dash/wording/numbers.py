"""Numbers in words: counts with their noun, pressures, differences, lists."""

from collections.abc import Iterable
from math import isnan

MISSING = "not recorded"


def noun(number: float, one: str, many: str | None = None) -> str:
    """Return the noun for a number of things: day, days."""
    return one if number == 1 else many or one + "s"


def count(number: float, one: str, many: str | None = None, form: str = "") -> str:
    """Return a number with its noun: 1 day, 2 days; with ``form`` "," also 1,200 days."""
    return f"{number:{form}} {noun(number, one, many)}"


def shortened(value: float, digits: int = 0, form: str = ",") -> str:
    """Return a number with at most so many digits after the point; zeros at the end are dropped."""
    text = f"{value:{form}.{digits}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def pair(
    systolic: float | None, diastolic: float | None, *, missing: str = "–", neither: str | None = None
) -> str:
    """Return a pressure as one text: 145/72.

    Args:
        systolic: mmHg; None or NaN where not measured.
        diastolic: The same.
        missing: What stands for a part that was not measured.
        neither: What is said where none of the two was; both parts missing unless given.
    """
    parts = [missing if part is None or isnan(part) else f"{part:g}" for part in (systolic, diastolic)]
    return neither if neither is not None and parts == [missing, missing] else "/".join(parts)


def signed(number: float, form: str = "+g") -> str:
    """Return a number with its sign; a minus is the typographic one, as on axes."""
    return format(number, form).replace("-", "−")


def signed_pair(systolic: float | None, diastolic: float | None) -> str:
    """Return a difference of pressures with signs: +26/+12."""
    parts = ("–" if part is None else signed(part) for part in (systolic, diastolic))
    return "/".join(parts)


def listed(words: Iterable[str]) -> str:
    """Return "a, b and c"; empty without any."""
    items = list(words)
    return items[0] if len(items) == 1 else ", ".join(items[:-1]) + " and " + items[-1] if items else ""
