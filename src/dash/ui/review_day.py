"""Which day the screens are about, and choosing another."""

from datetime import date, timedelta

import streamlit as st

from dash.queries.appointments import PlannedDays, appointment_days
from dash.reports.day_of_review import DayOfReview, day_of_review
from dash.ui.data import database

_KEY = "review_day"
_EARLIEST, _LATEST = date(1990, 1, 1), date(2199, 12, 31)


@st.cache_data(show_spinner=False, max_entries=50)
def _default(stamp: object, today: date) -> DayOfReview:
    return day_of_review(database(), today)


@st.cache_data(show_spinner=False, max_entries=200)
def _planned(stamp: object, day: date) -> PlannedDays:
    return appointment_days(database(), day)


def default_day() -> DayOfReview:
    """Return the day the screens open with: the computer's date, of the made-up clinic its own day."""
    return _default(database().stamp, date.today())


def planned_days(day: date) -> PlannedDays:
    """Return the days with appointments around a day."""
    return _planned(database().stamp, day)


def review_day() -> date:
    """Return the day chosen, else the one the screens open with."""
    chosen: date | None = st.session_state.get(_KEY)
    return chosen or default_day().day


def go_to(day: date | None) -> None:
    """Choose a day before the page is drawn, as from a button; None goes back to the day of review."""
    st.session_state[_KEY] = min(max(day or default_day().day, _EARLIEST), _LATEST)


def day_chooser() -> date:
    """Show day, previous, next and the way back to today; return the day chosen."""
    st.session_state.setdefault(_KEY, default_day().day)
    day = review_day()
    one = timedelta(days=1)
    with st.container(
        horizontal=True, vertical_alignment="center", gap="xxsmall", width="content", key="day"
    ):
        for step, name, icon in ((-one, "Previous day", "chevron_left"), (one, "Next day", "chevron_right")):
            st.button(
                "",
                icon=f":material/{icon}:",
                help=name,
                key=f"day_{icon}",
                on_click=go_to,
                args=(day + step,),
            )
        st.date_input(
            "Day",
            key=_KEY,
            persist_state="session",
            min_value=_EARLIEST,
            max_value=_LATEST,
            format="YYYY-MM-DD",
            required=True,
            label_visibility="collapsed",
            width=130,
        )
        if day != default_day().day:
            st.button("Today", type="tertiary", key="day_today", on_click=go_to, args=(None,))
    return day
