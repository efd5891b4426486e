"""Further views below the figure of rates, one at a time: all of them together would hold up the figure above."""

from collections.abc import Callable

import streamlit as st

from dash.ui.effects.compared import compared
from dash.ui.effects.course import course
from dash.ui.effects.details import details
from dash.ui.effects.recurrence import recurrence
from dash.ui.effects.trend import trend
from dash.ui.effects.view import View

VIEWS: dict[str, Callable[[View, str], None]] = {
    "Two routes, three ways": compared,
    "Severity and minutes": details,
    "Again next time": recurrence,
    "By month": trend,
    "First and later, dose": course,
}


def more(view: View, effect: str) -> None:
    """Show the further view that is asked for, about the effect chosen."""
    chosen = st.segmented_control("More about", list(VIEWS), key="effects_more", persist_state="session")
    if chosen:
        with st.container(gap="xxsmall"):
            VIEWS[chosen](view, effect)
