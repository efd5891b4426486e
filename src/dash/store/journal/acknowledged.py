"""Which positive answers are acknowledged, by whom, when and why, once withdrawn acknowledgements are left out."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import NamedTuple

from dash.store.journal.entry import Entry, covered

Answer = tuple[str, str, str, float]
"""Instrument, item, time as ISO text, value: the identity of a positive answer."""


class Acknowledgement(NamedTuple):
    """An entry that stands: its number, who wrote it, when (UTC), and the reason given."""

    sequence: int
    user: str
    at: datetime
    reason: str


Acknowledged = Mapping[Answer, Acknowledgement]
"""The acknowledged answers of one patient, each with the latest acknowledgement that stands."""


def standing(entries: Iterable[Entry]) -> dict[str, dict[Answer, Acknowledgement]]:
    """Return what is acknowledged, by patient; patients without any are absent.

    Args:
        entries: Acknowledgements and their withdrawals, in order of their numbers. A withdrawal counts for its own patient only.

    Raises:
        TypeError, KeyError, ValueError, AttributeError: The subject of an entry is not as this product writes it.
    """
    kept: dict[str, dict[int, Entry]] = defaultdict(dict)
    for entry in entries:
        of_patient = kept[str(entry.patient_id)]
        if entry.kind == "acknowledged":
            of_patient[entry.sequence] = entry
        else:
            of_patient.pop(int(entry.subject["withdraws"]), None)
    found: dict[str, dict[Answer, Acknowledgement]] = {}
    for patient, stands in kept.items():
        for entry in stands.values():
            said = Acknowledgement(entry.sequence, entry.user, entry.at, entry.reason)
            found.setdefault(patient, {}).update(dict.fromkeys(covered(entry), said))
    return found
