"""One line on the patient page: where on the list of the day, on to the next, back to the list, reviewed."""

from datetime import date

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dash.ui import words
from dash.ui.chosen import choose
from dash.ui.decisions import reviews
from dash.ui.review_button import Reviewed, review_button
from dash.ui.seen import is_whole
from dash.ui.user import user, user_choice
from dash.ui.whose import own_key
from dash.ui.worklist import Worklist, take, worklist

TODAY_PAGE = "pages/today.py"
NEXT_KEY, PREVIOUS_KEY, LIST_KEY = "N", "P", "L"


def day_strip(patient_id: str, day: date) -> DeltaGenerator:
    """Show the place on the list of the day with the keys to move along it; return the place for "Reviewed".

    The patient chosen changes through ``dash.ui.chosen.choose``; the list itself stays as the user left it. "Reviewed" is
    drawn last of the whole page: what is not on screen yet cannot have been seen.

    Args:
        patient_id: Whose page it is.
        day: The day of review.
    """
    kept = worklist()
    st.markdown(f":small[{_place(kept, patient_id, day)}]", width="content")
    if kept is not None and kept.place(patient_id) is not None:
        _step(kept, patient_id, -1, "Previous", "arrow_back", PREVIOUS_KEY)
        _step(kept, patient_id, 1, "Next", "arrow_forward", NEXT_KEY)
    if st.button(
        "List",
        icon=":material/list:",
        type="tertiary",
        shortcut=LIST_KEY,
        key="strip_list",
        help="Back to the list of the day",
    ):
        st.switch_page(TODAY_PAGE)
    st.space("stretch")
    review = st.container(
        horizontal=True, vertical_alignment="center", gap="small", width="content", key="review"
    )
    user_choice()
    return review


def reviewing(place: DeltaGenerator, about: Reviewed) -> None:
    """Offer "Reviewed" once all else of the page is drawn: only now it stands whole."""
    is_whole(about.shown())
    with place:
        review_button(about, reviews(user(), [about.patient_id]).get(about.patient_id))


def _place(kept: Worklist | None, patient_id: str, day: date) -> str:
    place = kept.place(patient_id) if kept else None
    if kept is None or place is None:
        said = "not on the list of the day" if kept else "the list was not opened yet"
        return f"**{words.day(day)}** :gray[{said}]"
    return f"**{words.day(kept.day)}** · {place + 1:,} of {len(kept.order):,}"


def _go(patient_id: str) -> None:
    take(patient_id)
    choose(patient_id)


def _step(kept: Worklist, patient_id: str, step: int, label: str, icon: str, shortcut: str) -> None:
    other, key = kept.beside(patient_id, step), f"strip_{label.lower()}"
    # Keyed by the page: pressed twice while the page turns, it goes one patient on, not past somebody unseen.
    # The icon alone: the line must hold at 1,280 px.
    with st.container(key=key, width="content"):
        st.button(
            "",
            help=f"{label} patient on the list",
            icon=f":material/{icon}:",
            type="tertiary",
            shortcut=shortcut,
            key=own_key(f"{key}_on"),
            disabled=other is None,
            on_click=_go,
            args=(other,),
        )
