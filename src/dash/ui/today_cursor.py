"""The patient at hand on the list of the day: one line with the keys to move, open and mark as reviewed."""

from collections.abc import Mapping, Sequence

import streamlit as st

from dash.reports.day_list import DayRow
from dash.store.journal import Entry
from dash.ui import words
from dash.ui.day_strip import NEXT_KEY, PREVIOUS_KEY
from dash.ui.review_button import Reviewed, review_button
from dash.ui.today_table import OPEN
from dash.ui.worklist import Worklist, take

OPEN_KEY = "O"


def _open(patient_id: str) -> None:
    st.session_state[OPEN] = patient_id


def cursor(rows: Sequence[DayRow], kept: Worklist, mine: Mapping[str, Entry], order: str) -> None:
    """Show who is at hand, with the keys: previous, next, open, reviewed.

    Args:
        rows: The list in its order.
        kept: The list as the user left it.
        mine: This user's last review by patient.
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
            key="cursor_open",
            on_click=_open,
            args=(patient.patient_id,),
        )
        st.markdown(
            f"**{words.plain(patient.patient_id)}** :small[:gray[{place + 1:,} of {len(rows):,}]]",
            width="content",
        )
        if row.flags is not None:
            about = Reviewed(patient.key, patient.patient_id, kept.day, row.flags, patient.counts)
            review_button(about, mine.get(patient.patient_id))
        st.space("stretch")
        st.markdown(
            f":small[:gray[{order}]]", width="content", help="Any cell of a row opens the patient's page."
        )
