"""The head of the patient page: who this is, what comes and what was given last, what is taken and what is in the history."""

from collections.abc import Sequence
from datetime import date

import pandas as pd
import streamlit as st

from dash.queries.appointments import PlannedRow
from dash.queries.patient_records import patient_conditions, patient_medications
from dash.reports.about_patient import About, about_patient, conditions_of, medications_of
from dash.rulebook.words import joined
from dash.stats.age import age_words
from dash.ui import words
from dash.ui.as_of import history_until
from dash.ui.patient_choice import next_words

_ROOM = 44
"""Characters of medications, and of conditions, named in the head; the lists below the figures have all."""


def about_of(key: int, about: pd.Series, day: date) -> About:
    """Return the words about a patient on a day; ``about`` is the row of ``patient_header``."""
    return about_patient(
        about["indication"],
        about["failed_antidepressants"],
        medications_of(history_until(patient_medications, key, day)),
        conditions_of(history_until(patient_conditions, key, day)),
        day,
        about["weight_kg"],
    )


def header(about: pd.Series, given: pd.DataFrame, coming: Sequence[PlannedRow], day: date) -> None:
    """Show who this is, what comes and what was given last, label over value.

    Args:
        about: The row of ``patient_header``.
        given: Rows of ``patient_sessions`` up to the day, cancelled ones left out.
        coming: The appointments of the first day with any, from the day of review on.
        day: The day of review.
    """
    born = None if words.missing(about["birth_year"]) else int(about["birth_year"])
    age = age_words(born, day) or words.MISSING
    last = given.iloc[-1] if len(given) else None
    facts = {
        "Age, sex": f"{age}, {about['sex'] if not words.missing(about['sex']) else words.MISSING}",
        "Next session": next_words(len(given) + 1, coming, day),
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
    facts["Data through"] = words.day(about["last_day"])
    for label, value in facts.items():
        st.markdown(f":small[:gray[{label}]]  \n**{words.plain(value)}**", width="content")


def about_line(about: About) -> None:
    """Show why the patient is treated, what is taken now and what stands in the history, in words."""
    taken = joined(about.taken, _ROOM) or about.now
    history = joined(about.history, _ROOM) or about.past
    parts = {"Indication": _first_upper(about.why), "Takes now": taken, "History": history}
    st.markdown(
        " :gray[·] ".join(
            f":gray[{label}] {words.plain(value)}"
            if value == words.MISSING
            else f":gray[{label}] **{words.plain(value)}**"
            for label, value in parts.items()
        ).join((":small[", "]")),
        width="stretch",
    )


def _first_upper(text: str) -> str:
    return text[:1].upper() + text[1:]
