"""DM (demographics) becomes patients."""

from collections.abc import Sequence

from dash.readers.sdtm.cells import number
from dash.readers.sdtm.domain import Domain, Row
from dash.readers.sdtm.output import Found
from dash.vocabulary import sex_of

_FROM_AGE = (
    "AGE without birth date: the birth year of {n} patients is the year of DMDTC (else RFSTDTC) minus AGE;"
    " it may be one year off."
)
_NO_YEAR = "{n} patients have neither a birth date nor an age in years with a date: no birth year."


def read_dm(domains: Sequence[Domain]) -> Found:
    """Take every subject as a patient; indication and blood pressure goals are not part of DM."""
    found = Found("patients")
    for domain in domains:
        for row in domain.rows():
            found.add(
                row,
                patient_id=row["USUBJID"],
                birth_year=_birth_year(row, found),
                sex=_sex(row["SEX"]),
            )
    return found


def _birth_year(row: Row, found: Found) -> str | None:
    birth = row["BRTHDTC"]
    if birth and birth[:4].isdigit():
        return birth[:4]
    age, seen = number(row["AGE"]), row["DMDTC"] or row["RFSTDTC"]
    in_years = (row["AGEU"] or "").upper() in {"YEARS", "YEAR"}
    if in_years and age and age.isdigit() and seen and seen[:4].isdigit():
        found.remark(row, _FROM_AGE)
        return str(int(seen[:4]) - int(age))
    found.remark(row, _NO_YEAR)
    return None


def _sex(text: str | None) -> str | None:
    if text and text.upper() in {"UNDIFFERENTIATED", "INTERSEX"}:
        return "other"
    return sex_of(text) or text
