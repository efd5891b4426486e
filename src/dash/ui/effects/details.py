"""Severity of the effect chosen, and the minutes at which it began and ended."""

import streamlit as st

from dash.charts.effect_severity import effect_severity as severity_figure
from dash.charts.effect_severity import height_of
from dash.charts.effect_timing import effect_timing as timing_figure
from dash.reports.effect_severity import effect_severity
from dash.reports.effect_timing import effect_minutes, effect_timing
from dash.rulebook import settings
from dash.ui import words
from dash.ui.data import answer
from dash.ui.effects.view import View
from dash.ui.figures import behind, show, titled
from dash.ui.theme import tone


def details(view: View, effect: str) -> None:
    """Draw severity and minutes by route, side by side: a route stands in the same row of both."""
    shares = answer(effect_severity, view.selection, effect, view.way)
    minutes = answer(effect_minutes, view.selection, effect, view.way)
    timing = answer(effect_timing, view.selection, effect, view.way)
    name = words.plain(view.label(effect))
    left, right = st.columns([2, 3])
    with left.container(gap="xxsmall"):
        chart = severity_figure(shares.frame, tone(), few_sessions=settings().few_sessions)
        titled(
            f"{name}: severity",
            "of sessions in which it was reported",
            shares,
            chart=chart,
            paper_title=f"{view.label(effect)}: severity",
        )
        show(chart, "severity")
    with right.container(gap="xxsmall"):
        chart = timing_figure(
            minutes.frame,
            timing.frame,
            tone(),
            least_sessions=settings().few_sessions,
            height=height_of(int(timing.frame["route"].nunique())),
        )
        with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", wrap=False):
            titled(
                "Onset and end",
                "mark: median · line: 10–90 % · open: no minute recorded, it may have gone on",
                timing,
                chart=chart,
                paper_title=f"{view.label(effect)}: minutes of onset and end",
            )
            behind(minutes)
        show(chart, "timing")
