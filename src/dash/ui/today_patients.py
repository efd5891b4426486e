"""The patients of a day, from the cache or the records."""

from datetime import date

import streamlit as st

from dash.reports.day_patients import DayPatients, day_patients
from dash.ui.data import database


@st.cache_data(show_spinner=False, max_entries=20)
def _patients(stamp: object, day: date) -> DayPatients:
    return day_patients(database(), day)


def patients_of(day: date) -> DayPatients:
    """Return the patients of a day, in order of time."""
    return _patients(database().stamp, day)
