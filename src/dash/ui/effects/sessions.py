"""The sessions behind the effect chosen."""

import streamlit as st

from dash.queries.effect_sessions import effect_sessions
from dash.ui import words
from dash.ui.data import answer
from dash.ui.effects.view import CHOSEN, View
from dash.ui.figures import heading
from dash.ui.lists import LISTED, session_list


def sessions_behind(view: View, found: dict[str, int]) -> str:
    """Let the reader choose an effect, list its sessions, and return its key.

    Args:
        view: What the page shows.
        found: Sessions by effect, as of ``offered_effects``.
    """
    label = dict(zip(view.rates["effect"], view.rates["label"], strict=True))
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        effect = str(
            st.selectbox(
                "Sessions with",
                list(found),
                format_func=lambda key: str(label[key]),
                key=CHOSEN,
                persist_state="session",
                label_visibility="collapsed",
                width=230,
                help="Choose the effect that the list and the views below are about",
            )
        )
        sessions = answer(effect_sessions, view.selection, effect, elicitation=view.way, newest=LISTED)
        heading(
            f"{words.plural(found[effect], 'session')} with it",
            f"{words.newest(found[effect], len(sessions.frame))} · choose a row to open the patient",
        )
    session_list(sessions, "effect_list")
    return effect
