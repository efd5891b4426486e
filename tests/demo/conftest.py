"""The made-up clinic, read back from its text the slow and independent way."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd
import pytest

from dash.demo import make_clinic
from dash.demo.planted import (
    SIGNAL_FROM,
    SIGNAL_ROUTE,
    SIGNAL_SITE,
    UNDER_RECORDING_CLINICIAN,
)


@dataclass(frozen=True)
class Seen:
    """What anybody can see in the clinic's files.

    Attributes:
        tables: The text as it is.
        sessions: Sessions that took place, with numbers and days, indexed by session_id; ``plain`` marks those whose
            patients were asked and in which nothing is planted; systolic and diastolic peak and rise.
        vitals: Readings of sessions with ``minute`` from either the minute or the clock.
        happened: Sessions x effects, true where the effect was recorded.
        phq9: PHQ-9 totals with time.
    """

    tables: Mapping[str, pd.DataFrame]
    sessions: pd.DataFrame
    vitals: pd.DataFrame
    happened: pd.DataFrame
    phq9: pd.DataFrame


def see(tables: Mapping[str, pd.DataFrame]) -> Seen:
    sessions = tables["sessions"].copy()
    sessions["started_at"] = pd.to_datetime(sessions["started_at"])
    sessions = sessions[sessions["status"] != "cancelled"].set_index("session_id")

    vitals = tables["vitals"]
    vitals = vitals[(vitals["session_id"] != "") & vitals["session_id"].isin(sessions.index)].copy()
    started = vitals["session_id"].map(sessions["started_at"])
    by_clock = (pd.to_datetime(vitals["measured_at"].replace("", None)) - started).dt.total_seconds() / 60
    vitals["minute"] = pd.to_numeric(vitals["minute"].replace("", None)).fillna(by_clock)
    for part in ("systolic_mmhg", "diastolic_mmhg"):
        vitals[part] = pd.to_numeric(vitals[part])
    before = vitals[vitals["minute"] <= 0].set_index("session_id")
    after = vitals[vitals["minute"] > 0]
    at_40 = after[(after["minute"] - 40).abs() <= 10]
    at_40 = at_40.loc[(at_40["minute"] - 40).abs().groupby(at_40["session_id"]).idxmin()].set_index(
        "session_id"
    )
    for part in ("systolic", "diastolic"):
        column = f"{part}_mmhg"
        sessions[f"pre_{part}"] = before[column]
        sessions[f"peak_{part}"] = after.groupby("session_id")[column].max()
        sessions[f"rise_{part}"] = sessions[f"peak_{part}"] - sessions[f"pre_{part}"]
        sessions[f"rise_40_{part}"] = at_40[column] - sessions[f"pre_{part}"]
    sessions["event"] = (sessions["peak_systolic"] >= 180) | (sessions["peak_diastolic"] >= 110)

    sessions["signal"] = (
        (sessions["route"] == SIGNAL_ROUTE)
        & (sessions["site_id"] == SIGNAL_SITE)
        & (sessions["started_at"] >= pd.Timestamp(SIGNAL_FROM))
    )
    sessions["plain"] = (
        (sessions["elicitation"] == "solicited")
        & (sessions["clinician_id"] != UNDER_RECORDING_CLINICIAN)
        & ~sessions["signal"]
    )
    effects = tables["side_effects"]
    effects = effects[effects["session_id"] != ""]
    happened = pd.crosstab(effects["session_id"], effects["effect"]) > 0
    happened = happened.reindex(sessions.index, fill_value=False)

    scores = tables["scores"]
    phq9 = scores[(scores["instrument"] == "phq9") & (scores["item"] == "total")].copy()
    phq9["value"] = phq9["value"].astype(int)
    phq9["measured_at"] = pd.to_datetime(phq9["measured_at"])
    return Seen(tables, sessions, vitals, happened, phq9)


@pytest.fixture(scope="session")
def clinic() -> Seen:
    """The clinic everybody gets: 250 patients."""
    return see(make_clinic())


@pytest.fixture(scope="session")
def many() -> Seen:
    """The same clinic with 2,000 patients and another seed, for rates."""
    return see(make_clinic(patients=2000, seed=7))
