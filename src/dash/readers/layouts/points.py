"""Points of a session and vital signs in the names of columns: "BP 40", "DC HR", "Base SpO2"."""

import re
from dataclasses import replace
from functools import cache

from dash.readers.layouts.lexicon import listed, plain, words
from dash.readers.layouts.meaning import END, EXTREME, PRE, Meaning

_MINUTES = re.compile(
    r"(?:\bt\s?[+=]?\s?)?[+]?(\d{1,3})\s?(?:min(?:ute)?s?|m|'|′|mn)?\s?(?:post|after|in|p\.?d)?(?![\w/])(?:[- ]dose)?",
    re.I,
)
_HOURS = re.compile(r"\b(\d(?:[.,]5)?)\s?(?:h|hr|hrs|hours?|std|stunden?)\b", re.I)


@cache
def patterns(table: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Return the words of a table, the longest first, with the pattern that finds each as a whole word."""
    found = []
    for word in sorted(words(table), key=len, reverse=True):
        text = re.escape(word)
        if table == "instrument":
            pattern = rf"(?<![a-z0-9]){text}(?![a-z])"
        elif table == "vital" and len(word) > 1:
            # "bp40" and "hr_pre" too
            pattern = rf"(?<![\w/]){text}(?![\w/])|^{text}[_ ]?(?=\d|pre|post|base|end|dc)"
        else:
            pattern = rf"(?<![\w/]){text}(?![\w/])" if table == "vital" else rf"(?<!\w){text}(?!\w)"
        found.append((word, re.compile(pattern)))
    return tuple(found)


def read_point(text: str) -> Meaning | None:
    """Return the point of a session that a text names, and nothing else; ``kind`` is ``point``."""
    bare = plain(text)
    if not bare:
        return None
    known = words("point").get(bare)
    if known == "extreme":
        return Meaning("point", point=EXTREME, word=bare)
    if known is not None:
        return Meaning("point", point=PRE if known == "pre" else END, word=bare)
    hours = _HOURS.fullmatch(bare)
    if hours:
        return Meaning("point", point=f"{float(hours[1].replace(',', '.')) * 60:g}", word=bare, hours=True)
    minutes = _MINUTES.fullmatch(bare)
    if minutes:
        return Meaning("point", point=str(int(minutes[1])), word=bare)
    kept = [word for word in re.split(r"[\s,]+", bare) if word not in listed("fillers")]
    shorter = " ".join(kept)
    return read_point(shorter) if shorter and shorter != bare else None


def read_vital(bare: str, unit: str) -> Meaning | None:
    """Return what a name says of a vital sign and its point, None where it names none or says more than that."""
    table = words("vital")
    if bare in table and len(bare) > 1:
        return Meaning(table[bare], unit=unit)
    for known, pattern in patterns("vital"):
        if known not in bare:
            continue
        kind = table[known]
        found = pattern.search(bare)
        if found is None:
            continue
        rest = plain(f"{bare[: found.start()]} {bare[found.end() :]}".replace("_", " "))
        if len(known) == 1 and not rest:
            continue
        point = read_point(rest)
        if point is not None:
            return Meaning(kind, point=point.point, word=point.word, hours=point.hours, unit=unit)
        if rest in table and {kind, table[rest]} <= {"pressure", "systolic", "diastolic"}:
            return Meaning(table[rest] if kind == "pressure" else kind, unit=unit)
        if rest and len(known) > 1 and kind != "mixed":
            inner = read_vital(rest, unit) if rest != bare else None
            if inner is not None and "pressure" in {kind, inner.kind}:
                return inner if kind == "pressure" else replace(inner, kind=kind)
        if not set(rest.split()) - listed("fillers") and len(known) > 1:
            return Meaning(kind, unit=unit)
    return None


def read_vital_clock(bare: str) -> Meaning | None:
    """Read names such as "40 time" and "time of 40 min BP": when the reading of a point was taken."""
    if not re.search(r"\b(?:time|clock|uhrzeit|heure|hora|ora)\b", bare):
        return None
    rest = plain(re.sub(r"\b(?:time|clock|uhrzeit|heure|hora|ora|of|bp|reading)\b", " ", bare))
    point = read_point(rest)
    if point is None or point.point in {END, EXTREME}:
        return None
    return Meaning("vital_clock", point=point.point, word=point.word, hours=point.hours)
