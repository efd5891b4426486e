"""What the reader of side effects chooses: the two routes compared, the effect."""

import pandas as pd
import streamlit as st

from dash.reports.route_pair import most_used_routes
from dash.ui import words
from dash.ui.effects.view import CHOSEN
from dash.vocabulary import ROUTES


def choose_pair(rates: pd.DataFrame) -> tuple[str, str] | None:
    """Let the reader choose the two routes compared, the two most used ones first; None where there are not two."""
    usual = most_used_routes(rates)
    if usual is None:
        st.markdown(":small[:gray[One route only: no difference to show]]", width="content")
        return None
    offered = [key for key in ROUTES if key in set(rates["route"])]
    chosen: list[str] = []
    for key, name, first, width in (
        ("first_route", "First route", usual[0], 165),
        ("second_route", "Second route", usual[1], 165),
    ):
        if st.session_state.get(key) not in offered:
            st.session_state[key] = first
        if chosen:
            st.markdown(":small[minus]", width="content")
        chosen.append(
            st.selectbox(
                name,
                offered,
                format_func=words.route_mark,
                key=key,
                persist_state="session",
                label_visibility="collapsed",
                width=width,
                help="The two routes whose difference is drawn at the right",
            )
        )
    if chosen[0] == chosen[1]:
        st.markdown(":small[:gray[choose two different routes]]", width="content")
        return None
    return str(chosen[0]), str(chosen[1])


def offered_effects(rates: pd.DataFrame) -> dict[str, int]:
    """Return sessions by effect, the commonest first, and make sure that one of them is chosen."""
    counted = rates[rates["unit"] == "sessions"].groupby("effect", sort=False)["events"].sum()
    found = {str(key): int(n) for key, n in counted.sort_values(ascending=False, kind="stable").items()}
    if found and st.session_state.get(CHOSEN) not in found:
        st.session_state[CHOSEN] = next(iter(found))
    return found
