"""The highest pressures of each session against the limits, and the sessions over one."""

import streamlit as st

from dash.charts.peaks import peaks
from dash.queries.pressure_events import pressure_events
from dash.queries.pressure_peaks import pressure_peaks
from dash.queries.pressure_quadrants import pressure_quadrants
from dash.queries.pressure_untimed import pressure_untimed, pressure_untimed_quadrants
from dash.queries.selection import Selection
from dash.ui import words
from dash.ui.data import answer, ask
from dash.ui.figures import show, titled
from dash.ui.limits import event_limits
from dash.ui.lists import LISTED, session_list
from dash.ui.pressure.asked import LOWER_PX, limits
from dash.ui.theme import tone


def highest(selection: Selection) -> None:
    """Draw the peaks of every session against the limits."""
    cells, corners = answer(pressure_peaks, selection), ask(pressure_quadrants, selection, **limits())
    events = ask(pressure_events, selection, newest=LISTED, **limits())
    chart = peaks(cells.frame, corners, tone(), limits=event_limits(), events=events, height=LOWER_PX)
    titled(
        "Peaks",
        "highest of each session, mmHg",
        cells,
        chart=chart,
    )
    show(chart, "peaks")


def highest_without_minutes(selection: Selection) -> None:
    """Draw the highest readings without a minute: not known to be after the dose."""
    cells = answer(pressure_untimed, selection)
    if cells.frame.empty:
        return
    corners = ask(pressure_untimed_quadrants, selection, **limits())
    chart = peaks(
        cells.frame, corners, tone(), limits=event_limits(), value="highest recorded", height=LOWER_PX
    )
    titled(
        f"Readings without a minute: highest of {words.plural(int(corners.iloc[0].sum()), 'session')}",
        "mmHg · no clock times: before or after the dose is not known, so these are not peaks",
        cells,
        chart=chart,
    )
    show(chart, "untimed")


def over_a_limit(selection: Selection) -> None:
    """List the sessions over a limit."""
    corners = ask(pressure_quadrants, selection, **limits()).iloc[0]
    found = int(corners["systolic_only"] + corners["both"] + corners["diastolic_only"])
    judged = found + int(corners["neither"])
    events = answer(pressure_events, selection, newest=LISTED, **limits())
    st.markdown(
        f"**{words.plural(found, 'session')} over a limit** :small[:gray[of {judged:,} of which it is known · "
        f"{words.newest(found, len(events.frame))} · choose a row to open the patient]]"
    )
    session_list(events, "event_list")
