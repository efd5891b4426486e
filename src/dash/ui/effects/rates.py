"""The figure of rates by route: which rows stand in it, and how to read it."""

from collections.abc import Collection
from dataclasses import asdict

import pandas as pd
import streamlit as st

from dash.charts.chart import Chart
from dash.charts.rates import read_effects, shown_effects
from dash.charts.rates_by_route import rates_by_route
from dash.ui import words
from dash.ui.effects.view import CHOSEN, View
from dash.ui.theme import tone
from dash.vocabulary import EFFECTS, published_rates

FEW_WORDS = {
    "sessions": "open route mark: too few patients for an interval",
    "hours": "below 10 patients with it, intervals take events as independent",
}
_PINNED = {key for key, effect in EFFECTS.items() if effect.pinned}


def pinned(rates: pd.DataFrame) -> Collection[str]:
    """Return the effects kept on top: those of the vocabulary, and those with a serious event."""
    return _PINNED | set(rates.loc[rates["serious_events"] > 0, "effect"])


def rows_shown(view: View) -> tuple[str, ...]:
    """Return the keys of the effects that the figure draws, from top to bottom."""
    on_top = pinned(view.rates)
    some = view.rates[view.rates["unit"] == view.unit]
    found = read_effects(some, view.differences, view.unit, on_top)
    return tuple(
        effect.key for effect in shown_effects(found, on_top, st.session_state.get(CHOSEN), view.most)
    )


def figure(view: View) -> Chart:
    """Return the rates by route and the difference of two routes."""
    return rates_by_route(
        view.rates,
        view.differences,
        tone(),
        unit=view.unit,
        compared=view.pair,
        selected=st.session_state.get(CHOSEN),
        pinned=pinned(view.rates),
        published=pd.DataFrame([asdict(rate) for rate in published_rates()]),
        most=view.most,
    )


def reading_help(rates: pd.DataFrame, unit: str, left_out: str) -> str:
    """Return how to read the figure, and which sessions its rates leave out."""
    some = rates[rates["unit"] == unit]
    untimed = int(some.groupby("route")["left_out"].first().sum())
    parts = [
        "filled: interval excludes 0",
        FEW_WORDS.get(unit, "") if (some["state"] == "few").any() else "",
        left_out,
        f"{words.plural(untimed, 'session')} without known monitoring left out" if untimed else "",
    ]
    return " · ".join(part for part in parts if part)
