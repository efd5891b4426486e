"""The patient page on an earlier day: what was recorded later is left out, and said to be."""

from collections.abc import Callable
from datetime import date, datetime

import pandas as pd
import streamlit as st

from dash.queries.patient_records import (
    between_sessions,
    patient_conditions,
    patient_effects,
    patient_medications,
    patient_readings,
    patient_scores,
    patient_sessions,
)
from dash.reports.brief.frames import Frames, until
from dash.rulebook.record import known_on
from dash.store.reading import Database
from dash.ui import words
from dash.ui.data import ask
from dash.ui.review_day import default_day, go_to

Listed = Callable[[Database, int], pd.DataFrame]
_DAYS: dict[Listed, str] = {
    patient_medications: "started_on",
    patient_conditions: "noted_on",
    between_sessions: "recorded_at",
}
"""Where the lists of the history say from when on a row was known, as written and possibly partial."""


def rows_until(key: int, day: date) -> tuple[Frames, bool]:
    """Return a patient's rows up to and including a day, and whether some of them are later."""
    asked = (patient_sessions, patient_readings, patient_scores, patient_effects)
    every = Frames(*(ask(question, key) for question in asked))
    rows = until(every, day)
    return rows, rows is not every


def history_until(question: Listed, key: int, day: date) -> pd.DataFrame:
    """Return a list of the history as it stood on a day; a row without a date was always there."""
    frame = ask(question, key)
    days = frame[_DAYS[question]].astype(object)
    known = [
        (written.date() if isinstance(written, datetime) else known_on(written)) <= day
        for written in days.where(days.notna(), None)
    ]
    return frame if all(known) else frame[known]


def as_of_line(day: date, later: bool) -> None:
    """Say that the page stands on an earlier day, with the way to the newest one; nothing where nothing is later."""
    if not later:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="as_of"):
        st.markdown(
            f":orange-badge[:material/history: As of {words.day(day)}] :small[later records are not shown, "
            "but every answer about suicidal thoughts is]",
            width="content",
        )
        newest = default_day().day
        if newest > day:
            st.button(
                f"Go to {words.day(newest)}",
                type="tertiary",
                key="as_of_newest",
                on_click=go_to,
                args=(None,),
            )
