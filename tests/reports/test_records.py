"""Records of patients as the rules read them, against the rows they came from."""

from collections.abc import Callable
from datetime import date, datetime

from helpers.clinics import Clinic, clinics
from hypothesis import HealthCheck, given, settings

from dash.reports.records import patient_records
from dash.reports.review import patient_review
from dash.rulebook.apply import review, with_since
from dash.rulebook.record import Source
from dash.store.reading import Database

OpenDb = Callable[..., Database]

SESSIONS = """
    session_id | patient_id | started_at       | ended_at               | dose_mg | weight_kg | phase     | status
    s1         | p1         | 2026-01-05T10:00 | 2026-01-05T12:05       | 56.3    | 70.1      | induction | completed
    s2         | p1         | 2026-01-08T10:00 | 2026-01-08T12:05+01:00 | 84      |           | induction | completed
    s3         | p1         | 2026-01-12       | 2026-01-12T12:05       | 84      |           |           | cancelled
    s4         | p2         | 2026-01-06T09:00 |                        |         |           |           |
"""
VITALS = """
    session_id | patient_id | minute | measured_at      | systolic_mmhg | diastolic_mmhg | heart_rate_bpm | spo2_percent
    s1         |            | -5     |                  | 120           | 80             | 70             | 98.5
    s1         |            | 40     |                  | 150           | 95             |                |
    s2         |            |        |                  | 181           | 99             |                |
               | p1         |        | 2026-01-20T08:00 | 190           | 99             |                |
"""
SCORES = """
    patient_id | session_id | measured_at      | instrument | item  | value
    p1         |            | 2026-01-08T09:00 | phq9       | total | 12
    p1         |            | 2026-01-05T09:00 | phq9       | 9     | 1
    p1         | s1         | 2026-01-05T10:30 | moaas      | total | 4
"""
EFFECTS = """
    session_id | patient_id | effect  | severity | onset_minute | resolved_minute | started_at | serious_death
    s1         |            | nausea  | severe   | 10           | 30              |            |
               | p1         | itching |          |              |                 | 2026-01    | true
"""
MORE = {
    "medications": """
        patient_id | medication | class          | started_on | stopped_on
        p1         | lorazepam  | benzodiazepine | 2025       |
    """,
    "conditions": """
        patient_id | condition    | noted_on
        p1         | hypertension | 2020-05
    """,
    "appointments": """
        patient_id | scheduled_at     | drug       | route | dose_mg
        p1         | 2026-01-22T09:00 | esketamine | in    | 84
        p1         | 2026-01-15       |            |       |
    """,
}


def drawn(open_db: OpenDb) -> Database:
    return open_db(
        patients=[
            {"patient_id": "p1", "birth_year": 1970, "weight_kg": 71.5, "sbp_goal_high": 135},
            {"patient_id": "p2"},
            {"patient_id": "p3"},
        ],
        sessions=SESSIONS,
        vitals=VITALS,
        scores=SCORES,
        side_effects=EFFECTS,
        **MORE,
    )


def test_a_record_holds_every_part_in_order_of_time_with_its_source(open_db: OpenDb) -> None:
    one, two, three = patient_records(drawn(open_db), [0, 1, 2])
    assert (one.patient_id, one.birth_year, one.weight_kg, one.sbp_goal_high, one.dbp_goal_high) == (
        "p1",
        1970,
        71.5,
        135,
        None,
    )
    assert [(s.session_id, s.number, s.cancelled) for s in one.sessions] == [
        ("s1", 1, False),
        ("s2", 2, False),
        ("s3", None, True),
    ]
    first, second, third = one.sessions
    assert [s.session_id for s in one.given] == ["s1", "s2"]
    assert (first.dose_mg, first.weight_kg, first.observed_minutes, first.has_clock) == (
        56.3,
        70.1,
        125,
        True,
    )
    assert (first.pre_systolic, first.peak_diastolic, first.rise_systolic, first.has_40) == (
        120,
        95,
        30,
        True,
    )
    # One of two clocks with an offset, or a date without a clock: the minutes between them are not known.
    assert (second.observed_minutes, third.observed_minutes) == (None, None)
    assert (second.untimed_readings, second.pre_systolic, second.elicitation) == (1, None, "unknown")
    assert first.source == Source("sessions", "clinic/sessions.csv", 2)
    assert [(r.minute, r.systolic, r.spo2) for r in one.readings] == [
        (-5, 120, 98.5),
        (40, 150, None),
        (None, 181, None),
    ]
    assert one.readings[0].source == Source("vitals", "clinic/vitals.csv", 2)
    assert [(s.instrument, s.item, s.value, s.session_id) for s in one.scores] == [
        ("phq9", "9", 1, None),
        ("moaas", "total", 4, "s1"),
        ("phq9", "total", 12, None),
    ]
    assert one.scores[0].source.line == 3
    assert [(e.session_key, e.effect, e.severity, e.serious, e.started_at) for e in one.effects] == [
        (first.key, "nausea", 3, None, None),
        (None, "itching", 0, True, "2026-01"),
    ]
    assert [(m.medication, m.cls, m.started_on, m.source.table) for m in one.medications] == [
        ("lorazepam", "benzodiazepine", "2025", "medications")
    ]
    assert [(c.condition, c.noted_on) for c in one.conditions] == [("hypertension", "2020-05")]
    assert [(a.scheduled_at, a.has_time, a.dose_mg) for a in one.appointments] == [
        (datetime(2026, 1, 15), False, None),
        (datetime(2026, 1, 22, 9), True, 84),
    ]
    assert [s.session_id for s in two.sessions] == ["s4"]
    assert (three.sessions, three.readings, three.scores, three.appointments) == ((), (), (), ())


def test_records_come_in_the_order_of_the_keys_and_unknown_keys_are_left_out(open_db: OpenDb) -> None:
    database = drawn(open_db)
    assert [one.patient_id for one in patient_records(database, [2, 77, 0])] == ["p3", "p1"]
    assert patient_records(database, []) == []


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(clinics())
def test_nothing_of_a_record_is_lost_or_mixed_up(open_db: OpenDb, clinic: Clinic) -> None:
    database = open_db(**clinic)
    keys = dict(database.rows("SELECT patient_key, patient_id FROM patient_keys", {}))
    records = patient_records(database, list(keys))
    assert [one.patient_id for one in records] == [keys[one.key] for one in records]
    for one in records:
        mine = [row for row in clinic["sessions"] if row["patient_id"] == one.patient_id]
        assert sorted(s.session_id for s in one.sessions) == sorted(row["session_id"] for row in mine)
        assert [s.started_at for s in one.sessions] == sorted(s.started_at for s in one.sessions)
        names = {row["session_id"] for row in mine}
        assert len(one.readings) == sum(row.get("session_id") in names for row in clinic["vitals"])
        assert len(one.effects) == sum(
            row.get("session_id") in names or row.get("patient_id") == one.patient_id
            for row in clinic["side_effects"]
        )
        lines = [r.source.line for r in one.readings]
        assert len(set(lines)) == len(lines)
    # One by one they are the same as all together.
    assert [patient_records(database, [one.key])[0] for one in records] == records


def test_a_review_is_that_of_the_record_with_since_when(open_db: OpenDb) -> None:
    database, day = drawn(open_db), date(2026, 1, 21)
    assert patient_review(database, 77, day) == ()
    (record,) = patient_records(database, [0])
    found = patient_review(database, 0, day)
    assert found == with_since(record, day, review(record, day))
    fired = {one.rule.id for one in found if one.state == "fired"}
    # 181 mmHg without a minute, a death told between sessions, item 9, lorazepam.
    assert {"peak_event", "effect_serious", "item9_first", "medication_sedative"} <= fired
