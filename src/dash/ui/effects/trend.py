"""The effect chosen month by month, and how it was asked for."""

import streamlit as st

from dash.charts.trend_by_route import trend_by_route
from dash.reports.effect_between import effect_between
from dash.reports.effect_trend import effect_trend
from dash.rulebook import settings
from dash.ui import words
from dash.ui.data import answer
from dash.ui.effects.view import View
from dash.ui.figures import behind, heading, show
from dash.ui.theme import tone


def trend(view: View, effect: str) -> None:
    """Draw one panel per route: monthly shares with limits, or sessions between reports where it is rare."""
    months = answer(effect_trend, view.selection, effect, view.way)
    points = answer(effect_between, view.selection, effect, view.way)
    chart = trend_by_route(months.frame, points.frame, tone(), few_sessions=settings().few_sessions)
    title = f"{view.label(effect)}: by month"
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", wrap=False):
        heading(
            words.plain(title),
            "per 100 sessions in which it was asked for · solid: centre · broken: limits of Laney's p′ chart · strip: how it was "
            "asked for, upright line where that changed",
            method=months.method,
        )
        behind(months, chart=chart, title=title, paper_px=1200)
        behind(points)
    show(chart, "trend")
