"""From the words of a source to the vocabulary's keys: exact names only, nothing is guessed."""

from collections.abc import Mapping
from functools import cache

from dash.vocabulary.entries import Named
from dash.vocabulary.lists import (
    CONDITIONS,
    DRUGS,
    EFFECTS,
    INSTRUMENTS,
    MEDICATION_CLASSES,
    POSITIONS,
    ROUTES,
    SEXES,
)


def _index(entries: Mapping[str, Named]) -> dict[str, str]:
    return {name: entry.key for entry in entries.values() for name in entry.names}


@cache
def _indexes() -> dict[str, dict[str, str]]:
    lists: dict[str, Mapping[str, Named]] = {
        "route": ROUTES,
        "drug": DRUGS,
        "effect": EFFECTS,
        "instrument": INSTRUMENTS,
        "condition": CONDITIONS,
        "medication_class": MEDICATION_CLASSES,
        "sex": SEXES,
        "position": POSITIONS,
    }
    return {kind: _index(entries) for kind, entries in lists.items()}


def _find(kind: str, text: str | None) -> str | None:
    return _indexes()[kind].get(text.strip().lower()) if text else None


def route_of(text: str | None) -> str | None:
    """Return the key of the route a source names, None where it is not in the vocabulary."""
    return _find("route", text)


def drug_of(text: str | None) -> str | None:
    """Return the key of the drug a source names, None where it is not in the vocabulary."""
    return _find("drug", text)


def effect_of(text: str | None) -> str | None:
    """Return the key of the side effect a source names, None where it is not in the vocabulary."""
    return _find("effect", text)


def instrument_of(text: str | None) -> str | None:
    """Return the key of the rating scale a source names, None where it is not in the vocabulary."""
    return _find("instrument", text)


def condition_of(text: str | None) -> str | None:
    """Return the key of the condition a source names, None where it is not in the vocabulary."""
    return _find("condition", text)


def medication_class_of(text: str | None) -> str | None:
    """Return the class of the medication a source names, None where it is not in the vocabulary."""
    found = _find("medication_class", text)
    if found is None and text:
        # "Lisinopril 10 mg" names its substance first; a first word that is a known substance decides.
        found = _find("medication_class", text.split()[0] if text.split() else None)
    return found


def sex_of(text: str | None) -> str | None:
    """Return the key of the sex a source names, None where it is not in the vocabulary."""
    return _find("sex", text)


def position_of(text: str | None) -> str | None:
    """Return the key of the body position a source names, None where it is not in the vocabulary."""
    return _find("position", text)


def effect_label(effect: str) -> str:
    """Return the word shown for an effect; one outside the vocabulary is shown as it was written."""
    return EFFECTS[effect].label if effect in EFFECTS else effect
