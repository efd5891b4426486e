"""One patient before the next session: scores, pressure, side effects."""

import pandas as pd
import streamlit as st

from dash.charts.dumbbell import dumbbell
from dash.charts.effect_strip import effect_strip
from dash.charts.in_session import in_session
from dash.charts.suicidality import suicidality
from dash.charts.time_axis import history as time_of_record
from dash.charts.trajectory import trajectory
from dash.queries.selection import Selection
from dash.reports.envelope import own_envelope
from dash.ui import words
from dash.ui.cards import cards
from dash.ui.data import ask
from dash.ui.figures import behind, heading, show
from dash.ui.frame import made_up_badge, page
from dash.ui.limits import event_limits, predose_guide
from dash.ui.messages import nothing_here
from dash.ui.patient_choice import choose_patient, header
from dash.ui.theme import tone
from dash.vocabulary import INSTRUMENTS

HISTORY = {
    "Medications": "patient_medications",
    "Conditions": "patient_conditions",
    "Between sessions": "between_sessions",
}


def symptoms(key: int, sessions: pd.DataFrame) -> None:
    """Draw the scores of the instrument chosen, the session marks under them."""
    scores = ask("patient_scores", key)
    recorded = [name for name in INSTRUMENTS if name in set(scores["instrument"])]
    recorded += sorted(set(scores["instrument"]) - set(recorded))
    label = {name: INSTRUMENTS[name].label if name in INSTRUMENTS else words.plain(name) for name in recorded}
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", wrap=False):
        instrument = "phq9"
        if recorded:
            instrument = (
                st.segmented_control(
                    "Instrument",
                    recorded,
                    default=recorded[0],
                    required=True,
                    format_func=lambda name: label[name],
                    key="instrument",
                    persist_state="session",
                    label_visibility="collapsed",
                )
                or recorded[0]
            )
        worse = (
            "higher" if instrument in INSTRUMENTS and not INSTRUMENTS[instrument].higher_is_worse else "lower"
        )
        heading("", f"{worse} is better · gaps: not asked")
        behind(scores, "patient_scores")
    effects = ask("patient_effects", key)
    show(trajectory(scores, sessions, tone(), instrument=instrument, effects=effects), "trajectory")
    strip = suicidality(
        scores, tone(), item_alert_from=1, cssrs_alert_from=1, span=time_of_record(scores, sessions)
    )
    show(strip, "suicidality")


def last_session(readings: pd.DataFrame, sessions: pd.DataFrame) -> None:
    """Draw the pressure of the last session by minute over the earlier ones on the same route."""
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", wrap=False):
        heading(
            "Pressure in the last session",
            "mmHg · grey: earlier sessions · dotted: pre-dose guide",
        )
        behind(readings, "patient_readings")
    number = int(sessions["session_number"].max()) if len(sessions) else None
    band = own_envelope(readings, sessions, session_number=number).frame
    limits, guide = event_limits(), predose_guide()
    show(in_session(readings, sessions, tone(), limits=limits, guide=guide, band=band), "in_session")


def by_session(sessions: pd.DataFrame, every: pd.DataFrame) -> None:
    """Draw pre-dose, peak and last pressure of each session given; the table has the cancelled ones too."""
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", wrap=False):
        heading("Pressure by session", "mmHg · open: pre-dose · filled: peak · tick: last reading")
        behind(every, "patient_sessions")
    show(dumbbell(sessions, tone(), limits=event_limits()), "dumbbell")


def suffered(key: int, sessions: pd.DataFrame) -> pd.DataFrame:
    """Draw side effects by session."""
    effects = ask("patient_effects", key)
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", wrap=False):
        heading(
            "Side effects", "darker is more severe · number is minutes · right: sessions affected of asked"
        )
        behind(effects, "patient_effects")
    show(effect_strip(effects, sessions, tone()), "effect_strip")
    return effects


def history(key: int) -> None:
    """List what stands outside the sessions: medications, conditions, events between sessions."""
    panel = st.expander(
        "Medications, conditions and what happened between sessions", key="history", on_change="rerun"
    )
    if not panel.open:
        return
    with panel:
        for title, name in HISTORY.items():
            frame = ask(name, key)
            st.markdown(f"**{title}** :small[:gray[{words.plural(len(frame), 'entry', 'entries')}]]")
            if not frame.empty:
                alt = f"{title}: {len(frame)} entries"
                st.dataframe(frame, hide_index=True, row_height=28, key=name, placeholder="–", alt=alt)


def show_patient() -> None:
    """Choose the patient and draw the four figures."""
    total = ask("selection_counts", Selection()).iloc[0]
    if not total["patients_total"]:
        nothing_here(
            "There are no patients in the database.", "Import records with `ketamine-dash import FOLDER`."
        )
        return
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium", key="patient_header"):
        chosen = choose_patient(int(total["patients_total"]))
        if chosen is None:
            return
        key = int(chosen["patient_key"])
        sessions = ask("patient_sessions", key)
        given = sessions[sessions["status"] != "cancelled"]
        header(ask("patient_header", key).iloc[0], given.iloc[-1] if len(given) else None)
        made_up_badge()
    cards(ask("patient_scores", key), given, ask("patient_effects", key))
    left, right = st.columns(2)
    with left.container(gap="xxsmall"):
        symptoms(key, given)
        suffered(key, given)
    with right.container(gap="xxsmall"):
        readings = ask("patient_readings", key)
        last_session(readings, given)
        by_session(given, sessions)
    history(key)


with page():
    show_patient()
