"""Side effects by route: how often, of how many, how sure, and in which sessions."""

import streamlit as st

from dash.reports.effect_differences import effect_differences
from dash.reports.effect_rates import effect_rates
from dash.rulebook import settings
from dash.ui.asking import choose_way
from dash.ui.data import answer
from dash.ui.effects.choice import choose_pair, offered_effects
from dash.ui.effects.more import more
from dash.ui.effects.rates import figure, reading_help
from dash.ui.effects.serious import serious_strip
from dash.ui.effects.sessions import sessions_behind
from dash.ui.effects.view import UNITS, View
from dash.ui.figures import behind, heading, show
from dash.ui.filters import filter_bar
from dash.ui.frame import page
from dash.ui.messages import nothing_here

ROWS = 12


def show_side_effects() -> None:
    """Filter, figure, sessions behind the chosen effect; below them the further view asked for."""
    selection = filter_bar("Side effects")
    if selection is None:
        nothing_here(
            "There are no sessions in the database.", "Import records with `ketamine-dash import FOLDER`."
        )
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        unit = str(
            st.segmented_control(
                "Rate per",
                list(UNITS),
                default="sessions",
                required=True,
                key="rate_unit",
                persist_state="session",
                format_func=lambda key: UNITS[key],
                label_visibility="collapsed",
            )
        )
        way, left_out = choose_way(selection)
        answered = answer(effect_rates, selection, way, few_events=settings().few_events)
        rates = answered.frame
        every = st.toggle("All effects", key="every_effect", persist_state="session")
        heading("", reading_help(rates, unit, left_out), method=answered.method)
        found = offered_effects(rates)
        tables = st.container(horizontal=True, width="content")
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        serious_strip(selection, way)
        st.space("stretch")
        pair = choose_pair(rates)
        differences = None
        if pair:
            compared = answer(effect_differences, selection, *pair, way)
            differences = compared.frame
            behind(compared)
    most = len(found) if every else ROWS
    view = View(selection, way, unit, rates, pair, differences, most)
    chart = figure(view)
    with tables:
        title = f"Side effects by route, {UNITS[unit]}"
        behind(
            answered,
            chart=chart,
            title=title,
            paper_px=1200,
        )
    show(chart, "rates")
    if found:
        more(view, sessions_behind(view, found))


with page():
    show_side_effects()
