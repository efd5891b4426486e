"""Weights of VS go into the session they were taken for, or into the patient as the weight at the start."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from dash.readers.sdtm.cells import day_of
from dash.readers.sdtm.domain import Row
from dash.readers.sdtm.output import Found, Record
from dash.readers.sdtm.sessions import Session, Sessions, visit_of
from dash.readers.sdtm.sv import VisitDays
from dash.readers.sdtm.vs import value_in

POSSIBLE_KG = (20.0, 400.0)
"""The range of the data format, both included."""
_KG_PER_LB = 0.45359237

_IMPOSSIBLE = (
    "weight_kg_out_of_range",
    f"The weight (VSSTRESN, VSORRES) must be from {POSSIBLE_KG[0]:g} to {POSSIBLE_KG[1]:g} kg."
    " Correct it and import the file again.",
)
_NO_PLACE = (
    "no_place_in_record",
    "The weight belongs to no session and is not the patient's weight at the start: the record has no place for it.",
)


def place_weights(
    weights: Sequence[Row], sessions: Sessions, patients: Sequence[Record], found: Found, days: VisitDays
) -> None:
    """Put each weight into one session or patient, or refuse it.

    A session takes the weight of its own day before one of its visit. A patient takes, of the weights that
    belong to no session, the one marked as baseline, else the last one up to the first session, else the first.
    An impossible weight costs its own row only, not the session or patient it would go into.

    Args:
        weights: Rows of VS with the test WEIGHT that have a result.
        sessions: Where they go; their records get a ``weight_kg``.
        patients: Records of the patients; they get one too.
        found: Where attached and refused rows are noted.
        days: Days of visits, for rows without a date.
    """
    in_session: defaultdict[Session, list[tuple[int, Row, str]]] = defaultdict(list)
    outside: defaultdict[str | None, list[tuple[date, Row, str]]] = defaultdict(list)
    for row in weights:
        value = value_in(row, "weight_kg")
        visit = visit_of(row)
        when = row["VSDTC"] or days.day(row["USUBJID"], visit)
        session = sessions.reading(row["USUBJID"], when, visit, row["VSRFTDTC"])
        day = day_of(when)
        if value is None:
            found.refuse(
                row, "unit_not_understood", "The weight is not a number in kg or lb. Correct it or its unit."
            )
        elif not (plain := _possible(value)):
            found.refuse(row, *_IMPOSSIBLE)
        elif session:
            distance = abs((session.day - day).days) if day else 0
            in_session[session].append((distance, row, plain))
        else:
            outside[row["USUBJID"]].append((day or date.max, row, plain))
    for session, candidates in in_session.items():
        _fill("sessions", session.record, sorted(candidates, key=lambda one: one[0]), found)
    records = {record.values["patient_id"]: record for record in patients}
    for subject, those in outside.items():
        _weight_at_start(records.get(subject), sessions.first_day(subject), those, found)


def _possible(value: str) -> str | None:
    """Return a weight (``70``, ``154 lb``) without an exponent, None where nobody weighs that."""
    amount, _, unit = value.partition(" ")
    kilograms = float(amount) * (_KG_PER_LB if unit else 1.0)
    if not POSSIBLE_KG[0] <= kilograms <= POSSIBLE_KG[1]:
        return None
    # Within the range a number is written out in full.
    amount = repr(float(amount)).removesuffix(".0") if "e" in amount.lower() else amount
    return f"{amount} {unit}".rstrip()


def _weight_at_start(
    patient: Record | None, first_day: date | None, weights: list[tuple[date, Row, str]], found: Found
) -> None:
    weights.sort(key=lambda one: one[0])
    marked = [one for one in weights if (one[1]["VSBLFL"] or "").upper() in {"Y", "1", "1.0"}]
    before = [one for one in weights if first_day is None or one[0] <= first_day]
    chosen = (marked or before[-1:] or weights)[0] if patient else None
    if patient and chosen:
        patient.values["weight_kg"] = chosen[2]
        found.attach(chosen[1], "patients", patient)
    for one in weights:
        if one is not chosen:
            found.refuse(one[1], *_NO_PLACE)


def _fill(table: str, record: Record, candidates: list[tuple[int, Row, str]], found: Found) -> None:
    for _, row, value in candidates:
        if record.values.setdefault("weight_kg", value) == value:
            found.attach(row, table, record)
        else:
            found.refuse(
                row,
                "disagreeing_duplicate",
                "Another row gives a different weight for the same session; one of the session's own day,"
                " else the first, is kept. Correct one of them.",
            )
