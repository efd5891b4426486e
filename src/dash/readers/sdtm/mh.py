"""MH (medical history) becomes conditions."""

from collections.abc import Sequence

from dash.readers.sdtm.cells import is_no
from dash.readers.sdtm.domain import Domain, Row
from dash.readers.sdtm.output import Found
from dash.vocabulary import condition_of

_NAMES = ("MHDECOD", "MHLLT", "MHTERM")
_NOTED = "{n} conditions have no date of onset (MHSTDTC): they are dated by when they were noted (MHDTC)."


def read_mh(domains: Sequence[Domain]) -> Found:
    """Take every condition that was present; its term stands in the note."""
    found = Found("conditions")
    found.each(domains, lambda row: _take(row, found))
    return found


def _take(row: Row, found: Found) -> None:
    if is_no(row["MHOCCUR"]) or (row["MHSTAT"] or "").upper() == "NOT DONE":
        found.refuse(
            row, "did_not_occur", "The row says that the condition was not present (MHOCCUR, MHSTAT)."
        )
        return
    if row["MHSTDTC"] is None and row["MHDTC"]:
        found.remark(row, _NOTED)
    term = _term(row)
    known = (condition_of(row[name]) for name in _NAMES)
    found.add(
        row,
        patient_id=row["USUBJID"],
        condition=next((key for key in known if key), None) or ("other" if term else None),
        noted_on=row["MHSTDTC"] or row["MHDTC"],
        note=term,
    )


def _term(row: Row) -> str | None:
    return next((row[name] for name in _NAMES if row[name]), None)
