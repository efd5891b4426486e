"""Blood pressure by route: course by minute, peaks against the limits, recovery, hypertensive events over time."""

import streamlit as st

from dash.queries.selection import Selection
from dash.ui.filters import filter_bar
from dash.ui.frame import page
from dash.ui.messages import nothing_here
from dash.ui.pressure.course import by_minute
from dash.ui.pressure.events import events_over_time
from dash.ui.pressure.highest import highest, highest_without_minutes, over_a_limit
from dash.ui.pressure.monitoring import above_guide, completeness, quality, rises
from dash.ui.pressure.recovery import back_near_pre_dose, not_back

MORE = {
    "Peaks and rises": rises,
    "Monitoring": completeness,
    "Not seen back": not_back,
    "Begun above the guide": above_guide,
    "How pressures were written down": quality,
}


def more(selection: Selection) -> None:
    """Show one further view, the one asked for: all of them together would hold up the figures above."""
    chosen = st.segmented_control("More about", list(MORE), key="pressure_more", persist_state="session")
    if chosen:
        with st.container(gap="xxsmall"):
            MORE[chosen](selection)


def show_blood_pressure() -> None:
    """Filter, four figures, the sessions over a limit; below them the further view asked for."""
    selection = filter_bar("Blood pressure")
    if selection is None:
        nothing_here(
            "There are no sessions in the database.", "Import records with `ketamine-dash import FOLDER`."
        )
        return
    with st.container(gap="xxsmall"):
        by_minute(selection)
    left, middle, right = st.columns(3)
    with left.container(gap="xxsmall"):
        highest(selection)
    with middle.container(gap="xxsmall"):
        back_near_pre_dose(selection)
    with right.container(gap="xxsmall"):
        events_over_time(selection)
    over_a_limit(selection)
    with st.container(gap="xxsmall"):
        highest_without_minutes(selection)
    more(selection)


with page():
    show_blood_pressure()
