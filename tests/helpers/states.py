"""A database with one patient for every state the patient page must be designed for.

The last record is of 19 November 2026. Everything is drawn from a fixed seed; no value means anything.
"""

import random
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from dash.store.staging import DeriveSettings
from helpers.database import build

LAST = datetime(2026, 11, 19, 9)
STATES = {
    "S-000": "an appointment, nothing else",
    "S-001": "one session",
    "S-002": "two sessions",
    "S-020": "twenty sessions, a route switch, a positive answer last",
    "S-150": "150 sessions over three years",
    "S-SCORES": "scores only",
    "S-PRESSURE": "pressure only",
    "S-NOCLOCK": "sessions, readings and effects without clock times",
}
Rows = dict[str, list[dict[str, Any]]]


def _session(
    tables: Rows, random_: random.Random, patient: str, number: int, begin: datetime, **more: Any
) -> None:
    clock = more.pop("clock", True)
    route = more.get("route", "iv")
    session = f"{patient}-{number:03d}"
    dose = 56 + 28 * (number % 2) if route == "in" else round(0.5 * 78 + (number % 3) * 4)
    tables["sessions"].append(
        {
            "session_id": session,
            "patient_id": patient,
            "started_at": f"{begin:%Y-%m-%dT%H:%M}" if clock else f"{begin:%Y-%m-%d}",
            "drug": "esketamine" if route == "in" else "racemic_ketamine",
            "route": route,
            "dose_mg": dose,
            "weight_kg": 78,
            "phase": "induction" if number <= 8 else "maintenance",
            "site_id": "Harbour",
            "clinician_id": "C-01",
            "elicitation": "unknown" if number % 9 == 0 else "solicited",
            "status": "completed",
            **({"ended_at": f"{begin + timedelta(minutes=125):%Y-%m-%dT%H:%M}"} if clock else {}),
            **more,
        }
    )
    top = random_.randint(6, 34)
    for minute, share in ((-15, 0.0), (20, 0.6), (40, 1.0), (60, 0.8), (90, 0.4), (120, 0.1)):
        if minute == 40 and number % 7 == 0:
            continue
        systolic = round(132 + random_.gauss(0, 5) + top * share)
        place = {"minute": minute} if clock else {"time_point": "PRE-DOSE" if minute < 0 else f"{minute} MIN"}
        tables["vitals"].append(
            {
                "session_id": session,
                **place,
                "systolic_mmhg": systolic,
                "diastolic_mmhg": round(systolic * 0.62),
                "heart_rate_bpm": 72,
                "spo2_percent": 98,
            }
        )


def _effects(tables: Rows, random_: random.Random, patient: str, number: int, clock: bool = True) -> None:
    for effect in ("dissociation", "dizziness", "nausea", "sedation", "headache"):
        if number % 9 == 0 or random_.random() > 0.4:
            continue
        times = {"onset_minute": 10, "resolved_minute": 10 + 5 * random_.randint(2, 12)} if clock else {}
        tables["side_effects"].append(
            {
                "session_id": f"{patient}-{number:03d}",
                "effect": effect,
                "severity": random_.choice(["mild", "mild", "moderate", "severe"]),
                **times,
            }
        )


def _scores(
    tables: Rows, patient: str, when: datetime, total: int, item9: int | None, ideation: int | None
) -> None:
    def add(instrument: str, item: str, value: int | None) -> None:
        if value is not None:
            tables["scores"].append(
                {
                    "patient_id": patient,
                    "measured_at": f"{when:%Y-%m-%dT%H:%M}",
                    "instrument": instrument,
                    "item": item,
                    "value": value,
                }
            )

    add("phq9", "total", total)
    add("phq9", "9", item9)
    add("cssrs_ideation", "total", ideation)


def _treated(
    tables: Rows, random_: random.Random, patient: str, sessions: int, days: float, switch: int = 0
) -> None:
    begin = LAST - timedelta(days=days * (sessions - 1))
    for number in range(1, sessions + 1):
        at = begin + timedelta(days=round(days * (number - 1)))
        route = "in" if switch and number > switch else "iv"
        _session(tables, random_, patient, number, at, route=route)
        _effects(tables, random_, patient, number)
        if number % 5 != 4:
            total = max(2, round(22 - 14 * min(1, number / 8) + random_.gauss(0, 2)))
            last = number == sessions
            item9 = 1 if last and sessions == 20 else (2 if number < 3 else 0)
            _scores(tables, patient, at - timedelta(minutes=40), total, item9, (2 if number < 2 else 0))


def state_tables() -> Mapping[str, Sequence[dict[str, Any]]]:
    """Return the canonical tables as rows, one patient per state."""
    random_ = random.Random(7)  # noqa: S311
    tables: Rows = {
        name: []
        for name in (
            "patients",
            "sessions",
            "vitals",
            "scores",
            "side_effects",
            "medications",
            "conditions",
            "appointments",
        )
    }
    for patient in STATES:
        tables["patients"].append(
            {
                "patient_id": patient,
                "birth_year": 1979,
                "sex": "female",
                "weight_kg": 78,
                "indication": "trd",
                "failed_antidepressants": 3,
            }
        )
        tables["appointments"].append(
            {
                "patient_id": patient,
                "scheduled_at": f"{LAST + timedelta(days=1):%Y-%m-%dT%H:%M}",
                "drug": "esketamine",
                "route": "in",
                "dose_mg": 84,
                "site_id": "Harbour",
            }
        )
    _treated(tables, random_, "S-001", 1, 7)
    _treated(tables, random_, "S-002", 2, 4)
    _treated(tables, random_, "S-020", 20, 7, switch=6)
    _treated(tables, random_, "S-150", 150, 7.3, switch=80)
    for week in range(12):
        _scores(tables, "S-SCORES", LAST - timedelta(days=7 * (11 - week)), 20 - week, 0 if week else 1, None)
    for number in range(1, 7):
        _session(
            tables, random_, "S-PRESSURE", number, LAST - timedelta(days=7 * (6 - number)), elicitation=None
        )
        at = LAST - timedelta(days=7 * (6 - number))
        _session(tables, random_, "S-NOCLOCK", number, at, clock=False)
        _effects(tables, random_, "S-NOCLOCK", number, clock=False)
        _scores(tables, "S-NOCLOCK", at, 18 - number, 0, None)
    tables["medications"] += [
        {
            "patient_id": "S-020",
            "medication": "lorazepam",
            "class": "benzodiazepine",
            "started_on": "2026-01-05",
        },
        {
            "patient_id": "S-020",
            "medication": "sertraline",
            "class": "antidepressant",
            "started_on": "2025-03",
        },
    ]
    tables["conditions"].append({"patient_id": "S-020", "condition": "hypertension", "noted_on": "2019"})
    return tables


def build_states(path: Path) -> None:
    """Write the database."""
    build(path, state_tables(), DeriveSettings())
