"""The patients of a day, from the cache or the records."""

from datetime import date

import streamlit as st

from dash.reports.day_patients import DayPatients, day_patients
from dash.ui.data import database
from dash.ui.review_day import default_day


@st.cache_data(show_spinner=False, max_entries=20)
def _patients(stamp: object, day: date, past: bool) -> DayPatients:
    return day_patients(database(), day, past=past)


def patients_of(day: date) -> DayPatients:
    """Return the patients of a day, in order of time; which days are past goes by the day the screens open with."""
    return _patients(database().stamp, day, day < default_day().day)
