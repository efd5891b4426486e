"""The records of patients as the rules read them: a few queries for all patients together, then plain values."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from itertools import groupby
from operator import itemgetter
from typing import Any, TypeVar

from dash.queries.records import record_rows
from dash.rulebook.record import (
    Appointment,
    Condition,
    Effect,
    Medication,
    PatientRecord,
    Reading,
    Score,
    Session,
    Source,
)
from dash.store.reading import Database

Row = tuple[Any, ...]
Entry = TypeVar("Entry")

_FIRST = itemgetter(0)
_OF_PATIENT = tuple(field.name for field in fields(PatientRecord))[:9]
"""The fields of a patient that stand in a row of the table of patients, in its order."""


def patient_records(database: Database, keys: Sequence[int]) -> list[PatientRecord]:
    """Return the records of patients, in the order of the keys; an unknown key has none and is left out.

    Args:
        database: Where to ask.
        keys: Keys of the patients.

    Raises:
        DatabaseUnreadableError: The file is damaged, of another version, or needs more than the memory limit.
    """
    files = database.files

    def part(name: str, table: str, make: Callable[..., Entry]) -> Mapping[int, tuple[Entry, ...]]:
        # Columns between the patient and the last two, file_id and line, stand in the order of the type.
        return {
            key: tuple(
                make(*row[1:-2], source=Source(table, files.get(row[-2], ""), row[-1])) for row in rows
            )
            for key, rows in groupby(record_rows(database, name, keys), _FIRST)
        }

    parts: Mapping[str, Mapping[int, tuple[Any, ...]]] = {
        "sessions": part("sessions", "sessions", Session),
        "readings": part("readings", "vitals", Reading),
        "scores": part("scores", "scores", Score),
        "effects": part("effects", "side_effects", Effect),
        "medications": part("medications", "medications", Medication),
        "conditions": part("conditions", "conditions", Condition),
        "appointments": part("appointments", "appointments", Appointment),
    }
    patients = {row[0]: row for row in record_rows(database, "patients", keys)}

    def record(row: Row) -> PatientRecord:
        of_patient = {name: found.get(row[0], ()) for name, found in parts.items()}
        values: Mapping[str, Any] = dict(zip(_OF_PATIENT, row, strict=False)) | of_patient
        return PatientRecord(**values, source=Source("patients", files.get(row[-2], ""), row[-1]))

    return [record(patients[key]) for key in keys if key in patients]
