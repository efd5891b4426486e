"""The vocabulary as small tables for SQL: which word of a source means which key, and the range of each scale."""

from collections.abc import Mapping
from functools import cache

import pyarrow as pa

from dash.vocabulary import (
    ACTIONS,
    CONDITIONS,
    DRUGS,
    EFFECTS,
    ELICITATIONS,
    INDICATIONS,
    INSTRUMENTS,
    MEDICATION_CLASSES,
    PHASES,
    POSITIONS,
    ROUTES,
    SEVERITIES,
    SEXES,
    STATUSES,
    Named,
)

_LISTS: Mapping[str, Mapping[str, Named]] = {
    "route": ROUTES,
    "drug": DRUGS,
    "effect": EFFECTS,
    "instrument": INSTRUMENTS,
    "condition": CONDITIONS,
    "medication_class": MEDICATION_CLASSES,
    # What the records do not say stays empty; the key is for derived tables only.
    "phase": {key: phase for key, phase in PHASES.items() if key != "not_recorded"},
    "elicitation": ELICITATIONS,
    "severity": SEVERITIES,
    "status": STATUSES,
    "sex": SEXES,
    "position": POSITIONS,
    "action": ACTIONS,
    "indication": INDICATIONS,
}


def allowed(kind: str) -> tuple[str, ...]:
    """Return the keys of a word list in display order."""
    keys = tuple(_LISTS[kind])
    return (*keys, "other") if kind == "instrument" else keys


@cache
def word_table() -> pa.Table:
    """Return every word with its key. Columns: kind, name (lower case), key."""
    rows = [
        (kind, name, entry.key)
        for kind, entries in _LISTS.items()
        for entry in entries.values()
        for name in dict.fromkeys((entry.key, *entry.names))
    ]
    # Scales outside the vocabulary are kept under this word, with any range.
    rows.append(("instrument", "other", "other"))
    kinds, names, keys = zip(*rows, strict=True)
    return pa.table({"kind": list(kinds), "name": list(names), "key": list(keys)})


@cache
def scale_table() -> pa.Table:
    """Return the range of each rating scale. Columns: instrument, minimum, maximum, items, item_maximum."""
    scales = list(INSTRUMENTS.values())
    return pa.table(
        {
            "instrument": [scale.key for scale in scales],
            "minimum": pa.array([float(scale.minimum) for scale in scales], pa.float64()),
            "maximum": pa.array([float(scale.maximum) for scale in scales], pa.float64()),
            "items": pa.array([scale.items for scale in scales], pa.int32()),
            "item_maximum": pa.array([scale.item_maximum for scale in scales], pa.float64()),
        }
    )


def scale_ranges() -> str:
    """Return the ranges of all scales in words, for a message."""
    return "; ".join(
        f"{scale.label} {scale.minimum:g} to {scale.maximum:g}"
        + (f", its items 0 to {scale.item_maximum:g}" if scale.item_maximum is not None else "")
        for scale in INSTRUMENTS.values()
    )
