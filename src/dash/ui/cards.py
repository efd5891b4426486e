"""The four numbers on top of the patient page, each with its history against the patient's own range."""

from datetime import date

import numpy as np
import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dash.charts.sparkline import Side, sparkline
from dash.ui import words
from dash.ui.theme import tone
from dash.vocabulary import INSTRUMENTS


def _card(
    column: DeltaGenerator,
    label: str,
    history: "pd.Series[float]",
    unit: str,
    against: str,
    change: float | None,
    alert: Side = "high",
) -> None:
    """Show one number, its change and its history.

    Args:
        column: Where it stands.
        label: What the number is.
        history: All values in time order; the last one is shown large, missing stays missing.
        unit: Unit of the value.
        against: What the change is measured against.
        change: Difference to that, None where it cannot be said.
        alert: Side on which a last value outside the own range is worse.
    """
    last = history.iloc[-1] if len(history) else np.nan
    shown = "–" if words.missing(float(last)) else f"{last:,.0f} :small[{words.unit(float(last), unit)}]"
    note = (
        "not recorded"
        if words.missing(float(last))
        else against
        if change is not None
        else "nothing to compare"
    )
    with column.container(
        border=True,
        horizontal=True,
        vertical_alignment="center",
        horizontal_alignment="distribute",
        gap="xsmall",
        wrap=False,
    ):
        st.metric(
            label,
            shown,
            words.change(change),
            delta_color="off",
            delta_arrow="off",
            delta_description=note,
            width="content",
        )
        picture = sparkline(history.tolist(), tone(), name=label, unit=unit, alert=alert)
        st.image(picture.svg, alt=picture.alt, width=150)


def _against_usual(history: "pd.Series[float]") -> float | None:
    """Return the last value less the median of the earlier ones."""
    earlier = history.iloc[:-1].dropna()
    if earlier.empty or history.isna().iloc[-1]:
        return None
    return float(history.iloc[-1] - earlier.median())


def _total_minutes(effects: pd.DataFrame, sessions: pd.DataFrame) -> "pd.Series[float]":
    """Return minutes of side effects by session in time order, missing where effects were not asked for."""
    minutes = effects.groupby("session_number")["minutes"].sum(min_count=1)
    asked = sessions.set_index("session_number")["asked"].astype(bool)
    suffered = minutes.reindex(asked.index)
    # Asked and nothing reported is zero minutes; reported without times stays missing.
    nothing_reported = asked & ~asked.index.isin(effects["session_number"])
    return suffered.mask(nothing_reported, 0.0).astype(float)


def _days_since(sessions: pd.DataFrame, day: date) -> "pd.Series[float]":
    """Return the days between sessions, and last those since the last one up to the day of review."""
    gaps = sessions["days_since_previous"].astype(float).iloc[1:]
    if sessions.empty:
        return gaps
    waiting = float((pd.Timestamp(day) - sessions["started_on"].iloc[-1]).days)
    return pd.Series([*gaps, waiting if waiting >= 0 else np.nan])


def cards(scores: pd.DataFrame, sessions: pd.DataFrame, effects: pd.DataFrame, day: date) -> None:
    """Show score, peak systolic, minutes of side effects and days since the last session."""
    totals = scores[scores["item"] == "total"]
    recorded = [name for name in INSTRUMENTS if name in set(totals["instrument"])]
    instrument = recorded[0] if recorded else "phq9"
    score = totals.loc[totals["instrument"] == instrument, "value"].astype(float)
    columns = st.columns(4)
    worse: Side = "high" if INSTRUMENTS[instrument].higher_is_worse else "low"
    change = float(score.iloc[-1] - score.iloc[-2]) if len(score) > 1 else None
    _card(columns[0], INSTRUMENTS[instrument].label, score, "points", "vs last score", change, worse)
    peak = sessions["peak_systolic"].astype(float)
    _card(columns[1], "Peak systolic", peak, "mmHg", "vs usual", _against_usual(peak))
    minutes = _total_minutes(effects, sessions)
    _card(columns[2], "Side effects", minutes, "min", "vs usual", _against_usual(minutes))
    gaps = _days_since(sessions, day)
    _card(columns[3], "Days since last", gaps, "days", "vs usual", _against_usual(gaps), "none")
