"""The effect chosen month by month, and how it was asked for."""

import streamlit as st

from dash.charts.effect_trend import effect_trend
from dash.rulebook import settings
from dash.ui import words
from dash.ui.data import ask
from dash.ui.effects.view import View
from dash.ui.figures import behind, heading, show
from dash.ui.theme import tone


def trend(view: View, effect: str) -> None:
    """Draw one panel per route: monthly shares with limits, or sessions between reports where it is rare."""
    chosen = {"effect": effect, "elicitation": view.way}
    months = ask("effect_trend", view.selection, **chosen)
    points = ask("effect_between", view.selection, **chosen)
    chart = effect_trend(months, points, tone(), few_sessions=settings().few_sessions)
    title = f"{view.label(effect)}: by month"
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", wrap=False):
        heading(
            words.plain(title),
            "per 100 sessions in which it was asked for · solid: centre · broken: limits of Laney's p′ chart · strip: how it was "
            "asked for, upright line where that changed",
            method="a-side-effect-by-month",
        )
        behind(
            months,
            view.named("effect_trend"),
            selection=view.selection,
            chart=chart,
            title=title,
            paper_px=1200,
        )
        behind(points, view.named("effect_between"), selection=view.selection)
    show(chart, "trend")
