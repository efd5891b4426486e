"""The list of a day: one row a patient, first what needs attention."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from dash.queries.data_date import data_date
from dash.queries.question import Subject, question
from dash.queries.record_counts import RecordCounts
from dash.reports.day_flags import (
    NO_FLAGS,
    NOT_ASKED,
    PLACE_WORDS,
    Flags,
    ask_day_flags,
    place,
    settled_flags,
    waiting,
)
from dash.reports.day_of_review import day_of_review
from dash.reports.day_patients import DayPatient, DayPatients, day_patients
from dash.reports.standing_facts import Seen, seen_by_patient
from dash.rulebook import rulebook
from dash.rulebook.positives import to_act_on
from dash.store.journal import journal_beside
from dash.store.journal.many import Answer, acknowledged_answers
from dash.store.reading import Database

Acknowledged = Mapping[str, Collection[Answer]]
"""Positive answers acknowledged, by patient; nobody's where a patient is absent."""

SORTED_BY = "Sorted by severity, then"
"""The rule of the order, to be followed by what the patients stand by within a place."""
ORDER = "; ".join(PLACE_WORDS[:-1])
"""The places in words, the first first."""


@dataclass(frozen=True, slots=True)
class DayRow:
    """One row of the list.

    Attributes:
        patient: Who it is and what is known.
        flags: What the rules found; None where they were not asked yet.
        place: By severity, of ``PLACE_WORDS``; ``NOT_ASKED`` while ``flags`` is None.
        open_positives: Number of positive answers behind the flags that nobody has acknowledged.
    """

    patient: DayPatient
    flags: Flags | None
    place: int
    open_positives: int


def day_rows(
    patients: Iterable[DayPatient],
    flags: Mapping[int, Flags],
    acknowledged: Acknowledged,
    seen: Mapping[str, Seen] | None = None,
) -> list[DayRow]:
    """Return the rows in the order of the list.

    Args:
        patients: In order of time, or of last session; the order within a place.
        flags: By patient key; patients may be absent as long as their rules were not asked.
        acknowledged: What the journal holds.
        seen: By patient, the standing facts that the last review showed; without it everything is new.
    """
    rows = []
    for patient in patients:
        found, known = flags.get(patient.key), acknowledged.get(patient.patient_id, ())
        if found is not None:
            found = settled_flags(found, (seen or {}).get(patient.patient_id, {}))
        rows.append(
            DayRow(
                patient,
                found,
                NOT_ASKED if found is None else place(found, known),
                0 if found is None else len(waiting(found.positives, known)),
            )
        )
    return sorted(rows, key=lambda row: row.place)


def acts(row: DayRow, acknowledged: Collection[Answer]) -> bool:
    """Tell whether an *Act* stands in a row that nobody has acknowledged: what is red, and nothing else is.

    Args:
        row: Of the list.
        acknowledged: The patient's acknowledged answers.
    """
    if row.flags is None:
        return False
    open_acts = any(
        flag.severity == "act" and (not flag.positives or waiting(flag.positives, acknowledged))
        for flag in row.flags.fired
    )
    behind = {positive for flag in row.flags.fired for positive in flag.positives}
    others = [one for one in waiting(row.flags.positives, acknowledged) if one not in behind]
    return open_acts or any(to_act_on(one, rulebook().rules) for one in others)


def planned_mg_per_kg(patient: DayPatient) -> float | None:
    """Return the planned dose per kg of ``DayPatient.weight_kg``; None where either is missing."""
    dose = patient.planned[0].dose_mg if patient.planned else None
    weight = patient.weight_kg
    return dose / weight if dose is not None and weight is not None else None


@question("Patients of one day (--day) with their flags, all sites", Subject.RECORDS, measured="never")
def day_list(database: Database, day: date) -> pd.DataFrame:
    """Return the list of a day with its flags, in the order of the screen.

    Columns:
        patient_id, site_id, listed_by (``appointment`` or ``last session``, of a past day one of that day).
        scheduled_at, scheduled_has_time, appointments (how many that day), planned_route, planned_drug,
        planned_dose_mg (mg), planned_mg_per_kg, weight_kg, weighed_on: The last weight recorded in
            a session, else that of the list of patients, without a day.
        sessions, last_session, days_since (days), last_drug, last_route, last_dose_mg, last_mg_per_kg,
        peak_systolic, peak_diastolic (mmHg).
        instrument, score (points), score_on.
        standing: Of it to the baseline, in words: "18 below 21 (86 %), remission since 19 Nov".
        attention: Place of the list. act, review, check, missing, note: What the rules found, parted by "; ".
        not_measurable: Rules that could not be judged. open_positives: Positive answers that nobody acknowledged.

    Raises:
        JournalError: The journal beside the database cannot be read.
    """
    found = day_patients(database, day, past=day < day_of_review(database, date.today()).day)
    flags = ask_day_flags(database, [patient.key for patient in found.patients], day)
    made_up = bool(data_date(database).iloc[0]["made_up"])
    journal, names = journal_beside(database.path), [patient.patient_id for patient in found.patients]
    acknowledged = acknowledged_answers(journal, names, made_up)
    rows = day_rows(found.patients, flags, acknowledged, seen_by_patient(journal, names, made_up))
    frame = pd.DataFrame([_record(found, row) for row in rows], columns=_COLUMNS)
    days = ["scheduled_at", "weighed_on", "last_session", "score_on"]
    return frame.assign(**{name: pd.to_datetime(frame[name]) for name in days})


_NOBODY = DayPatient(0, "", None, (), None, None, RecordCounts(0, 0, 0, 0))


def _record(found: DayPatients, row: DayRow) -> dict[str, Any]:
    patient, last, score = row.patient, row.patient.last, row.patient.score
    plan = patient.planned[0] if patient.planned else None
    flags = row.flags or NO_FLAGS
    return {
        "patient_id": patient.patient_id,
        "site_id": patient.site_id,
        "listed_by": "appointment" if patient.planned else "last session",
        "scheduled_at": plan.scheduled_at if plan else None,
        "scheduled_has_time": plan.has_time if plan else None,
        "appointments": len(patient.planned),
        "planned_route": plan.route if plan else None,
        "planned_drug": plan.drug if plan else None,
        "planned_dose_mg": plan.dose_mg if plan else None,
        "planned_mg_per_kg": planned_mg_per_kg(patient),
        "weight_kg": patient.weight_kg,
        "weighed_on": patient.weighed_on,
        "sessions": last.sessions if last else 0,
        "last_session": last.day if last else None,
        "days_since": (found.day - last.day).days if last else None,
        "last_drug": last.drug if last else None,
        "last_route": last.route if last else None,
        "last_dose_mg": last.dose_mg if last else None,
        "last_mg_per_kg": last.mg_per_kg if last else None,
        "peak_systolic": last.peak_systolic if last else None,
        "peak_diastolic": last.peak_diastolic if last else None,
        "instrument": score.instrument if score else None,
        "score": score.values[-1] if score else None,
        "score_on": score.last_on if score else None,
        "standing": flags.standing,
        "attention": PLACE_WORDS[row.place],
        "act": "; ".join(flags.headlines("act")),
        "review": "; ".join(flags.headlines("review")),
        "check": "; ".join(flags.headlines("check")),
        "missing": "; ".join(flags.headlines("missing")),
        "note": "; ".join(flags.headlines("note")),
        "not_measurable": flags.not_measurable,
        "open_positives": row.open_positives,
    }


_COLUMNS = list(_record(DayPatients(date.min, False, (), 0), DayRow(_NOBODY, None, NOT_ASKED, 0)))
