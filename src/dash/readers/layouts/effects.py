"""Side effects in one cell: words with severity, codes with a digit, what was denied."""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from dash.readers.layouts.lexicon import listed, meaning_of, plain, words

_PARTS = re.compile(r"[;,\n\r/+&•|](?![^()]*\))|\s(?:and|und|et|y|e|en)\s(?![^()]*\))")
_CODED = re.compile(r"([^\W\d_]{1,4})\s?([0-3])?$")
_BRACKET = re.compile(r"^(.*?)\s*[(\[]([^)\]]*)[)\]]\s*$")
_AFTER = re.compile(r"^(.*?)\s*(?:[-–:]|\s)\s*(\S+)$")


class Effect(NamedTuple):
    """One side effect of a cell: the vocabulary's key or the word itself, severity, and how it was written."""

    effect: str
    severity: str | None
    written: str


@lru_cache(maxsize=50_000)
def effects_of(text: str, codes: frozenset[tuple[str, str]] = frozenset()) -> tuple[Effect, ...] | None:
    """Return the side effects of a cell; an empty tuple where it says there was none, None where it says nothing.

    What is denied ("no nausea") is absent. A severity stands before the word, behind it or in brackets.

    Args:
        text: The cell.
        codes: Codes of a legend with what they mean; where given, blanks part codes too.
    """
    bare = plain(text)
    if not text:
        return None
    legend: Mapping[str, str] = dict(codes)
    if bare not in legend and (bare in listed("nothing") or text in "0-–"):
        return ()
    if bare not in legend and bare in listed("missing"):
        return None
    found: list[Effect] = []
    for part in _split(text, legend):
        if plain(part) in listed("nothing") and plain(part) not in legend:
            continue
        effect = _coded(part, legend) or _worded(part)
        if effect is not None and effect.effect not in {one.effect for one in found}:
            found.append(effect)
    return tuple(found)


def _split(text: str, legend: Mapping[str, str]) -> list[str]:
    whole = plain(text)
    if meaning_of("effect", whole) is not None:
        # "Floating / out of body" is one effect with a mark that parts others.
        return [text.strip()]
    guarded = text
    for known in _with_marks():
        guarded = re.sub(re.escape(known), lambda one: one[0].replace("/", "\x00"), guarded, flags=re.I)
    parts = [part.replace("\x00", "/").strip(" .") for part in _PARTS.split(guarded)]
    if legend:
        parts = [
            piece
            for part in parts
            for piece in (part.split() if all(_coded(one, legend) for one in part.split()) else [part])
        ]
    return [part for part in parts if part]


@lru_cache(maxsize=1)
def _with_marks() -> tuple[str, ...]:
    return tuple(sorted((word for word in words("effect") if "/" in word), key=len, reverse=True))


def _coded(part: str, legend: Mapping[str, str]) -> Effect | None:
    found = _CODED.match(part.strip())
    if not found or plain(found[1]) not in legend:
        return None
    meaning = legend[plain(found[1])]
    severity = {"1": "mild", "2": "moderate", "3": "severe"}.get(found[2] or "")
    return Effect(meaning_of("effect", meaning) or meaning, severity, part.strip())


def _worded(part: str) -> Effect | None:
    written = part.strip()
    text, severity = written, None
    if found := _BRACKET.match(text):
        text, inside = found[1], plain(found[2])
        severity = meaning_of("severity", inside)
        if severity is None and inside:
            # A severity beside other words in the brackets: "(mild, 10 min)".
            severity = next(
                (key for word in re.split(r"[\s,;]+", inside) if (key := meaning_of("severity", word))), None
            )
    if meaning_of("effect", text) is None and severity is None:
        text, severity = _severity_beside(text)
    bare = plain(text)
    if not bare or _denied(bare):
        return None
    return Effect(meaning_of("effect", bare) or text.strip(), severity, written)


def _severity_beside(text: str) -> tuple[str, str | None]:
    first, _, rest = text.strip().partition(" ")
    if rest and (severity := meaning_of("severity", first)) and not first.isdigit():
        return rest.strip(" :-"), severity
    found = _AFTER.match(text.strip())
    if found and found[1] and (severity := meaning_of("severity", found[2])):
        return found[1].strip(" :-"), severity
    return text, None


def _denied(bare: str) -> bool:
    return any(bare.startswith(f"{word} ") for word in listed("negation"))
