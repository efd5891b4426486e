"""How often the effect chosen comes again at the next session."""

import pandas as pd
import streamlit as st

from dash.charts.effect_recurrence import effect_recurrence as recurrence_figure
from dash.charts.effect_recurrence import height_of
from dash.reports.answer import Answer, answered
from dash.reports.effect_recurrence import effect_recurrence
from dash.ui import words
from dash.ui.effects.view import View
from dash.ui.figures import show, titled
from dash.ui.later import fills_in
from dash.ui.theme import tone

_WORDS_PX = 70


def recurrence(view: View, effect: str) -> None:
    """Draw the rates at the next session by route; they fill in when they are computed."""
    routes = int(view.rates["route"].nunique())
    name = view.label(effect)

    def draw(rows: pd.DataFrame) -> None:
        _draw(name, answered(effect_recurrence, rows, view.selection, effect, view.way))

    height = height_of(routes) + _WORDS_PX
    fills_in(effect_recurrence, draw, height, "Again next time", view.selection, effect, view.way)


def _draw(name: str, found: Answer) -> None:
    rows = found.frame
    chart = recurrence_figure(rows, tone())
    titled(
        f"{words.plain(name)}: again next time",
        "filled mark: after a session with it · open: after one without · upright line: what the patients' own rates make of it",
        found,
        chart=chart,
        paper_px=1200,
        paper_title=f"{name}: again next time",
    )
    show(chart, "recurrence")
    once = int((rows["patients"] - rows["repeating"]).sum())
    repeating = int(rows["repeating"].sum())
    left_out = f" · {words.plural(once, 'patient')} with one session by a route left out" if once else ""
    st.markdown(
        f":small[:gray[{words.plural(repeating, 'patient')} with repeat sessions, counted once for each route{left_out}]]"
    )
