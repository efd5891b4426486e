"""Change from baseline by session number or week, and the mixed model of the first sessions."""

import numpy as np
import streamlit as st

from dash.charts.outcome_change import outcome_change as change_figure
from dash.charts.outcome_rows import Row, RowWords, outcome_rows
from dash.queries.question import question_of
from dash.queries.selection import Selection
from dash.reports.answer import Answer, answered
from dash.reports.outcome_change import outcome_change, outcome_lines
from dash.reports.outcome_model import SESSIONS, model_rows, outcome_model
from dash.rulebook import settings
from dash.stats.mixed import MixedFit
from dash.ui import words
from dash.ui.data import answer, ask
from dash.ui.figures import behind, heading, show, titled
from dash.ui.later import fills_in
from dash.ui.outcomes.patients import patients_behind
from dash.ui.theme import tone
from dash.vocabulary import ROUTES
from dash.vocabulary.outcomes import OUTCOMES

FIGURE_PX, MODEL_PX = 312, 204
_AXES = {"By session": "sessions", "By week": "weeks"}


def change(selection: Selection, instrument: str) -> None:
    """Draw the change by route, list the patients, fit the model."""
    row = st.container(horizontal=True, vertical_alignment="center", gap="small", wrap=False)
    head = row.container()
    chosen = row.segmented_control(
        "Axis",
        list(_AXES),
        default="By session",
        required=True,
        key="outcome_axis",
        label_visibility="collapsed",
        width="content",
    )
    axis = _AXES[str(chosen)]
    found = answer(outcome_change, selection, instrument, axis)
    lines = ask(outcome_lines, selection, instrument, axis)
    least = settings().few_sessions
    figure = change_figure(found.frame, lines, tone(), axis=axis, least_patients=least, height=FIGURE_PX)
    with head:
        titled(
            "Change from baseline",
            f"{OUTCOMES[instrument].label} points, down is better · line: median, band: 10–90 % **of those measured** · "
            "strip: what became of everybody with a baseline",
            found,
            chart=figure,
            paper_px=1200,
        )
    show(figure, "outcome_change")
    left, right = st.columns([1.35, 1])
    with left.container(gap="xxsmall"):
        patients_behind(selection, instrument, "change_patients", 140)
    with right.container(gap="xxsmall"):
        model(selection, instrument)


def model(selection: Selection, instrument: str) -> None:
    """Draw the slopes of the mixed model by route, or say why there is none."""
    heading(
        "Change per session",
        f"mixed model, sessions 1–{SESSIONS}, 95 % interval · not randomised",
        question_of(outcome_model).method,
    )

    def draw(fit: MixedFit) -> None:
        _draw(fit, answered(outcome_model, model_rows(fit), selection, instrument))

    fills_in(outcome_model, draw, MODEL_PX, "Mixed model", selection, instrument)


def _draw(fit: MixedFit, rows_behind: Answer) -> None:
    if not fit.fitted:
        left_out = "; ".join(f"{ROUTES[key].label}: {why}" for key, why in fit.left_out.items())
        st.markdown(f"No model: {fit.why}. :gray[{left_out}]")
        return
    columns = ["route", "slope", "slope_low", "slope_high", "start", "patients"]
    found = {str(row[0]): row[1:] for row in fit.slopes[columns].to_numpy(object).tolist()}
    rows = [
        Row("", slope, low, high, [f"{start:+.1f}".replace("-", "−"), words.count(patients)], key)
        for key, (slope, low, high, start, patients) in ((key, found[key]) for key in ROUTES if key in found)
    ]
    rows += [
        Row("", np.nan, np.nan, np.nan, ["–", "–"], key, fit.left_out[key])
        for key in ROUTES
        if key in fit.left_out
    ]
    text = RowWords(
        axis="points per session after the first; negative is better",
        columns=("after 1st", "patients"),
        nothing="No route in the model.",
        about="Change per session by route, from a mixed model with a level of each patient's own.",
    )
    figure = outcome_rows(rows, tone(), text, reference=0.0)
    show(figure, "outcome_model")
    drawn = f"{fit.patients:,} patients"
    if fit.drawn_from > fit.patients:
        drawn = f"a sample of {fit.patients:,} of {fit.drawn_from:,} patients, always the same"
    own = "an own level and slope" if fit.random == "level and slope" else "an own level"
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", wrap=False):
        st.markdown(f":small[:gray[{drawn}, {fit.scores:,} scores; each patient has {own}]]", width="stretch")
        behind(rows_behind, chart=figure, title="Change per session")
