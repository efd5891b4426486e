"""Rating scales in the columns of a row: totals, items, two in one cell."""

import re
from collections.abc import Iterator
from datetime import date

from dash.readers.layouts.cells import is_missing, number_of
from dash.readers.layouts.lexicon import meaning_of, plain, score_range, words
from dash.readers.layouts.meaning import EXTREME
from dash.readers.layouts.problems import Bad
from dash.readers.layouts.rows import Cell, Entry, iso
from dash.vocabulary import INSTRUMENTS

_CODES = frozenset({"7", "9", "77", "88", "99"})
"""Answers that surveys use for "refused" and "not known": outside a scale's range they are missing."""


def read_scores(entry: Entry, patient_id: str, day: date, clock: int | None, session_id: str | None) -> None:
    """Add every score of a row. A score with a minute of the session gets its time, any other one the day."""
    for cell, scale, item, value in _values(entry):
        point = cell.meaning.point
        if point == EXTREME and entry.fields.layout.setting("score-time", plain(cell.name)) == "leave-out":
            continue
        timed = point.isdigit() and clock is not None
        entry.add(
            "scores",
            patient_id=patient_id,
            session_id=session_id,
            measured_at=iso(day, clock + int(point) if timed and clock is not None else None),
            instrument=scale,
            item=item,
            value=value,
        )


def _values(entry: Entry) -> Iterator[tuple[Cell, str, str, float]]:
    for cell, text in entry.texts("score"):
        scale = _version(entry, cell.meaning.of)
        value = _checked(entry, cell, text, scale, cell.meaning.item or "total")
        if value is not None:
            yield cell, scale, cell.meaning.item or "total", value
    for cell, text in entry.texts("scores"):
        yield from _pair(entry, cell, text)
    scale = entry.fields.layout.setting("items")
    if scale and scale != "none":
        for cell, text in entry.texts("question"):
            most = INSTRUMENTS[scale].items
            if most is not None and int(cell.meaning.item) > most:
                continue
            value = _checked(entry, cell, text, scale, cell.meaning.item)
            if value is not None:
                yield cell, scale, cell.meaning.item, value


def _version(entry: Entry, scale: str) -> str:
    return entry.fields.layout.setting("version", scale, scale) if scale not in INSTRUMENTS else scale


def _checked(entry: Entry, cell: Cell, text: str, scale: str, item: str) -> float | None:
    """Return a value within the range of its scale; one outside is refused."""
    answer = words("answer").get(plain(text)) if item != "total" else None
    value = float(answer) if answer is not None else number_of(text)
    if (
        isinstance(value, float)
        and item != "total"
        and entry.fields.layout.setting("answer-codes") == "from-one"
    ):
        value -= 1
    limits = score_range(scale, item)
    if isinstance(value, float) and limits is not None and not limits[0] <= value <= limits[1]:
        if text in _CODES:
            return None
        value = Bad("out_of_range")
    if isinstance(value, float) and scale in INSTRUMENTS and not value.is_integer():
        value = Bad("not_a_number")
    if isinstance(value, Bad):
        entry.refuse(cell, value, "scores")
        return None
    return value


def _pair(entry: Entry, cell: Cell, text: str) -> Iterator[tuple[Cell, str, str, float]]:
    """Read two scores in one cell, in the order of the column's name; a dash in place of one is missing."""
    scales = cell.meaning.of.split("/")
    parts = [part.strip() for part in re.split(r"[/|;,]", text)]
    if len(parts) != len(scales):
        if not is_missing(text):
            entry.refuse(cell, Bad("not_a_number"), "scores")
        return
    for scale, part in zip(scales, parts, strict=True):
        if is_missing(part):
            continue
        value = _checked(entry, cell, part, _version(entry, scale), "total")
        if value is not None:
            yield cell, _version(entry, scale), "total", value


def scale_of(text: str) -> str | None:
    """Return the scale a cell names, None where it is not known."""
    return meaning_of("instrument", text)
