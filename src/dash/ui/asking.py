"""How side effects were asked for: ways are shown apart, and what is left out is said."""

import streamlit as st

from dash.queries.elicitation_counts import elicitation_counts
from dash.queries.selection import Selection
from dash.ui import words
from dash.ui.data import ask
from dash.vocabulary import ELICITATIONS

_ALL = "all"
_KEY = "way_of_asking"


def choose_way(selection: Selection) -> tuple[str | None, str]:
    """Let the reader choose the way of asking; the most used one is shown first, ways are never pooled unasked.

    Returns:
        The way (None for all together), and which sessions the rates then leave out, in words.
    """
    counts = ask(elicitation_counts, selection).groupby("elicitation")["sessions"].sum()
    sessions = {key: int(counts.get(key, 0)) for key in ELICITATIONS}
    ways = [key for key in ELICITATIONS if sessions[key]]
    label = {key: f"{ELICITATIONS[key].label} ({sessions[key]:,})" for key in ways}
    label[_ALL] = "All ways together"
    known = [key for key in ways if key != "unknown"]
    chosen = st.session_state.get(_KEY)
    # Set at every run: a choice is kept in the browser by its words, and would go on with the counts of an earlier filter.
    st.session_state[_KEY] = (
        chosen if chosen in label else max(known, key=lambda key: sessions[key], default=_ALL)
    )
    choice = str(
        st.selectbox(
            "How effects were asked for",
            list(label),
            format_func=lambda key: label[key],
            key=_KEY,
            persist_state="session",
            label_visibility="collapsed",
            width=250,
            help="The way of asking moves a rate up to ten-fold, so ways are shown apart. In brackets: sessions.",
        )
    )
    unrecorded = (
        f"{words.plural(sessions['unknown'], 'session')} without a record of asking count only where an effect "
        "was reported: rates are too high"
    )
    if choice == "unknown":
        return choice, unrecorded
    if choice == _ALL:
        pooled = f"pools {words.listed(ELICITATIONS[key].label.lower() for key in ways)}"
        return None, f"{pooled} · {unrecorded}" if sessions["unknown"] else pooled
    others = sum(sessions.values()) - sessions[choice]
    return choice, f"{words.plural(others, 'session')} asked otherwise or not recorded left out"
