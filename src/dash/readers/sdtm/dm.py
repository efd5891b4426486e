"""DM (demographics) becomes patients."""

from collections.abc import Sequence

from dash.readers.sdtm.cells import age_of, year_of
from dash.readers.sdtm.domain import Domain, Row
from dash.readers.sdtm.output import Found
from dash.vocabulary import sex_of

_FROM_AGE = (
    "AGE without birth date: the birth year of {n} patients is the year of DMDTC (else RFSTDTC) minus AGE;"
    " it may be one year off."
)
_NOT_A_DATE = (
    "dmdtc_not_a_date",
    "DMDTC (else RFSTDTC), from which and AGE the birth year is worked out, does not begin with a year."
    " Write it as 2026-03-09, or leave it empty.",
)
_NOT_AN_AGE = (
    "age_not_a_number",
    "AGE is not a whole number of years. Correct it, or leave it empty where it is not known.",
)
_NO_YEAR = "{n} patients have neither a birth date nor an age in years with a date: no birth year."


def read_dm(domains: Sequence[Domain]) -> Found:
    """Take every subject as a patient; indication and blood pressure goals are not part of DM."""
    found = Found("patients")
    found.each(domains, lambda row: _take(row, found))
    return found


def _take(row: Row, found: Found) -> None:
    birth_year = year_of(row["BRTHDTC"])
    if birth_year is None and row["AGE"] and (row["AGEU"] or "").upper() in {"YEARS", "YEAR"}:
        age, dates = age_of(row["AGE"]), [date for date in (row["DMDTC"], row["RFSTDTC"]) if date]
        seen = next((year for year in map(year_of, dates) if year is not None), None)
        if age is None:
            found.refuse(row, *_NOT_AN_AGE)
            return
        if dates and seen is None:
            found.refuse(row, *_NOT_A_DATE)
            return
        if seen is not None:
            birth_year = seen - age
            found.remark(row, _FROM_AGE)
    if birth_year is None:
        found.remark(row, _NO_YEAR)
    found.add(
        row,
        patient_id=row["USUBJID"],
        birth_year=None if birth_year is None else str(birth_year),
        sex=_sex(row["SEX"]),
    )


def _sex(text: str | None) -> str | None:
    if text and text.upper() in {"UNDIFFERENTIATED", "INTERSEX"}:
        return "other"
    return sex_of(text) or text
