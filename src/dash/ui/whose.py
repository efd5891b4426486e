"""Whose page this is: everything of one patient stands in one place that is emptied before another patient is drawn.

What a browser shows while a page is drawn anew is the old page, replaced element by element at the same positions. So a
patient's whole page stands at a position of its own, and the first thing sent of another patient's page empties it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import NamedTuple

import streamlit as st

from dash.ui import words

PLACES = 4
"""Positions, used in turn. What was sent of a page may be dropped where the next one is asked for at once: with two, a page
nobody has seen could lend its position, and the page before would not be emptied."""
_DRAWN = "whose_page"
_whose: ContextVar[str | None] = ContextVar("whose", default=None)


class Turn(NamedTuple):
    """Whose page was drawn last, and how many pages before it."""

    patient_id: str | None
    number: int


def turned_to(last: Turn | None, patient_id: str | None) -> Turn:
    """Return the turn that a page of this patient has: the same one while the patient stays."""
    if last is None:
        return Turn(patient_id, 0)
    return last if last.patient_id == patient_id else Turn(patient_id, last.number + 1)


@contextmanager
def page_of(patient_id: str | None) -> Iterator[Turn]:
    """Draw a page about one patient, or about nobody, where nothing of another one stands any more."""
    turn = turned_to(st.session_state.get(_DRAWN), patient_id)
    # All positions are taken before anything is drawn in one: of two pages in the browser the new one is empty.
    places = [
        st.container(gap="xsmall") if place == turn.number % PLACES else st.empty() for place in range(PLACES)
    ]
    st.session_state[_DRAWN] = turn
    token = _whose.set(patient_id)
    try:
        with places[turn.number % PLACES]:
            yield turn
    finally:
        _whose.reset(token)


def named(text: str) -> str:
    """Return a description with the patient it is about before it; as it is on a page about nobody."""
    patient_id = _whose.get()
    return text if patient_id is None else f"{patient_id}: {text}"


def own_key(key: str) -> str:
    """Return a key for a widget that must not keep for one patient what was typed for another."""
    turn: Turn | None = st.session_state.get(_DRAWN)
    return key if turn is None or _whose.get() is None else f"{key}_{turn.number}"


def name_line() -> None:
    """Write whose panel this is, as its first line; nothing on a page about nobody."""
    patient_id = _whose.get()
    if patient_id is not None:
        st.markdown(f":small[:gray[Patient] **{words.plain(patient_id)}**]")
