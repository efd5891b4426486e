"""Side effects by route: how often, of how many, how sure, and in which sessions."""

import pandas as pd
import streamlit as st

from dash.charts.effect_rates import effect_rates
from dash.queries.selection import Selection
from dash.ui import words
from dash.ui.data import ask
from dash.ui.figures import behind, heading, show
from dash.ui.filters import filter_bar
from dash.ui.frame import page
from dash.ui.lists import session_list
from dash.ui.messages import nothing_here
from dash.ui.theme import tone
from dash.vocabulary import EFFECTS, ELICITATIONS

UNITS = {"sessions": "per 100 sessions", "patients": "per 100 patients"}
ALL_WAYS = "all"


def way_of_asking(selection: Selection) -> str | None:
    """Let the reader choose how effects were asked for; ways are never pooled unasked."""
    asked = ask("elicitation_counts", selection).groupby("elicitation")["sessions"].sum()
    ways = [key for key in ELICITATIONS if asked.get(key, 0) > 0]
    if not ways:
        return None
    commonest = max((key for key in ways if key != "unknown"), key=lambda key: asked[key], default=ways[0])
    label = {key: f"{ELICITATIONS[key].label} ({asked[key]:,})" for key in ways}
    label[ALL_WAYS] = "All ways together"
    choice = st.selectbox(
        "How effects were asked for",
        [*ways, ALL_WAYS],
        index=ways.index(commonest),
        format_func=lambda key: label[key],
        key="way_of_asking",
        persist_state="session",
        label_visibility="collapsed",
        width=270,
        help="The way of asking moves a rate up to ten-fold: ways are shown apart. Numbers are sessions.",
    )
    return str(choice)


def compared(rates: pd.DataFrame) -> tuple[str, str] | None:
    """Return the two routes with the most sessions, the order of the vocabulary."""
    sessions = rates[rates["unit"] == "sessions"].groupby("route")["total"].max()
    top = list(sessions[sessions > 0].sort_values(ascending=False).index[:2])
    return (top[0], top[1]) if len(top) == 2 else None


def drill_down(rates: pd.DataFrame, selection: Selection, way: str | None) -> str | None:
    """Let the reader choose the effect whose sessions are listed."""
    seen = rates[(rates["unit"] == "sessions")].groupby("effect", sort=False)["events"].sum()
    options = list(seen.sort_values(ascending=False).index)
    label = dict(zip(rates["effect"], rates["label"], strict=True))
    return st.selectbox(
        "Sessions with",
        options,
        format_func=lambda key: str(label[key]),
        key="effect_chosen",
        persist_state="session",
        label_visibility="collapsed",
        width=230,
        help="Choose the effect whose sessions are listed below",
    )


def show_side_effects() -> None:
    """Filter, figure, sessions behind the chosen row."""
    selection = filter_bar("Side effects")
    if selection is None:
        nothing_here(
            "There are no sessions in the database.", "Import records with `ketamine-dash import FOLDER`."
        )
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        unit = (
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
            or "sessions"
        )
        way = way_of_asking(selection)
        if way is None:
            nothing_here("No session of this selection matches.", "Widen or reset the filter.")
            return
        rates = ask("effect_rates", selection, elicitation=None if way == ALL_WAYS else way)
        heading(
            "",
            "serious on top, then by size of difference · filled: interval excludes 0",
        )
        behind(rates, "effect_rates")
    pair = compared(rates)
    differences = (
        ask(
            "effect_differences",
            selection,
            elicitation=None if way == ALL_WAYS else way,
            first_route=pair[0],
            second_route=pair[1],
        )
        if pair
        else None
    )
    chosen = st.session_state.get("effect_chosen")
    show(
        effect_rates(
            rates,
            differences,
            tone(),
            unit=unit,
            compared=pair,
            selected=chosen,
            pinned={key for key, effect in EFFECTS.items() if effect.pinned},
        ),
        "rates",
    )
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        effect = drill_down(rates, selection, way)
        sessions = ask(
            "effect_sessions", selection, effect=effect, elicitation=None if way == ALL_WAYS else way
        )
        heading(
            f"{words.plural(len(sessions), 'session')}, {words.plural(sessions['patient_id'].nunique(), 'patient')}",
            "newest first · choose a row to open the patient",
        )
    session_list(sessions, "effect_list", "effect_sessions")


with page():
    show_side_effects()
