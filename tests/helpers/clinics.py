"""Small random clinics and selections: ranges so narrow that ties, gaps and collisions are the rule."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from hypothesis import Phase, seed, settings
from hypothesis import strategies as st

from dash.queries.selection import Selection

Clinic = dict[str, list[dict[str, Any]]]

FIRST = datetime(2023, 12, 28)
PATIENTS = [f"p{number}" for number in range(5)]
ROUTES = ["iv", "in", "other"]
SITES = ["north", "south"]
CLINICIANS = ["C-1", "C-2"]
DOSES = [2, 28, 40, 56, 65]
"""By 50 or 100 kg: below, between and at the edges of dose bands."""


def same_cases(number: int) -> Callable[[Any], Any]:
    """Mark a property test that draws a clinic first: it gets the cases of the others so marked, whose clinics are built."""

    def mark(test: Any) -> Any:
        return seed(1)(settings(max_examples=number, phases=(Phase.explicit, Phase.generate))(test))

    return mark


def _maybe(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | values


_session = st.fixed_dictionaries(
    {
        "patient_id": st.sampled_from(PATIENTS),
        "day": st.sampled_from([0, 1, 3, 4, 5, 30, 36, 64, 70]),
        "hour": _maybe(st.integers(9, 10)),
        "drug": st.sampled_from(["racemic_ketamine", "esketamine"]),
        "route": st.sampled_from(ROUTES),
        "ended": st.sampled_from([None, None, 45, 90, -10, 1500, "day only"]),
        "dose_mg": _maybe(st.sampled_from(DOSES)),
        "weight_kg": _maybe(st.sampled_from([50, 100])),
        "phase": _maybe(st.sampled_from(["induction", "maintenance"])),
        "site_id": _maybe(st.sampled_from(SITES)),
        "clinician_id": _maybe(st.sampled_from(CLINICIANS)),
        "status": st.sampled_from([None, "completed", "completed", "cancelled"]),
        "elicitation": _maybe(st.sampled_from(["solicited", "spontaneous", "unknown"])),
    }
)
_reading = st.fixed_dictionaries(
    {
        "session": st.integers(0, 11),
        "minute": _maybe(st.integers(-1, 10) | st.integers(28, 52)),
        "systolic_mmhg": _maybe(st.integers(100, 108)),
        "diastolic_mmhg": _maybe(st.integers(60, 64)),
    }
)
_effect = st.fixed_dictionaries(
    {
        "session": st.integers(0, 11),
        "effect": st.sampled_from(["nausea", "sedation", "odd itch"]),
        "severity": _maybe(st.sampled_from(["mild", "moderate", "severe"])),
        "onset_minute": _maybe(st.integers(0, 10)),
        "resolved_minute": _maybe(st.integers(5, 15)),
        "serious_hospitalisation": _maybe(st.booleans()),
    }
)


@st.composite
def clinics(draw: st.DrawFn) -> Clinic:
    """Draw up to twelve sessions of five patients over three months, with readings and side effects."""
    sessions = draw(st.lists(_session, max_size=12))
    for number, session in enumerate(sessions):
        begin = FIRST + timedelta(days=session.pop("day"))
        hour = session.pop("hour")
        clock = f"{begin:%Y-%m-%d}T{hour:02d}:00" if hour else f"{begin:%Y-%m-%d}"
        ended = session.pop("ended")
        finish = begin + timedelta(hours=hour or 9, minutes=ended if isinstance(ended, int) else 0)
        written = None if ended is None else f"{finish:%Y-%m-%dT%H:%M}"[: 10 if ended == "day only" else 16]
        session |= {"session_id": f"s{number:02d}", "started_at": clock, "ended_at": written}

    def placed(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        kept = [row for row in rows if row["session"] < len(sessions)]
        return [{**row, "session_id": f"s{row['session']:02d}"} for row in kept]

    readings = placed(draw(st.lists(_reading, max_size=40)))
    effects = placed(draw(st.lists(_effect, max_size=20)))
    for row in readings + effects:
        del row["session"]
    # Some patients without any session, and one reading outside of them.
    outside = {"patient_id": "p0", "measured_at": "2024-01-02", "systolic_mmhg": 199, "diastolic_mmhg": 99}
    return {
        "patients": [{"patient_id": name} for name in PATIENTS],
        "sessions": sessions,
        "vitals": [*readings, outside],
        "side_effects": [*effects, {"patient_id": "p1", "effect": "nausea", "started_at": "2024-01-03"}],
    }


def _some(values: list[str]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.sets(st.sampled_from(values)).map(lambda chosen: tuple(sorted(chosen)))


_days = st.sampled_from([-5, 0, 1, 4, 5, 6, 30, 35, 36, 65, 70, 71, 90]).map(
    lambda day: (FIRST + timedelta(days=day)).date()
)
selections = st.builds(
    Selection,
    routes=_some(ROUTES),
    drugs=_some(["racemic_ketamine", "esketamine"]),
    start=_maybe(_days),
    end=_maybe(_days),
    sites=_some([*SITES, "not_recorded", "elsewhere"]),
    phases=_some(["induction", "maintenance", "not_recorded"]),
    # Half of the time without these two: what is chosen of them is counted in another way.
    clinicians=st.just(()) | _some([*CLINICIANS, "not_recorded", "elsewhere"]),
    dose_bands=st.just(())
    | _some(["not_recorded", "28_mg", "other_mg", "below_0.4", "0.4_to_0.65", "from_2"]),
)
