"""Whose page this user has seen whole today in this browser session: only that can be marked as reviewed."""

from datetime import date
from typing import NamedTuple

import streamlit as st

from dash.store.reading import Stamp

_SEEN, _WHOLE = "pages_seen", "page_whole"


class Shown(NamedTuple):
    """What a page showed: the patient, the day of review, the state of the records, to whom and on which date."""

    patient_id: str
    day: date
    stamp: Stamp
    user: str
    on: date


def begins(shown: Shown) -> None:
    """A page is about to be drawn: from now on it stands whole only if it did so before, the same in everything."""
    if st.session_state.get(_WHOLE) != shown:
        st.session_state.pop(_WHOLE, None)


def is_whole(shown: Shown) -> None:
    """All of a page was sent: it was opened today, and stands until another one begins."""
    st.session_state[_WHOLE] = shown
    seen: dict[str, Shown] = st.session_state.setdefault(_SEEN, {})
    seen[shown.patient_id] = shown


def stands(shown: Shown) -> bool:
    """Tell whether this very page is the one that stands whole."""
    return bool(st.session_state.get(_WHOLE) == shown)


def was_opened(shown: Shown) -> bool:
    """Tell whether this very page was seen whole, the last time its patient's was."""
    seen: dict[str, Shown] = st.session_state.get(_SEEN, {})
    return seen.get(shown.patient_id) == shown


_TURNING = ("strip_next_on", "strip_previous_on", "cursor_next", "cursor_previous", "pick_")


def turns_too() -> bool:
    """Tell, as a press is taken, whether a key that goes to another patient was pressed with it.

    Then it is not known what was on screen.
    """
    return any(value is True for key, value in st.session_state.items() if str(key).startswith(_TURNING))
