"""Records of one made-up patient: drawn by hand for one matter, or small and random for all of them."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from dash.rulebook.record import (
    Appointment,
    Condition,
    Effect,
    Medication,
    PatientRecord,
    Reading,
    Score,
    Session,
    Source,
)

DAY = date(2026, 11, 20)


def at(days_before: int, hour: int = 10) -> datetime:
    """Return a time some days before the day of review."""
    return datetime(DAY.year, DAY.month, DAY.day, hour) - timedelta(days=days_before)


def session(days_before: int = 7, **changes: Any) -> Session:
    """Return an uneventful nasal session with everything recorded."""
    values: dict[str, Any] = {
        "key": 1000 - days_before,
        "number": 1,
        "started_at": at(days_before),
        "has_clock": True,
        "route": "in",
        "drug": "esketamine",
        "dose_mg": 56.0,
        "mg_per_kg": 0.7,
        "weight_kg": 80.0,
        "phase": "maintenance",
        "status": "completed",
        "elicitation": "solicited",
        "asked": True,
        "pre_systolic": 120,
        "pre_diastolic": 80,
        "peak_systolic": 135,
        "peak_diastolic": 88,
        "peak_minute": 40,
        "last_systolic": 122,
        "last_diastolic": 81,
        "last_minute": 120,
        "rise_systolic": 15,
        "rise_diastolic": 8,
        "has_40": True,
        "readings": 4,
        "session_id": f"s{days_before}",
        "observed_minutes": 125,
        "exposure_mg": 560.0,
        "source": Source("sessions", "sessions.csv", 1000 - days_before),
    }
    return Session(**{**values, **changes})


def sessions(*days_before: int, **changes: Any) -> tuple[Session, ...]:
    """Return sessions some days before the day of review, numbered in order."""
    ordered = sorted(days_before, reverse=True)
    return tuple(session(days, **{**changes, "number": place}) for place, days in enumerate(ordered, 1))


def score(
    days_before: int, value: float, instrument: str = "phq9", item: str = "total", **more: Any
) -> Score:
    """Return one answer or total."""
    return Score(at(days_before, 9), True, instrument, item, value, **more)


def effect(name: str, days_before: int | None = 7, severity: int = 1, **changes: Any) -> Effect:
    """Return a side effect of the session so many days before; None is between sessions."""
    values: dict[str, Any] = {"onset_minute": 10, "resolved_minute": 40, "serious": False}
    key = None if days_before is None else 1000 - days_before
    return Effect(key, name, severity, **{**values, **changes})


def patient(**parts: Any) -> PatientRecord:
    """Return a record with these parts."""
    return PatientRecord(1, "P1", **{"birth_year": 1980, **parts})


# Small and random -----------------------------------------------------------------------------------------------------


def _maybe(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | values


_days = st.sampled_from([0, 1, 3, 7, 8, 14, 15, 28, 29, 35, 60, 90, 91, 120, 300])
_written = _maybe(
    st.sampled_from(
        ["2026", "2026-10", "2026-11", "2026-10-09", "2026-10-08", "2026-11-20", "2026-12-01", "?"]
    )
)
_pressures = st.tuples(st.sampled_from([118, 130, 140, 141, 150, 151]), st.sampled_from([78, 90, 91]))
_peaks = st.tuples(
    _maybe(st.sampled_from([130, 150, 171, 179, 180, 190])), _maybe(st.sampled_from([85, 100, 109, 110, 115]))
)


@st.composite
def _session(draw: st.DrawFn, key: int, days_before: int) -> Session:
    pre, last = draw(_maybe(_pressures)), draw(_maybe(_pressures))
    peak = (
        draw(_peaks)
        if last is None
        else tuple(max(part or 0, end) for part, end in zip(draw(_peaks), last, strict=True))
    )
    rise = tuple(
        None if pre is None or high is None else high - low
        for low, high in zip(pre or (0, 0), peak, strict=True)
    )
    route = draw(st.sampled_from(["in", "in", "in", "iv", "po"]))
    dose = draw(_maybe(st.sampled_from([28.0, 56.0, 84.0, 98.0, 40.0])))
    weight = draw(_maybe(st.sampled_from([50.0, 80.0])))
    cancelled = draw(st.integers(0, 7)) == 0
    return session(
        days_before,
        key=key,
        number=None if cancelled else key,
        route=route,
        drug="esketamine" if route == "in" else "racemic_ketamine",
        dose_mg=dose,
        weight_kg=weight,
        mg_per_kg=None if dose is None or weight is None else dose / weight,
        phase=draw(st.sampled_from(["induction", "induction", "maintenance", "not_recorded"])),
        status="cancelled" if cancelled else "completed",
        asked=draw(st.booleans()),
        pre_systolic=pre and pre[0],
        pre_diastolic=pre and pre[1],
        peak_systolic=peak[0],
        peak_diastolic=peak[1],
        last_systolic=last and last[0],
        last_diastolic=last and last[1],
        last_minute=last and draw(st.sampled_from([60, 119, 120])),
        rise_systolic=rise[0],
        rise_diastolic=rise[1],
        has_40=draw(st.booleans()),
        observed_minutes=draw(_maybe(st.sampled_from([90, 119, 120]))),
        exposure_mg=draw(_maybe(st.just(100.0))),
        session_id=f"s{key}",
        source=Source("sessions", "sessions.csv", key + 1),
    )


@st.composite
def records(draw: st.DrawFn) -> PatientRecord:
    """A record whose parts are few, often missing, and stand close to the thresholds."""
    many = draw(st.sampled_from([0, 1, 4, 10]))
    days = sorted(draw(st.lists(_days, min_size=many, max_size=many + 2, unique=True)), reverse=True)
    found = [draw(_session(key, before)) for key, before in enumerate(days, start=1)]
    readings = []
    for number, one in enumerate(found):
        untimed = draw(st.lists(_peaks, max_size=1)) if draw(st.integers(0, 4)) == 0 else []
        kept = [part for part in untimed if part != (None, None)]
        readings += [
            Reading(one.key, None, *part, None, None, Source("vitals", "v.csv", 90)) for part in kept
        ]
        found[number] = replace(
            one,
            untimed_readings=len(kept),
            readings=draw(st.sampled_from([0, 4])),
            ended_at=draw(_maybe(st.just(one.started_at))),
        )
        if draw(st.integers(0, 3)) == 0:
            # Readings of which most lack one of the two pressures, later than the full ones.
            halves = draw(
                st.lists(
                    st.tuples(
                        st.sampled_from([-3, -1, 40, 45, 150]),
                        st.sampled_from([(139, None), (152, None), (None, 79), (None, 92), (160, 95)]),
                    ),
                    max_size=3,
                    unique_by=lambda half: (half[0], half[1][0] is None),
                )
            )
            readings += [
                Reading(one.key, minute, *part, None, None, Source("vitals", "v.csv", 93))
                for minute, part in sorted(halves, key=lambda half: half[0])
            ]
        if one.cancelled:
            before = draw(st.lists(_peaks, max_size=2))
            readings += [
                Reading(one.key, -10, *part, None, None, Source("vitals", "v.csv", 92)) for part in before
            ]
        if draw(st.booleans()):
            readings.append(Reading(one.key, 5, None, None, None, 97.0, Source("vitals", "v.csv", 91)))
    instruments = st.sampled_from(
        [
            *["phq9"] * 6,
            "madrs",
            "madrs",
            "qids_sr16",
            "hamd17",
            "gad7",
            "pcl5",
            "cssrs_ideation",
            "moaas",
            "cadss",
        ]
    )
    answers = st.builds(
        lambda before, name, value, item, link: score(
            before,
            value,
            name,
            "total" if item is None or name not in {"phq9", "madrs"} else {"phq9": "9", "madrs": "10"}[name],
            session_id=link,
            source=Source("scores", "s.csv", 7),
        ),
        _days,
        instruments,
        st.sampled_from([0, 1, 2, 3, 4, 5, 9, 10, 10, 20, 20]),
        _maybe(st.just(True)),
        _maybe(st.sampled_from(["s1", "s2"])),
    )
    # A second answer of a day: without a time of day, or later with one.
    again = st.builds(
        lambda one, timed, value: one._replace(
            measured_at=one.measured_at.replace(hour=15 if timed else 0), has_time=timed, value=value
        ),
        answers,
        st.booleans(),
        st.sampled_from([0, 1, 2, 5]),
    )
    few = draw(st.sampled_from([0, 3, 18]))
    scores = draw(
        st.lists(
            st.one_of(answers, answers, answers, again),
            min_size=few,
            max_size=30,
            unique_by=lambda one: (one.measured_at, one.instrument, one.item),
        )
    )
    names = st.sampled_from(
        [
            "nausea",
            "dissociation",
            "urinary_symptoms",
            "misuse_concern",
            "suicidal_ideation",
            "mania",
            "hypersensitivity",
        ]
    )
    effects = draw(
        st.lists(
            st.builds(
                Effect,
                st.sampled_from([one.key for one in found]) | st.none() if found else st.none(),
                names,
                st.integers(0, 3),
                _maybe(st.sampled_from([0, 10])),
                _maybe(st.sampled_from([5, 40, 60])),
                st.sampled_from([True, False, False, None]),
                st.none(),
                st.none(),
                _written,
            ),
            max_size=10,
        )
    )
    medications = st.builds(
        Medication,
        st.sampled_from(
            ["lorazepam", "oxycodone", "modafinil", "sertraline", "tranylcypromine", "unheard-of"]
        ),
        st.sampled_from([None, "benzodiazepine", "opioid", "stimulant", "antidepressant", "maoi", "other"]),
        _written,
        _written,
    )
    conditions = st.builds(
        Condition,
        st.sampled_from(
            ["hypertension", "cardiovascular_event", "intracerebral_haemorrhage", "cystitis", "other"]
        ),
        _written,
    )
    planned = st.builds(
        lambda after, drug, route, dose: Appointment(at(-after), True, drug, route, dose),
        st.sampled_from([-3, 0, 1, 4, 10]),
        _maybe(st.sampled_from(["esketamine", "racemic_ketamine"])),
        _maybe(st.sampled_from(["in", "iv"])),
        _maybe(st.sampled_from([56.0, 84.0, 98.0])),
    )
    return PatientRecord(
        1,
        "P1",
        birth_year=draw(_maybe(st.sampled_from([1960, 1961, 1990]))),
        weight_kg=draw(_maybe(st.just(70.0))),
        sbp_goal_high=draw(_maybe(st.sampled_from([130, 140]))),
        dbp_goal_high=draw(_maybe(st.sampled_from([80, 90]))),
        sessions=tuple(found),
        readings=tuple(readings),
        scores=tuple(sorted(scores, key=lambda one: (one.measured_at, one.instrument, one.item))),
        effects=tuple(effects),
        medications=tuple(draw(st.lists(medications, max_size=3))),
        conditions=tuple(draw(st.lists(conditions, max_size=3))),
        appointments=tuple(sorted(draw(st.lists(planned, max_size=2)), key=lambda one: one.scheduled_at)),
    )
