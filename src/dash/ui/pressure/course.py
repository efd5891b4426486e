"""Blood pressure by minute from dose: as measured, or as change from pre-dose."""

import streamlit as st

from dash.charts.route_curves import route_curves
from dash.queries.pressure_counts import pressure_counts
from dash.queries.pressure_course import pressure_change, pressure_course
from dash.queries.selection import Selection
from dash.rulebook import settings
from dash.ui.data import answer, ask
from dash.ui.figures import show, titled
from dash.ui.limits import event_limits
from dash.ui.pressure.asked import UPPER_PX
from dash.ui.theme import tone

CHANGES = {"Change, systolic": "systolic", "Change, diastolic": "diastolic"}
VIEWS = ("As measured", *CHANGES)


def by_minute(selection: Selection) -> None:
    """Draw the course by minute from dose, one panel per route: as measured, or as change from pre-dose."""
    row = st.container(horizontal=True, vertical_alignment="center", gap="small", wrap=False)
    head = row.container()
    chosen = row.segmented_control(
        "Course as",
        VIEWS,
        default=VIEWS[0],
        required=True,
        label_visibility="collapsed",
        width="content",
        key="course_view",
    )
    part = CHANGES.get(chosen)
    course = answer(pressure_change if part else pressure_course, selection)
    drawn = course.frame if part is None else course.frame[course.frame["part"] == part]
    counts, limit = ask(pressure_counts, selection), None if part else event_limits()
    least = settings().few_sessions
    chart = route_curves(drawn, counts, tone(), limits=limit, least_sessions=least, height=UPPER_PX)
    of = "readings" if part is None else f"{part} readings minus the session's pre-dose"
    with head:
        titled(
            "By minute from dose",
            f"mmHg · line: median · band: 10–90 % of {of}",
            course,
            chart=chart,
            paper_px=1200,
        )
    show(chart, "curves")
