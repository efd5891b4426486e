"""How long a gain holds, on made-up courses whose half-life is known: what docs/method.md says came out, comes out."""

from datetime import date, timedelta

import numpy as np
import pytest
from helpers import ask
from helpers.database import OpenDb

from dash.queries.selection import Selection

FIRST = date(2024, 1, 1)
PATIENTS, BASELINE, GAIN, ERROR = 120, 20.0, 12.0, 1.5
COURSES = {"iv": (7, 7), "in": (14, 7), "im": (28, 7), "sc": (28, 3), "po": (7, 14)}
"""Half-life and days between two totals, by route."""


def test_medians_against_known_half_lives(open_db: OpenDb) -> None:
    rng = np.random.default_rng(20261119)
    sessions, scores = [], []
    for route, (half_life, apart) in COURSES.items():
        for number in range(PATIENTS):
            name = f"{route}-{number}"
            sessions.append(
                {"session_id": name, "patient_id": name, "started_at": str(FIRST), "route": route}
            )
            days = np.arange(1, 92, apart)
            course = BASELINE - GAIN * 0.5 ** (days / half_life) + rng.normal(0, ERROR, len(days))
            rows = [(0, BASELINE), *zip(days.tolist(), course.round().tolist(), strict=True)]
            scores += [
                {
                    "patient_id": name,
                    "measured_at": str(FIRST + timedelta(days=day)),
                    "instrument": "madrs",
                    "value": min(60.0, max(0.0, value)),
                    # Asked about the day: otherwise the totals of the first week would not count, and the gain be halved by then.
                    "recall_window": "24 hours",
                }
                for day, value in rows
            ]
    database = open_db(sessions=sessions, scores=scores)
    found = ask.outcome_holding(database, Selection(), "madrs").query("by == 'route'").set_index("group")
    assert found["patients"].min() > 0.95 * PATIENTS
    medians = found["median"].to_dict()
    assert {route: medians[route] for route in ("iv", "in", "im")} == {"iv": 7, "in": 14, "im": 28}
    # Asked often, one chance answer is enough to count as lost; asked seldom, it is seen late.
    assert 21 <= medians["sc"] <= 27
    assert medians["po"] == pytest.approx(14)
