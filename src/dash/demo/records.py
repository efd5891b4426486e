"""Sessions, appointments and vital signs of the made-up clinic as tables."""

import numpy as np
import pandas as pd

from dash.demo import text
from dash.demo.arrays import Flags, Floats, Generator, Ints, counts
from dash.demo.people import People
from dash.demo.planted import SITES
from dash.demo.pressure import Readings
from dash.demo.reference import IN, IV, PO, ROUTES, SL
from dash.demo.sessions import CANCELLED, CLINICIAN_IDS, STOPPED, Sessions

DRUGS = ("racemic_ketamine", "esketamine")
_DRUGS_WRITTEN = ("Ketamine HCl", "Esketamine nasal spray")
_ROUTES_WRITTEN = ("IV", "intranasal", "IM", "SC", "sublingual", "PO")
_PHASES = ("induction", "maintenance")
_STATUS = ("completed", "stopped_early", "cancelled")
_ELICITATION = ("solicited", "scale", "spontaneous")
_WATCHED = np.array([75, 120, 75, 110, 90, 120])  # minutes from dose to the end of monitoring, at least
_NOTES = (
    "",
    "Blood pressure too high before dose",
    "Patient unwell",
    "Patient did not attend",
    "Stopped at patient's request",
)
CLOCK_SITE = 2  # writes clock times instead of minutes


def sessions_table(
    rng: Generator,
    sessions: Sessions,
    readings: Readings,
    effects_until: Ints,
    ids: tuple[text.Text, text.Text],
) -> pd.DataFrame:
    """Write the sessions, in the order they are stored in.

    Args:
        rng: Source of chance.
        sessions: The sessions.
        readings: What was measured in them.
        effects_until: Minute at which sedation and dissociation were over, per session.
        ids: Patient and session identifiers, one per session.
    """
    size = len(sessions)
    cancelled = sessions.status == CANCELLED
    stopped = sessions.status == STOPPED
    ready = np.maximum(counts(rng, 40, 60, size), effects_until + counts(rng, 0, 12, size))
    ready = np.where(sessions.route == IN, np.maximum(ready, counts(rng, 80, 118, size)), ready)
    ended = np.maximum(_WATCHED[sessions.route] + counts(rng, 0, 12, size), ready)
    # Nobody is measured after the end of monitoring.
    ended = np.maximum(ended, np.where(readings.taken, readings.minute, 0).max(axis=1))
    infusion = np.where(rng.random(size) < 0.9, 40, rng.choice([45, 50, 60], size))
    infusion = np.where(stopped, np.round(infusion * 0.6), infusion).astype(np.int64)
    high = readings.taken[:, 0] & (readings.systolic[:, 0] > 140)
    note = np.where(cancelled, np.where(high, 1, np.where(readings.taken[:, 0], 2, 3)), 0)
    note = np.where(stopped, 4, note)
    esketamine = (sessions.route == IN).astype(np.int64)
    return text.frame(
        "sessions",
        size,
        {
            "session_id": ids[1],
            "patient_id": ids[0],
            "started_at": text.minutes(sessions.started),
            "drug": text.pick(esketamine, DRUGS),
            "drug_as_written": text.pick(esketamine, _DRUGS_WRITTEN),
            "route": text.pick(sessions.route, ROUTES),
            "route_as_written": text.pick(sessions.route, _ROUTES_WRITTEN),
            "dose_mg": text.decimal(sessions.dose_mg, sessions.no_dose | cancelled),
            "weight_kg": text.decimal(sessions.weight_kg, sessions.no_weight | cancelled),
            "infusion_minutes": text.whole(infusion, (sessions.route != IV) | cancelled),
            "ended_at": text.minutes(sessions.started + ended, cancelled | (rng.random(size) < 0.02)),
            "ready_at": text.minutes(sessions.started + ready, cancelled | (rng.random(size) < 0.06)),
            "phase": text.pick(sessions.phase, _PHASES, sessions.no_phase),
            "site_id": text.pick(sessions.site, SITES),
            "clinician_id": text.pick(sessions.clinician, CLINICIAN_IDS),
            "lot_number": _lots(sessions, cancelled | (rng.random(size) < 0.03)),
            "status": text.pick(sessions.status, _STATUS),
            "elicitation": text.pick(sessions.elicitation, (*_ELICITATION, "")),
            "note": text.pick(note, _NOTES),
        },
    )


def _lots(sessions: Sessions, missing: Flags) -> text.Text:
    """A lot lasts a quarter, a form of the drug and a site."""
    form = np.select([sessions.route == IN, sessions.route == SL, sessions.route == PO], [1, 2, 3], 0)
    quarter = sessions.day // 91
    code = (quarter * 7919 + sessions.site * 104729 + form * 1299709) % 9000 + 1000
    return text.blank(
        text.join(text.pick(form, ("K", "E", "T", "C")), text.whole(code)),
        missing,
    )


def appointments_table(planned: Sessions, ids: text.Text) -> pd.DataFrame:
    """Write the appointments after the last day."""
    order = np.lexsort((planned.patient, planned.started))
    planned = planned.part(order)
    return text.frame(
        "appointments",
        len(planned),
        {
            "patient_id": text.take(ids, planned.patient),
            "scheduled_at": text.minutes(planned.started),
            "drug": text.pick((planned.route == IN).astype(np.int64), DRUGS),
            "route": text.pick(planned.route, ROUTES),
            "dose_mg": text.decimal(planned.dose_mg),
            "site_id": text.pick(planned.site, SITES),
            "clinician_id": text.pick(planned.clinician, CLINICIAN_IDS),
        },
    )


def vitals_table(
    rng: Generator,
    people: People,
    sessions: Sessions,
    readings: Readings,
    patient_ids: text.Text,
    session_ids: text.Text,
    last_day: int,
) -> pd.DataFrame:
    """Write the readings of sessions, then a few taken at home between them."""
    session, slot = np.nonzero(readings.taken)
    size = len(session)
    minute, planned = readings.minute[session, slot], readings.planned[session, slot]
    clock = sessions.site[session] == CLOCK_SITE
    pulse_only = np.isin(sessions.route[session], [SL, PO]) & (rng.random(size) < 0.6)
    in_session = text.frame(
        "vitals",
        size,
        {
            "session_id": text.take(session_ids, session),
            "minute": text.whole(minute, clock),
            "measured_at": text.minutes(sessions.started[session] + minute, ~clock),
            "time_point": _time_points(planned),
            "position": text.pick(draw_position(rng, size), ("sitting", "supine", "")),
            "systolic_mmhg": text.whole(readings.systolic[session, slot]),
            "diastolic_mmhg": text.whole(readings.diastolic[session, slot]),
            "heart_rate_bpm": text.whole(readings.heart_rate[session, slot], rng.random(size) < 0.05),
            "spo2_percent": text.whole(
                readings.saturation[session, slot], pulse_only | (rng.random(size) < 0.05)
            ),
        },
    )
    return pd.concat([in_session, _at_home(rng, people, patient_ids, last_day)], ignore_index=True)


def draw_position(rng: Generator, size: int) -> Ints:
    """Mostly sitting, some supine, some not written down."""
    place: Floats = rng.random(size)
    return np.where(place < 0.85, 0, np.where(place < 0.95, 1, 2)).astype(np.int64)


def _time_points(planned: Ints) -> text.Text:
    minutes = (10, 20, 40, 60, 90, 120)
    return text.pick(
        np.searchsorted(np.array((-15, *minutes)), planned),
        ("pre-dose", *(f"{minute} min" for minute in minutes)),
    )


def _at_home(rng: Generator, people: People, patient_ids: text.Text, last_day: int) -> pd.DataFrame:
    asked = np.flatnonzero((rng.random(len(people)) < 0.06) & (people.entry_day < last_day - 30))
    who = np.repeat(asked, 4)
    size = len(who)
    day = people.entry_day[who] + np.tile(np.array([3, 9, 16, 23]), len(asked))
    systolic = np.round(122 + 9 * people.pressure[who] + rng.normal(0, 7, size)).astype(np.int64)
    diastolic = np.round(75 + 5 * people.pressure[who] + rng.normal(0, 5, size)).astype(np.int64)
    return text.frame(
        "vitals",
        size,
        {
            "patient_id": text.take(patient_ids, who),
            "measured_at": text.minutes(day * 1440 + counts(rng, 1080, 1260, size)),
            "time_point": "home",
            "position": "sitting",
            "systolic_mmhg": text.whole(systolic),
            "diastolic_mmhg": text.whole(diastolic),
            "heart_rate_bpm": text.whole(counts(rng, 58, 88, size)),
        },
    )
