"""EX (exposure) becomes sessions: each record is one."""

from collections.abc import Mapping, Sequence

from dash.readers.sdtm.cells import clock_of, day_of, is_no, minutes_between, moment_of, number
from dash.readers.sdtm.domain import Domain, Row
from dash.readers.sdtm.output import Found
from dash.readers.sdtm.sessions import Session, Sessions, visit_of
from dash.vocabulary import drug_of, route_of

_MG_PER_UNIT = {"mg": 1.0, "g": 1000.0, "ug": 0.001, "mcg": 0.001, "µg": 0.001}
_DAY_MINUTES = 1440

_PLACEBO = "{n} sessions are placebo: the dose is left empty, as no drug was given."
_NO_CLOCK = "{n} sessions have a date without a clock time: minutes since dose cannot be computed for them."
_PERIOD = "EXENDTC of {n} sessions is the end of dosing, not of monitoring: it is not used as the end of the session."
_OTHER_ROUTE = "{n} sessions have a route outside the vocabulary: they are shown as 'Other route', with the route as written."
_OTHER_DRUG = (
    "{n} sessions are of another drug than ketamine or esketamine: shown as 'Other drug', as written."
)


def read_ex(domains: Sequence[Domain], sites: Mapping[str, str]) -> tuple[Found, Sessions]:
    """Take every record with a full start date as a session.

    Args:
        domains: The files of the domain.
        sites: Site of each subject, from DM.
    """
    found = Found("sessions")
    sessions: list[Session] = []

    def take(row: Row) -> None:
        session = _session(row, sites, found)
        if session:
            sessions.append(session)

    found.each(domains, take)
    return found, Sessions(sessions)


def _session(row: Row, sites: Mapping[str, str], found: Found) -> Session | None:
    subject, started_at, day = row["USUBJID"], row["EXSTDTC"], day_of(row["EXSTDTC"])
    if subject is None or started_at is None or day is None:
        found.refuse(row, "no_start", "A session needs USUBJID and a full date in EXSTDTC. Complete the row.")
        return None
    try:
        dose = _dose(row, found)
    except ValueError:
        found.refuse(
            row,
            "dose_unit_not_understood",
            "EXDOSE is not a number in mg, g, µg or mg/kg (EXDOSU). Give the dose in mg.",
        )
        return None
    session_id = f"{subject}/{number(row['EXSEQ']) or row['EXSEQ'] or started_at}"
    drug, route = drug_of(row["EXTRT"]), route_of(row["EXROUTE"])
    given = not (is_no(row["EXOCCUR"]) or (row["EXSTAT"] or "").upper() == "NOT DONE")
    record = found.add(
        row,
        session_id=session_id,
        patient_id=subject,
        started_at=started_at,
        drug=drug or ("other" if row["EXTRT"] else None),
        drug_as_written=row["EXTRT"],
        route=route or ("other" if row["EXROUTE"] else None),
        route_as_written=row["EXROUTE"],
        dose_mg=dose,
        infusion_minutes=_infusion_minutes(row, route),
        site_id=sites.get(subject),
        lot_number=row["EXLOT"],
        status=None if given else "cancelled",
        note=row["EXDOSTXT"],
    )
    for applies, message in (
        (moment_of(started_at) is None, _NO_CLOCK),
        (row["EXENDTC"] is not None, _PERIOD),
        (route is None, _OTHER_ROUTE),
        (drug is None, _OTHER_DRUG),
    ):
        if applies:
            found.remark(row, message)
    return Session(session_id, subject, started_at, day, clock_of(started_at), visit_of(row), record)


def _dose(row: Row, found: Found) -> str | None:
    """Return the dose for the cell ``dose_mg``.

    Raises:
        ValueError: The dose is not a number in a unit that is understood.
    """
    if row["EXDOSE"] is None:
        return None
    dose, unit = number(row["EXDOSE"]), (row["EXDOSU"] or "").lower()
    if dose is None:
        raise ValueError
    if "placebo" in (row["EXTRT"] or "").lower() and float(dose) == 0:
        found.remark(row, _PLACEBO)
        return None
    if unit == "mg/kg":
        return f"{dose} mg/kg"
    if unit not in _MG_PER_UNIT:
        raise ValueError
    return dose if unit == "mg" else f"{float(dose) * _MG_PER_UNIT[unit]:.10g}"


def _infusion_minutes(row: Row, route: str | None) -> str | None:
    """Minutes from start to end of an intravenous dose, where both have clock times."""
    minutes = minutes_between(row["EXSTDTC"], row["EXENDTC"]) if route == "iv" else None
    return str(minutes) if minutes is not None and 0 < minutes < _DAY_MINUTES else None
