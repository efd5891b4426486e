"""Choose a patient by typing part of the identifier, or from the list of the day; nobody is chosen until somebody is."""

from collections.abc import Sequence
from datetime import date

import pandas as pd
import streamlit as st

from dash.queries.appointments import PlannedRow, most_told
from dash.queries.patient_list import patient_list
from dash.ui import words
from dash.ui.chosen import choose, gone, handle_of
from dash.ui.data import ask
from dash.ui.today_patients import patients_of
from dash.ui.today_words import time_of
from dash.ui.whose import Turn
from dash.vocabulary import ROUTES

SHOWN_AT_ONCE = 1000
"""Up to so many patients all are offered; a larger clinic narrows the list by typing first."""
OFFERED_OF_MORE = 50
"""Patients offered of those that match what was typed in a larger clinic: nobody reads on, and the list is sent each time."""
LISTED = 60
"""Patients of the day to pick from at most; everybody is found by the search."""


def _options(total: int) -> pd.DataFrame:
    """Return the patients to offer: all of them, or those whose identifier holds what was typed."""
    if total <= SHOWN_AT_ONCE:
        return ask(patient_list, "", SHOWN_AT_ONCE)
    text = st.text_input(
        "Search",
        key="patient_search",
        persist_state="session",
        placeholder=f"Part of an identifier, {total:,} patients",
        icon=":material/search:",
        label_visibility="collapsed",
        width=250,
    )
    return ask(patient_list, (text or "").strip(), OFFERED_OF_MORE)


def find_patient(total: int, turn: Turn) -> None:
    """Show the search. It never holds the patient of the page: after a choice the page turns and the search is empty.

    Args:
        total: Patients in the records.
        turn: Of the page, so that each page has a search of its own.
    """
    offered = _options(total)
    if offered.empty:
        st.markdown(":gray[No patient's identifier holds this text.]", width="content")
        return
    key = f"patient_found_{turn.number}"
    with st.container(key="patient_chosen", width="content"):
        st.selectbox(
            "Find a patient",
            offered["patient_id"].astype(str).tolist(),
            index=None,
            key=key,
            placeholder="Find a patient",
            label_visibility="collapsed",
            width=150,
            help="Type to search",
            on_change=_found,
            args=(key,),
        )


def _found(key: str) -> None:
    found = st.session_state.get(key)
    if found is not None:
        choose(str(found))


def choose_first(day: date) -> None:
    """Say that nobody is chosen and list the patients of the day to pick from: time and identifier, nothing else."""
    found = patients_of(day)
    if gone():
        st.markdown(
            "**The patient asked for is not known any more:** the program was started anew or the records have changed. "
            "Choose again."
        )
    st.markdown("### Choose a patient", anchors=False)
    listed = found.patients[:LISTED]
    if not listed:
        st.markdown(":gray[Nobody is on the list of the day: use the search above.]")
        return
    who = "with an appointment" if found.by_appointment else "by last session"
    more = f", the first {LISTED}" if len(found.patients) > len(listed) else ""
    st.markdown(
        f":small[:gray[**{words.day(day)}** · {words.plural(len(found.patients), 'patient')} {who}{more}]]"
    )
    with st.container(horizontal=True, gap="small", key="patient_list"):
        for patient in listed:
            time = f"{time_of(patient.planned)} " if patient.planned else ""
            st.button(
                f"{time}**{words.plain(patient.patient_id)}**",
                key=f"pick_{handle_of(patient.patient_id)}",
                on_click=choose,
                args=(patient.patient_id,),
            )


def _plan(planned: PlannedRow) -> str:
    """Return time, route and dose of an appointment, as far as it says."""
    parts = [
        f"{planned.scheduled_at:%H:%M}" if planned.has_time else "planned",
        ROUTES[planned.route].short if planned.route and planned.route in ROUTES else "",
        "" if planned.dose_mg is None else f"{words.number(planned.dose_mg, 1)} mg",
    ]
    return " ".join(part for part in parts if part)


def next_words(number: int, coming: Sequence[PlannedRow], day: date) -> str:
    """Return the next session with its appointment: of the day with its time, of a later day with that day.

    Of several on that day the one that says most stands for all, and how many more there are is said.

    Args:
        number: Of the session.
        coming: The appointments of the first day with any, from the day of review on.
        day: The day of review.
    """
    if not coming:
        return str(number)
    told = most_told(coming)
    away = (told.scheduled_at.date() - day).days
    when = "" if away == 0 else "tomorrow " if away == 1 else f"{words.day(told.scheduled_at)} "
    more = f", {len(coming) - 1} more that day" if len(coming) > 1 else ""
    return f"{number} · {when}{_plan(told)}{more}"
