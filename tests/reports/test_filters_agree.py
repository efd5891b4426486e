"""A filter means the same everywhere: every table of the cohort pages, for random selections on small random clinics.

Whatever a page draws, lists or saves comes from one of these tables under one selection, so that what holds of the tables holds
of figures, lists and files. How the rows of a table follow the filter is registered with its question (``obeys``).
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from random import Random
from typing import Any, TypeVar

import pandas as pd
import pytest
from helpers import slow
from helpers.clinics import Clinic, selections
from helpers.database import draw
from helpers.outcomes import clinics_with_scores
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from dash.errors import QuestionError
from dash.queries.dimensions import CLINICIAN, DOSE_BAND, NOT_RECORDED, ROUTE, SITE, Dimension
from dash.queries.question import AddsUp, AllRecords, EffectsOfRoute, Otherwise, RowsOfRoute
from dash.queries.selection import Selection
from dash.reports.provenance import provenance
from dash.reports.tables import run as run_table
from dash.reports.tables import tables
from dash.rulebook import settings as limits
from dash.store.reading import Database
from dash.vocabulary import ELICITATIONS, ROUTES
from dash.vocabulary.outcomes import OUTCOMES

T = TypeVar("T")
SCALES = ("phq9", "madrs")
"""Scales that the clinics of this test have; a table of another one is the same question, and empty here."""
HERE = ("iv", "in", "other", "sc")
"""Routes of these clinics, and one that no session has."""
COHORT = {name: one for name, one in tables().items() if one.scope in {"sessions", "all"}}


def obeying(kind: type[T]) -> dict[str, T]:
    """Return the tables whose rows follow the filter in this way, and how, as they are registered."""
    return {
        name: one.question.obeys
        for name, one in COHORT.items()
        if isinstance(one.question.obeys, kind) and one.chosen.get("instrument", SCALES[0]) in SCALES
    }


HELD_OTHERWISE = {
    "filter_options", "pressure_between", "pressure_copied", "pressure_log_rank", "effect_differences", "effect_compared",
    "effect_covariates", "outcome_log_rank", "outcome_model", "outcome_holding",
}  # fmt: skip
"""What is no group of its own, held in ``the_others``."""
# About all routes together, beside numbers by route: words, and q-values over everything that is shown.
TOGETHER = {"seen_late", "beyond_q"}


def test_what_follows_the_filter_in_its_own_way_is_held_in_this_file() -> None:
    assert {COHORT[name].question.name for name in obeying(Otherwise)} == HELD_OTHERWISE


def with_pressures_and_effects(clinic: Clinic, seed: int) -> Clinic:
    """Give the sessions of a clinic with scores readings near the limits, side effects, ways of asking and clinicians."""
    random = Random(seed)  # noqa: S311
    vitals, effects = [], []
    for session in clinic["sessions"]:
        session |= {
            "elicitation": random.choice([None, "solicited", "solicited", "spontaneous"]),
            "clinician_id": random.choice([None, "C-1", "C-2"]),
            "dose_mg": random.choice([None, 28, 56]),
            "weight_kg": random.choice([None, 70]),
        }
        if session["route"] == "other":
            session["route_as_written"] = random.choice(["rectal", "buccal"])
        vitals += [
            {
                "session_id": session["session_id"],
                "minute": random.choice([None, -5, 20, 40, 45, 60, 90]),
                "systolic_mmhg": random.choice([None, 120, 128, 150, 178, 184]),
                "diastolic_mmhg": random.choice([None, 80, 84, 108, 112]),
                "spo2_percent": random.choice([None, 97]),
            }
            for _ in range(random.randint(0, 6))
        ]
        effects += [
            {
                "session_id": session["session_id"],
                "effect": random.choice(["nausea", "sedation", "odd itch"]),
                "severity": random.choice([None, "mild", "severe"]),
                "onset_minute": random.choice([None, 5, 10]),
                "resolved_minute": random.choice([None, 15, 30]),
                "serious_hospitalisation": random.choice([None, None, True]),
            }
            for _ in range(random.randint(0, 2))
        ]
    return clinic | {"vitals": vitals, "side_effects": effects}


def run(database: Database, name: str, selection: Selection) -> pd.DataFrame:
    return run_table(COHORT[name], database, selection, limits())


def plain(frame: pd.DataFrame) -> pd.DataFrame:
    """Return rows without their place, whole numbers and text alike whether or not one is missing elsewhere."""
    kept = frame.drop(columns=[name for name in TOGETHER if name in frame.columns])
    if {"month", "route", "effect"} <= set(frame.columns):
        # Routes share a time axis: a month in which only another one has a session is an empty row.
        kept = kept[kept["total"] > 0]
    return kept.reset_index(drop=True).convert_dtypes()


def same(one: pd.DataFrame, two: pd.DataFrame, name: str) -> None:
    pd.testing.assert_frame_equal(plain(one), plain(two), check_dtype=False, obj=name)


Check = Callable[[Database, Selection, list[slow.Session]], None]


def rows_of_a_route(database: Database, selection: Selection, _sessions: list[slow.Session]) -> None:
    for name in obeying(RowsOfRoute):
        whole = run(database, name, selection)
        for route in selection[ROUTE] or HERE:
            alone = run(database, name, replace(selection, routes=(route,)))
            same(alone, whole[whole["route"] == route], f"{name}, {route}")
        assert set(whole["route"]) <= set(selection[ROUTE] or ROUTES), name


def rows_of_a_route_and_effect(
    database: Database, selection: Selection, _sessions: list[slow.Session]
) -> None:
    # A way of asking is an argument of the same question: all ways together, and the one way that occurs most here.
    for name, obeys in obeying(EffectsOfRoute).items():
        if COHORT[name].chosen["elicitation"] not in {None, "solicited"}:
            continue
        whole = run(database, name, selection)
        for route in selection[ROUTE] or HERE:
            alone = run(database, name, replace(selection, routes=(route,)))
            own = whole[whole["route"] == route]
            there = own["effect"].isin(set(alone["effect"]))
            same(alone, own[there], f"{name}, {route}")
            assert not own.loc[~there, obeys.counted].any(), name


def counts_add_up(database: Database, selection: Selection, sessions: list[slow.Session]) -> None:
    for name, obeys in obeying(AddsUp).items():
        by, counted = list(obeys.by), list(obeys.counted)
        whole = run(database, name, selection)
        parts = [
            run(database, name, replace(selection, routes=(route,))) for route in selection[ROUTE] or HERE
        ]
        every = pd.concat(parts, ignore_index=True)
        if not by:
            assert every[counted].sum().to_dict() == whole[counted].sum().to_dict(), name
            continue
        added = every.groupby(by)[counted].sum()
        wanted = whole.set_index(by)[counted].sort_index()
        # A month in which a route has no session may be missing from its table, and is nothing.
        same(added.reindex(wanted.index, fill_value=0), wanted, name)
        assert not added.drop(wanted.index, errors="ignore").to_numpy().any(), name
    found = run(database, "selection_counts", selection).iloc[0]
    some = slow.chosen(sessions, selection)
    assert (found["sessions"], found["patients"]) == (len(some), len({one.patient for one in some}))


def all_records_stay(database: Database, selection: Selection, sessions: list[slow.Session]) -> None:
    for name, obeys in obeying(AllRecords).items():
        frames = [run(database, name, one) for one in (selection, Selection())]
        same(*(frame.drop(columns=list(obeys.marks)) for frame in frames), name)  # type: ignore[call-arg]
    serious = run(database, "serious_effects", selection)
    some = {one.session_id for one in slow.chosen(sessions, selection)}
    assert [one in some for one in serious["session_id"]] == serious["in_filter"].tolist()


def the_others(database: Database, selection: Selection, _sessions: list[slow.Session]) -> None:
    routes = selection[ROUTE] or HERE
    alone = [replace(selection, routes=(route,)) for route in routes]
    options = run(database, "filter_options", selection).set_index(["kind", "key"])["sessions"]
    parts = [run(database, "filter_options", one).set_index(["kind", "key"])["sessions"] for one in alone]
    for kind, key in options.index:
        values = [part[kind, key] for part in parts]
        # A route's own count is what choosing it gives; the others count under the routes chosen.
        assert set(values) == {options[kind, key]} if kind == "route" else sum(values) == options[kind, key]
        if kind == "route":
            chosen = run(database, "selection_counts", replace(selection, routes=(key,))).iloc[0]
            assert options[kind, key] == chosen["sessions"]

    gaps = run(database, "pressure_between", selection.unlimited)
    events = run(database, "pressure_events", selection.unlimited)
    each = min(max(len(events) // 10, 1), 8)
    assert len(gaps) == len(events) // each

    copied = run(database, "pressure_copied", selection)
    for one in alone:
        own = set(copied.loc[copied["route"] == one[ROUTE][0], "session_id"])
        assert set(run(database, "pressure_copied", one)["session_id"]) <= own

    test = run(database, "pressure_log_rank", selection).iloc[0]
    counts = run(database, "pressure_recovery_counts", selection)
    assert test["sessions"] in {0, *range(int(counts["in_curve"].sum()) + 1)}
    assert "needs two routes" in run(database, "pressure_log_rank", alone[0])["why"].iloc[0]
    for name in ("effect_differences", "effect_compared", "effect_covariates"):
        with pytest.raises(QuestionError, match="two routes"):
            run(database, name, alone[0])
    for scale in SCALES:
        for one in (alone[0],):
            assert run(database, f"outcome_log_rank_{scale}", one)["p"].isna().all()
            fit = run(database, f"outcome_model_{scale}", one)
            assert set(fit["route"].dropna()) <= set(one[ROUTE])
        whole = run(database, f"outcome_holding_{scale}", selection)
        for one in alone:
            own = run(database, f"outcome_holding_{scale}", one)
            rows = [
                frame[(frame["by"] == "route") & (frame["group"] == one[ROUTE][0])] for frame in (own, whole)
            ]
            same(*rows, f"outcome_holding_{scale}")  # type: ignore[call-arg]


def exports_say_the_same_n(database: Database, selection: Selection, _sessions: list[slow.Session]) -> None:
    found = run(database, "selection_counts", selection).iloc[0]
    for name, one in COHORT.items():
        about = provenance(database, one, selection)
        if one.scope == "all":
            assert (about.sessions, about.patients, about.filters) == (None, None, "none"), name
            continue
        assert (about.sessions, about.patients) == (found["sessions"], found["patients"]), name
        assert [ROUTES[route].label in about.filters for route in selection[ROUTE]] == [True] * len(
            selection[ROUTE]
        ), name


CHECKS: dict[str, Check] = {
    "rows of a route": rows_of_a_route,
    "rows of a route and effect": rows_of_a_route_and_effect,
    "counts add up": counts_add_up,
    "all records stay": all_records_stay,
    "the others": the_others,
    "exports say the same n": exports_say_the_same_n,
}


@pytest.mark.parametrize("what", CHECKS)
@settings(max_examples=3, phases=(Phase.explicit, Phase.generate))
@given(
    clinic=clinics_with_scores,
    seed=st.integers(0, 10**6),
    chosen=selections | st.just(Selection()),
)
def test_a_filter_means_the_same_everywhere(
    what: str, clinic: dict[str, Any], seed: int, chosen: Selection
) -> None:
    clinic = with_pressures_and_effects(clinic, seed)
    database = draw(clinic)
    for selection in (chosen, chosen.unlimited):
        CHECKS[what](database, selection, slow.sessions_of(clinic))


@pytest.mark.parametrize("dimension", [CLINICIAN, DOSE_BAND], ids=lambda one: one.name)
@settings(max_examples=2, phases=(Phase.explicit, Phase.generate))
@given(
    clinic=clinics_with_scores,
    seed=st.integers(0, 10**6),
    chosen=selections.map(lambda one: one.having(CLINICIAN, ()).having(DOSE_BAND, ()).having(SITE, ())),
)
def test_what_is_counted_from_sessions_is_what_sites_choose(
    dimension: Dimension, clinic: dict[str, Any], seed: int, chosen: Selection
) -> None:
    """Where each clinician, or dose band, has a site of its own, choosing them is choosing the sites, in every table.

    Sites are told apart by the counts made at import, the others are counted from the sessions.
    """
    clinic = with_pressures_and_effects(clinic, seed)
    for row in clinic["sessions"]:
        member = slow.value_of(slow.Session(row, "", date.min), dimension.name)
        row["site_id"] = None if member == NOT_RECORDED else member
    database = draw(clinic)
    there = sorted({row["site_id"] or NOT_RECORDED for row in clinic["sessions"]})
    others = tuple(f"_{one}" for one in {*ELICITATIONS, *OUTCOMES} - {"solicited", *SCALES})
    for selection in (chosen, chosen.unlimited):
        for name in sorted(set(COHORT) - {"filter_options"}):
            if name.endswith(others) or name.startswith(("effect_compared", "effect_covariates")):
                continue
            frames = []
            for one in (SITE, dimension):
                try:
                    frames.append(run(database, name, selection.having(one, there[::2])))
                except QuestionError:
                    frames.append(pd.DataFrame())
            same(*frames, f"{name}, {dimension.name}")  # type: ignore[call-arg]
