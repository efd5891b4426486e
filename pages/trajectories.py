"""Outcomes by the route patients began with: change, response, times to events, last scores, gains between sessions."""

import streamlit as st

from dash.ui.filters import filter_bar
from dash.ui.frame import page
from dash.ui.messages import nothing_here
from dash.ui.outcomes.between import between
from dash.ui.outcomes.change import change
from dash.ui.outcomes.choice import choose, who
from dash.ui.outcomes.last import last_scores, suicidality, thoughts
from dash.ui.outcomes.response import response
from dash.ui.outcomes.times import times

DRAW = {
    "Change": change,
    "Response": response,
    "Times": times,
    "Last score": last_scores,
    "Between sessions": between,
}


def show_trajectories() -> None:
    """Filter, view and scale, who stands behind the numbers, the view."""
    selection = filter_bar("Trajectories")
    if selection is None:
        nothing_here(
            "There are no sessions in the database.", "Import records with `ketamine-dash import FOLDER`."
        )
        return
    chosen = choose(selection)
    if chosen is None:
        st.markdown(
            ":gray[No patient has a total of a symptom scale before the first session: outcomes need a baseline.]"
        )
        suicidality(selection)
        thoughts(selection)
        return
    view, instrument = chosen
    who(selection, instrument)
    DRAW[view](selection, instrument)


with page():
    show_trajectories()
