"""Side effects by route: how often, of how many, how sure, and in which sessions."""

from dataclasses import asdict

import pandas as pd
import streamlit as st

from dash.charts.chart import Chart
from dash.charts.effect_rates import effect_rates
from dash.queries.selection import Selection
from dash.reports.tables import most_used_routes
from dash.ui import words
from dash.ui.asking import choose_way
from dash.ui.data import ask
from dash.ui.figures import behind, heading, show
from dash.ui.filters import filter_bar
from dash.ui.frame import page
from dash.ui.lists import LISTED, session_list
from dash.ui.messages import nothing_here
from dash.ui.theme import tone
from dash.vocabulary import EFFECTS, published_rates

UNITS = {"sessions": "per 100 sessions", "patients": "per 100 patients"}
PINNED = {key for key, effect in EFFECTS.items() if effect.pinned}
ROWS = 12
CHOSEN = "effect_chosen"


def named(table: str, way: str | None) -> str:
    """Return the name by which the command line gives the same table."""
    return f"{table}_{way}" if way else table


def figure(rates: pd.DataFrame, selection: Selection, way: str | None, unit: str, rows: int) -> Chart:
    """Return the rates by route and the difference of the two most used routes."""
    pair = most_used_routes(rates)
    differences = None
    if pair:
        differences = ask(
            "effect_differences", selection, elicitation=way, first_route=pair[0], second_route=pair[1]
        )
    return effect_rates(
        rates,
        differences,
        tone(),
        unit=unit,
        compared=pair,
        selected=st.session_state.get(CHOSEN),
        pinned=PINNED,
        published=pd.DataFrame([asdict(rate) for rate in published_rates()]),
        most=rows,
    )


def offered_effects(rates: pd.DataFrame) -> dict[str, int]:
    """Return sessions by effect, the commonest first, and make sure that one of them is chosen."""
    counted = rates[rates["unit"] == "sessions"].groupby("effect", sort=False)["events"].sum()
    found = {str(key): int(n) for key, n in counted.sort_values(ascending=False, kind="stable").items()}
    if found and st.session_state.get(CHOSEN) not in found:
        st.session_state[CHOSEN] = next(iter(found))
    return found


def sessions_behind(
    rates: pd.DataFrame, found: dict[str, int], selection: Selection, way: str | None
) -> None:
    """List the sessions with the effect chosen."""
    label = dict(zip(rates["effect"], rates["label"], strict=True))
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        effect = st.selectbox(
            "Sessions with",
            list(found),
            format_func=lambda key: str(label[key]),
            key=CHOSEN,
            persist_state="session",
            label_visibility="collapsed",
            width=230,
            help="Choose the effect whose sessions are listed below",
        )
        sessions = ask("effect_sessions", selection, effect=effect, elicitation=way, newest=LISTED)
        heading(
            f"{words.plural(found[effect], 'session')} with it",
            f"{words.newest(found[effect], len(sessions))} · choose a row to open the patient",
        )
    session_list(sessions, "effect_list", named("effect_sessions", way), selection=selection)


def show_side_effects() -> None:
    """Filter, figure, sessions behind the chosen effect."""
    selection = filter_bar("Side effects")
    if selection is None:
        nothing_here(
            "There are no sessions in the database.", "Import records with `ketamine-dash import FOLDER`."
        )
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        unit = st.segmented_control(
            "Rate per",
            list(UNITS),
            default="sessions",
            required=True,
            key="rate_unit",
            persist_state="session",
            format_func=lambda key: UNITS[key],
            label_visibility="collapsed",
        )
        way, left_out = choose_way(selection)
        rates = ask("effect_rates", selection, elicitation=way)
        every = st.toggle("All effects", key="every_effect", persist_state="session")
        heading("", f"filled: interval excludes 0 · {left_out}", method="side-effects-by-route")
        found = offered_effects(rates)
        chart = figure(rates, selection, way, str(unit), len(found) if every else ROWS)
        title = f"Side effects by route, {UNITS[str(unit)]}"
        name = named("effect_rates", way)
        behind(rates, name, selection=selection, chart=chart, title=title, paper_px=1200)
    show(chart, "rates")
    if found:
        sessions_behind(rates, found, selection, way)


with page():
    show_side_effects()
