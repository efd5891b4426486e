"""Blood pressure by route: course by minute, peaks against the limits, hypertensive events by month."""

import streamlit as st

from dash.charts.between_events import between_events
from dash.charts.monthly_rate import monthly_rate
from dash.charts.peaks import peaks
from dash.charts.recovery import recovery
from dash.charts.route_curves import route_curves
from dash.queries.selection import Selection
from dash.rulebook import settings
from dash.ui import pressure_tables, pressure_words, words
from dash.ui.data import ask
from dash.ui.figures import show, titled
from dash.ui.filters import filter_bar
from dash.ui.frame import page
from dash.ui.limits import event_limits, predose_guide
from dash.ui.lists import LISTED, session_list
from dash.ui.messages import nothing_here
from dash.ui.theme import tone

UPPER_PX, LOWER_PX = 284, 310
CHANGES = {"Change, systolic": "systolic", "Change, diastolic": "diastolic"}
RARE = 0.02
"""Share of sessions with an event below which a monthly rate says little."""
VIEWS = ("As measured", *CHANGES)


def limits() -> dict[str, int]:
    """Return the limits of an event as questions take them, mmHg."""
    rules = settings()
    return {"systolic_limit": rules.event_systolic_mmhg, "diastolic_limit": rules.event_diastolic_mmhg}


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
    name, limit = ("pressure_change", None) if part else ("pressure_course", event_limits())
    course, counts = ask(name, selection), ask("pressure_counts", selection)
    drawn = course if part is None else course[course["part"] == part]
    least = settings().few_sessions
    chart = route_curves(drawn, counts, tone(), limits=limit, least_sessions=least, height=UPPER_PX)
    of = "readings" if part is None else f"{part} readings minus the session's pre-dose"
    with head:
        titled(
            "By minute from dose",
            f"mmHg · line: median · band: 10–90 % of {of}",
            course,
            name,
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
    session_list(rows, "not_back_list", "pressure_not_back", selection=selection)


def rises(selection: Selection) -> None:
    """Keep apart the rise of all readings at 40 minutes and that of each session's highest reading."""
    rules = settings()
    rows = ask(
        "pressure_rise",
        selection,
        systolic_rise=rules.rise_systolic_mmhg,
        diastolic_rise=rules.rise_diastolic_mmhg,
    )
    titled(
        "Two rises that differ",
        "above pre-dose, mmHg",
        rows,
        "pressure_rise",
        selection=selection,
        method="two-rises-that-differ",
    )
    pressure_tables.rises(rows, rules.rise_systolic_mmhg, rules.rise_diastolic_mmhg)


def completeness(selection: Selection) -> None:
    """Show how completely sessions were monitored, and which began above the pre-dose guide."""
    rules, least = predose_guide(), settings()
    guide = {"systolic_guide": least.predose_systolic_mmhg, "diastolic_guide": least.predose_diastolic_mmhg}
    rows = ask("pressure_completeness", selection, **guide)
    titled(
        "Monitoring recorded",
        "share of sessions with it, 95 % interval",
        rows,
        "pressure_completeness",
        selection=selection,
        method="monitoring-recorded",
    )
    above = f"Pre-dose > {rules.systolic:g} or > {rules.diastolic:g}"
    pressure_tables.completeness(rows, above, least.window_40_min)


def above_guide(selection: Selection) -> None:
    """List the sessions begun above the pre-dose guide."""
    rules = settings()
    guide = {"systolic_guide": rules.predose_systolic_mmhg, "diastolic_guide": rules.predose_diastolic_mmhg}
    rows = ask("pressure_completeness", selection, **guide)
    found = int(rows.loc[rows["what"] == "above_guide", "sessions"].sum())
    listed = ask("pressure_above_guide", selection, newest=LISTED, **guide)
    st.markdown(
        f"**{words.plural(found, 'session')} begun above the pre-dose guide** :small[:gray[above "
        f"{rules.predose_systolic_mmhg}/{rules.predose_diastolic_mmhg} mmHg, guidance and no hard stop · "
        f"{words.newest(found, len(listed))} · choose a row to open the patient]]"
    )
    session_list(listed, "above_guide_list", "pressure_above_guide", selection=selection)


def by_month(selection: Selection) -> None:
    """Draw hypertensive events per 100 sessions by month."""
    events = event_limits()
    months = ask("pressure_monthly", selection, **limits())
    over = f"≥ {events.systolic} or ≥ {events.diastolic}"
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


def between(selection: Selection) -> None:
    """Draw the sessions between events where these are too rare for a monthly rate."""
    months = ask("pressure_monthly", selection, **limits())
    total, events = int(months["total"].sum()), int(months["events"].sum())
    if not total or events / total >= RARE:
        said = (
            "No session can be judged."
            if not total
            else "Events are not rare here: the monthly rate shows them."
        )
        st.markdown(f":gray[{said}]")
        return
    points = ask("pressure_between", selection, **limits())
    chart = between_events(points, tone())
    titled(
        "Sessions between events",
        f"{events:,} in {words.plural(total, 'session')}: under {RARE * 100:.0f} %, most months say little · "
        "low is close together",
        points,
        "pressure_between",
        selection=selection,
        chart=chart,
        method="rare-events-over-time",
        paper_px=1200,
    )
    show(chart, "between")


def over_a_limit(selection: Selection) -> None:
    """List the sessions over a limit."""
    corners = ask("pressure_quadrants", selection, **limits()).iloc[0]
    found = int(corners["systolic_only"] + corners["both"] + corners["diastolic_only"])
    events = ask("pressure_events", selection, newest=LISTED, **limits())
    st.markdown(
        f"**{words.plural(found, 'session')} over a limit** "
        f":small[:gray[{words.newest(found, len(events))} · choose a row to open the patient]]"
    )
    session_list(events, "event_list", "pressure_events", selection=selection)


def quality(selection: Selection) -> None:
    """Show how pressures were written down: last digits, repeats, copied sets."""
    with st.spinner("Reading every reading"):
        rows, copied = ask("pressure_quality", selection), ask("pressure_copied", selection)
    titled(
        "Quality of pressures",
        "by site and by clinician, in alphabetical order · devices and rounding do the same: no judgement of a person",
        rows,
        "pressure_quality",
        selection=selection,
        method="quality-of-pressures",
    )
    pressure_tables.quality(rows)
    st.markdown(
        f"**{words.plural(len(copied), 'session')} with a copied set** :small[:gray[three or more readings that all stand "
        "in another session of the same clinician, site and day · may be one session entered twice]]"
    )
    session_list(copied, "copied_list", "pressure_copied", selection=selection)


MORE = {
    "Sessions between events": between,
    "Rises": rises,
    "Monitoring": completeness,
    "Not seen back": not_back,
    "Begun above the guide": above_guide,
    "How pressures were written down": quality,
}


def more(selection: Selection) -> None:
    """Show one further view, the one asked for: all of them together would hold up the figures above."""
    chosen = st.segmented_control("More about", list(MORE), key="pressure_more", persist_state="session")
    if chosen:
        with st.container(gap="xxsmall"):
            MORE[chosen](selection)


def show_blood_pressure() -> None:
    """Filter, four figures, the sessions over a limit; below them the further view asked for."""
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
    with st.container(gap="xxsmall"):
        highest_without_minutes(selection)
    more(selection)


with page():
    show_blood_pressure()
