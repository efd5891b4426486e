"""Counts with more patients than groups of patients, against plain sets."""

from datetime import date
from importlib.resources import files
from typing import Any

import pandas as pd
import pytest
from helpers import ask

from dash.queries.dimensions import CLINICIAN, DRUG, PHASE, ROUTE, SITE
from dash.queries.selection import Selection
from dash.store.generate import generate_database
from dash.store.reading import Database, open_database
from dash.vocabulary import EFFECTS, ROUTES

SELECTIONS = [
    (Selection(), None),
    (Selection(), "solicited"),
    (Selection(start=date(2023, 8, 5), end=date(2024, 6, 20)), "spontaneous"),
    (Selection(sites=("site-1", "site-3"), routes=("iv", "im")), None),
    (Selection(phases=("maintenance",), start=date(2023, 9, 1)), "scale"),
    (Selection(drugs=("racemic_ketamine",), sites=("site-2",)), None),
    (Selection(sites=("site-1", "site-2", "site-4"), phases=("induction",)), "solicited"),
    (Selection(phases=("maintenance", "not_recorded"), routes=("iv", "in", "po")), None),
    (Selection(sites=("site-1", "site-2"), start=date(2023, 9, 1)), None),
    (Selection(sites=("site-2", "site-4"), start=date(2023, 9, 1)), "solicited"),
    (Selection(drugs=("esketamine",), start=date(2023, 9, 1), end=date(2024, 8, 20)), None),
    (Selection(drugs=("racemic_ketamine",), sites=("site-3",), end=date(2024, 8, 20)), "spontaneous"),
    (Selection(clinicians=("clinician-3", "clinician-11")), None),
    (Selection(clinicians=("clinician-3",), drugs=("esketamine",), start=date(2023, 9, 1)), "solicited"),
]
COLUMNS = {"route": ROUTE, "drug": DRUG, "phase": PHASE, "site_id": SITE, "clinician_id": CLINICIAN}
# Made-up patients stay at their site; some of these move, so that their sessions are kept in part.
MOVES = "UPDATE sessions SET site_id = 'site-' || (1 + line % 4) WHERE line % 7 < 2;"


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Database:
    path = tmp_path_factory.mktemp("many") / "many.duckdb"
    script = files("dash.bench").joinpath("data.sql").read_text(encoding="utf-8")
    generate_database(path, script + MOVES, {"sessions": 6000, "seed": 1})
    return open_database(path)


@pytest.mark.parametrize(("selection", "way"), SELECTIONS)
def test_patients_are_counted_once(database: Database, selection: Selection, way: str | None) -> None:
    sessions = {
        row[0]: row
        for row in database.rows(
            f"""SELECT session_id, patient_id, route, elicitation, started_at::DATE, {", ".join(COLUMNS)}
                FROM session_record WHERE NOT cancelled""",
            {},
        )
    }
    rows = database.rows("SELECT session_id, effect FROM side_effects", {})
    ill = {(session, effect) for session, effect in rows if session in sessions}
    reported = {session for session, _ in ill}

    def fits(row: tuple[Any, ...]) -> bool:
        _, _, _, elicitation, day, *values = row
        return (
            all(
                value in selection[one]
                for one, value in zip(COLUMNS.values(), values, strict=True)
                if selection[one]
            )
            and (selection.start is None or day >= selection.start)
            and (selection.end is None or day < selection.end)
            and way in (None, elicitation)
        )

    some = {name: row for name, row in sessions.items() if fits(row)}
    if way is None:
        counts = ask.selection_counts(database, selection).iloc[0]
        assert counts["patients"] == len({row[1] for row in some.values()})
        by_route = ask.pressure_counts(database, selection).set_index("route")["patients"].to_dict()
        assert by_route == {
            route: len({row[1] for row in some.values() if row[2] == route})
            for route in {row[2] for row in some.values()}
        }
    asked = {name: row for name, row in some.items() if row[3] != "unknown" or name in reported}
    frame = ask.effect_rates(database, selection, way).set_index(["effect", "route", "unit"])
    for effect, route in (("dissociation", "iv"), ("nausea", "im"), ("cold hands", "in")):
        if (effect, route, "sessions") not in frame.index:
            assert route in ROUTES and not any(
                effect == word and asked[name][2] == route for name, word in ill if name in asked
            )
            continue
        there = {name: row[1] for name, row in asked.items() if row[2] == route}
        having = {name: patient for name, patient in there.items() if (name, effect) in ill}
        wanted = {"sessions": (len(having), len(there))}
        wanted["patients"] = (len(set(having.values())), len(set(there.values())))
        for unit, pair in wanted.items():
            found = frame.loc[(effect, route, unit)]
            assert (found["events"], found["total"]) == pair
            assert found["state"] == "few" or found["low"] <= found["rate"] <= found["high"]
        assert frame.loc[(effect, route, "sessions"), "mapped"] == (effect in EFFECTS)


def test_a_patient_is_described_as_recorded(database: Database) -> None:
    columns = "patient_id, birth_year, sex, weight_kg, indication, failed_antidepressants, sbp_goal_high, dbp_goal_high"
    recorded = {row[0]: row for row in database.rows(f"SELECT {columns} FROM patients", {})}
    conditions = database.rows("SELECT patient_id, condition FROM conditions", {})
    sessions = database.rows("SELECT patient_id, started_at::DATE, status FROM sessions", {})
    names = sorted(recorded)
    for key in (0, 1, 77, 300, len(names) - 1):
        name = names[key]
        (row,) = ask.patient_header(database, key).to_dict(orient="records")
        for column, wanted in zip(columns.split(", "), recorded[name], strict=True):
            assert pd.isna(row[column]) if wanted is None else row[column] == pytest.approx(wanted, abs=1e-3)
        history = [condition for patient, condition in conditions if patient == name]
        assert (row["hypertension"], row["conditions"]) == ("hypertension" in history, len(history))
        days = [day for patient, day, status in sessions if patient == name and status != "cancelled"]
        assert (row["sessions"], row["last_session"].date()) == (len(days), max(days))
        # Before the birthday of that year, for all that is known: the lower of the two.
        assert row["age"] == row["last_day"].year - row["birth_year"] - 1
    assert ask.patient_header(database, len(names)).empty


def test_records_of_a_patient_come_in_order_with_their_file(database: Database) -> None:
    names = [name for (name,) in database.rows("SELECT patient_id FROM patients ORDER BY patient_id", {})]
    files = dict(database.rows("SELECT table_name, file FROM import_files", {}))
    whole = {
        "sessions": (ask.patient_sessions, "session_id", "session_id, started_at"),
        "medications": (ask.patient_medications, "medication", "medication, medication"),
        "conditions": (ask.patient_conditions, "condition", "condition, condition"),
    }
    for table, (question, column, wanted) in whole.items():
        rows = database.rows(f"SELECT patient_id, {wanted}, line FROM {table}", {})
        for key in (0, 1, 77, 300, len(names) - 1):
            mine = [row[1:] for row in rows if row[0] == names[key]]
            mine.sort(key=lambda row: (row[1], row[0]))
            found = question(database, key)
            assert found[[column, "line"]].to_numpy().tolist() == [[first, line] for first, _, line in mine]
            assert set(found["file"]) <= {files[table]}
            assert question(database, len(names)).empty
