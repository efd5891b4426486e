"""Choose a patient by typing part of the identifier; the choice stays off the page address."""

import pandas as pd
import streamlit as st

from dash.ui import words
from dash.ui.data import ask
from dash.ui.lists import CHOSEN

SHOWN_AT_ONCE = 1000
"""Patients offered in the list; in a larger clinic the list is narrowed by typing first."""


def _options(total: int) -> pd.DataFrame:
    """Return the patients to offer: all of them, or those whose identifier holds what was typed."""
    text = ""
    if total > SHOWN_AT_ONCE:
        text = (
            st.text_input(
                "Search",
                key="patient_search",
                persist_state="session",
                placeholder=f"Part of an identifier, {total:,} patients",
                icon=":material/search:",
                label_visibility="collapsed",
                width=250,
            )
            or ""
        )
    return ask("patient_list", text.strip(), SHOWN_AT_ONCE)


def choose_patient(total: int) -> pd.Series | None:
    """Show the choice and return the row of ``patient_list`` chosen, None where nothing matches.

    Without a choice it is the patient seen last.
    """
    offered = _options(total)
    chosen = st.session_state.get(CHOSEN)
    if chosen is not None and chosen not in set(offered["patient_id"]):
        # The patient came from a list of sessions and is not among those offered: put it on top.
        exact = ask("patient_list", chosen, SHOWN_AT_ONCE)
        offered = pd.concat([exact[exact["patient_id"] == chosen], offered], ignore_index=True)
    if offered.empty:
        st.markdown(":gray[No patient's identifier holds this text.]", width="content")
        return None
    identifiers = offered["patient_id"].astype(str).tolist()
    if chosen not in identifiers:
        st.session_state[CHOSEN] = identifiers[0]
    identifier = st.selectbox(
        "Patient",
        identifiers,
        key=CHOSEN,
        persist_state="session",
        label_visibility="collapsed",
        width=150,
        help="Type to search",
    )
    return offered.iloc[identifiers.index(str(identifier))]


def header(about: pd.Series, last: pd.Series | None) -> None:
    """Show who this is and what was given last, label over value."""
    age = words.MISSING if words.missing(about["age"]) else words.count(about["age"])
    sessions = words.plural(int(about["sessions"]), "session")
    facts = {"Age, sex": f"{age}, {about['sex'] if not words.missing(about['sex']) else words.MISSING}"}
    if last is None:
        facts["Sessions"] = "none yet"
    else:
        facts |= {
            "Phase": f"{words.phase(last['phase'])} · {sessions}",
            "Route": words.route(last["route"], last["route_as_written"]),
            "Last dose": words.dose(
                last["drug"], last["dose_mg"], last["mg_per_kg"], last["drug_as_written"]
            ),
            "Last session": words.day(last["started_on"]),
        }
    if about["hypertension"]:
        # Absence is not shown: a history that was never taken looks the same.
        facts["Hypertension"] = "In history"
    facts["Data through"] = words.day(about["last_day"])
    for label, value in facts.items():
        st.markdown(f":small[:gray[{label}]]  \n**{words.plain(value)}**", width="content")
