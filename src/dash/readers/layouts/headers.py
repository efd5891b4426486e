"""From the name of a column to what it means."""

import re
from dataclasses import replace
from functools import lru_cache

from rapidfuzz import fuzz, process

from dash.readers.layouts.lexicon import meaning_of, plain, words
from dash.readers.layouts.meaning import UNKNOWN, VITALS, Meaning
from dash.readers.layouts.points import patterns, read_point, read_vital, read_vital_clock

_BRACKET = re.compile(r"[(\[{]([^)\]}]*)[)\]}]")
_UNITS = {
    **dict.fromkeys(("kg", "kgs", "in kg"), "kg"),
    **dict.fromkeys(("lb", "lbs", "pounds", "in lb", "in lbs"), "lb"),
    **dict.fromkeys(("st", "stone"), "st"),
    "mg": "mg",
    "mg/kg": "mg/kg",
    **dict.fromkeys(("mcg", "µg", "ug"), "mcg"),
    "g": "g",
    "ml": "ml",
    **dict.fromkeys(("min", "mins", "minutes", "minute"), "min"),
    "h": "h",
    "mmhg": "mmhg",
    "mm hg": "mmhg",
    "kpa": "kpa",
    "cmhg": "cmhg",
    "%": "%",
    **dict.fromkeys(("bpm", "/min"), "bpm"),
    **dict.fromkeys(("y/n", "yes/no", "j/n", "o/n", "s/n"), "y/n"),
}
_ITEM = re.compile(r"(?:item|q|question|frage|#|no\.?)\s?_?(\d{1,2})\b|[_ ](\d{1,2})$", re.I)
_INITIALS = re.compile(r"\b(?:[^\W\d_]\.){2,}[^\W\d_]?")
_QUESTION = re.compile(r"(?:q|item|question|frage|i)\s?_?0?(\d{1,2})$", re.I)
_EFFECT_GROUPS = re.compile(
    r"side effect|adverse|\baes?\b|\bses?\b|symptom|nebenwirk|effets|efectos|effetti|bijwerk|unerwünsch|reaction|tolerab",
    re.I,
)
_SUFFIXES = {
    "effect_onset": (
        "onset",
        "start",
        "began",
        "beginn",
        "from",
        "start time",
        "onset time",
        "onset min",
        "begin",
    ),
    "effect_resolved": (
        "resolved",
        "resolution",
        "end",
        "ended",
        "until",
        "offset",
        "ende",
        "to",
        "resolved time",
        "gone",
        "stop",
    ),
    "effect_severity": ("severity", "grade", "sev", "schweregrad", "intensity"),
    "effect": ("y/n", "yes/no", "present", "?", "j/n", "o/n", "any", "noted", "occurred"),
}
_ALIKE = 90


@lru_cache(maxsize=10_000)
def read_header(name: str, group: str = "") -> Meaning:
    """Return what a column with this name means, under the name of the group it stands in.

    A name that says two things says none: the meaning is then unknown, and the cells are looked at.
    """
    alone = _read(name)
    if not group:
        return alone
    return _in_group(name, group, alone)


def _in_group(name: str, group: str, alone: Meaning) -> Meaning:  # noqa: PLR0911 - one for each form
    bare, unit = _without_unit(name)
    if _EFFECT_GROUPS.search(group):
        if alone.kind in {"score", "note", "clinician", "patient_id", "effects"}:
            return alone
        if bare in {"other", "others", "andere", "autres", "otros", "altro"}:
            return Meaning("effects", why=f"'{name}' under '{group}'")
        found = _effect(bare, short=True)
        return found or Meaning("effect", of=bare, sure=0.7, why=f"a column under '{group}'")
    about = _read(group)
    if about.kind in VITALS:
        point = read_point(bare)
        if point is not None:
            return replace(
                about, point=point.point, word=point.word, hours=point.hours, why=f"'{group}' at '{name}'"
            )
        part = words("vital").get(bare)
        if part is not None:
            return replace(about, kind=part, why=f"'{name}' under '{group}'")
    point = read_point(plain(group))
    if point is not None and alone.kind in VITALS and not alone.point:
        return replace(
            alone, point=point.point, word=point.word, hours=point.hours, why=f"'{name}' under '{group}'"
        )
    if alone.kind == "unknown" or alone.sure < 0.7:
        joined = _read(f"{group} {name}")
        if joined.sure > alone.sure:
            return joined
    return replace(alone, unit=alone.unit or unit)


def _without_unit(name: str) -> tuple[str, str]:
    """Return a name as it is compared, without its unit, remarks in brackets and marks, and the unit."""
    text = _INITIALS.sub(lambda found: found[0].replace(".", ""), name.replace("#", " no "))
    unit = ""
    for inside in _BRACKET.findall(text):
        unit = unit or _UNITS.get(plain(inside), "")
    bare = plain(_BRACKET.sub(" ", text))
    first, _, last = bare.rpartition(" ")
    if first and last in _UNITS and last != "g":
        bare, unit = (first, unit or _UNITS[last])
    elif not unit and bare in {"mg", "kg", "lb", "lbs"}:
        unit = _UNITS[bare]
    for ending in (" y/n", " yes/no", " j/n"):
        if bare.endswith(ending):
            bare, unit = bare.removesuffix(ending), "y/n"
    return plain(bare), unit


@lru_cache(maxsize=10_000)
def _read(name: str) -> Meaning:
    full = plain(name)
    if not full:
        return UNKNOWN
    known = words("means").get(full)
    bare, unit = _without_unit(name)
    if known is None:
        known = words("means").get(bare)
    if known is not None and not (known == "dose" and unit == "mg/kg"):
        kind = "dose_per_kg" if known == "dose" and unit == "mg/kg" else known
        return Meaning(kind, unit=unit, word=bare, why=f"its name '{name}'")
    if known == "dose":
        return Meaning("dose_per_kg", unit=unit, why=f"its name '{name}'")
    found = _score(name, bare) or _effect(bare) or read_vital(bare, unit) or read_vital_clock(bare)
    if found is not None:
        return replace(_when(found, name), unit=found.unit or unit, why=found.why or f"its name '{name}'")
    question = _QUESTION.match(bare)
    if question:
        return Meaning("question", item=question[1], sure=0.6, why=f"its name '{name}'")
    return _near(name, bare, unit)


def _when(found: Meaning, name: str) -> Meaning:
    """Add the point of a session that brackets name: "Sats (lowest)"."""
    if found.kind not in VITALS or found.point:
        return found
    inside = [point for text in _BRACKET.findall(name) if (point := read_point(plain(text)))]
    return (
        replace(found, point=inside[0].point, word=inside[0].word, hours=inside[0].hours) if inside else found
    )


def _near(name: str, bare: str, unit: str) -> Meaning:
    """Find a known name inside a longer one, or one that is spelled nearly so."""
    table = words("means")
    if len(bare.split()) > 1:
        inside = [
            word
            for word, pattern in patterns("means")
            if len(word) > 3 and word in bare and pattern.search(bare)
        ]
        if inside:
            longest = max(inside, key=len)
            kinds = {table[word] for word in inside if len(word) == len(longest)}
            if len(kinds) == 1:
                share = len(longest) / len(bare)
                return Meaning(
                    table[longest],
                    unit=unit,
                    word=longest,
                    sure=min(0.85, 0.5 + share / 2),
                    why=f"'{longest}' in '{name}'",
                )
    if len(bare) >= 4:
        near = process.extractOne(
            bare, [word for word in table if len(word) >= 4], scorer=fuzz.ratio, score_cutoff=_ALIKE
        )
        if near is not None:
            return Meaning(table[near[0]], unit=unit, sure=0.7, why=f"'{name}' is spelled like '{near[0]}'")
    return replace(UNKNOWN, unit=unit)


def _effect(bare: str, *, short: bool = False) -> Meaning | None:
    key = _effect_key(bare, short=short)
    if key:
        return Meaning("effect", of=key)
    for kind, endings in _SUFFIXES.items():
        for ending in endings:
            for stem in (
                bare.removesuffix(f" {ending}"),
                bare.removeprefix(f"{ending} of "),
                bare.removeprefix(f"{ending} "),
            ):
                if stem != bare and (key := _effect_key(stem, short=short or len(stem) >= 3)):
                    return Meaning(kind, of=key)
    return None


def _effect_key(text: str, *, short: bool) -> str | None:
    # A letter or two are a side effect only among side effects; "bp" and "high" never by themselves.
    if not short and (
        len(text) <= 3 or text in words("vital") or text in {"high", "frequency", "sick", "memory", "bladder"}
    ):
        return None
    return meaning_of("effect", text)


def _score(name: str, bare: str) -> Meaning | None:
    whole = plain(name)
    places: list[tuple[int, int, str]] = []
    for word, pattern in patterns("instrument"):
        key = words("instrument")[word]
        for found in pattern.finditer(whole) if word in whole else ():
            if not any(start < found.end() and found.start() < end for start, end, _ in places):
                places.append((found.start(), found.end(), key))
    if not places:
        return None
    places.sort()
    keys = list(dict.fromkeys(key for _, _, key in places))
    if len(keys) == 2:
        return Meaning("scores", of="/".join(keys), item="total")
    if len(keys) > 2:
        return None
    start, end, key = places[0]
    rest = plain(f"{whole[:start]} {whole[end:]}")
    item = _ITEM.search(_BRACKET.sub(" ", f"{whole[:start]} {whole[end:]}").strip())
    if item and not re.search(r"\bmin\b", rest):
        number = item[1] or item[2]
        if item[1] or not _BRACKET.sub("", rest).strip(" _").isdigit() or int(number) <= 10:
            explicit = bool(item[1]) or whole[end : end + 1] in {"_", "."}
            if explicit:
                return Meaning("score", of=key, item=number)
    point = read_point(plain(_BRACKET.sub(" ", rest))) or read_point(rest.strip("() "))
    return Meaning(
        "score",
        of=key,
        item="total",
        point=point.point if point else "",
        word=point.word if point else "",
        hours=bool(point and point.hours),
    )
