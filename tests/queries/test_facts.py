"""Per-session facts on small drawn sessions: one rule each."""

from typing import Any

import pytest
from helpers.database import OpenDb

from dash.store.reading import Database
from dash.store.staging import DeriveSettings

ONE = """
    session_id | patient_id | started_at       | dose_mg | weight_kg
    s1         | p1         | 2024-01-05T10:00 | 40      | 80
"""


def facts(database: Database, table: str = "session_facts") -> list[dict[str, Any]]:
    frame = database.frame(f"FROM {table} ORDER BY session_key", {})
    return frame.astype(object).where(frame.notna(), None).to_dict(orient="records")


def pressure(open_db: OpenDb, vitals: str, **settings: int) -> dict[str, Any]:
    (fact,) = facts(open_db(sessions=ONE, vitals=vitals, settings=DeriveSettings(**settings)))
    return fact


def test_pre_dose_peak_last_and_recovery(open_db: OpenDb) -> None:
    fact = pressure(
        open_db,
        """
        session_id | minute | systolic_mmhg | diastolic_mmhg
        s1         | -20    | 150           | 95
        s1         | 0      | 130           | 80
        s1         | 20     | 160           | 85
        s1         | 40     | 155           | 100
        s1         | 60     | 140           | 91
        s1         | 80     | 139           | 90
        s1         | 100    | 120           | 70
        """,
    )
    assert (fact["pre_systolic"], fact["pre_diastolic"]) == (130, 80)
    assert (fact["peak_systolic"], fact["peak_minute"], fact["peak_diastolic"]) == (160, 20, 100)
    assert (fact["rise_systolic"], fact["rise_diastolic"]) == (30, 20)
    assert (fact["last_systolic"], fact["last_diastolic"], fact["last_minute"]) == (120, 70, 100)
    assert fact["recovery_minute"] == 80
    assert fact["has_40"] and fact["readings"] == 7 and fact["untimed_readings"] == 0


def test_minutes_of_effects_from_clocks_lie_near_the_session(open_db: OpenDb) -> None:
    database = open_db(
        sessions=ONE,
        side_effects="""
        session_id | effect    | started_at       | ended_at
        s1         | nausea    | 2024-01-04T10:00 | 2024-01-26T10:00
        s1         | headache  | 2024-01-04T09:59 | 2024-01-26T10:01
        s1         | dizziness | 2024-01-07T10:00 | 2023-12-20T10:00
        s1         | anxiety   | 2024-01-07T10:01 |
        """,
    )
    rows = database.rows(
        "SELECT effect, onset_minute, resolved_minute FROM effects_by_patient ORDER BY ALL", {}
    )
    assert [tuple(row) for row in rows] == [
        ("anxiety", None, None), ("dizziness", 2880, None), ("headache", None, None), ("nausea", -1440, 30240),
    ]  # fmt: skip


def test_exposure_adds_doses_as_they_read(open_db: OpenDb) -> None:
    database = open_db(
        sessions="""
        session_id | patient_id | started_at | dose_mg
        s1         | p1         | 2024-01-05 | 34.1
        s2         | p1         | 2024-01-06 | 34.1
        s3         | p1         | 2024-01-07 | 0.001
        s4         | p1         | 2024-01-08 | 99999.1
        """
    )
    exposure = database.frame("SELECT exposure_mg FROM session_facts ORDER BY session_key", {})
    assert exposure["exposure_mg"].tolist() == [34.1, 68.2, 68.201, 100067.301]


def test_a_high_value_counts_as_peak_though_the_other_is_missing(open_db: OpenDb) -> None:
    fact = pressure(
        open_db,
        """
        session_id | minute | systolic_mmhg | diastolic_mmhg
        s1         | -10    | 130           |
        s1         | 40     | 190           |
        s1         | 60     | 150           | 90
        """,
    )
    assert fact["peak_systolic"] == 190 and fact["peak_diastolic"] == 90
    assert fact["pre_systolic"] is None and fact["rise_systolic"] is None
    assert fact["last_systolic"] == 150
    assert not fact["has_40"]


def test_of_two_readings_at_one_minute_the_higher_counts_and_of_two_peaks_the_earlier(
    open_db: OpenDb,
) -> None:
    fact = pressure(
        open_db,
        """
        session_id | minute | position | systolic_mmhg | diastolic_mmhg
        s1         | -5     | supine   | 120           | 80
        s1         | -5     | standing | 125           | 70
        s1         | 30     | supine   | 150           | 80
        s1         | 50     | supine   | 150           | 80
        """,
    )
    assert (fact["pre_systolic"], fact["pre_diastolic"]) == (125, 70)
    assert fact["peak_minute"] == 30


def test_settings_decide_on_recovery_and_on_the_40_minute_reading(open_db: OpenDb) -> None:
    vitals = """
        session_id | minute | systolic_mmhg | diastolic_mmhg
        s1         | -5     | 120           | 80
        s1         | 30     | 150           | 80
        s1         | 51     | 131           | 80
        s1         | 90     | 130           | 80
    """
    usual = pressure(open_db, vitals)
    assert usual["recovery_minute"] == 90 and usual["has_40"]
    wide = pressure(open_db, vitals, recovery_tolerance_mmhg=11, window_40_min=9)
    assert wide["recovery_minute"] == 51 and not wide["has_40"]
    assert pressure(open_db, vitals.replace("30 ", "29 "))["has_40"] is False


@pytest.mark.parametrize(
    ("last", "minute"), [("122 | 70", 90), ("144 | 88", 90), ("145 | 88", None), ("120 | 89", None)]
)
def test_a_pressure_that_fell_below_predose_is_back(open_db: OpenDb, last: str, minute: int | None) -> None:
    vitals = f"""
        session_id | minute | systolic_mmhg | diastolic_mmhg
        s1         | -5     | 134           | 78
        s1         | 40     | 175           | 95
        s1         | 90     | {last}
    """
    assert pressure(open_db, vitals)["recovery_minute"] == minute


@pytest.mark.parametrize(
    ("started", "measured", "minute"),
    [
        ("2024-01-05T10:00", "2024-01-05T10:40", 40),
        ("2024-01-05T10:00", "2024-01-05T10:40:31", 41),
        ("2024-01-05T23:50", "2024-01-06T00:10", 20),
        ("2024-01-05T10:00+01:00", "2024-01-05T09:30+00:00", 30),
        ("2024-01-05T10:00-05:00", "2024-01-05T16:30+01:00", 30),
        ("2024-01-05T10:00+01:00", "2024-01-05T10:40", None),
        ("2024-01-05T10:00", "2024-01-05T10:40+01:00", None),
        ("2024-01-05", "2024-01-05T10:40", None),
        ("2024-01-05T10:00", "2024-01-05", None),
    ],
)
def test_minutes_are_computed_only_from_comparable_clock_times(
    open_db: OpenDb, started: str, measured: str, minute: int | None
) -> None:
    (fact,) = facts(
        open_db(
            sessions=[{"session_id": "s1", "patient_id": "p1", "started_at": started}],
            vitals=[
                {"session_id": "s1", "measured_at": measured, "systolic_mmhg": 170, "diastolic_mmhg": 90}
            ],
        )
    )
    assert fact["peak_minute"] == minute
    assert fact["untimed_readings"] == (minute is None)
    assert fact["highest_systolic_untimed"] == (170 if minute is None else None)


def test_a_minute_in_the_source_is_not_recomputed(open_db: OpenDb) -> None:
    (fact,) = facts(
        open_db(
            sessions=ONE,
            vitals="""
            session_id | minute | measured_at      | systolic_mmhg | diastolic_mmhg
            s1         | 40     | 2024-01-05T10:44 | 150           | 90
            """,
        )
    )
    assert fact["peak_minute"] == 40


def test_order_distance_and_exposure_skip_cancelled_sessions_and_stop_at_unknown_doses(
    open_db: OpenDb,
) -> None:
    rows = facts(
        open_db(
            sessions="""
            session_id | patient_id | started_at       | drug             | route | dose_mg | status
            s1         | p1         | 2024-01-05T10:00 | racemic_ketamine | iv    | 40      |
            s2         | p1         | 2024-01-06       | racemic_ketamine | iv    |         | cancelled
            s3         | p1         | 2024-01-08T10:00 | esketamine       | in    | 56      | completed
            s4         | p1         | 2024-01-08T12:00 | racemic_ketamine | iv    | 20      |
            s5         | p1         | 2024-01-20       | racemic_ketamine | im    |         |
            s6         | p1         | 2024-01-21       | racemic_ketamine | iv    | 10      |
            s7         | p2         | 2024-01-01       | racemic_ketamine | iv    | 10      |
            """
        )
    )
    by_id = {row["session_id"]: row for row in rows}
    assert [row["session_id"] for row in rows] == ["s7", "s1", "s3", "s4", "s5", "s6"]
    assert [row["session_key"] for row in rows] == [0, 1, 2, 3, 4, 5]
    assert [by_id[name]["session_number"] for name in ("s1", "s3", "s4", "s5", "s6")] == [1, 2, 3, 4, 5]
    assert [by_id[name]["route_session_number"] for name in ("s1", "s3", "s4", "s5", "s6")] == [1, 1, 2, 1, 3]
    assert [by_id[name]["days_since_previous"] for name in ("s1", "s3", "s4", "s5", "s7")] == [
        None,
        3,
        0,
        12,
        None,
    ]
    exposure = [by_id[name]["exposure_mg"] for name in ("s1", "s3", "s4", "s5", "s6", "s7")]
    assert exposure == [40, 56, 60, None, None, 10]


def test_milligrams_of_other_drugs_add_up_only_under_the_same_name(open_db: OpenDb) -> None:
    rows = facts(
        open_db(
            sessions="""
            session_id | patient_id | started_at | drug  | drug_as_written | dose_mg
            s1         | p1         | 2024-01-05 | other | XANOMELINE      | 50
            s2         | p1         | 2024-01-06 | other | xanomeline      | 25
            s3         | p1         | 2024-01-07 | other | midazolam       | 3
            """
        )
    )
    assert [row["exposure_mg"] for row in rows] == [50, 75, 3]


def test_mg_per_kg_needs_the_weight_of_that_day(open_db: OpenDb) -> None:
    rows = facts(
        open_db(
            patients="""
            patient_id | weight_kg
            p1         | 80
            """,
            sessions="""
            session_id | patient_id | started_at | dose_mg | weight_kg
            s1         | p1         | 2024-01-05 | 40      | 80
            s2         | p1         | 2024-01-06 | 40      |
            """,
        )
    )
    assert [row["mg_per_kg"] for row in rows] == [0.5, None]


def test_side_effects_of_a_session(open_db: OpenDb) -> None:
    database = open_db(
        sessions="""
        session_id | patient_id | started_at       | elicitation
        s1         | p1         | 2024-01-05T10:00 | solicited
        s2         | p1         | 2024-01-06T10:00 |
        s3         | p1         | 2024-01-07T10:00 | unknown
        """,
        side_effects="""
        session_id | patient_id | effect   | severity | onset_minute | resolved_minute | started_at       | serious_death
        s1         |            | nausea   | mild     | 30           | 50              |                  | false
        s1         |            | nausea   | severe   | 10           | 15              |                  | true
        s1         |            | odd itch |          |              | 60              | 2024-01-05T10:20 |
        s3         |            | sedation | moderate |              |                 | 2024-01-07       |
                   | p1         | nausea   | mild     |              |                 | 2024-01-09       |
        """,
    )
    first, second, third = facts(database)
    assert (first["effects"], first["worst_severity"], first["serious"], first["asked"]) == (2, 3, True, True)
    assert (second["effects"], second["worst_severity"], second["asked"]) == (0, 0, False)
    assert (third["effects"], third["worst_severity"], third["asked"]) == (1, 2, True)
    rows = {
        (row["session_key"], database.effects[row["effect"]]): row for row in facts(database, "effect_facts")
    }
    assert set(rows) == {(0, "nausea"), (0, "odd itch"), (2, "sedation")}
    nausea = rows[0, "nausea"]
    assert (nausea["severity"], nausea["onset_minute"], nausea["minutes"], nausea["serious"]) == (
        3,
        10,
        25,
        True,
    )
    itch = rows[0, "odd itch"]
    assert (itch["effect"], itch["severity"], itch["onset_minute"], itch["minutes"]) == (200, 0, 20, 40)
    assert rows[2, "sedation"]["onset_minute"] is None


def test_records_of_one_effect_at_the_same_time_count_once(open_db: OpenDb) -> None:
    """10 to 40 and 20 to 50 are 40 minutes; inside one another, apart and touching likewise; unknown where an end lacks."""
    spans = {
        "s1": [(10, 40), (20, 50)],
        "s2": [(0, 60), (10, 20), (70, 80)],
        "s3": [(0, 10), (10, 20), (5, 5)],
        "s4": [(10, 40), (20, None)],
        "s5": [(30, 30)],
    }
    database = open_db(
        sessions=[
            {"session_id": name, "patient_id": "p1", "started_at": f"2024-01-0{place}T10:00"}
            for place, name in enumerate(spans, start=1)
        ],
        side_effects=[
            {
                "session_id": name,
                "effect": "nausea",
                "onset_minute": begin,
                "resolved_minute": end,
                # A second report at the same onset differs in something.
                "severity": "mild",
            }
            for name, some in spans.items()
            for begin, end in some
        ],
    )
    rows = facts(database, "effect_facts")
    assert [row["minutes"] for row in rows] == [40, 70, 20, None, 0]


def test_words_outside_the_vocabulary_are_an_error(open_db: OpenDb) -> None:
    with pytest.raises(Exception, match="outside the vocabulary"):
        open_db(
            sessions="""
            session_id | patient_id | started_at | route
            s1         | p1         | 2024-01-05 | by post
            """
        )


def test_a_database_without_records_has_all_tables(open_db: OpenDb) -> None:
    database = open_db()
    assert facts(database) == []
    assert database.summary["sessions"] == 0 and database.summary["last_record"] is None
