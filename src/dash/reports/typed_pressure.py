"""A pressure as somebody types it in one field, such as 152/94: read strictly, refused with what to do."""

import re
from typing import NamedTuple

from dash.rulebook.facts import Pressure

TYPED = "typed, not recorded"
EXAMPLE = "152/94"
SYSTOLIC, DIASTOLIC = (40, 300), (20, 200)
"""Lowest and highest value possible, mmHg: those of an import."""
_PAIR = re.compile(r"(\d{1,4})\s*/\s*(\d{1,4})(?:\s*mm\s*hg)?", re.IGNORECASE)


class Typed(NamedTuple):
    """What was typed.

    Attributes:
        pressure: Systolic and diastolic, mmHg; None where nothing was typed or it was refused.
        problem, fix: Why it was refused and what to type instead; empty where it was not.
    """

    pressure: Pressure | None = None
    problem: str = ""
    fix: str = ""


def read_typed(text: str | None) -> Typed:
    """Read a pressure as typed; nothing typed is no pressure, and what is doubtful is refused, never mended.

    The limits are those of an import.
    """
    if text is None or not text.strip():
        return Typed()
    found = _PAIR.fullmatch(text.strip())
    if found is None:
        return Typed(
            None, "This is not a pressure.", f"Type systolic, slash, diastolic in mmHg, such as {EXAMPLE}."
        )
    systolic, diastolic = int(found[1]), int(found[2])
    if systolic == diastolic:
        return Typed(None, "Systolic and diastolic are the same.", "Check the reading and type it again.")
    if systolic < diastolic:
        return Typed(
            None,
            f"{systolic}/{diastolic}: the two values are swapped.",
            "The higher one, systolic, stands before the slash.",
        )
    for name, value, (low, high) in (("Systolic", systolic, SYSTOLIC), ("Diastolic", diastolic, DIASTOLIC)):
        if not low <= value <= high:
            return Typed(
                None,
                f"{name} {value} mmHg is not possible: {low} to {high} is.",
                "Check the reading and type it again.",
            )
    return Typed((systolic, diastolic))


def typed_words(pressure: Pressure) -> str:
    """Return a typed pressure as sentences and the brief say it."""
    return f"{pressure[0]}/{pressure[1]} mmHg ({TYPED})"
