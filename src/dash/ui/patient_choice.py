"""Choose a patient by typing part of the identifier; the choice stays off the page address."""

from datetime import date

import pandas as pd
import streamlit as st

from dash.queries.appointments import PlannedRow
from dash.ui import words
from dash.ui.data import ask
from dash.ui.lists import CHOSEN
from dash.vocabulary import ROUTES

SHOWN_AT_ONCE = 1000
"""Up to so many patients all are offered; a larger clinic narrows the list by typing first."""
OFFERED_OF_MORE = 50
"""Patients offered of those that match what was typed in a larger clinic: nobody reads on, and the list is sent each time."""


def _options(total: int) -> pd.DataFrame:
    """Return the patients to offer: all of them, or those whose identifier holds what was typed."""
    if total <= SHOWN_AT_ONCE:
        return ask("patient_list", "", SHOWN_AT_ONCE)
    text = st.text_input(
        "Search",
        key="patient_search",
        persist_state="session",
        placeholder=f"Part of an identifier, {total:,} patients",
        icon=":material/search:",
        label_visibility="collapsed",
        width=250,
    )
    return ask("patient_list", (text or "").strip(), OFFERED_OF_MORE)


def choose_patient(total: int) -> pd.Series | None:
    """Show the choice and return the row of ``patient_list`` chosen, None where nothing matches.

    Without a choice it is the patient seen last.
    """
    offered = _options(total)
    chosen = st.session_state.get(CHOSEN)
    if chosen is not None and chosen not in set(offered["patient_id"]):
        # The patient came from a list of sessions and is not among those offered: put it on top.
        offered = pd.concat([ask("patient_named", chosen), offered], ignore_index=True)
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


def _plan(planned: PlannedRow) -> str:
    """Return time, route and dose of an appointment, as far as it says."""
    parts = [
        f"{planned.scheduled_at:%H:%M}" if planned.has_time else "planned",
        ROUTES[planned.route].short if planned.route and planned.route in ROUTES else "",
        "" if planned.dose_mg is None else f"{words.number(planned.dose_mg, 1)} mg",
    ]
    return " ".join(part for part in parts if part)


def header(about: pd.Series, last: pd.Series | None, planned: PlannedRow | None, day: date) -> None:
    """Show who this is, what comes and what was given last, label over value.

    Args:
        about: The row of ``patient_header``.
        last: The last session given, None without any.
        planned: The first appointment of the day, None without one.
        day: The day of review.
    """
    age = words.MISSING if words.missing(about["age"]) else words.count(about["age"])
    number = int(about["sessions"]) + 1
    facts = {
        "Age, sex": f"{age}, {about['sex'] if not words.missing(about['sex']) else words.MISSING}",
        "Next session": f"{number} · {_plan(planned)}" if planned else str(number),
    }
    if last is None:
        facts["Last session"] = "none yet"
    else:
        ago = (day - last["started_on"].date()).days
        facts |= {
            "Phase": words.phase(last["phase"]),
            "Last route": words.route(last["route"], last["route_as_written"]),
            "Last dose": words.dose(
                last["drug"], last["dose_mg"], last["mg_per_kg"], last["drug_as_written"]
            ),
            "Last session": f"{words.day(last['started_on'])} · {words.ago(ago)}",
        }
    if about["hypertension"]:
        # Absence is not shown: a history that was never taken looks the same.
        facts["Hypertension"] = "in history"
    facts["Data through"] = words.day(about["last_day"])
    for label, value in facts.items():
        st.markdown(f":small[:gray[{label}]]  \n**{words.plain(value)}**", width="content")
