"""VS (vital signs) becomes vitals: the tests of one moment are combined into one reading."""

from collections.abc import Sequence

from dash.readers.sdtm.cells import UNITS, duration_minutes, is_dose_reference, is_time, number
from dash.readers.sdtm.domain import Domain, Row
from dash.readers.sdtm.output import Found, Record
from dash.readers.sdtm.sessions import Session, Sessions, visit_of
from dash.readers.sdtm.sv import VisitDays
from dash.vocabulary import position_of

_COLUMN_OF = {
    "SYSBP": "systolic_mmhg",
    "DIABP": "diastolic_mmhg",
    "PULSE": "heart_rate_bpm",
    "HR": "heart_rate_bpm",
    "OXYSAT": "spo2_percent",
}
_JOINED = "{n} rows joined a session by reference time, date or visit; the others stay with the patient."
_OTHER_REFERENCE = (
    "VSELTM of {n} rows counts from another moment than the dose (VSTPTREF): it gives no minutes since dose."
)
_NO_DURATION = "VSELTM of {n} rows is not a duration (PT40M): it gives no minutes since dose."
_NO_MINUTES = (
    "elapsed_time_not_understood",
    "VSELTM is a duration that cannot be read, or one too long. Write it as PT40M or -PT15M, or leave it empty.",
)
_Key = tuple[str | None, ...]


def read_vs(domains: Sequence[Domain], sessions: Sessions, days: VisitDays) -> tuple[Found, list[Row]]:
    """Combine readings; weights are handed back, as they belong to sessions and patients.

    One reading is one patient, session, visit, date or time, time point and position.
    """
    found = Found("vitals")
    weights: list[Row] = []
    readings: dict[_Key, Record] = {}

    def look_at(row: Row) -> None:
        test = (row["VSTESTCD"] or "").upper()
        if is_without_value(row):
            found.refuse(
                row, "no_value", "The row has no result (VSSTAT, VSORRES): there is nothing to take."
            )
        elif test == "WEIGHT":
            weights.append(row)
        elif test not in _COLUMN_OF:
            found.refuse(
                row,
                "no_place_in_record",
                "The session record has no place for this test (VSTESTCD)."
                " Blood pressure, pulse, oxygen saturation and weight are taken.",
            )
        else:
            _take(row, _COLUMN_OF[test], found, readings, sessions, days)

    found.each(domains, look_at)
    return found, weights


def is_without_value(row: Row) -> bool:
    """Tell whether a row of VS says that nothing was measured."""
    return (row["VSSTAT"] or "").upper() == "NOT DONE" or (
        row["VSORRES"] is None and row["VSSTRESN"] is None and row["VSSTRESC"] is None
    )


def _take(
    row: Row,
    column: str,
    found: Found,
    readings: dict[_Key, Record],
    sessions: Sessions,
    days: VisitDays,
) -> None:
    value = value_in(row, column)
    if value is None:
        found.refuse(
            row,
            "unit_not_understood",
            f"The result is not a number in a unit understood for {column}"
            f" ({', '.join(sorted(UNITS[column]))}). Correct the result or its unit.",
        )
        return
    if row["VSDTC"] and not is_time(row["VSDTC"]):
        found.refuse(
            row,
            "measured_at_not_a_time",
            "VSDTC is not a full date or time. Write it as 2026-03-09 or 2026-03-09T14:30.",
        )
        return
    visit = visit_of(row)
    when = row["VSDTC"] or days.day(row["USUBJID"], visit)
    session = sessions.reading(row["USUBJID"], when, visit, row["VSRFTDTC"])
    if row["VSELTM"] and not is_dose_reference(row["VSTPTREF"]):
        found.remark(row, _OTHER_REFERENCE)
    elif row["VSELTM"] and session and _minutes(row) is None:
        if row["VSELTM"].lstrip("+-").startswith("P"):
            found.refuse(row, *_NO_MINUTES)
            return
        found.remark(row, _NO_DURATION)
    if session:
        found.remark(row, _JOINED)
    place = _place(row, session, when)
    key = (row.file, visit, *place.values())
    record = readings.get(key)
    if record is None:
        readings[key] = found.add(row, **place, **{column: value})
    elif record.values.setdefault(column, value) == value:
        record.sources.append(row)
    else:
        found.refuse(
            row,
            "disagreeing_duplicate",
            f"Another row gives a different {column} for the same moment; the first is kept."
            " Correct one of them, or tell them apart by VSTPT.",
        )


def _place(row: Row, session: Session | None, when: str | None) -> dict[str, str | None]:
    """Whose reading it is and when it was taken."""
    minutes = _minutes(row) if session else None
    time_point = row["VSTPT"]
    if row["VSREPNUM"]:
        # Repeats of one time point are readings of their own.
        time_point = f"{time_point}, repeat {row['VSREPNUM']}" if time_point else f"Repeat {row['VSREPNUM']}"
    return {
        "session_id": session.session_id if session else None,
        "patient_id": None if session else row["USUBJID"],
        "minute": None if minutes is None else str(minutes),
        "measured_at": when,
        "time_point": time_point,
        "position": position_of(row["VSPOS"]) or ("unknown" if row["VSPOS"] else None),
    }


def _minutes(row: Row) -> int | None:
    """Minutes since the dose as the source writes them."""
    return duration_minutes(row["VSELTM"]) if is_dose_reference(row["VSTPTREF"]) else None


def value_in(row: Row, column: str) -> str | None:
    """Return the result in the unit of a column: the standardised one, else the original; None where neither is.

    Except for weights a missing unit stands for the column's own: no other is in use for the test.
    """
    for result, unit in (("VSSTRESN", "VSSTRESU"), ("VSSTRESC", "VSSTRESU"), ("VSORRES", "VSORRESU")):
        value = number(row[result])
        # A result without a unit beside one in cmH2O or kPa may be in either.
        written = (row[unit] or row["VSSTRESU"] or row["VSORRESU"] or "").lower()
        if value and (written in UNITS[column] or (not written and column != "weight_kg")):
            return value
        if value and column == "weight_kg" and written in {"lb", "lbs"}:
            return f"{value} lb"
    return None
