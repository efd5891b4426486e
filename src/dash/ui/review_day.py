"""Which day the screens are about, and choosing another."""

from datetime import date, datetime, timedelta

import streamlit as st

from dash.queries.appointments import PlannedDays, appointment_days
from dash.reports.day_of_review import DayOfReview, day_of_review
from dash.ui.data import database

_KEY = "review_day"
_TEXT, _REFUSED = "review_day_text", "review_day_refused"
_WRITTEN = ("%Y-%m-%d", "%d %b %Y", "%d %B %Y")
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
    st.session_state[_REFUSED] = False


def day_of(text: str) -> date | None:
    """Return a day as written ("2026-11-20", "20 Nov 2026"), None where it is none or out of range."""
    for written in _WRITTEN:
        try:
            day = datetime.strptime(" ".join(text.split()), written).date()
        except ValueError:
            continue
        return day if _EARLIEST <= day <= _LATEST else None
    return None


def _typed() -> None:
    """Go to the day that was typed; what is no day stays as it was typed."""
    text = str(st.session_state.get(_TEXT) or "")
    day = day_of(text)
    st.session_state[_REFUSED] = day is None
    if day is not None:
        go_to(day)


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
        # A field of text: Escape leaves in it what was typed, as a calendar's field does not.
        refused = st.session_state.get(_REFUSED)
        if not refused:
            st.session_state[_TEXT] = day.isoformat()
        st.text_input(
            "Day",
            key=_TEXT,
            max_chars=40,
            placeholder="YYYY-MM-DD",
            label_visibility="collapsed",
            width=130,
            on_change=_typed,
        )
        if refused:
            st.markdown(":red[Not a day: write it like 2026-11-20.]", width="content")
        if day != default_day().day:
            st.button("Today", type="tertiary", key="day_today", on_click=go_to, args=(None,))
    return day
