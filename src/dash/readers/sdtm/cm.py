"""CM (concomitant medications) becomes medications."""

from collections.abc import Sequence

from dash.readers.sdtm.cells import is_no
from dash.readers.sdtm.domain import Domain, Row
from dash.readers.sdtm.output import Found
from dash.vocabulary import medication_class_of


def read_cm(domains: Sequence[Domain]) -> Found:
    """Take every medication that was taken; partial dates stay as they are."""
    found = Found("medications")
    found.each(domains, lambda row: _take(row, found))
    return found


def _take(row: Row, found: Found) -> None:
    if is_no(row["CMOCCUR"]) or (row["CMSTAT"] or "").upper() == "NOT DONE":
        found.refuse(
            row, "did_not_occur", "The row says that the medication was not taken (CMOCCUR, CMSTAT)."
        )
        return
    coded = _coded(row)
    found.add(
        row,
        patient_id=row["USUBJID"],
        medication=coded or row["CMTRT"],
        **{"class": medication_class_of(coded) or medication_class_of(row["CMTRT"])},
        started_on=row["CMSTDTC"],
        stopped_on=row["CMENDTC"],
    )


def _coded(row: Row) -> str | None:
    """Return the coded name, None where the source says that it has none."""
    coded = row["CMDECOD"]
    return None if coded and coded.upper() in {"UNCODED", "NOT CODED"} else coded
