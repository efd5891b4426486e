"""The table of the day: one row a patient; a box makes the patient the one at hand, any other place opens the page."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from dash.reports.day_flags import NOT_ASKED
from dash.reports.day_list import DayRow
from dash.reports.day_news import news, still_waiting
from dash.reports.day_order import places
from dash.reports.day_patients import ScoreLine
from dash.ui import today_words as say
from dash.ui.decisions import Decisions, clock, written_today
from dash.ui.theme import tone
from dash.ui.worklist import Worklist, take, worklist
from dash.vocabulary import INSTRUMENTS, Instrument

OPEN = "today_open"
"""Whose page the user asked for; the page goes there."""
_KEY = "today_rows"
_BOTH_PX, _LETTER_PX = 306, 6.2
"""Width of identifier and flags together, and of a letter of a flag."""
ROW_PX, HEAD_PX, MOST_PX = 57, 32, 662
"""Cells wrap from 57 px on and then hold three lines; from ``MOST_PX`` on the table scrolls within itself."""


def table_frame(rows: Sequence[DayRow], day: date, known: Decisions) -> pd.DataFrame:
    """Return the list as a clinician reads it, one row a patient."""
    letters = int((_BOTH_PX - _patient_px(rows) - 16) / _LETTER_PX)
    return pd.DataFrame(
        {
            "Time": [say.time_of(row.patient.planned) for row in rows],
            "Patient": [row.patient.patient_id for row in rows],
            "Flags": [
                say.flags(row, known.acknowledged.get(row.patient.patient_id, ()), letters) for row in rows
            ],
            "Planned": [say.planned(row.patient) for row in rows],
            "Last dose": [say.last_dose(row.patient, day) for row in rows],
            "Score": [say.score(row.patient, day) for row in rows],
            "Course": courses([row.patient.score for row in rows]),
            "Last peak": [say.peak(row.patient) for row in rows],
            "Missing": [say.missing(row) for row in rows],
            "Since your review": [_since(row, day, known) for row in rows],
        }
    )


def _since(row: DayRow, day: date, known: Decisions) -> str:
    patient_id = row.patient.patient_id
    entry = known.reviews.get(patient_id)
    if entry is None:
        return say.since_review(None, False, None)
    new = None if row.flags is None else news(entry.subject, day, row.flags, row.patient.counts)
    waiting = still_waiting(entry.subject, known.acknowledged.get(patient_id, {}))
    return say.since_review(clock(entry), written_today(entry), new, waiting)


def show_table(rows: Sequence[DayRow], day: date, known: Decisions, kept: Worklist) -> None:
    """Show the list with the patient at hand marked. What the user presses is taken by ``_pressed``."""
    frame = table_frame(rows, day, known)
    if not any(row.patient.planned for row in rows):
        frame = frame.drop(columns=["Time", "Planned"])
    place = kept.place(kept.chosen)
    marked = {"rows": [] if place is None else [place], "columns": [], "cells": []}
    st.session_state[_KEY] = {"selection": marked}
    red = f"color: {tone().alert}"
    urgent = [red if row.place < NOT_ASKED and places()[row.place].red else "" for row in rows]
    st.dataframe(
        frame.style.apply(lambda _column: urgent, subset=["Flags"]),
        key=_KEY,
        hide_index=True,
        row_height=ROW_PX,
        height=min(HEAD_PX + ROW_PX * len(rows) + 2, MOST_PX),
        placeholder="",
        on_select=_pressed,
        selection_mode=["single-row", "single-cell"],
        column_config=_columns(rows),
        alt=f"{len(rows)} patients, first those who need attention; a cell opens the patient's page",
    )


def _pressed() -> None:
    """Take the patient whose row was pressed; any place but the box at the left opens the page as well."""
    kept, selection = worklist(), st.session_state[_KEY]["selection"]
    if kept is None:
        return
    cells, rows = selection["cells"], selection["rows"]
    place = cells[0][0] if cells else rows[0] if rows else None
    if place is None or place >= len(kept.order):
        return
    take(kept.order[place])
    if cells:
        st.session_state[OPEN] = kept.order[place]


def _one_scale(scores: Sequence[ScoreLine | None]) -> Instrument | None:
    """Return the scale all totals are of; None for several scales, or one outside the vocabulary."""
    used = {score.instrument for score in scores if score is not None}
    return INSTRUMENTS.get(used.pop()) if len(used) == 1 else None


def courses(scores: Sequence[ScoreLine | None]) -> list[list[float] | None]:
    """Return the totals to draw: points where all are of one scale, else percent of the range of each.

    One total is no course; without a known range there is no common measure.
    """
    if _one_scale(scores):
        return [list(score.values) if score and len(score.values) > 1 else None for score in scores]
    return [_in_percent(score) if score and len(score.values) > 1 else None for score in scores]


def _in_percent(score: ScoreLine) -> list[float] | None:
    known = INSTRUMENTS.get(score.instrument)
    if known is None:
        return None
    return [
        round(100 * (value - known.minimum) / (known.maximum - known.minimum), 1) for value in score.values
    ]


def _patient_px(rows: Sequence[DayRow]) -> int:
    """Return the width that the longest identifier needs, within bounds."""
    longest = max((len(row.patient.patient_id) for row in rows), default=0)
    return min(max(66, 16 + 8 * longest), 150)


def _columns(rows: Sequence[DayRow]) -> dict[str, Any]:
    """Return widths and reading help. Together they fill the page at 1280 px; on wider screens all stretch."""
    # Bars: a line would be drawn as a curve through values that nobody measured.
    text, bars = st.column_config.TextColumn, st.column_config.BarChartColumn
    scale = _one_scale([row.patient.score for row in rows])
    patient_px = _patient_px(rows)
    unit = f"points of {scale.label}" if scale else "percent of the range of each scale"
    return {
        "Time": text(width=52),
        "Patient": text(width=patient_px),
        "Flags": text(width=_BOTH_PX - patient_px, help="What fired of the rules; opens with the patient"),
        "Planned": text(
            width=138,
            help="mg/kg by the last weight recorded in a session, else by that of the list of patients",
        ),
        "Last dose": text(width=186, help="mg/kg by the weight of that day"),
        "Score": text(width=88, help="Latest total of the first instrument recorded"),
        "Course": bars(
            width=62,
            y_min=scale.minimum if scale else 0,
            y_max=scale.maximum if scale else 100,
            help=f"Its last totals in order of time, {unit}",
        ),
        "Last peak": text(
            width=66,
            help="Highest systolic and highest diastolic of the last session, mmHg; untimed: of readings without a minute",
        ),
        "Missing": text(width=96),
        "Since your review": text(width=108),
    }
