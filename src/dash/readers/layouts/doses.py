"""Doses as people write them: mg, mg/kg, volumes with their strength, numbers of devices."""

import re
from functools import lru_cache
from typing import NamedTuple

from dash.readers.layouts.cells import is_error, is_missing, to_number
from dash.readers.layouts.lexicon import listed, plain
from dash.readers.layouts.problems import Bad

_N = r"(\d+(?:[.,]\d+)?)"
_PER_KG = re.compile(rf"{_N}\s?mg\s?(?:/|per|pro|par|je)\s?kg\b", re.I)
_TIMES = re.compile(rf"(\d{{1,2}})\s?[x×*]\s?{_N}\s?(mg|mcg|µg|ug)?", re.I)
_MG = re.compile(rf"{_N}\s?(?:mg|milligrams?)\b(?!\s?/)", re.I)
_MICRO = re.compile(rf"{_N}\s?(?:mcg|µg|μg|ug|micrograms?)\b", re.I)
_GRAM = re.compile(rf"{_N}\s?g\b", re.I)
_VOLUME = re.compile(rf"{_N}\s?(?:ml|cc)\b", re.I)
_STRENGTH = re.compile(rf"{_N}\s?mg\s?(?:/|per)\s?(?:(\d+)\s?)?ml", re.I)
_PLAIN = re.compile(rf"{_N}$")
_DEVICES = re.compile(r"(\d)\s?(?:devices?|sprays?|x\s?28)", re.I)
DEVICE_MG = 28
LEAST_PLAIN_MG = 5
"""A plain number below this is no dose of ketamine in mg by any route."""


class Dose(NamedTuple):
    """A dose as written: in mg, or in mg per kg of the weight of that day; ``cancelled`` where none was given."""

    mg: float | None = None
    mg_per_kg: float | None = None
    cancelled: bool = False


@lru_cache(maxsize=20_000)
def dose_of(text: str, unit: str = "mg") -> Dose | Bad | None:  # noqa: PLR0911 - one for each form
    """Return the dose of a cell, None where it says nothing.

    Args:
        text: The cell; a unit in it counts more than the column's.
        unit: Of a plain number: ``mg``, ``mg/kg``, ``mcg``, ``g``, or ``ml``, which is no dose.
    """
    bare = plain(text)
    if bare in listed("cancelled"):
        return Dose(cancelled=True)
    if is_error(text):
        return Bad("formula_error")
    if is_missing(text):
        return None
    if found := _STRENGTH.search(text):
        volume = _VOLUME.search(_STRENGTH.sub(" ", text))
        if volume is None:
            return Bad("not_a_dose")
        per_ml = to_number(found[1]) / float(found[2] or 1)
        return Dose(mg=round(to_number(volume[1]) * per_ml, 4))
    if found := _PER_KG.search(text):
        # "0.5 mg/kg (38 mg)" says both: what was given stands in mg.
        given = _MG.search(_PER_KG.sub(" ", text))
        return Dose(mg=to_number(given[1])) if given else Dose(mg_per_kg=to_number(found[1]))
    if found := _TIMES.match(text):
        each = to_number(found[2]) / (1000 if (found[3] or "mg").lower() != "mg" else 1)
        return Dose(mg=int(found[1]) * each)
    if found := _MG.search(text):
        return Dose(mg=to_number(found[1])) if len(_MG.findall(text)) == 1 else Bad("not_one_number")
    if found := _MICRO.search(text):
        return Dose(mg=to_number(found[1]) / 1000)
    if _VOLUME.search(text):
        return Bad("volume_without_strength")
    if found := _GRAM.match(text):
        return Dose(mg=to_number(found[1]) * 1000)
    return _plain(text, unit)


def _plain(text: str, unit: str) -> Dose | Bad:
    # "84 (3 devices)" is a plain number with a remark.
    found = _PLAIN.match(re.sub(r"\s?\(.*\)$", "", text).strip())
    if not found:
        if re.search(r"same|as last|as before|ditto|wie zuvor|idem", text, re.I):
            return Bad("points_to_another_session")
        return Bad("not_a_number" if re.fullmatch(r"[^\W\d_\s]+(?:[\s-][^\W\d_]+)*", text) else "not_a_dose")
    number = to_number(found[1])
    if unit == "mg/kg":
        return Dose(mg_per_kg=number)
    if unit == "ml":
        return Bad("volume_without_strength")
    mg = number * {"mcg": 0.001, "g": 1000.0}.get(unit, 1.0)
    if unit == "mg" and mg < LEAST_PLAIN_MG:
        return Bad("no_unit_and_not_plausible_as_mg")
    return Dose(mg=mg)


def devices_of(text: str) -> Dose | Bad | None:
    """Return the dose of a number of esketamine devices, one to three of 28 mg each."""
    if plain(text) in listed("cancelled"):
        return Dose(cancelled=True)
    if is_missing(text):
        return None
    found = _DEVICES.match(text) or _PLAIN.match(text)
    if not found:
        return Bad("not_a_dose")
    count = to_number(found[1])
    return Dose(mg=count * DEVICE_MG) if count in (1, 2, 3) else Bad("not_1_2_or_3")
