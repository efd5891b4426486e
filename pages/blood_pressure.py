"""Blood pressure by route: course by minute, peaks against the limits, hypertensive events by month."""

import streamlit as st

from dash.charts.monthly_rate import monthly_rate
from dash.charts.peaks import peaks
from dash.charts.recovery import recovery
from dash.charts.route_curves import route_curves
from dash.queries.selection import Selection
from dash.rulebook import settings
from dash.ui import pressure_words, words
from dash.ui.data import ask
from dash.ui.figures import show, titled
from dash.ui.filters import filter_bar
from dash.ui.frame import page
from dash.ui.limits import event_limits
from dash.ui.lists import LISTED, session_list
from dash.ui.messages import nothing_here
from dash.ui.theme import tone

UPPER_PX, LOWER_PX = 284, 310


def limits() -> dict[str, int]:
    """Return the limits of an event as questions take them, mmHg."""
    rules = settings()
    return {"systolic_limit": rules.event_systolic_mmhg, "diastolic_limit": rules.event_diastolic_mmhg}


def by_minute(selection: Selection) -> None:
    """Draw the course by minute from dose, one panel per route."""
    course, counts = ask("pressure_course", selection), ask("pressure_counts", selection)
    least = settings().few_sessions
    chart = route_curves(course, counts, tone(), limits=event_limits(), least_sessions=least, height=UPPER_PX)
    titled(
        "By minute from dose",
        "mmHg · line: median · band: 10–90 % of readings",
        course,
        "pressure_course",
        selection=selection,
        chart=chart,
        method="blood-pressure-by-minute",
        paper_px=1200,
    )
    show(chart, "curves")


def highest(selection: Selection) -> None:
    """Draw the peaks of every session against the limits."""
    cells, corners = ask("pressure_peaks", selection), ask("pressure_quadrants", selection, **limits())
    events = ask("pressure_events", selection, newest=LISTED, **limits())
    chart = peaks(cells, corners, tone(), limits=event_limits(), events=events, height=LOWER_PX)
    titled(
        "Peaks",
        "highest of each session, mmHg",
        cells,
        "pressure_peaks",
        selection=selection,
        chart=chart,
        method="peaks",
    )
    show(chart, "peaks")


def highest_without_minutes(selection: Selection) -> None:
    """Draw the highest readings without a minute: not known to be after the dose."""
    cells = ask("pressure_untimed", selection)
    if cells.empty:
        return
    corners = ask("pressure_untimed_quadrants", selection, **limits())
    chart = peaks(cells, corners, tone(), limits=event_limits(), value="highest recorded", height=LOWER_PX)
    titled(
        f"Readings without a minute: highest of {words.plural(int(corners.iloc[0].sum()), 'session')}",
        "mmHg · no clock times: before or after the dose is not known, so these are not peaks",
        cells,
        "pressure_untimed",
        selection=selection,
        chart=chart,
        method="minutes-from-dose",
    )
    show(chart, "untimed")


def back_near_pre_dose(selection: Selection) -> None:
    """Draw how long blood pressure takes to come back near pre-dose, and say who is not in the curves."""
    steps, counts = ask("pressure_recovery", selection), ask("pressure_recovery_counts", selection)
    rules = settings()
    chart = recovery(
        steps,
        counts,
        tone(),
        least_sessions=rules.few_sessions,
        observed_min=rules.observation_min,
        height=LOWER_PX,
    )
    titled(
        "Recovery",
        f"not yet within {rules.recovery_tolerance_mmhg} mmHg of pre-dose",
        steps,
        "pressure_recovery",
        selection=selection,
        chart=chart,
        method="time-back-near-pre-dose",
    )
    show(chart, "recovery")


def not_back(selection: Selection) -> None:
    """List the sessions that ended, as far as measured, before pressure was back near pre-dose."""
    counts = ask("pressure_recovery_counts", selection)
    titled(
        "Before recovery",
        pressure_words.recovery(counts),
        counts,
        "pressure_recovery_counts",
        selection=selection,
        method="time-back-near-pre-dose",
    )
    rows = ask("pressure_not_back", selection, newest=LISTED)
    found = int(counts["not_back"].sum() + counts["last_near"].sum())
    st.markdown(
        f"**{words.plural(found, 'session')} last measured before recovery** "
        f":small[:gray[{words.newest(found, len(rows))} · choose a row to open the patient]]"
    )
    session_list(rows, "not_back_list", "pressure_not_back")


def by_month(selection: Selection) -> None:
    """Draw hypertensive events per 100 sessions by month."""
    events = event_limits()
    months = ask("pressure_monthly", selection, **limits())
    over = f"≥ {events.systolic} or ≥ {events.diastolic} mmHg"
    chart = monthly_rate(months, tone(), height=LOWER_PX)
    titled(
        "Hypertensive events",
        f"peak {over}",
        months,
        "pressure_monthly",
        selection=selection,
        chart=chart,
        method="hypertensive-events-by-month",
    )
    show(chart, "months")


def over_a_limit(selection: Selection) -> None:
    """List the sessions over a limit."""
    corners = ask("pressure_quadrants", selection, **limits()).iloc[0]
    found = int(corners["systolic_only"] + corners["both"] + corners["diastolic_only"])
    events = ask("pressure_events", selection, newest=LISTED, **limits())
    st.markdown(
        f"**{words.plural(found, 'session')} over a limit** "
        f":small[:gray[{words.newest(found, len(events))} · choose a row to open the patient]]"
    )
    session_list(events, "event_list", "pressure_events")


def show_blood_pressure() -> None:
    """Filter, three figures, the sessions over a limit."""
    selection = filter_bar("Blood pressure")
    if selection is None:
        nothing_here(
            "There are no sessions in the database.", "Import records with `ketamine-dash import FOLDER`."
        )
        return
    with st.container(gap="xxsmall"):
        by_minute(selection)
    left, middle, right = st.columns(3)
    with left.container(gap="xxsmall"):
        highest(selection)
    with middle.container(gap="xxsmall"):
        back_near_pre_dose(selection)
    with right.container(gap="xxsmall"):
        by_month(selection)
    over_a_limit(selection)
    not_back(selection)
    with st.container(gap="xxsmall"):
        highest_without_minutes(selection)


with page():
    show_blood_pressure()
