"""Edges of the questions that random clinics do not reach."""

from datetime import date
from typing import Any

import pandas as pd
import pytest
from helpers import ask
from helpers.database import OpenDb

from dash.errors import QuestionError
from dash.queries.selection import Selection
from dash.reports.route_pair import most_used_routes
from dash.reports.tables import run, tables
from dash.rulebook import settings

HOSTILE = ["<b>x</b>", "=1+1", "'; DROP TABLE sessions; --", 'a"b', "$text", "% _", "🙂"]

OF_TWO_ROUTES = {
    "effect_differences": {"effect", "unit", "difference", "low", "high", "first_route"},
    "effect_compared": {"effect", "comparison", "difference", "low", "high", "q", "second_route"},
    "effect_covariates": {"covariate", "adjusted_for", "reason", "sessions", "first_route"},
}
"""Tables that need two routes, with some of their columns."""

CLINIC: dict[str, Any] = {
    "patients": """
        patient_id | birth_year | sex    | weight_kg
        Anna-1     | 1980       | female | 70
        bert-2     |            |        |
        nobody     | 1990       | male   |
    """,
    "sessions": """
        session_id | patient_id | started_at       | route | drug             | dose_mg | status    | site_id | elicitation
        s1         | Anna-1     | 2024-01-05T10:00 | iv    | racemic_ketamine | 40      | completed | north   | solicited
        s2         | Anna-1     | 2024-03-05T10:00 | in    | esketamine       | 56      |           |         | spontaneous
        s3         | bert-2     | 2024-03-06       | iv    | racemic_ketamine | 30      | cancelled | north   |
        s4         | bert-2     | 2024-03-07T09:00 | iv    | racemic_ketamine | 30      | completed | north   | solicited
    """,
    "vitals": """
        session_id | patient_id | minute | measured_at      | systolic_mmhg | diastolic_mmhg | heart_rate_bpm
        s1         |            | -5     |                  | 120           | 80             | 70
        s1         |            | 40     |                  | 185           | 95             |
        s3         |            | -5     |                  | 200           | 120            |
                   | Anna-1     |        | 2024-02-01T08:30 | 130           | 85             |
    """,
    "side_effects": """
        session_id | patient_id | effect   | severity | onset_minute | resolved_minute | started_at | reported_as
        s1         |            | nausea   | mild     | 10           | 40              |            | felt sick
        s3         |            | vomiting | mild     |              |                 |            |
                   | Anna-1     | headache |          |              |                 | 2024-02    |
    """,
    "scores": """
        patient_id | measured_at      | item  | value
        Anna-1     | 2024-01-04       | total | 20
        Anna-1     | 2024-03-08T09:00 | total | 9
        Anna-1     | 2024-03-08T09:00 | 9     | 1
    """,
    "medications": """
        patient_id | medication | class          | started_on
        Anna-1     | Lorazepam  | benzodiazepine | 2023
    """,
    "conditions": """
        patient_id | condition    | noted_on
        Anna-1     | hypertension | 2020-05
    """,
    "appointments": """
        patient_id | scheduled_at
        Anna-1     | 2031-01-01T10:00
    """,
}


def test_every_table_has_its_columns_with_and_without_records(open_db: OpenDb) -> None:
    full, empty = open_db(**CLINIC), open_db(patients=[{"patient_id": "Anna-1"}])
    for name, question in tables().items():
        kind = next((one for one in OF_TWO_ROUTES if name.startswith(one)), None)
        if kind:
            with pytest.raises(QuestionError):
                run(question, empty, Selection(), settings(), None)
            way = name.removeprefix(kind).removeprefix("_") or None
            rates = ask.effect_rates(full, Selection(), way)
            if rates.loc[rates["unit"] == "sessions", "route"].nunique() < 2:
                with pytest.raises(QuestionError, match="two routes"):
                    run(question, full, Selection(), settings(), None)
                continue
            wanted = run(question, full, Selection(), settings(), None)
            assert OF_TWO_ROUTES[kind] <= set(wanted.columns)
            continue
        answers = [run(question, database, Selection(), settings(), "Anna-1") for database in (full, empty)]
        assert list(answers[0].columns) == list(answers[1].columns), name


def test_tables_of_a_patient_need_a_known_patient_and_do_not_repeat_the_identifier(open_db: OpenDb) -> None:
    database = open_db(**CLINIC)
    with pytest.raises(QuestionError, match="--patient"):
        run(tables()["patient_header"], database, Selection(), settings(), None)
    with pytest.raises(QuestionError) as error:
        run(tables()["patient_header"], database, Selection(), settings(), "secret-name")
    assert "secret-name" not in str(error.value)


def test_one_patient(open_db: OpenDb) -> None:
    database = open_db(**CLINIC)
    (row,) = ask.patient_list(database, "ANNA", 10).to_dict(orient="records")
    assert (row["patient_id"], row["sessions"], row["last_route"], row["last_drug"]) == (
        "Anna-1",
        2,
        "in",
        "esketamine",
    )
    key = int(row["patient_key"])
    header = ask.patient_header(database, key).iloc[0]
    assert header["age"] == 43 and header["hypertension"] and header["last_day"].date() == date(2024, 3, 8)
    sessions = ask.patient_sessions(database, key)
    assert sessions["session_number"].tolist() == [1, 2]
    assert sessions[["file", "line"]].to_numpy().tolist() == [
        ["clinic/sessions.csv", 2],
        ["clinic/sessions.csv", 3],
    ]
    readings = ask.patient_readings(database, key)
    assert readings[["minute", "systolic", "line"]].to_numpy().tolist() == [[-5, 120, 2], [40, 185, 3]]
    effects = ask.patient_effects(database, key).iloc[0]
    assert (effects["effect"], effects["minutes"], effects["reported_as"]) == ("nausea", 30, "felt sick")
    assert ask.patient_scores(database, key)["value"].tolist() == [20, 1, 9]
    between = ask.between_sessions(database, key)
    assert between[["kind", "recorded_at"]].to_numpy().tolist() == [
        ["side effect", "2024-02"],
        ["reading", "2024-02-01T08:30"],
    ] or between["kind"].tolist() == ["reading", "side effect"]
    assert ask.patient_medications(database, key)["medication"].tolist() == ["Lorazepam"]
    assert ask.patient_conditions(database, key)["condition"].tolist() == ["hypertension"]


def test_an_identifier_names_one_patient(open_db: OpenDb) -> None:
    """Also one that is part of another's."""
    database = open_db(
        patients="patient_id\nA-1\nA-11\na-1",
        sessions="session_id | patient_id | started_at\ns | A-11 | 2024-01-01",
    )
    assert ask.patient_named(database, "A-1")["patient_id"].tolist() == ["A-1"]
    assert ask.patient_named(database, "A-2").empty
    found, listed = ask.patient_named(database, "A-11"), ask.patient_list(database, "a-11", 5)
    assert found.to_dict("records") == listed.to_dict("records")


def test_a_cancelled_session_counts_nowhere_but_stays_with_the_patient(open_db: OpenDb) -> None:
    database = open_db(**CLINIC)
    assert ask.selection_counts(database, Selection()).iloc[0]["sessions"] == 3
    assert "vomiting" not in set(ask.effect_rates(database, Selection())["effect"])
    bert = int(ask.patient_list(database, "bert", 10).iloc[0]["patient_key"])
    sessions = ask.patient_sessions(database, bert)
    assert sessions["status"].tolist() == ["cancelled", "completed"]
    assert sessions["session_number"].isna().tolist() == [True, False]
    # What was measured before the session was called off is shown as outside any session given.
    outside = ask.between_sessions(database, bert)
    assert len(outside) == 2
    assert all("in a cancelled session" in kind for kind in outside["kind"])
    assert outside["recorded_at"].notna().all(), (
        "the day of the cancelled session stands in for a missing time"
    )


def test_patients_without_sessions_are_found_last(open_db: OpenDb) -> None:
    found = ask.patient_list(open_db(**CLINIC), "", 10)
    assert found["patient_id"].tolist() == ["bert-2", "Anna-1", "nobody"]
    assert found["last_session"].isna().tolist() == [False, False, True]
    assert found["last_route"].isna().tolist() == [False, False, True]


def test_when_the_data_are_from(open_db: OpenDb) -> None:
    row = ask.data_date(open_db(**CLINIC, made_up=True)).iloc[0]
    assert row["last_day"].date() == date(2024, 3, 8)
    assert bool(row["made_up"])
    assert not bool(ask.data_date(open_db(**CLINIC)).iloc[0]["made_up"])


@pytest.mark.parametrize("text", HOSTILE)
def test_text_is_a_value_wherever_it_is_asked_for(open_db: OpenDb, text: str) -> None:
    database = open_db(
        sessions=[
            {"session_id": text, "patient_id": text, "started_at": "2024-01-05T10:00", "site_id": text},
            {"session_id": "s2", "patient_id": "other", "started_at": "2024-01-06T10:00", "site_id": "north"},
        ],
        side_effects=[{"session_id": text, "effect": text}],
    )
    assert ask.patient_list(database, text, 10)["patient_id"].tolist() == [text]
    assert ask.selection_counts(database, Selection(sites=(text,))).iloc[0]["sessions"] == 1
    assert set(ask.effect_rates(database, Selection())["label"]) == {text}
    assert ask.effect_sessions(database, Selection(), text)["session_id"].tolist() == [text]


def test_more_sites_than_bits(open_db: OpenDb) -> None:
    sessions = [
        {"session_id": f"s{n}", "patient_id": "p", "started_at": "2024-01-05", "site_id": f"site {n:03d}"}
        for n in range(70)
    ]
    database = open_db(sessions=sessions)
    chosen = Selection(sites=("site 001", "site 066", "site 069"))
    assert ask.selection_counts(database, chosen).iloc[0]["sessions"] == 3
    assert ask.pressure_course(database, chosen).empty


def test_words_that_are_not_known(open_db: OpenDb) -> None:
    database = open_db(**CLINIC)
    with pytest.raises(QuestionError):
        Selection(routes=("by post",))
    with pytest.raises(QuestionError):
        ask.effect_rates(database, Selection(), "by letter")
    with pytest.raises(QuestionError):
        ask.effect_differences(database, Selection(), "iv", "by post")
    assert ask.effect_sessions(database, Selection(), "no such effect").empty
    assert ask.effect_sessions(database, Selection(routes=("in",)), "nausea", routes=("iv",)).empty


def test_a_period_beyond_the_records_changes_nothing(open_db: OpenDb) -> None:
    database = open_db(**CLINIC)
    wide = Selection(start=date(1, 1, 1), end=date(9999, 12, 31))
    for name in (
        "selection_counts",
        "pressure_course",
        "pressure_peaks",
        "elicitation_counts",
        "effect_rates",
    ):
        question = getattr(ask, name)
        assert question(database, wide).equals(question(database, Selection())), name
    months = ask.pressure_monthly(database, wide, 180, 110)
    assert months["month"].dt.month.tolist() == [1, 2, 3] and months["total"].tolist() == [1, 0, 0]


def test_screen_and_command_line_compare_the_same_two_routes() -> None:
    """The two with the most sessions asked, the larger first; ties in the order of the vocabulary."""
    rates = pd.DataFrame(
        {
            "unit": ["sessions"] * 3 + ["patients"],
            "route": ["iv", "in", "im", "sc"],
            "total": [5, 9, 9, 100],
        }
    )
    assert most_used_routes(rates) == ("in", "im")
    assert most_used_routes(rates.head(1)) is None
