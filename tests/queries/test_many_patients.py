"""Counts with more patients than groups of patients, against plain sets."""

from datetime import date

import pytest

from dash.bench.data import make_bench_database
from dash.queries.selection import Selection
from dash.reports import questions as ask
from dash.store.reading import Database, open_database
from dash.vocabulary import EFFECTS, ROUTES

SELECTIONS = [
    (Selection(), None),
    (Selection(), "solicited"),
    (Selection(start=date(2023, 8, 5), end=date(2024, 6, 20)), "spontaneous"),
    (Selection(sites=("site-1", "site-3"), routes=("iv", "im")), None),
    (Selection(phases=("maintenance",), start=date(2023, 9, 1)), "scale"),
    (Selection(drugs=("racemic_ketamine",), sites=("site-2",)), None),
]


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Database:
    path = tmp_path_factory.mktemp("many") / "many.duckdb"
    make_bench_database(path, sessions=6000)
    return open_database(path)


@pytest.mark.parametrize(("selection", "way"), SELECTIONS)
def test_patients_are_counted_once(database: Database, selection: Selection, way: str | None) -> None:
    sessions = {
        row[0]: row
        for row in database.rows(
            """SELECT session_id, patient_id, route, drug, phase, site_id, elicitation, started_at::DATE
               FROM session_record WHERE NOT cancelled""",
            {},
        )
    }
    rows = database.rows("SELECT session_id, effect FROM side_effects", {})
    ill = {(session, effect) for session, effect in rows if session in sessions}
    reported = {session for session, _ in ill}

    def fits(row: tuple[str, str, str, str, str, str, str, date]) -> bool:
        _, _, route, drug, phase, site, elicitation, day = row
        return (
            (not selection.routes or route in selection.routes)
            and (not selection.drugs or drug in selection.drugs)
            and (not selection.phases or phase in selection.phases)
            and (not selection.sites or site in selection.sites)
            and (selection.start is None or day >= selection.start)
            and (selection.end is None or day < selection.end)
            and way in (None, elicitation)
        )

    some = {name: row for name, row in sessions.items() if fits(row)}
    if way is None:
        counts = ask.selection_counts(database, selection).iloc[0]
        assert counts["patients"] == len({row[1] for row in some.values()}) > 256 or selection.sites
        by_route = ask.pressure_counts(database, selection).set_index("route")["patients"].to_dict()
        assert by_route == {
            route: len({row[1] for row in some.values() if row[2] == route})
            for route in {row[2] for row in some.values()}
        }
    asked = {name: row for name, row in some.items() if row[6] != "unknown" or name in reported}
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
            assert found["low"] <= found["rate"] <= found["high"]
        assert frame.loc[(effect, route, "sessions"), "mapped"] == (effect in EFFECTS)
