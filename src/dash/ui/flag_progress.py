"""Asking the rules about a long list while it is on screen, with progress and stop."""

import time
from collections.abc import Sequence
from datetime import date

import streamlit as st

from dash.ui.asking_rules import ask_flags, flags_left
from dash.ui.data import database

_STOPPED = "flags_stopped"
_STEP_S, _REDRAW_S = 0.3, 1.5
"""Seconds between two steps of the bar, and between two drawings of the list."""


def _stop(state: object) -> None:
    st.session_state[_STOPPED] = state


def ask_the_rest(day: date, keys: Sequence[int]) -> None:
    """Ask on until every patient's flags are known, drawing the list anew meanwhile; the user may stop it."""
    state = (database().stamp, day)
    total = len(keys)
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="flag_progress"):
        if st.session_state.get(_STOPPED) == state:
            known = total - flags_left(day, keys)
            st.markdown(
                f"**Stopped: the flags of {known:,} of {total:,} patients are known.** "
                "The others stand at the end; a positive answer among them is not known.",
                width="content",
            )
            st.button("Continue", key="flags_continue", on_click=_stop, args=(None,))
            return
        bar = st.progress(0.0, "Asking the rules")
        st.button("Stop", key="flags_stop", on_click=_stop, args=(state,))
    end = time.monotonic() + _REDRAW_S
    left = total
    while left and time.monotonic() < end:
        left = ask_flags(day, keys, _STEP_S)
        # The script can be interrupted here, which is how the button works.
        bar.progress(1 - left / total, f"Flags of {total - left:,} of {total:,} patients are known")
    st.rerun()
