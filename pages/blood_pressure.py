"""Blood pressure by route: course by minute, peaks against the limits, hypertensive events by month."""

import streamlit as st

from dash.charts.monthly_rate import monthly_rate
from dash.charts.peaks import peaks
from dash.charts.route_curves import route_curves
from dash.queries.selection import Selection
from dash.rulebook import settings
from dash.ui import words
from dash.ui.data import ask
from dash.ui.figures import show, titled
from dash.ui.filters import filter_bar
from dash.ui.frame import page
from dash.ui.limits import event_limits
from dash.ui.lists import LISTED, session_list
from dash.ui.messages import nothing_here
from dash.ui.theme import tone

LIMITS = {
    "systolic_limit": settings().event_systolic_mmhg,
    "diastolic_limit": settings().event_diastolic_mmhg,
}


def show_blood_pressure() -> None:
    """Filter, three figures, the sessions over a limit."""
    selection: Selection | None = filter_bar("Blood pressure")
    if selection is None:
        nothing_here(
            "There are no sessions in the database.", "Import records with `ketamine-dash import FOLDER`."
        )
        return
    limits = event_limits()
    course, counts = ask("pressure_course", selection), ask("pressure_counts", selection)
    titled(
        "By minute from dose", "mmHg · line: median · band: 10–90 % of readings", course, "pressure_course"
    )
    least = settings().few_sessions
    show(route_curves(course, counts, tone(), limits=limits, least_sessions=least), "curves")
    left, right = st.columns(2)
    events = ask("pressure_events", selection, newest=LISTED, **LIMITS)
    with left:
        cells = ask("pressure_peaks", selection)
        titled("Peaks", "highest systolic and diastolic of each session, mmHg", cells, "pressure_peaks")
        corners = ask("pressure_quadrants", selection, **LIMITS)
        show(peaks(cells, corners, tone(), limits=limits, events=events), "peaks")
    with right:
        months = ask("pressure_monthly", selection, **LIMITS)
        titled(
            "Hypertensive events",
            f"sessions with a peak ≥ {limits.systolic} systolic or ≥ {limits.diastolic} diastolic",
            months,
            "pressure_monthly",
        )
        show(monthly_rate(months, tone()), "months")
    row = ask("pressure_quadrants", selection, **LIMITS).iloc[0]
    over = int(row["systolic_only"] + row["both"] + row["diastolic_only"])
    st.markdown(
        f"**{words.plural(over, 'session')} over a limit** "
        f":small[:gray[{words.newest(over, len(events))} · choose a row to open the patient]]"
    )
    session_list(events, "event_list", "pressure_events")


with page():
    show_blood_pressure()
