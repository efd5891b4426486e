"""Who the patient is, what was given last and what is planned, in words."""

from collections.abc import Sequence
from datetime import date

from dash.reports.brief.course import others
from dash.reports.brief.effects import last_words
from dash.reports.brief.wording import age, day_words, drug, given, number, phase, route, sex, shown
from dash.rulebook.record import Appointment, PatientRecord
from dash.vocabulary import INDICATIONS

_LONGEST = 120
_MOST_PLANNED = 3
"""Appointments of one day written out."""


def facts(record: PatientRecord, day: date) -> list[tuple[str, str]]:
    """Return the facts beside the identifier, each with its name."""
    last = record.given[-1] if record.given else None
    indication = record.indication or ""
    return [
        ("Age, sex", f"{age(record, day)}, {sex(record.sex)}"),
        ("Indication", INDICATIONS[indication].label if indication in INDICATIONS else "not recorded"),
        ("Phase", phase(last.phase) if last else "no session yet"),
        ("Next session", str(len(record.given) + 1)),
        ("Weight", _weight(record)),
        ("Day of review", day_words(day)),
    ]


def _weight(record: PatientRecord) -> str:
    for session in reversed(record.given):
        if session.weight_kg is not None:
            return f"{number(session.weight_kg, 1)} kg, {day_words(session.day)}"
    return "not recorded" if record.weight_kg is None else f"{number(record.weight_kg, 1)} kg, no date"


def lines(record: PatientRecord, day: date) -> list[tuple[str, str]]:
    """Return what was given last, what was suffered then, what is planned, and the other scales, each with its name."""
    found = [("Last given", given(record.given[-1], day) if record.given else "no session recorded")]
    if record.given:
        found.append(("Side effects then", shown(last_words(record, record.given[-1]), _LONGEST)))
    planned = [one for one in record.appointments if one.day == day]
    if planned:
        found.append(("Planned", _planned(planned)))
    more = others(record)
    if more:
        found.append(("Other scales, last", shown(more, _LONGEST)))
    return found


def _planned(planned: Sequence[Appointment]) -> str:
    said = "; ".join(_appointment(one) for one in planned[:_MOST_PLANNED])
    more = len(planned) - _MOST_PLANNED
    return f"{said}; and {more} more that day" if more > 0 else said


def _appointment(one: Appointment) -> str:
    if one.drug is None and one.route is None and one.dose_mg is None:
        return (
            f"{one.scheduled_at:%H:%M}, nothing else recorded"
            if one.has_time
            else "no more recorded than the day"
        )
    parts = [
        f"{one.scheduled_at:%H:%M}" if one.has_time else "no time recorded",
        drug(one.drug) if one.drug else "drug not recorded",
        route(one.route) if one.route else "route not recorded",
        f"{number(one.dose_mg, 1)} mg" if one.dose_mg is not None else "dose not recorded",
    ]
    return " · ".join(parts)
