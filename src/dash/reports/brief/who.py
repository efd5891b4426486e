"""Who the patient is, what was given last and what is planned, in words."""

from collections.abc import Sequence
from datetime import date

from dash.reports.about_patient import About, about_patient
from dash.reports.brief.course import others
from dash.reports.brief.effects import last_words
from dash.reports.brief.frames import Frames
from dash.reports.brief.wording import age, drug, given, number, phase, route, sex, shown
from dash.reports.last_vitals import last_vitals, vitals_words
from dash.reports.typed_pressure import typed_words
from dash.rulebook.facts import Pressure
from dash.rulebook.record import Appointment, PatientRecord
from dash.rulebook.words import joined
from dash.wording import day_words

_LONGEST, _HALF = 120, 55
_MOST_PLANNED = 3
"""Appointments of one day written out."""


def facts(record: PatientRecord, day: date) -> list[tuple[str, str]]:
    """Return the facts beside the identifier, each with its name."""
    last = record.given[-1] if record.given else None
    return [
        ("Age, sex", f"{age(record, day)}, {sex(record.sex)}"),
        ("Indication", _about(record, day).why),
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


def _about(record: PatientRecord, day: date) -> About:
    return about_patient(
        record.indication, record.failed_antidepressants, record.medications, record.conditions, day
    )


def lines(
    record: PatientRecord, rows: Frames, day: date, today: Pressure | None = None
) -> list[tuple[str, str]]:
    """Return what was given last and what was measured and suffered then, what is taken, planned and typed, each named.

    Args:
        record: What is known.
        rows: The same as rows of the questions.
        day: Day of the review.
        today: Pressure before the dose as typed, mmHg.
    """
    found = [("Last given", given(record.given[-1], day) if record.given else "no session recorded")]
    if today is not None:
        found.append(("Before the dose today", typed_words(today)))
    if record.given:
        sessions = rows.sessions[rows.sessions["session_number"].notna()]
        found.append(("Measured then", " · ".join(vitals_words(last_vitals(rows.readings, sessions)))))
        found.append(("Side effects then", shown(last_words(record, record.given[-1]), _LONGEST)))
    about = _about(record, day)
    now, past = joined(about.taken, _HALF) or about.now, joined(about.history, _HALF) or about.past
    found.append(("Takes now", f"{shown(now, _HALF)} · history: {shown(past, _HALF)}"))
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
