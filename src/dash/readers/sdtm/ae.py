"""AE (adverse events) becomes side effects."""

from collections.abc import Sequence

from dash.readers.sdtm.cells import flag, is_no, is_yes, minutes_between
from dash.readers.sdtm.domain import Domain, Row
from dash.readers.sdtm.output import Found
from dash.readers.sdtm.sessions import Session, Sessions
from dash.store.columns import Number
from dash.store.tables import ONSET, RESOLVED
from dash.vocabulary import effect_of

_CRITERIA = {
    "serious_death": ("AESDTH",),
    "serious_life_threatening": ("AESLIFE",),
    "serious_hospitalisation": ("AESHOSP",),
    "serious_disability": ("AESDISAB",),
    "serious_congenital_anomaly": ("AESCONG",),
    # Cancer and overdose were criteria of their own in older versions of the standard.
    "serious_important_event": ("AESMIE", "AESCAN", "AESOD"),
}
_ACTIONS = {
    "DOSE NOT CHANGED": "none",
    "DOSE REDUCED": "dose_reduced",
    "DRUG WITHDRAWN": "stopped",
    "DRUG INTERRUPTED": "stopped",
}
_GRADES = {"1": "mild", "2": "moderate", "3": "severe", "4": "severe", "5": "severe"}

_JOINED = "{n} events began on the day of a session and belong to it; the others stay with the patient."
_NO_CRITERION = (
    "{n} events are marked serious (AESER) without a criterion: they are kept as an important medical event."
)
_CONTRADICTION = (
    "{n} events meet a criterion of seriousness although AESER says no: they are kept as serious."
)


def read_ae(domains: Sequence[Domain], sessions: Sessions) -> Found:
    """Take every event that occurred; it joins a session that was on the day it began."""
    found = Found("side_effects")
    found.each(domains, lambda row: _take(row, sessions, found))
    return found


def _take(row: Row, sessions: Sessions, found: Found) -> None:
    if is_no(row["AEOCCUR"]):
        found.refuse(row, "did_not_occur", "The row says that the event did not occur (AEOCCUR).")
        return
    session = sessions.event(row["USUBJID"], row["AESTDTC"])
    if session:
        found.remark(row, _JOINED)
    found.add(
        row,
        session_id=session.session_id if session else None,
        patient_id=None if session else row["USUBJID"],
        effect=_effect(row),
        severity=_severity(row),
        onset_minute=_minute(session, row["AESTDTC"], ONSET),
        resolved_minute=_minute(session, row["AEENDTC"], RESOLVED),
        started_at=row["AESTDTC"],
        ended_at=row["AEENDTC"],
        action=_action(row),
        reported_as=row["AETERM"] or row["AEDECOD"],
        **_seriousness(row, found),
    )


def _effect(row: Row) -> str | None:
    """Key of the effect by preferred, lowest level or reported term, else the preferred term as written."""
    names = ("AEDECOD", "AELLT", "AETERM")
    known = (effect_of(row[name]) for name in names)
    return next((key for key in known if key), None) or next((row[name] for name in names if row[name]), None)


def _severity(row: Row) -> str | None:
    if row["AESEV"]:
        return row["AESEV"].lower()
    return _GRADES.get(row["AETOXGR"] or "")


def _minute(session: Session | None, when: str | None, column: Number) -> str | None:
    """Minutes from dose; None too where the times are further apart than a minute may be: the times themselves stay."""
    minutes = minutes_between(session.started_at, when) if session else None
    return str(minutes) if minutes is not None and column.holds(minutes) else None


def _action(row: Row) -> str | None:
    action = _ACTIONS.get((row["AEACN"] or "").upper())
    # A treatment says more than that the dose was left as it was.
    return "treated" if is_yes(row["AECONTRT"]) and action in {None, "none"} else action


def _seriousness(row: Row, found: Found) -> dict[str, str | None]:
    criteria: dict[str, str | None] = {}
    for column, names in _CRITERIA.items():
        flags = [row[name] for name in names if row[name]]
        criteria[column] = next(
            (flag(one) for one in flags if is_yes(one)), flag(flags[0]) if flags else None
        )
    serious = "true" in criteria.values()
    if is_yes(row["AESER"]) and not serious:
        found.remark(row, _NO_CRITERION)
        criteria["serious_important_event"] = "true"
    elif is_no(row["AESER"]) and serious:
        found.remark(row, _CONTRADICTION)
    elif is_no(row["AESER"]) and not any(criteria.values()):
        # Answered as a whole: no criterion is met.
        criteria["serious_important_event"] = "false"
    return criteria
