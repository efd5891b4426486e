"""The words of ``names.toml``, looked up in the form in which headers and cells are compared."""

import re
import tomllib
from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from importlib.resources import files

from dash.vocabulary import (
    INDICATIONS,
    INSTRUMENTS,
    condition_of,
    drug_of,
    effect_of,
    instrument_of,
    route_of,
    sex_of,
)

_BLANKS = re.compile(r"\s+")
_EDGES = " :;,.*?!…_-\t\n"
_APOSTROPHES = str.maketrans({"’": "'", "`": "'", "´": "'", "\u00a0": " ", "\u202f": " "})


@lru_cache(maxsize=100_000)
def plain(text: str) -> str:
    """Return a text as it is compared: lower case, single blanks, no marks around it."""
    folded = _BLANKS.sub(" ", text.translate(_APOSTROPHES)).strip().casefold()
    bare = folded.strip(_EDGES)
    return bare or folded


@cache
def _tables() -> Mapping[str, Mapping[str, list[str]]]:
    loaded: dict[str, Mapping[str, list[str]]] = tomllib.loads(
        files("dash.readers.layouts").joinpath("names.toml").read_text(encoding="utf-8")
    )
    return loaded


@cache
def words(table: str) -> Mapping[str, str]:
    """Return what each word of a table means, by the word as it is compared."""
    return {plain(word): key for key, names in _tables()[table].items() for word in names}


@cache
def listed(table: str, key: str = "words") -> frozenset[str]:
    """Return the words of one entry of a table, as they are compared."""
    return frozenset(plain(word) for word in _tables()[table][key])


@lru_cache(maxsize=20_000)
def meaning_of(kind: str, text: str) -> str | None:
    """Return the key of the vocabulary a word of the source means, None where neither list knows it.

    Args:
        kind: ``route``, ``drug``, ``effect``, ``instrument``, ``condition``, ``sex``, ``indication``, ``phase`` or ``severity``.
        text: The word as written.
    """
    bare = plain(text)
    own = words(kind).get(bare)
    if own is not None or kind not in _VOCABULARY:
        return own
    return _VOCABULARY[kind](bare)


def _indication_of(text: str) -> str | None:
    return next((key for key, entry in INDICATIONS.items() if text in entry.names), None)


_VOCABULARY: Mapping[str, Callable[[str], str | None]] = {
    "route": route_of,
    "drug": drug_of,
    "effect": effect_of,
    "instrument": instrument_of,
    "condition": condition_of,
    "sex": sex_of,
    "indication": _indication_of,
}


def score_range(instrument: str, item: str) -> tuple[float, float] | None:
    """Return the range of a total or an item in points; None for a scale outside the vocabulary."""
    scale = INSTRUMENTS.get(instrument)
    if scale is None:
        return None
    if item == "total":
        return scale.minimum, scale.maximum
    return None if scale.item_maximum is None else (0, scale.item_maximum)
