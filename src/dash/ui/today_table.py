"""The table of the day: one row a patient; a box makes the patient the one at hand, any other place opens the page."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from dash.reports.day_list import DayRow, acts
from dash.reports.day_news import news, still_waiting
from dash.reports.day_patients import DayPatients, ScoreLine
from dash.ui import today_words as say
from dash.ui.chosen import OPEN, handle_of
from dash.ui.decisions import Decisions, clock, written_today
from dash.ui.review_day import default_day
from dash.ui.theme import tone
from dash.ui.worklist import Worklist, take
from dash.vocabulary import INSTRUMENTS, Instrument

_KEY = "today_rows"
_BOTH_PX, _LETTER_PX = 306, 6.2
"""Width of identifier and flags together, and of a letter of a flag."""
ROW_PX, HEAD_PX = 57, 32
"""Cells wrap from 57 px on and then hold three lines."""
ROWS = 11
"""Rows on screen; a longer list comes in parts, so that nobody at hand is out of sight."""


def table_frame(rows: Sequence[DayRow], found: DayPatients, known: Decisions, *, today: bool) -> pd.DataFrame:
    """Return the list as a clinician reads it, one row a patient.

    Args:
        rows: Those to show.
        found: The day they are of.
        known: What the journal holds about them.
        today: Whether the day is today.
    """
    letters, day = int((_BOTH_PX - _patient_px(rows) - 16) / _LETTER_PX), found.day
    return pd.DataFrame(
        {
            "Time": [say.time_of(row.patient.planned) for row in rows],
            "Patient": [row.patient.patient_id for row in rows],
            "Flags": [
                say.flags(row, known.acknowledged.get(row.patient.patient_id, ()), letters) for row in rows
            ],
            "Planned": [
                say.planned(row.patient, missed=found.past and not found.came(row.patient)) for row in rows
            ],
            "Last dose": [say.last_dose(row.patient, day, today=today) for row in rows],
            "Score": [
                say.score(row.patient, day, row.flags.standing if row.flags else "", today=today)
                for row in rows
            ],
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


def show_table(rows: Sequence[DayRow], found: DayPatients, known: Decisions, kept: Worklist) -> None:
    """Show the part of the list that holds the patient at hand, who is marked. What the user presses is taken by ``_pressed``."""
    place = kept.place(kept.chosen)
    first = first_row(place)
    shown = rows[first : first + ROWS]
    frame = table_frame(shown, found, known, today=found.day == default_day().day)
    if not any(row.patient.planned for row in rows):
        frame = frame.drop(columns=["Time", "Planned"])
    order = tuple(row.patient.patient_id for row in shown)
    # Each order of rows has a table of its own: a press on a row is about whom the row showed.
    key = f"{_KEY}_{handle_of(chr(0).join(order))}"
    marked = {"rows": [] if place is None else [place - first], "columns": [], "cells": []}
    st.session_state[key] = {"selection": marked}
    red = f"color: {tone().alert}"
    colours = [red if acts(row, known.acknowledged.get(row.patient.patient_id, ())) else "" for row in shown]
    with st.container(key=_KEY, gap="xxsmall"):
        st.dataframe(
            frame.style.apply(lambda _column: colours, subset=["Flags"]),
            key=key,
            hide_index=True,
            row_height=ROW_PX,
            height=HEAD_PX + ROW_PX * len(shown) + 2,
            placeholder="",
            on_select=partial(_pressed, key, order),
            selection_mode=["single-row", "single-cell"],
            column_config=_columns(rows),
            alt=f"{len(shown)} of {len(rows)} patients, first those who need attention; a cell opens the patient's page",
        )
        if len(rows) > ROWS:
            _parts(kept, first)


def first_row(place: int | None) -> int:
    """Return where the part of a long list begins that holds a place: the patient at hand is always in sight."""
    return 0 if place is None else place - place % ROWS


def _parts(kept: Worklist, first: int) -> None:
    """Say which part of the list is on screen, with the way to the parts before and after."""
    last = min(first + ROWS, len(kept.order))
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="today_parts"):
        for to, label, icon in (
            (first - ROWS, "Rows before", "keyboard_arrow_up"),
            (last, "Rows after", "keyboard_arrow_down"),
        ):
            there = 0 <= to < len(kept.order)
            st.button(
                label,
                icon=f":material/{icon}:",
                type="tertiary",
                key=f"part_{icon}",
                disabled=not there,
                on_click=take,
                args=(kept.order[to] if there else "",),
            )
        st.markdown(f":small[:gray[Rows {first + 1:,} to {last:,} of {len(kept.order):,}]]", width="content")


def _pressed(key: str, order: Sequence[str]) -> None:
    """Take the patient whose row was pressed; any place but the box at the left opens the page as well."""
    selection = st.session_state[key]["selection"]
    cells, rows = selection["cells"], selection["rows"]
    place = cells[0][0] if cells else rows[0] if rows else None
    if place is None or place >= len(order):
        return
    take(order[place])
    if cells:
        st.session_state[OPEN] = order[place]


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
        "Last dose": text(width=172, help="mg/kg by the weight of that day"),
        "Score": text(
            width=134,
            help="Latest total of the first instrument recorded, against the last total before the first session",
        ),
        "Course": bars(
            width=50,
            y_min=scale.minimum if scale else 0,
            y_max=scale.maximum if scale else 100,
            help=f"Its last totals in order of time, {unit}",
        ),
        "Last peak": text(
            width=66,
            help="Highest systolic and highest diastolic of the last session, mmHg; untimed: of readings without a minute",
        ),
        "Missing": text(width=84),
        "Since your review": text(width=100),
    }
