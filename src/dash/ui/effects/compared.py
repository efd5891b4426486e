"""Two routes compared in three ways: crude, adjusted for what else differs, within patients who had both."""

import streamlit as st

from dash.charts.effect_compared import effect_compared as compared_figure
from dash.charts.effect_compared import height_of
from dash.reports.answer import answered
from dash.reports.effect_compared import Compared, effect_compared, effect_covariates, with_sessions
from dash.ui import words
from dash.ui.effects.rates import rows_shown
from dash.ui.effects.view import CHOSEN, View
from dash.ui.figures import behind, heading, show, titled
from dash.ui.later import fills_in
from dash.ui.theme import tone
from dash.vocabulary import ROUTES

_WORDS_PX = 76
_NOT_RECORDED = "diagnosis, drug, other medication"


def compared(view: View, _effect: str) -> None:
    """Draw the three differences of the effects in the figure above; they fill in when they are computed."""
    if view.pair is None:
        st.markdown(":gray[A comparison needs two different routes: choose them above the figure.]")
        return
    first, second = view.pair
    effects = rows_shown(view)
    title = f"{ROUTES[first].label} minus {ROUTES[second].label.lower()}, adjusted"

    def draw(found: Compared) -> None:
        _draw(view, found, effects, (first, second))

    height = height_of(len(effects)) + _WORDS_PX
    fills_in(effect_compared, draw, height, title, view.selection, first, second, view.way)


def _draw(view: View, found: Compared, effects: tuple[str, ...], pair: tuple[str, str]) -> None:
    labels = (ROUTES[pair[0]].label, ROUTES[pair[1]].label)
    chart = compared_figure(
        found.rows, tone(), effects=effects, labels=labels, selected=st.session_state.get(CHOSEN)
    )
    # The rows name the two routes, as the command line's do.
    first, second = pair
    rows = found.rows.assign(first_route=first, second_route=second)
    covariates = with_sessions(found).assign(first_route=first, second_route=second)
    title = f"{labels[0]} minus {labels[1].lower()}, three ways"
    titled(
        title,
        "per 100 sessions · filled: interval excludes 0 · q over all effects of these two routes · not randomised",
        answered(effect_compared, rows, view.selection, first, second, view.way),
        chart=chart,
        paper_px=1200,
    )
    show(chart, "compared")
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", wrap=False):
        heading("", allowed_for(found))
        behind(answered(effect_covariates, covariates, view.selection, first, second, view.way))


def allowed_for(found: Compared) -> str:
    """Say what the adjusted difference allows for, what it leaves out and why, and which sessions are not in it."""
    rows = found.covariates
    used = [str(name) for name in rows.loc[rows["adjusted_for"], "covariate"]]
    parts = [f"**adjusted for** {words.listed(used)}" if used else "**adjusted for nothing**"]
    parts += [
        f"**left out** {name}: {words.plain(reason)}"
        for name, done, reason in zip(rows["covariate"], rows["adjusted_for"], rows["reason"], strict=True)
        if not done
    ]
    if found.missing:
        parts.append(f"{words.plural(found.missing, 'session')} without one of these not in it")
    if found.outside:
        parts.append(
            f"{words.plural(found.outside, 'session')} with a value that one route never has not in it"
        )
    parts.append(f"not adjusted for: {_NOT_RECORDED}")
    return " · ".join(parts)
