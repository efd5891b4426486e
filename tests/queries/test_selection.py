"""A filter as data: what is chosen by dimension, and the one condition that comes of it with its values."""

import pickle
from dataclasses import replace
from datetime import date

import pytest
from helpers.clinics import selections
from helpers.database import OpenDb
from hypothesis import given

from dash.errors import QuestionError
from dash.queries.dimensions import DIMENSIONS, DRUG, ROUTE, SITE
from dash.queries.selection import Selection

SESSIONS = """
    session_id | patient_id | started_at | route | site_id
    s1         | p1         | 2026-01-05 | iv    | north
    s2         | p1         | 2026-02-05 | in    |
"""


def test_a_selection_is_the_same_however_it_is_made() -> None:
    one = Selection({ROUTE: ["in", "iv"], DRUG: ()}, start=date(2026, 1, 1))
    assert one == Selection(routes=("in", "iv"), start=date(2026, 1, 1))
    assert one == replace(Selection(routes=("po",), start=date(2026, 1, 1)), routes=("in", "iv"))
    assert one == Selection(start=date(2026, 1, 1)).having(ROUTE, ("in", "iv"))
    assert one != Selection(routes=("iv", "in"), start=date(2026, 1, 1)), "routes compared keep their order"
    assert (one[ROUTE], one[DRUG], dict(one.items())) == (("in", "iv"), (), {ROUTE: ("in", "iv")})
    assert one.period == Selection(start=date(2026, 1, 1))


@given(selections)
def test_it_is_a_key_and_travels_to_another_process(selection: Selection) -> None:
    again = pickle.loads(pickle.dumps(selection))  # noqa: S301
    assert again == selection
    assert hash(again) == hash(selection)
    assert Selection(dict(selection.items()), selection.start, selection.end) == selection


def test_what_is_not_in_the_vocabulary_is_refused() -> None:
    with pytest.raises(QuestionError, match="route"):
        Selection(routes=("nose",))
    with pytest.raises(TypeError, match="rooms"):
        Selection(rooms=("1",))


@given(selections)
def test_every_dimension_chosen_is_in_the_condition(selection: Selection) -> None:
    assert {name for name, _ in selection.chosen} == {one.name for one in DIMENSIONS if selection[one]}


def test_condition_and_values_belong_together(open_db: OpenDb) -> None:
    database = open_db(sessions=SESSIONS)
    for selection, wanted in (
        (Selection(), 2),
        (Selection(sites=("not_recorded",)), 1),
        (Selection(sites=("elsewhere",)), 0),
        (Selection(routes=("iv", "im"), start=date(2026, 1, 5), end=date(2026, 1, 6)), 1),
    ):
        where, values = selection.condition(database, "f")
        sql = f"SELECT count(*) FROM session_facts f WHERE {where}"
        assert database.rows(sql, values) == [(wanted,)]


def test_an_end_of_the_period_that_cuts_nothing_off_is_no_condition(open_db: OpenDb) -> None:
    database = open_db(sessions=SESSIONS)
    idle = Selection(start=date(2026, 1, 5), end=date(2026, 2, 6))
    assert idle.condition(database) == ("true", {})
    assert set(Selection(end=date(2026, 2, 5)).condition(database).values) == {"end"}


def test_more_sites_than_bits_of_a_number(open_db: OpenDb) -> None:
    rows = [
        {"session_id": f"s{n}", "patient_id": "p1", "started_at": "2026-01-05", "site_id": f"w{n:02d}"}
        for n in range(70)
    ]
    where, values = Selection(sites=("w05", "w69")).condition(open_db(sessions=rows))
    assert values == {SITE.plural: [6, 70]}
    assert "list_contains" in where
