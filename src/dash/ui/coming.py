"""The reading before today's dose: typed in one field, judged and drawn, never recorded."""

import hashlib
from collections.abc import Mapping
from datetime import date

import streamlit as st

from dash.reports.own_rises import OwnRises
from dash.reports.typed_pressure import EXAMPLE, TYPED, Typed, read_typed
from dash.rulebook.facts import Pressure
from dash.ui import words


def typed_today(patient_id: str, day: date) -> Pressure | None:
    """Return today's reading before the dose as typed, (systolic, diastolic) in mmHg; None without one.

    Args:
        patient_id: Whose it is.
        day: The day of review: what was typed on one day is not of another.
    """
    return _typed(patient_id, day).pressure


def typed_by_patient(patients: Mapping[int, str], day: date) -> dict[int, Pressure]:
    """Return what was typed for some patients, given as identifiers by key, by key."""
    found = {key: typed_today(patient_id, day) for key, patient_id in patients.items()}
    return {key: pressure for key, pressure in found.items() if pressure is not None}


def _typed(patient_id: str, day: date) -> Typed:
    return read_typed(st.session_state.get(_name(patient_id, day)))


def _name(patient_id: str, day: date) -> str:
    """Return the key of the field: its own for each patient and day, without the identifier in it.

    Numbers of patients change with the database; a reading must never become another patient's.
    """
    return f"coming_{hashlib.sha256(f'{day} {patient_id}'.encode()).hexdigest()[:16]}"


def today_field(patient_id: str, day: date, rises: OwnRises) -> None:
    """Show the field for today's reading, and beside it the own earlier rises or why what was typed is refused.

    It stays in this browser session and is written nowhere: the record is made by the software of the session.
    """
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key="coming"):
        st.markdown(":small[**Pre-dose today**]", width="content")
        st.text_input(
            "Pre-dose today: pressure before the dose, systolic/diastolic in mmHg",
            key=_name(patient_id, day),
            placeholder=EXAMPLE,
            max_chars=20,
            autocomplete="off",
            persist_state="session",
            label_visibility="collapsed",
            width=96,
        )
        typed = _typed(patient_id, day)
        if typed.problem:
            st.markdown(
                f":red[:small[:material/error: **{words.plain(typed.problem)}** {words.plain(typed.fix)}]]",
                width="content",
            )
            return
        said = f"**{TYPED}** · " if typed.pressure else ""
        st.markdown(f":small[{said}:gray[{words.plain(rises.words)}]]", width="content")
