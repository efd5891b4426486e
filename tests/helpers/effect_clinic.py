"""A clinic of some dozens of patients in which routes and circumstances differ: for questions that need many."""

import random
from datetime import datetime, timedelta
from typing import Any

Rows = dict[str, list[dict[str, Any]]]
BEGIN = datetime(2024, 1, 8, 9)


def effect_clinic(seed: int, patients: int = 70, *, months: int = 14) -> Rows:
    """Infusions and nasal sprays of one drug; older patients and the north infuse more; some had both, a few other routes."""
    draw = random.Random(seed)  # noqa: S311
    rows: Rows = {"patients": [], "sessions": [], "vitals": [], "side_effects": []}
    for number in range(patients):
        name, born = f"p{number:03d}", draw.randint(1940, 2004)
        site, prone = draw.choice(["north", "south", "south"]), draw.random()
        sex = draw.choice(["female", "male", "female", "unknown" if number % 9 == 0 else "male"])
        rows["patients"].append(
            {"patient_id": name, "birth_year": None if number % 23 == 0 else born, "sex": sex}
        )
        usual = "iv" if draw.random() < (0.7 if born < 1975 or site == "north" else 0.3) else "in"
        start = draw.randint(0, months * 20)
        for session in range(draw.randint(1, 16)):
            begun = BEGIN + timedelta(days=start + session * draw.randint(2, 9))
            key = f"s{len(rows['sessions']):04d}"
            route = usual if draw.random() < 0.85 else draw.choice(["iv", "in", "im"])
            asked = "spontaneous" if begun < BEGIN + timedelta(days=150) and site == "north" else "solicited"
            rows["sessions"].append(
                {
                    "session_id": key,
                    "patient_id": name,
                    "started_at": f"{begun:%Y-%m-%dT%H:%M}",
                    "route": route,
                    "drug": "racemic_ketamine",
                    "dose_mg": draw.choice([20, 30, 30, 50]),
                    "weight_kg": 60,
                    "site_id": site,
                    "status": "cancelled" if draw.random() < 0.03 else "completed",
                    "elicitation": draw.choice([asked] * 12 + ["unknown"]),
                }
            )
            if draw.random() < 0.95:
                pressure = {"systolic_mmhg": draw.randint(105, 150), "diastolic_mmhg": draw.randint(60, 95)}
                rows["vitals"].append({"session_id": key, "minute": -5, **pressure})
            for effect, base, gap in (("nausea", 0.15, 0.25), ("sedation", 0.5, -0.2), ("odd itch", 0.02, 0)):
                if draw.random() < base + gap * (route == "iv") + 0.9 * (prone - 0.5):
                    rows["side_effects"].append(_report(draw, key, effect))
    return rows


def _report(draw: random.Random, session: str, effect: str) -> dict[str, Any]:
    onset = draw.choice([None, *range(0, 60, 3)])
    return {
        "session_id": session,
        "effect": effect,
        "severity": draw.choice([None, "mild", "mild", "moderate", "severe"]),
        "onset_minute": onset,
        "resolved_minute": draw.choice([None, (onset or 0) + draw.randint(0, 60)]),
    }
