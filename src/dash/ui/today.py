"""The list of today's patients: day, sites, who needs attention first, next and reviewed by one key."""

from collections.abc import Mapping, Sequence
from datetime import date

import streamlit as st

from dash.errors import JournalError
from dash.reports.day_list import SORTED_BY, DayRow, day_rows
from dash.reports.day_patients import DayPatients
from dash.store.journal import Entry
from dash.ui import words
from dash.ui.asking_rules import ask_flags, known_flags
from dash.ui.brief_button import brief_button
from dash.ui.chosen import OPEN, choose
from dash.ui.coming import typed_by_patient
from dash.ui.decisions import Decisions, acknowledged_by_patient, reviews, seen_facts, written_today
from dash.ui.flag_progress import ask_the_rest
from dash.ui.frame import made_up_badge
from dash.ui.lists import PATIENT_PAGE
from dash.ui.messages import nothing_here
from dash.ui.review_day import day_chooser, default_day, go_to, planned_days, review_day
from dash.ui.today_cursor import cursor
from dash.ui.today_patients import patients_of
from dash.ui.today_sites import choose_sites, listed_of, of_sites, other_sites_line, positives_elsewhere
from dash.ui.today_table import show_table
from dash.ui.user import user, user_choice
from dash.ui.worklist import Worklist, keep

BEFORE_DRAWING_S = 0.25
"""How long rules are asked before the list is first drawn."""


def show_today() -> None:
    """Show the list of the day chosen."""
    wanted = st.session_state.pop(OPEN, None)
    if wanted is not None:
        choose(wanted)
        st.switch_page(PATIENT_PAGE)
    found = patients_of(review_day())
    head = st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="today_head")
    if not found.total:
        with head:
            st.markdown(f"## {title_of(found.day)}", width="content", anchors=False)
        nothing_here(
            "There are no patients in the database.", "Import records with `ketamine-dash import FOLDER`."
        )
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="today_bar"):
        day_chooser()
        sites = choose_sites(found.patients)
        st.space("stretch")
        paper = st.container(width="content")
        user_choice()
    shown = of_sites(found.patients, sites)
    # Those on screen first.
    keys = list(dict.fromkeys(patient.key for patient in (*shown, *found.patients)))
    left = ask_flags(found.day, keys, BEFORE_DRAWING_S)
    known = _decisions([patient.patient_id for patient in found.patients])
    rows = day_rows(found.patients, known_flags(found.day), known.acknowledged, known.seen)
    listed = listed_of(rows, shown)
    with head:
        _summary(found, listed, known.reviews)
    other_sites_line(positives_elsewhere(rows, shown))
    progress = st.container()
    kept = _list(found, listed, known)
    if listed:
        with paper:
            everybody = words.plural(len(listed), "patient")
            brief_button(
                found.day,
                {
                    f"All on the list, {everybody}": [row.patient.key for row in listed],
                    "The patient at hand": [
                        row.patient.key for row in listed if row.patient.patient_id == kept.chosen
                    ],
                },
                typed_by_patient({row.patient.key: row.patient.patient_id for row in listed}, found.day),
            )
    if left:
        with progress:
            ask_the_rest(found.day, keys)


def _decisions(patient_ids: Sequence[str]) -> Decisions:
    """Return what was acknowledged and what this user reviewed. A journal that cannot be read hides no patient."""
    try:
        return Decisions(
            acknowledged_by_patient(patient_ids), reviews(user(), patient_ids), seen_facts(patient_ids)
        )
    except JournalError as error:
        st.error(f"**{error.problem}** {error.fix}", icon=":material/error:")
        return Decisions({}, {}, {})


def _summary(found: DayPatients, listed: Sequence[DayRow], mine: Mapping[str, Entry]) -> None:
    st.markdown(f"## {title_of(found.day)}", width="content", anchors=False)
    made_up_badge()
    today = default_day()
    whose = " · the made-up clinic's day" if today.made_up and found.day == today.day else ""
    done = sum(
        written_today(mine[row.patient.patient_id]) for row in listed if row.patient.patient_id in mine
    )
    who = words.plural(len(listed), "patient")
    if found.past:
        who += " with an appointment or a session"
    elif found.by_appointment:
        who += " with an appointment"
    state = (
        f"all {done} reviewed by you today" if done == len(listed) > 0 else f"{done} reviewed by you today"
    )
    st.markdown(
        f":small[:gray[**{found.day:%A}, {words.day(found.day)}**{whose} · {who} · {state}]]", width="content"
    )


def title_of(day: date) -> str:
    """Return the heading of a day's list: "Today" of no other day."""
    away = (day - default_day().day).days
    near = {0: "Today", 1: "Tomorrow", -1: "Yesterday"}
    return near.get(away) or ("Past day" if away < 0 else "Day to come")


def _list(found: DayPatients, listed: Sequence[DayRow], known: Decisions) -> Worklist:
    if not found.by_appointment:
        _without_appointments(found)
    kept = keep(found.day, [row.patient.patient_id for row in listed])
    if not found.patients:
        return kept
    if not listed:
        nothing_here("No patient of these sites on this day.", "Choose another site, or none for all.")
        return kept
    by = "time" if found.by_appointment else "the last session, most recent first"
    cursor(listed, kept, known, f"{SORTED_BY} by {by}")
    show_table(listed, found, known, kept)
    return kept


def _without_appointments(found: DayPatients) -> None:
    """Say that the day has no appointments, who is listed instead, and the way to the next day that has some."""
    many = len(found.patients)
    who = f"the {many} patients seen last of {found.total:,}" if many < found.total else "all patients"
    who += ", by last session up to that day"
    if found.past:
        who = "the patients with a session that day" if found.patients else "nobody had a session that day"
    later = planned_days(found.day).after
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(
            f"**No appointments on {words.day(found.day)}:** {who}.",
            width="content",
        )
        if later is not None:
            st.button(
                f"Next day with appointments: {words.day(later)}",
                type="tertiary",
                key="next_planned",
                on_click=go_to,
                args=(later,),
            )
