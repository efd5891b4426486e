"""Cells as people fill them in: numbers with units, two or three values in one cell, ticks, words."""

import re
from functools import lru_cache
from typing import NamedTuple

from dash.readers.layouts.lexicon import listed, meaning_of, plain
from dash.readers.layouts.problems import Bad

_NUMBER = r"[+-]?\d+(?:[.,]\d+)?"
_PLAIN = re.compile(rf"({_NUMBER})$")
_WITH_UNIT = re.compile(rf"(?:ca\.?|~|approx\.?)?\s?({_NUMBER})\s?([^\d\s].*)$")
_RANGE = re.compile(r"\d+\s?(?:-|–|to|bis)\s?\d+")
_BOUND = re.compile(r"[<>≤≥]=?\s?\d")
_PAIR = re.compile(rf"[*~^]*\s?({_NUMBER})\s?[/\\|]\s?({_NUMBER})(.*)$", re.S)
_SPO2 = re.compile(r"(?:(?:spo2|sp02|sats?|o2|sao2)\s?:?=?\s?(\d{2,3})\s?%?|(\d{2,3})\s?%)", re.I)
_PULSE = re.compile(r"(?:p|hr|pulse|puls|pr|fc|hf)\s?[:=]?\s?(\d{2,3})", re.I)
_BARE = re.compile(r"\b(\d{2,3})\b")
_STONE = re.compile(r"(\d{1,2})\s?st(?:one)?\.?\s?(?:(\d{1,2}(?:\.\d+)?)\s?(?:lbs?|pounds?)?)?$", re.I)
_POUND_OUNCE = re.compile(r"(\d{2,3})\s?(?:lbs?|pounds?)\.?\s?(\d{1,2}(?:\.\d+)?)\s?(?:oz|ounces?)$", re.I)
_CODES = frozenset({"-9", "-99", "-999", "-1", "999", "9999"})
"""Numbers that programs write for "missing"; none of them is a value of anything kept."""
KG_PER_LB = 0.45359237
MMHG_PER_KPA = 7.50062
_WEIGHT_UNITS = {
    **dict.fromkeys(("kg", "kgs", "kilo", "kilos", "kilogram", "kilograms"), 1.0),
    **dict.fromkeys(("lb", "lbs", "lb.", "lbs.", "pound", "pounds", "#"), KG_PER_LB),
    **dict.fromkeys(("st", "stone"), 14 * KG_PER_LB),
    **dict.fromkeys(("oz", "ounce", "ounces"), KG_PER_LB / 16),
    **dict.fromkeys(("g", "gram", "grams"), 0.001),
}
PRESSURE_UNITS = {"mmhg": 1.0, "kpa": MMHG_PER_KPA, "cmhg": 10.0}


def is_missing(text: str) -> bool:
    """Tell whether a cell says that there is no value."""
    return not text or text in _CODES or plain(text) in listed("missing")


def is_error(text: str) -> bool:
    """Tell whether a cell holds the error of a formula."""
    return text.startswith("#") and text.rstrip("!?").upper() in {
        "#VALUE",
        "#REF",
        "#DIV/0",
        "#NAME",
        "#NUM",
        "#NULL",
        "#N/A",
        "#GETTING_DATA",
    }


def to_number(text: str) -> float:
    """Return a number written with a point or a comma."""
    return float(text.replace(",", "."))


@lru_cache(maxsize=100_000)
def number_of(text: str) -> float | Bad | None:
    """Return the number of a cell, with or without a unit that is left aside; None where it says there is none."""
    if is_missing(text):
        return None
    if is_error(text):
        return Bad("formula_error")
    if found := _PLAIN.match(text):
        return to_number(found[1])
    if _RANGE.match(text) or _BOUND.match(text):
        return Bad("not_one_number")
    if (found := re.match(rf"({_NUMBER})\s?/\s?\d+$", text)) or (
        (found := _WITH_UNIT.match(text)) and not re.search(r"\d", found[2])
    ):
        return to_number(found[1])
    return Bad("not_a_number")


class Reading(NamedTuple):
    """What one cell says of pressure, pulse and saturation: mmHg, beats a minute, percent."""

    systolic: float | Bad | None = None
    diastolic: float | Bad | None = None
    pulse: float | Bad | None = None
    spo2: float | Bad | None = None


@lru_cache(maxsize=200_000)
def reading_of(text: str, per_unit: float = 1.0, third: str = "pulse") -> Reading:  # noqa: PLR0911 - one for each form
    """Return the values of a cell such as ``132/84``, ``132/84 p72 98%``, ``160/81, 76, 97%`` or ``125 / 90 (R)``.

    Args:
        text: The cell.
        per_unit: mmHg of one unit of the cell.
        third: What a number after the pressures without a name is: ``pulse`` or ``spo2``.
    """
    if is_missing(text):
        return Reading()
    if is_error(text):
        return Reading(systolic=Bad("formula_error"))
    found = _PAIR.match(text)
    if not found:
        if _RANGE.match(text):
            return Reading(systolic=Bad("a_range"))
        return Reading(systolic=Bad("not_a_number"))
    systolic, diastolic = to_number(found[1]) * per_unit, to_number(found[2]) * per_unit
    rest = found[3]
    if re.match(r"\s?[/\\]\s?\d|\s?[-–]\s?\d", rest):
        return Reading(systolic=Bad("a_range"))
    if _PAIR.search(rest.strip(" ,;*()→>-")) and re.search(r"\d{2,3}\s?/\s?\d{2,3}", rest):
        return Reading(systolic=Bad("two_readings"))
    pulse, spo2 = _rest(rest, third)
    if not (systolic_ok(systolic) and diastolic_ok(diastolic)):
        return Reading(Bad("out_of_range"), None, pulse, spo2)
    if diastolic >= systolic:
        return Reading(Bad("diastolic_not_below_systolic"), None, pulse, spo2)
    return Reading(systolic, diastolic, pulse, spo2)


def _rest(rest: str, third: str) -> tuple[float | Bad | None, float | Bad | None]:
    spo2: float | Bad | None = None
    pulse: float | Bad | None = None
    if found := _SPO2.search(rest):
        spo2 = float(found[1] or found[2])
        rest = rest[: found.start()] + " " + rest[found.end() :]
    if found := _PULSE.search(rest):
        pulse = float(found[1])
    elif found := _BARE.search(rest):
        if third == "spo2" and spo2 is None:
            spo2 = float(found[1])
        else:
            pulse = float(found[1])
    return within(pulse, 20, 250), within(spo2, 50, 100)


def within(value: float | Bad | None, low: float, high: float) -> float | Bad | None:
    """Return a value that lies within a range, else why it is refused."""
    if isinstance(value, float) and not low <= value <= high:
        return Bad("out_of_range")
    return value


def systolic_ok(value: float) -> bool:
    """Tell whether a systolic pressure in mmHg is possible."""
    return 40 <= value <= 300


def diastolic_ok(value: float) -> bool:
    """Tell whether a diastolic pressure in mmHg is possible."""
    return 20 <= value <= 200


@lru_cache(maxsize=50_000)
def weight_of(text: str, unit: str = "kg") -> float | Bad | None:
    """Return a weight in kg.

    Args:
        text: The cell; a unit in it counts more than the column's.
        unit: Of a plain number: ``kg``, ``lb``, ``st`` or ``oz``.
    """
    if is_missing(text):
        return None
    if is_error(text):
        return Bad("formula_error")
    if found := _STONE.match(text):
        kilos = (14 * float(found[1]) + float(found[2] or 0)) * KG_PER_LB
    elif found := _POUND_OUNCE.match(text):
        kilos = (float(found[1]) + float(found[2]) / 16) * KG_PER_LB
    elif found := _PLAIN.match(text):
        kilos = to_number(found[1]) * _WEIGHT_UNITS.get(unit, 1.0)
    elif (found := _WITH_UNIT.match(text)) and plain(found[2]) in _WEIGHT_UNITS:
        kilos = to_number(found[1]) * _WEIGHT_UNITS[plain(found[2])]
    else:
        return Bad("not_a_weight")
    return within(round(kilos, 2), 20, 400)


def weight_unit_in(text: str) -> str | None:
    """Return the unit written in a cell with a weight, None where there is none."""
    if _STONE.match(text):
        return "st"
    found = _WITH_UNIT.match(text)
    worth = _WEIGHT_UNITS.get(plain(found[2])) if found else None
    return {1.0: "kg", KG_PER_LB: "lb"}.get(worth) if worth is not None else None


def tick_of(text: str, yes: frozenset[str], no: frozenset[str]) -> tuple[bool | None, str | None] | Bad:
    """Return whether an effect was present and its severity: ``x - mild``, ``Y (severe)``; None where not known.

    Args:
        text: The cell, not empty.
        yes: Marks that mean present, as they are compared.
        no: Marks that mean absent.
    """
    bare = plain(text)
    if bare in listed("ticks", "unknown") - yes - no:
        return None, None
    if bare in yes:
        return True, None
    if bare in no:
        return False, None
    severity = meaning_of("severity", bare)
    if severity is not None:
        return True, severity
    found = re.match(r"(\S+?)\s?(?:[-–:,]|\()?\s?([^\W\d_]+\.?|[123]|\++)\)?$", bare)
    if found and found[1] in yes and (severity := meaning_of("severity", found[2])):
        return True, severity
    return Bad("not_understood")
