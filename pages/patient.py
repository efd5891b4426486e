"""One patient before the next session: flags, scores, pressure, side effects, on one screen without a click."""

from collections.abc import Set
from datetime import date
from functools import partial

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dash.charts.dumbbell import dumbbell
from dash.charts.effect_strip import effect_strip
from dash.charts.in_session import in_session
from dash.charts.parts import Limits
from dash.charts.route_switch import route_switch
from dash.charts.trajectory import trajectory
from dash.queries.patient_header import patient_header
from dash.queries.patient_records import (
    patient_conditions,
    patient_effects,
    patient_medications,
    patient_readings,
    patient_scores,
    patient_sessions,
)
from dash.queries.selection import Selection
from dash.queries.selection_counts import selection_counts
from dash.reports.about_patient import About
from dash.reports.answer import answered
from dash.reports.envelope import last_envelope
from dash.reports.last_vitals import last_vitals, vitals_words
from dash.reports.own_rises import own_rises
from dash.reports.own_usual import earlier_alike, way_back_words
from dash.reports.route_switch import patient_switches, route_switches
from dash.reports.standing_facts import settled
from dash.rulebook.facts import Pressure
from dash.rulebook.finding import Answer
from dash.store.journal import Acknowledged
from dash.ui import first_visit, words
from dash.ui.acknowledge import say_refused
from dash.ui.as_of import as_of_line, rows_until
from dash.ui.brief_button import brief_button
from dash.ui.cards import cards, first_cards
from dash.ui.chosen import chosen
from dash.ui.coming import today_field, typed_today
from dash.ui.data import ahead, ask
from dash.ui.day_strip import day_strip, reviewing
from dash.ui.decisions import acknowledged, seen_facts
from dash.ui.figures import behind, heading, show
from dash.ui.flags import flag_row, rule_counts
from dash.ui.frame import made_up_badge, page
from dash.ui.history import history
from dash.ui.holding import holding
from dash.ui.in_words import in_words
from dash.ui.limits import baseline_days, earlier_needed, event_limits, own_goal, predose_guide
from dash.ui.messages import nothing_here
from dash.ui.patient_choice import choose_first, find_patient
from dash.ui.patient_head import about_line, about_of, header
from dash.ui.review import counts, findings, like, planned
from dash.ui.review_button import reviewed_now
from dash.ui.review_day import review_day
from dash.ui.seen import begins
from dash.ui.suicidality import answers_panel, pressing_answers, suicidality_strip
from dash.ui.theme import tone
from dash.ui.whose import Turn, page_of
from dash.ui.worklist import take
from dash.vocabulary import INSTRUMENTS

IDEATION = "cssrs_ideation"
FRAMES = (
    patient_sessions, patient_scores, patient_effects, patient_header, patient_readings,
    patient_medications, patient_conditions,
)  # fmt: skip
"""What the page asks about every patient."""
FIGURES_PX = 480
"""Narrowest column of figures: with less they stand under one another."""


def recorded_instruments(scores: pd.DataFrame) -> list[str]:
    """Return the instruments recorded, the vocabulary's order first; ideation always stands in its own strip."""
    recorded = [name for name in INSTRUMENTS if name in set(scores["instrument"]) and name != IDEATION]
    return recorded + sorted(set(scores["instrument"]) - {*recorded, IDEATION})


def chosen_instrument(scores: pd.DataFrame) -> str:
    """Return the instrument on screen; PHQ-9 where none is recorded."""
    recorded = recorded_instruments(scores)
    chosen = st.session_state.get("instrument")
    return str(chosen) if chosen in recorded else next(iter(recorded), "phq9")


def choose_instrument(scores: pd.DataFrame) -> str:
    """Let the user choose among the instruments recorded: side by side, more than two from a list."""
    recorded = recorded_instruments(scores)
    if not recorded:
        return "phq9"
    label = {name: INSTRUMENTS[name].label if name in INSTRUMENTS else words.plain(name) for name in recorded}
    if len(recorded) > 2:
        return str(
            st.selectbox(
                "Symptom scale",
                recorded,
                format_func=lambda name: label[name],
                key="instrument",
                persist_state="session",
                label_visibility="collapsed",
                width=132,
            )
        )
    chosen = st.segmented_control(
        "Symptom scale",
        recorded,
        default=recorded[0],
        required=True,
        format_func=lambda name: label[name],
        key="instrument",
        persist_state="session",
        label_visibility="collapsed",
    )
    return chosen or recorded[0]


def row(*, wrap: bool = False) -> DeltaGenerator:
    """Return the line over a figure; with ``wrap`` what has no room in it goes to a second one, nothing is cut."""
    return st.container(horizontal=True, vertical_alignment="center", gap="xsmall", wrap=wrap)


def columns() -> tuple[DeltaGenerator, DeltaGenerator]:
    """Return the two columns of figures; in a narrow window the second stands under the first."""
    grid = st.grid(2, min_column_width=FIGURES_PX, gap="small")
    return grid.cell().container(gap="xxsmall"), grid.cell().container(gap="xxsmall")


def head(about: pd.Series, told: About, sessions: pd.DataFrame, day: date) -> None:
    """Show who this is, what is taken and in the history, and the field for today's pressure."""
    coming = planned(int(about["patient_key"]), day)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium", key="patient_header"):
        with st.container(key="patient_name", width="content"):
            st.markdown(f"### **{words.plain(about['patient_id'])}**", anchors=False, width="content")
        header(about, sessions, coming, day)
    about_grid = st.grid(
        2, min_column_width=400, gap="small", vertical_alignment="center", key="patient_about"
    )
    with about_grid.cell():
        about_line(told)
    with about_grid.cell():
        today_field(str(about["patient_id"]), day, own_rises(sessions, coming))


def symptoms(
    key: int,
    patient_id: str,
    known: Acknowledged,
    pressing: Set[Answer],
    scores: pd.DataFrame,
    sessions: pd.DataFrame,
    effects: pd.DataFrame,
) -> None:
    """Draw the scores of the instrument chosen over like patients, the session marks and suicidal thoughts under them."""
    # No day chosen hides an answer about suicidal thoughts.
    answers = ask(patient_scores, key)
    strip = suicidality_strip(answers, sessions, known, pressing)
    with row(wrap=True):
        instrument = choose_instrument(scores)
        scale = INSTRUMENTS.get(instrument)
        if not recorded_instruments(scores):
            st.markdown("#### Symptom scores", anchors=False, width="content")
        worse = "lower" if scale is None or scale.higher_is_worse else "higher"
        if len(recorded_instruments(scores)) < 3:
            st.markdown(f":small[:gray[{worse} is better]]", width="content")
        holding(scores, sessions, instrument)
        st.space("stretch")
        answers_panel(patient_id, known, pressing)
        alike = like(key, instrument).frame
        chart = trajectory(
            scores,
            sessions,
            tone(),
            instrument=instrument,
            effects=effects,
            like=alike,
            baseline_days=baseline_days(),
        )
        title, more = scale.label if scale else "Scores", {"Answers about suicidal thoughts": strip}
        behind(answered(patient_scores, scores, key), chart=chart, title=title, more=more)
    show(chart, "trajectory")
    show(strip, "suicidality")


def last_session(
    key: int, readings: pd.DataFrame, sessions: pd.DataFrame, goal: Limits | None, coming: Pressure | None
) -> None:
    """Draw the pressure of the last session by minute over the patient's own range from the earlier ones.

    When it came back is asked first: it stands in the head, with the lowest oxygen and pressure and the pulse.
    """
    with row():
        facts = [way_back_words(sessions, earlier_alike(sessions))]
        facts += vitals_words(last_vitals(readings, sessions)) if len(sessions) else []
        heading("Last session", " · ".join(["mmHg", *(fact for fact in facts if fact)]))
        chart = in_session(
            readings,
            sessions,
            tone(),
            limits=event_limits(),
            guide=predose_guide(),
            goal=goal,
            band=last_envelope(readings, sessions, earlier_needed()).frame,
            coming=coming,
        )
        behind(
            answered(patient_readings, readings, key), chart=chart, title="Pressure in the last session, mmHg"
        )
    show(chart, "in_session")


def by_session(key: int, sessions: pd.DataFrame, every: pd.DataFrame, effects: pd.DataFrame) -> None:
    """Draw pre-dose, peak and last pressure of each session given; the table has the cancelled ones too."""
    with row():
        heading("Pressure by session", "mmHg · open: pre-dose · filled: peak · tick: last reading")
        chart = dumbbell(sessions, tone(), limits=event_limits(), effects=effects)
        behind(answered(patient_sessions, every, key), chart=chart, title="Pressure by session, mmHg")
    show(chart, "dumbbell")


def suffered(key: int, effects: pd.DataFrame, sessions: pd.DataFrame) -> None:
    """Draw side effects by session."""
    with row():
        heading(
            "Side effects", "darker is more severe · number is minutes · right: sessions affected of asked"
        )
        chart = effect_strip(effects, sessions, tone())
        behind(answered(patient_effects, effects, key), chart=chart, title="Side effects by session")
    show(chart, "effect_strip")


def switches(
    key: int, sessions: pd.DataFrame, scores: pd.DataFrame, effects: pd.DataFrame, instrument: str
) -> None:
    """Draw what was measured before and after each change of route or drug; nothing where there was none."""
    found = route_switches(sessions, scores, effects, instrument)
    if found.empty:
        return
    with row():
        heading(
            "Before and after a change of route or drug",
            "within this patient · medians of up to five sessions on each side · other things changed too",
        )
        chart = route_switch(found, tone())
        behind(
            answered(patient_switches, found, key),
            chart=chart,
            title="Before and after a change of route or drug",
        )
    show(chart, "route_switch")


def show_patient(day: date) -> None:
    """Show the patient chosen, or the search and the list of the day where nobody is."""
    total = int(ask(selection_counts, Selection()).iloc[0]["patients_total"])
    if not total:
        nothing_here(
            "There are no patients in the database.", "Import records with `ketamine-dash import FOLDER`."
        )
        return
    row = chosen()
    with page_of(None if row is None else str(row["patient_id"])) as turn:
        if row is None:
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                find_patient(total, turn)
                made_up_badge()
            choose_first(day)
        else:
            show_chosen(int(row["patient_key"]), str(row["patient_id"]), day, total, turn)


def show_chosen(key: int, patient_id: str, day: date, total: int, turn: Turn) -> None:
    """Show what is to be weighed before the patient's next dose."""
    # What the worklist points at is whoever is looked at: what is pressed there must not be about somebody else.
    take(patient_id)
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="day_strip"):
        find_patient(total, turn)
        known = acknowledged(patient_id)
        ahead(
            partial(findings, key, day, known),
            *(partial(ask, question, key) for question in FRAMES),
            partial(counts, key, day),
        )
        rows, later = rows_until(key, day)
        every, scores, effects = rows.sessions, rows.scores, rows.effects
        ahead(partial(like, key, chosen_instrument(scores)))
        seen = seen_facts([patient_id]).get(patient_id, {})
        found = settled(findings(key, day, known), seen)
        sessions = every[every["status"] != "cancelled"]
        about_review = reviewed_now(key, patient_id, day, found, known)
        begins(about_review.shown())
        made_up_badge()
        today = typed_today(patient_id, day)
        # What is typed is judged on screen only: a review is about what is recorded.
        shown = settled(findings(key, day, known, today), seen) if today else found
        rule_counts(shown)
        brief_button(day, {"This patient": [key]}, {key: today} if today else None)
        review = day_strip(patient_id, day)
    about = ask(patient_header, key).iloc[0]
    told = about_of(key, about, day)
    as_of_line(day, later)
    head(about, told, sessions, day)
    pressing = pressing_answers(patient_id, found, day, known)
    say_refused()
    flag_row(shown, patient_id, known)
    if len(sessions):
        cards(scores, sessions, effects, day)
    else:
        first_cards(scores, sessions, day, first_visit.boxes(told, found))
    left, right = columns()
    with left:
        symptoms(key, patient_id, known, pressing, scores, sessions, effects)
        if len(sessions):
            suffered(key, effects, sessions)
        else:
            first_visit.medications(key, day)
    with right:
        last_session(key, rows.readings, sessions, own_goal(about), today)
        if len(sessions):
            by_session(key, sessions, every, effects)
        else:
            first_visit.conditions(key, day)
    in_words(rows, shown, day, chosen_instrument(scores), today)
    switches(key, sessions, scores, effects, chosen_instrument(scores))
    history(key, day)
    reviewing(review, about_review)


with page(), st.container(gap="xsmall"):
    show_patient(review_day())
