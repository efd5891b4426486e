"""What is planted is there, and can be found without knowing how it was planted."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from scipy.stats import binomtest, fisher_exact

from dash.demo import make_clinic
from dash.demo.planted import (
    CLINICIANS,
    ELICITATION_FROM,
    ELICITATION_SITE,
    LAST_DAY,
    SIGNAL_FACTOR,
    SIGNAL_FROM,
    SIGNAL_ROUTE,
    SIGNAL_SITE,
    SITES,
    SPONTANEOUS_SHARE,
    UNDER_RECORDING_CLINICIAN,
    UNDER_RECORDING_SHARE,
    moved,
)

if TYPE_CHECKING:
    from tests.demo.conftest import Seen


def four_cells(first: pd.Series, second: pd.Series) -> list[list[int]]:
    return [[int(part.sum()), int((~part).sum())] for part in (first, second)]


def test_constants_name_what_the_files_name(clinic: Seen) -> None:
    sessions = clinic.tables["sessions"]
    assert set(sessions["site_id"]) == set(SITES)
    for site, names in CLINICIANS.items():
        assert set(sessions.loc[sessions["site_id"] == site, "clinician_id"]) == set(names)
    assert SIGNAL_ROUTE in set(sessions["route"])
    assert len({SIGNAL_SITE, ELICITATION_SITE, "Hillside"}) == 3
    assert UNDER_RECORDING_CLINICIAN in CLINICIANS["Hillside"]


def test_hypertensive_events_become_more_frequent_on_one_route_at_one_site(clinic: Seen) -> None:
    """In the clinic of 250 too: the rate after the date against that before it."""
    measured = clinic.sessions.dropna(subset=["peak_systolic"])
    here = measured[(measured["route"] == SIGNAL_ROUTE) & (measured["site_id"] == SIGNAL_SITE)]
    since, before = here.loc[here["signal"], "event"], here.loc[~here["signal"], "event"]
    assert fisher_exact(four_cells(since, before), alternative="greater").pvalue < 0.01
    assert since.mean() > 3 * before.mean()


def test_the_signal_has_the_size_documented(many: Seen) -> None:
    measured = many.sessions.dropna(subset=["peak_systolic"])
    here = measured[measured["signal"]]["event"]
    elsewhere = measured[(measured["route"] == SIGNAL_ROUTE) & ~measured["signal"]]["event"]
    assert binomtest(int(here.sum()), len(here), SIGNAL_FACTOR * 0.01).pvalue > 0.001
    assert 3 < here.mean() / elsewhere.mean() < 8


def test_one_site_goes_from_volunteered_to_asked(clinic: Seen) -> None:
    here = clinic.sessions[clinic.sessions["site_id"] == ELICITATION_SITE]
    since = here["started_at"] >= pd.Timestamp(ELICITATION_FROM)
    assert set(here.loc[~since, "elicitation"]) == {"spontaneous", ""}
    assert set(here.loc[since, "elicitation"]) == {"solicited", ""}
    rest = clinic.sessions[clinic.sessions["site_id"] != ELICITATION_SITE]
    assert "spontaneous" not in set(rest["elicitation"])
    sedated = clinic.happened["sedation"]
    told = sedated[here.index[here["elicitation"] == "spontaneous"]]
    asked = sedated[here.index[here["elicitation"] == "solicited"]]
    assert fisher_exact(four_cells(told, asked), alternative="less").pvalue < 1e-6


def test_volunteered_reports_are_a_ninth_of_what_asking_shows(many: Seen) -> None:
    """3.8 % against 34.7 % sedation under esketamine."""
    spray = many.sessions[many.sessions["route"] == "in"]
    told = many.happened.loc[spray.index[spray["elicitation"] == "spontaneous"], "sedation"]
    assert len(told) > 500
    assert told.mean() == pytest.approx(0.347 * SPONTANEOUS_SHARE, abs=0.025)


def test_one_clinician_writes_down_a_quarter(many: Seen) -> None:
    """Effects a session, against the colleague at the same site."""
    asked = many.sessions[
        (many.sessions["elicitation"] == "solicited") & (many.sessions["site_id"] == "Hillside")
    ]
    number = many.happened.sum(axis=1)
    mean = {key: number[own.index].mean() for key, own in asked.groupby("clinician_id")}
    colleague = mean[CLINICIANS["Hillside"][0]]
    assert mean[UNDER_RECORDING_CLINICIAN] / colleague == pytest.approx(UNDER_RECORDING_SHARE, abs=0.07)


def test_no_other_clinician_stands_out(clinic: Seen) -> None:
    """In the clinic of 250 every other clinician who asks finds more than twice as much."""
    asked = clinic.sessions[clinic.sessions["elicitation"] == "solicited"]
    mean = clinic.happened.sum(axis=1)[asked.index].groupby(asked["clinician_id"]).mean().sort_values()
    assert mean.index[0] == UNDER_RECORDING_CLINICIAN
    assert mean.iloc[1] > 2 * mean.iloc[0]


def test_planted_dates_move_with_the_last_day() -> None:
    assert moved(SIGNAL_FROM, LAST_DAY) == SIGNAL_FROM
    other = date(2025, 3, 3)
    tables = make_clinic(patients=60, seed=3, last_day=other)
    sessions = tables["sessions"]
    told = sessions[sessions["elicitation"] == "spontaneous"]
    assert told["started_at"].max()[:10] < moved(ELICITATION_FROM, other).isoformat()
    assert sessions["started_at"].max()[:10] <= other.isoformat()


def test_the_dirt_is_there(clinic: Seen) -> None:
    sessions = clinic.tables["sessions"]
    routes = sessions.groupby("patient_id")["route"].nunique()
    assert 0.08 <= (routes > 1).mean() <= 0.17
    share = {
        "cancelled": (sessions["status"] == "cancelled").mean(),
        "stopped_early": (sessions["status"] == "stopped_early").mean(),
        "no effects asked": (clinic.sessions["elicitation"] == "").mean(),
        "no weight": (clinic.sessions["weight_kg"] == "").mean(),
    }
    assert 0.01 < share["cancelled"] < 0.035
    assert 0.001 < share["stopped_early"] < 0.02
    assert 0.02 < share["no effects asked"] < 0.06
    assert 0.05 < share["no weight"] < 0.12

    at_40 = clinic.vitals[clinic.vitals["time_point"] == "40 min"].set_index("session_id")["minute"]
    assert 0.04 < 1 - at_40.index.nunique() / len(clinic.sessions) < 0.08
    assert 0.02 < (at_40 > 45).mean() < 0.06
    unasked = clinic.sessions.index[clinic.sessions["elicitation"] == ""]
    assert not clinic.happened.loc[unasked].to_numpy().any()

    scores = clinic.tables["scores"]
    forms = scores[scores["instrument"] == "phq9"].groupby(["patient_id", "measured_at"])["item"]
    assert 0 < (~forms.agg(lambda items: "total" in set(items))).mean() < 0.03
    gaps = clinic.phq9.sort_values("measured_at").groupby("patient_id")["measured_at"].diff().dt.days
    assert np.nanmax(gaps) > 20


def test_some_sums_disagree_with_their_items(many: Seen) -> None:
    scores = many.tables["scores"]
    scores = scores[scores["instrument"] == "phq9"].assign(value=lambda rows: rows["value"].astype(int))
    wide = scores.pivot(index=["patient_id", "measured_at"], columns="item", values="value").dropna()
    differ = wide.drop(columns="total").sum(axis=1) != wide["total"]
    assert 0.001 < differ.mean() < 0.015


def test_the_documentation_names_what_is_planted(clinic: Seen) -> None:
    text = (Path(__file__).parents[2] / "docs" / "demo-clinic.md").read_text(encoding="utf-8")
    for day in (SIGNAL_FROM, ELICITATION_FROM):
        assert day.isoformat() in text
    for name in (SIGNAL_SITE, ELICITATION_SITE, UNDER_RECORDING_CLINICIAN):
        assert name in text
    measured = clinic.sessions.dropna(subset=["peak_systolic"])
    infusions = measured[measured["route"] == SIGNAL_ROUTE]
    here = infusions[infusions["site_id"] == SIGNAL_SITE]
    since, before, rest = here[here["signal"]], here[~here["signal"]], infusions[~infusions["signal"]]
    numbers = [(int(part["event"].sum()), len(part)) for part in (since, before, rest)]
    assert "{} of {} sessions since, {} of {} there before, {} of {} in all".format(*sum(numbers, ())) in text
    assert f"{len(clinic.tables['sessions']):,} sessions" in text
