"""Totals computed from items, and recorded totals that are not the sum of theirs, against a slow recount."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from math import isnan
from pathlib import Path
from typing import Any

import pytest
from helpers.database import OpenDb, draw
from hypothesis import given, settings
from hypothesis import strategies as st

from dash.demo import make_clinic
from dash.demo.files import batches
from dash.queries.patient_records import patient_scores
from dash.queries.score_disagreements import score_disagreements
from dash.reports.records import patient_records
from dash.rulebook.record import Source
from dash.store.imports import import_batches
from dash.store.reading import Database, open_database
from dash.store.staging import DeriveSettings

Row = dict[str, Any]
AT = "2026-01-05T09:00"


def answers(values: str, at: str = AT, **more: Any) -> list[Row]:
    """Nine items from nine digits; a dash is not answered."""
    return [
        {"patient_id": "p1", "measured_at": at, "item": str(item), "value": float(value), **more}
        for item, value in enumerate(values, start=1)
        if value != "-"
    ]


def total(value: float, at: str = AT, **more: Any) -> Row:
    return {"patient_id": "p1", "measured_at": at, "item": "total", "value": value, **more}


def totals(database: Database) -> list[tuple[Any, ...]]:
    """Return (value, computed, sum of items) of every total."""
    rows = patient_scores(database, 0)
    rows = rows[rows["item"] == "total"]
    sums = [None if isnan(value) else value for value in rows["item_sum"]]
    return list(zip(rows["value"], rows["computed"], sums, strict=True))


CASES: list[tuple[list[Row], list[tuple[Any, ...]]]] = [
    # All nine items and no total.
    (answers("321012301"), [(13, True, 13)]),
    (answers("000000000"), [(0, True, 0)]),
    # One is missing, or is no whole number: there is no total.
    (answers("32101230-"), []),
    ([*answers("32101230-"), {**answers("111111111")[8], "value": 1.5}], []),
    # The total is recorded: it counts, whatever the items add up to.
    ([*answers("321012301"), total(13)], [(13, False, 13)]),
    ([*answers("321012301"), total(14)], [(14, False, 13)]),
    ([*answers("32101230-"), total(14)], [(14, False, None)]),
    # Recorded with a date only: it may be this one, and no second one is made.
    ([*answers("321012301"), total(14, "2026-01-05")], [(14, False, 13)]),
    ([*answers("321012301"), *answers("111111111", "2026-01-05T19:00"), total(14, "2026-01-05")], [(14, False, None)]),
    # On another day or at another time.
    ([*answers("321012301"), total(14, "2026-01-06")], [(13, True, 13), (14, False, None)]),
    ([*answers("321012301"), total(14, "2026-01-05T19:00")], [(13, True, 13), (14, False, None)]),
    # Items of two occasions, two sessions or two time zones are not added up.
    ([*answers("32101----"), *answers("-----2301", "2026-01-06T09:00")], []),
    ([*answers("32101----", session_id="s1"), *answers("-----2301")], []),
    ([*answers("32101----", session_id="s1"), *answers("-----2301", session_id="s2")], []),
    ([*answers("32101----"), *answers("-----2301", f"{AT}+01:00")], []),
    # Of another scale: its total is not computed.
    ([{**row, "instrument": "gad7"} for row in answers("3210123--")], []),
]  # fmt: skip


@pytest.mark.parametrize(("scores", "wanted"), CASES)
def test_totals(open_db: OpenDb, scores: list[Row], wanted: list[tuple[Any, ...]]) -> None:
    sessions = """
        session_id | patient_id | started_at
        s1         | p1         | 2026-01-05T10:00
        s2         | p1         | 2026-01-05T12:00
    """
    assert totals(open_db(sessions=sessions, scores=scores)) == wanted


def test_a_computed_total_is_a_total_everywhere_and_says_so(open_db: OpenDb) -> None:
    scores = [
        *answers("333333330", "2026-01-04", recall_window="2 weeks"), *answers("111111110", "2026-01-06T09:00"),
    ]  # fmt: skip
    sessions = "session_id | patient_id | started_at\ns1 | p1 | 2026-01-05T10:00"
    database = open_db(sessions=sessions, scores=scores)
    (record,) = patient_records(database, [0])
    found = [one for one in record.scores if one.item == "total"]
    assert [(one.value, one.computed) for one in found] == [(24, True), (8, True)]
    # Where the first of the items stands.
    assert found[1].source == Source("scores", "clinic/scores.csv", 11)
    assert not any(one.computed for one in record.scores if one.item != "total")
    rows = database.rows("SELECT baseline, last_value, response_day FROM outcome_courses", {})
    assert rows == [(24, 8, 1)]
    rows = patient_scores(database, 0)
    assert rows.loc[rows["computed"], "recall_window"].fillna("").tolist() == ["2 weeks", ""]


def test_disagreements_are_listed_with_both_numbers(open_db: OpenDb) -> None:
    scores = [
        *answers("321012301"),
        total(14, session_id="s1"),
        *answers("111111111", "2026-02-05"),
        total(9, "2026-02-05"),
    ]
    database = open_db(
        sessions="session_id | patient_id | started_at\ns1 | p1 | 2026-01-05T10:00", scores=scores
    )
    assert [tuple(row) for row in score_disagreements(database).to_numpy().tolist()] == [
        ("p1", datetime(2026, 1, 5), "phq9", 14, 13, "s1", "clinic/scores.csv", 11)
    ]


# The slow recount: plain dictionaries over the rows as written.


def recount(rows: Sequence[Row]) -> tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]]:
    """Return computed totals and disagreements as (patient, day, total, sum)."""
    forms: dict[Any, dict[str, Row]] = defaultdict(dict)
    recorded: dict[Any, list[Row]] = defaultdict(list)
    for row in rows:
        if row.get("instrument", "phq9") != "phq9":
            continue
        day = row["measured_at"][:10]
        if row["item"] == "total":
            recorded[row["patient_id"], day].append(row)
        else:
            forms[row["patient_id"], row["measured_at"]][row["item"]] = row
    sums: dict[Any, list[tuple[str, float]]] = defaultdict(list)
    for (patient, at), form in forms.items():
        if (
            set(form) == {str(item) for item in range(1, 10)}
            and len({row.get("session_id") for row in form.values()}) == 1
        ):
            values = [float(row["value"]) for row in form.values()]
            if all(value.is_integer() for value in values):
                sums[patient, at[:10]].append((at, sum(values)))
    computed, disagreeing = [], []
    for (patient, day), found in sums.items():
        for at, value in found:
            beside = [row["measured_at"] for row in recorded[patient, day]]
            if not any(other == at or len(other) == 10 or len(at) == 10 for other in beside):
                computed.append((patient, day, value))
        for row in recorded[patient, day]:
            at, own = row["measured_at"], float(row["value"])
            exact = [value for other, value in found if other == at]
            near = [value for other, value in found if len(other) == 10 or len(at) == 10]
            meant = exact or (near if len(near) == 1 else [])
            if meant and meant[0] != own:
                disagreeing.append((patient, day, own, meant[0]))
    return sorted(computed), sorted(disagreeing)


def answered(database: Database) -> tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]]:
    computed = database.rows(
        "SELECT patient_id, measured_at::DATE::VARCHAR, value FROM scores_by_patient JOIN patient_keys USING (patient_key)"
        " WHERE computed ORDER BY ALL",
        {},
    )
    frame = score_disagreements(database)
    listed = [
        (row.patient_id, row.day.date().isoformat(), row.recorded_total, row.sum_of_items)
        for row in frame.itertuples()
    ]
    return [tuple(row) for row in computed], sorted(listed)


FORM = st.tuples(
    st.sampled_from(["p1", "p2"]),
    st.sampled_from(["2026-01-05", "2026-01-05T09:00", "2026-01-05T12:00", "2026-01-06T09:00"]),
    st.sampled_from([None, None, "s1"]),
    st.lists(st.integers(0, 3), min_size=9, max_size=9),
    st.sampled_from([None, None, None, 4]),
    st.sampled_from([None, 0, 0, 1]),
)


@settings(max_examples=40)
@given(st.lists(FORM, max_size=5, unique_by=lambda form: form[:2]))
def test_random_forms(forms: list[tuple[Any, ...]]) -> None:
    rows = []
    for patient, at, session, values, skipped, off in forms:
        own = {"patient_id": patient, "measured_at": at, "session_id": session}
        rows += [
            {**own, "item": str(item), "value": float(value)}
            for item, value in enumerate(values, start=1)
            if item != skipped
        ]
        if off is not None:
            rows.append({**own, "item": "total", "value": float(min(27, sum(values) + off))})
    sessions = [{"session_id": "s1", "patient_id": "p1", "started_at": "2026-01-05T10:00"}]
    database = draw(
        {"patients": [{"patient_id": "p1"}, {"patient_id": "p2"}], "sessions": sessions, "scores": rows}
    )
    assert answered(database) == recount(rows)


@pytest.mark.parametrize("lost", [False, True])
def test_the_made_up_clinic(tmp_path: Path, lost: bool) -> None:
    """As it is, and with every second total lost: forms of all items then have a computed one."""
    tables = dict(make_clinic())
    scores = tables["scores"]
    if lost:
        tables["scores"] = scores = scores[(scores["item"] != "total") | (scores.index % 2 == 0)]
    path = tmp_path / "demo.duckdb"
    import_batches([batches(tables)], path, DeriveSettings(), now=datetime(2026, 12, 1))
    rows = scores.replace({"session_id": {"": None}}).to_dict(orient="records")
    computed, disagreeing = recount(rows)
    database = open_database(path)
    try:
        assert answered(database) == (computed, disagreeing)
    finally:
        database.close()
    assert disagreeing
    assert bool(computed) is lost
