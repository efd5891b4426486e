"""QS (questionnaires) becomes scores."""

import re
from collections.abc import Sequence

from dash.readers.sdtm.cells import is_time, number
from dash.readers.sdtm.domain import Domain, Row
from dash.readers.sdtm.output import Found
from dash.readers.sdtm.sessions import visit_of
from dash.readers.sdtm.sv import VisitDays
from dash.vocabulary import INSTRUMENTS, instrument_of

_ITEM = re.compile(r"\d{2}$", re.ASCII)
_OTHER = "{n} answers are of a questionnaire outside the vocabulary: kept as 'other', the item by its code."
_BY_VISIT = "{n} answers have no date (QSDTC): they are dated by their visit (SV)."


def read_qs(domains: Sequence[Domain], days: VisitDays) -> Found:
    """Take every answer that is a number."""
    found = Found("scores")
    found.each(domains, lambda row: _look_at(row, days, found))
    return found


def _look_at(row: Row, days: VisitDays, found: Found) -> None:
    value = number(row["QSSTRESN"]) or number(row["QSSTRESC"]) or number(row["QSORRES"])
    if (row["QSSTAT"] or "").upper() == "NOT DONE" or not (
        row["QSORRES"] or row["QSSTRESC"] or row["QSSTRESN"]
    ):
        found.refuse(row, "no_value", "The row has no answer (QSSTAT, QSORRES): there is nothing to take.")
    elif value is None:
        found.refuse(row, "not_a_number", "The answer is not a number, and a score has no place for words.")
    elif row["QSDTC"] and not is_time(row["QSDTC"]):
        found.refuse(
            row,
            "measured_at_not_a_time",
            "QSDTC is not a full date or time. Write it as 2026-03-09 or 2026-03-09T14:30.",
        )
    else:
        _take(row, value, days, found)


def _take(row: Row, value: str, days: VisitDays, found: Found) -> None:
    when = row["QSDTC"] or days.day(row["USUBJID"], visit_of(row))
    if when and row["QSDTC"] is None:
        found.remark(row, _BY_VISIT)
    instrument, item = _question(row)
    if instrument == "other":
        found.remark(row, _OTHER)
    found.add(
        row,
        patient_id=row["USUBJID"],
        measured_at=when,
        instrument=instrument,
        item=item,
        value=value,
        recall_window=row["QSEVLINT"] or row["QSEVINTX"],
    )


def _question(row: Row) -> tuple[str, str | None]:
    """Return the instrument and ``total`` or the item's number; an item that fits none is of ``other``."""
    code = row["QSTESTCD"]
    key = instrument_of(row["QSCAT"]) or instrument_of(code)
    if key is None:
        return "other", code
    named = (row["QSTEST"] or "").lower()
    if "total" in named or (code and "TOT" in code.upper()) or instrument_of(code) == key:
        return key, "total"
    numbered = _ITEM.search(code or "")
    if numbered and 1 <= int(numbered[0]) <= (INSTRUMENTS[key].items or 0):
        return key, str(int(numbered[0]))
    return "other", code
