"""Numbers, dates and file text as the screens write them."""

import math
import re
from datetime import date, datetime

import pandas as pd

from dash import wording
from dash.vocabulary import DRUGS, PHASES, ROUTES, SEVERITIES
from dash.wording import MISSING, day_words, listed, pair, shortened

_FOUND_LATE = re.compile(r"\\:(?! )|\\@|www(?=\\\.)", re.IGNORECASE)
_PUNCTUATION = re.compile(r"([!\"#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~])")

__all__ = [
    "MISSING", "ago", "change", "count", "day", "dose", "listed", "missing", "newest", "number", "phase", "plain", "plural",
    "pressure", "route", "route_mark", "severity", "unit",
]  # fmt: skip


def plain(text: object) -> str:
    """Return text from a file so that Markdown shows it letter by letter.

    Every punctuation mark is escaped. What is looked for after Markdown has dropped the escapes is kept from
    being found by a word joiner: icon and colour names after a colon that no blank follows, addresses after "www" and "@".
    """
    escaped = _PUNCTUATION.sub(r"\\\1", str(text)).replace("\n", " ")
    return _FOUND_LATE.sub(lambda found: f"{found[0]}\u2060", escaped)


def missing(value: object) -> bool:
    """Tell whether a cell holds nothing."""
    return (
        value is None or value is pd.NaT or value is pd.NA or (isinstance(value, float) and math.isnan(value))
    )


def day(value: object) -> str:
    """Return a date as "6 Nov 2026"."""
    if missing(value):
        return MISSING
    moment = pd.Timestamp(value) if isinstance(value, date | datetime | str) else value
    return day_words(moment)  # type: ignore[arg-type]


def ago(days: int) -> str:
    """Return how long before the day of review something was: "today", "1 day ago"; later days as they are."""
    if days == 0:
        return "today"
    if days < 0:
        return f"{plural(-days, 'day')} after the day of review"
    return f"{plural(days, 'day')} ago"


def count(value: object) -> str:
    """Return a whole number with thousands commas."""
    return MISSING if missing(value) else f"{int(value):,}"  # type: ignore[call-overload]


def plural(number: int, one: str, many: str | None = None) -> str:
    """Return "1 session" or "2 sessions"."""
    return wording.count(number, one, many, ",")


def unit(value: float, many: str) -> str:
    """Return the unit of a value, "day" for 1 and "days" else; abbreviations such as "min" stay."""
    return many.removesuffix("s") if value == 1 else many


def newest(found: int, listed: int) -> str:
    """Say whether a list of sessions is whole."""
    return "newest first" if listed >= found else f"the newest {listed:,} of them, newest first"


def number(value: object, digits: int = 0) -> str:
    """Return a number with fixed digits, trailing zeros dropped."""
    return MISSING if missing(value) else shortened(float(value), digits)  # type: ignore[arg-type]


def change(value: float | None) -> str:
    """Return a difference with its sign and at most one digit: "+7", "−0.5", "0"; a dash where it cannot be said."""
    if value is None or missing(value):
        return "–"
    text = f"{abs(value):.1f}".removesuffix(".0")
    return text if text == "0" else ("+" if value > 0 else "−") + text


def pressure(systolic: object, diastolic: object) -> str:
    """Return one reading as "145/72"; a missing half is a dash."""
    parts = [None if missing(part) else float(part) for part in (systolic, diastolic)]  # type: ignore[arg-type]
    return pair(*parts, neither="–")


def dose(drug: object, dose_mg: object, mg_per_kg: object = None, as_written: object = None) -> str:
    """Return "Esketamine 84 mg · 1.08 mg/kg"; a drug outside the vocabulary as the source writes it."""
    name = DRUGS[str(drug)].label if str(drug) in DRUGS else "Drug not recorded"
    if str(drug) == "other" and not missing(as_written):
        name = str(as_written)
    parts = [f"{name} {number(dose_mg, 1)} mg" if not missing(dose_mg) else f"{name}, dose not recorded"]
    if not missing(mg_per_kg):
        parts.append(f"{float(mg_per_kg):.2f} mg/kg")  # type: ignore[arg-type]
    return " · ".join(parts)


def route(key: object, as_written: object = None) -> str:
    """Return the label of a route; one outside the vocabulary also as the source writes it."""
    label = ROUTES[str(key)].label if str(key) in ROUTES else MISSING
    return f"{label}: {as_written}" if str(key) == "other" and not missing(as_written) else label


def route_mark(key: object) -> str:
    """Return shape and label of a route, such as "◆ Intravenous"."""
    known = ROUTES.get(str(key))
    return f"{known.glyph} {known.label}" if known else MISSING


def phase(key: object) -> str:
    """Return the label of a phase."""
    return PHASES[str(key)].label if str(key) in PHASES else PHASES["not_recorded"].label


def severity(code: object) -> str:
    """Return the word for a severity code, 0 for not graded."""
    known = {term.code: term.label for term in SEVERITIES.values()}
    return MISSING if missing(code) else known.get(int(code), "Not graded")  # type: ignore[call-overload]
