"""What tables and figures say of themselves: the filter in words, amounts counted again, day, digest, made up or not."""

from datetime import date

import pytest
from helpers.clinics import selections
from helpers.database import OpenDb
from hypothesis import given

from dash.queries.data_digest import data_digest
from dash.queries.selection import Selection
from dash.reports.brief.origin import origin
from dash.reports.provenance import filters_in_words, provenance
from dash.reports.tables import tables
from dash.rulebook import rulebook
from dash.vocabulary import DOSE_BANDS, DRUGS, PHASES, ROUTES

SESSIONS = """
    session_id | patient_id | started_at       | route | site_id | status
    s1         | p1         | 2026-01-05T10:00 | iv    | north   | completed
    s2         | p1         | 2026-02-05T10:00 | iv    |         | completed
    s3         | p2         | 2026-03-05T10:00 | in    | north   | completed
    s4         | p2         | 2026-03-06T10:00 | in    | north   | cancelled
"""
FULL = Selection(
    routes=("iv", "in"),
    drugs=("esketamine",),
    start=date(2026, 1, 1),
    end=date(2026, 2, 1),
    sites=("north", "not_recorded"),
    clinicians=("C-05",),
    phases=("induction",),
    dose_bands=("56_mg", "not_recorded"),
)


def test_a_filter_in_words() -> None:
    assert filters_in_words(Selection()) == "all sessions"
    assert filters_in_words(FULL) == (
        "route: Intravenous, Intranasal; drug: Esketamine; site: north, not recorded; clinician: C-05; "
        "phase: Induction; dose band: 56 mg, Dose or weight not recorded; "
        "period: 1 Jan 2026 to 31 Jan 2026"
    )
    assert filters_in_words(Selection(start=date(2026, 1, 1))) == "period: from 1 Jan 2026"
    assert filters_in_words(Selection(end=date(2026, 1, 1))) == "period: to 31 Dec 2025"


def test_a_way_of_asking_in_the_name_is_a_filter_too() -> None:
    assert filters_in_words(Selection(routes=("iv",)), "solicited") == (
        "route: Intravenous; effects: asked one by one"
    )
    assert "effects" not in filters_in_words(Selection())


@given(selections)
def test_every_part_of_a_filter_is_said(selection: Selection) -> None:
    said = filters_in_words(selection)
    terms = {"route": ROUTES, "drug": DRUGS, "phase": PHASES, "dose_band": DOSE_BANDS}
    wanted = [
        terms[name][key].label if name in terms else key.replace("_", " ")
        for name, keys in selection.chosen
        for key in keys
    ]
    assert all(word in said for word in wanted)
    assert ("period" in said) == selection.has_period


@pytest.mark.parametrize(
    ("selection", "sessions", "patients"),
    [(Selection(), 3, 2), (Selection(routes=("iv",)), 2, 1), (Selection(sites=("elsewhere",)), 0, 0)],
)
def test_amounts_are_those_of_the_filter(
    open_db: OpenDb, selection: Selection, sessions: int, patients: int
) -> None:
    found = provenance(open_db(sessions=SESSIONS), tables()["pressure_peaks"], selection)
    assert (found.sessions, found.patients) == (sessions, patients)
    assert found.columns()["n_sessions"] == sessions
    assert f"{patients} patient{'' if patients == 1 else 's'}" in found.lines()[1]


def test_a_table_about_one_patient_obeys_no_filter_and_names_nobody(open_db: OpenDb) -> None:
    database = open_db(sessions=SESSIONS)
    ((key,),) = database.rows("SELECT patient_key FROM patient_keys WHERE patient_id = 'p2'", {})
    found = provenance(database, tables()["patient_scores"], Selection(routes=("iv",)), key)
    assert (found.filters, found.sessions, found.patients) == ("one patient, all records", 1, 1)
    assert "p2" not in str(found.columns()) + str(found.lines())


def test_tables_of_all_records_name_no_filter_they_do_not_obey(open_db: OpenDb) -> None:
    found = provenance(open_db(sessions=SESSIONS), tables()["patient_list"], Selection(routes=("iv",)))
    assert (found.filters, found.sessions, found.patients) == ("none", None, None)
    assert "n =" not in found.lines()[1]


def test_day_digest_and_mark_are_those_of_the_printed_brief(open_db: OpenDb) -> None:
    for made_up in (True, False):
        database = open_db(sessions=SESSIONS, made_up=made_up)
        found = provenance(database, tables()["pressure_peaks"], Selection())
        brief = origin(database, rulebook(), "")
        assert found.data_date == brief.last_record
        assert brief.data_digest == data_digest(database)
        assert found.data_hash == brief.data_digest[:16]
        assert found.made_up is brief.made_up is made_up
        assert "data through 6 Mar 2026" in found.lines()[1]


def test_an_empty_database_has_no_day(open_db: OpenDb) -> None:
    found = provenance(open_db(patients=[]), tables()["pressure_peaks"], Selection())
    assert (found.data_date, found.sessions, found.columns()["data_date"]) == (None, 0, None)
    assert "no record" in found.lines()[1]


def test_every_table_says_what_it_is_about() -> None:
    assert {table.scope for table in tables().values()} == {"sessions", "patient", "day", "all"}
    assert all(
        (table.scope == "patient")
        == name.startswith(("patient_", "between", "own_", "route_sw", "how_", "like_"))
        for name, table in tables().items()
        if name != "patient_list"
    )
