"""Who is at the screen: a name for the journal, not an account.

It starts as the name under which the computer knows the user and can be changed; it holds for the browser session.
"""

import getpass

import streamlit as st

from dash.ui.decisions import known_users

_KEY = "user_name"
_CHOICE = "user_choice"


def _account() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        # A computer account without a name.
        return "unnamed"


def user() -> str:
    """Return the name under which decisions are recorded."""
    return str(st.session_state.setdefault(_KEY, _account()))


def _take() -> None:
    name = str(st.session_state.get(_CHOICE) or "").strip()
    if name:
        st.session_state[_KEY] = name


def user_choice() -> None:
    """Show who is at the screen; one press changes it. Names that stand in the journal are offered."""
    # Keyed without the name: it would close while it is used.
    panel = st.popover(
        user(),
        icon=":material/badge:",
        type="tertiary",
        width="content",
        key="user_panel",
        on_change="rerun",
        help="Your name, as decisions are recorded under it",
    )
    if not panel.open:
        return
    names = sorted({*known_users(), user(), _account()})
    panel.selectbox(
        "Who is at the screen",
        names,
        index=names.index(user()),
        key=_CHOICE,
        on_change=_take,
        accept_new_options=True,
        help="Choose a name or type a new one. It is a statement, not a proof.",
    )
