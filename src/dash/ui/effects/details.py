"""Severity of the effect chosen, and the minutes at which it began and ended."""

import streamlit as st

from dash.charts.effect_severity import effect_severity, height_of
from dash.charts.effect_timing import effect_timing
from dash.rulebook import settings
from dash.ui import words
from dash.ui.data import ask
from dash.ui.effects.view import View
from dash.ui.figures import behind, show, titled
from dash.ui.theme import tone


def details(view: View, effect: str) -> None:
    """Draw severity and minutes by route, side by side: a route stands in the same row of both."""
    chosen = {"effect": effect, "elicitation": view.way}
    shares = ask("effect_severity", view.selection, **chosen)
    minutes = ask("effect_minutes", view.selection, **chosen)
    timing = ask("effect_timing", view.selection, **chosen)
    name = words.plain(view.label(effect))
    left, right = st.columns([2, 3])
    with left.container(gap="xxsmall"):
        chart = effect_severity(shares, tone(), few_sessions=settings().few_sessions)
        titled(
            f"{name}: severity",
            "of sessions in which it was reported",
            shares,
            view.named("effect_severity"),
            selection=view.selection,
            chart=chart,
            method="severity-and-minutes-of-a-side-effect",
            paper_title=f"{view.label(effect)}: severity",
        )
        show(chart, "severity")
    with right.container(gap="xxsmall"):
        chart = effect_timing(
            minutes,
            timing,
            tone(),
            least_sessions=settings().few_sessions,
            height=height_of(int(timing["route"].nunique())),
        )
        with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", wrap=False):
            titled(
                "Onset and end",
                "mark: median · line: 10–90 % · open: no minute recorded, it may have gone on",
                timing,
                view.named("effect_timing"),
                selection=view.selection,
                chart=chart,
                method="severity-and-minutes-of-a-side-effect",
                paper_title=f"{view.label(effect)}: minutes of onset and end",
            )
            behind(minutes, view.named("effect_minutes"), selection=view.selection)
        show(chart, "timing")
