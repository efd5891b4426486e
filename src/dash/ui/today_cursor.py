"""The patient at hand on the list of the day: one line with the keys to move, open and mark as reviewed."""

from collections.abc import Sequence

import streamlit as st

from dash.reports.day_list import ORDER, DayRow
from dash.ui import words
from dash.ui.chosen import OPEN, handle_of
from dash.ui.data import database
from dash.ui.day_strip import NEXT_KEY, PREVIOUS_KEY
from dash.ui.decisions import Decisions
from dash.ui.review_button import Reviewed, review_button
from dash.ui.worklist import Worklist, take

OPEN_KEY = "O"


def _open(patient_id: str) -> None:
    st.session_state[OPEN] = patient_id


def cursor(rows: Sequence[DayRow], kept: Worklist, known: Decisions, order: str) -> None:
    """Show who is at hand, with the keys: previous, next, open, reviewed.

    Args:
        rows: The list in its order.
        kept: The list as the user left it.
        known: What the journal holds about the patients.
        order: By what the list is sorted, in words.
    """
    place = kept.place(kept.chosen)
    if place is None:
        return
    row = rows[place]
    patient = row.patient
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="today_cursor"):
        for step, label, icon, shortcut in (
            (-1, "Previous", "arrow_upward", PREVIOUS_KEY),
            (1, "Next", "arrow_downward", NEXT_KEY),
        ):
            other = kept.beside(kept.chosen, step)
            st.button(
                label,
                icon=f":material/{icon}:",
                shortcut=shortcut,
                key=f"cursor_{label.lower()}",
                disabled=other is None,
                on_click=take,
                args=(other,),
            )
        st.button(
            "Open",
            icon=":material/person:",
            shortcut=OPEN_KEY,
            key=f"cursor_open_{handle_of(patient.patient_id)}",
            on_click=_open,
            args=(patient.patient_id,),
        )
        # The same by the key that a person presses on a row.
        st.button(
            f"**{words.plain(patient.patient_id)}**",
            type="tertiary",
            shortcut="Enter",
            key=f"cursor_name_{handle_of(patient.patient_id)}",
            help="Opens the page of this patient",
            on_click=_open,
            args=(patient.patient_id,),
        )
        st.markdown(f":small[:gray[{place + 1:,} of {len(rows):,}]]", width="content")
        if row.flags is not None:
            about = Reviewed(
                patient.patient_id,
                kept.day,
                row.flags,
                patient.counts,
                known.acknowledged.get(patient.patient_id, {}),
                database().stamp,
            )
            with st.container(
                horizontal=True, vertical_alignment="center", gap="small", width="content", key="review"
            ):
                review_button(about, known.reviews.get(patient.patient_id), listed=True)
        st.space("stretch")
        st.markdown(
            f":small[:gray[{order}]]",
            width="content",
            help=f"Order: {ORDER}. Any cell of a row opens the patient's page.",
        )
