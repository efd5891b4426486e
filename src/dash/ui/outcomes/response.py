"""Response and remission by session number, with published cohorts beside them."""

from dataclasses import asdict

import pandas as pd
import streamlit as st

from dash.charts.outcome_response import outcome_response as response_figure
from dash.queries.question import question_of
from dash.queries.selection import Selection
from dash.reports.outcome_response import outcome_response
from dash.rulebook import settings
from dash.ui.data import answer
from dash.ui.figures import heading, show, titled
from dash.ui.outcomes.patients import patients_behind
from dash.ui.theme import tone
from dash.vocabulary import ROUTES
from dash.vocabulary.outcomes import OUTCOMES
from dash.vocabulary.published_outcomes import published_for

FIGURE_PX = 372
_COLUMNS = {
    "Study": (112, "Study and year"),
    "By": (36, "Route"),
    "After": (44, "Session after which it was measured"),
    "Treated": (56, "People treated"),
    "Eligible": (56, "People who could respond"),
    "Analysed": (62, "People with a later score"),
    "Resp. %": (58, "Response, percent of those analysed, as the study defined it"),
    "Rem. %": (58, "Remission, percent of those analysed, as the study defined it"),
    "Worse %": (60, "Worse than before, percent of those analysed, as the study defined it"),
    "Note": (220, "What else to know"),
}


def response(selection: Selection, instrument: str) -> None:
    """Draw response and remission, list published cohorts and the patients."""
    scale = OUTCOMES[instrument]
    if scale.response_fall is None or scale.remission_below is None:
        st.markdown(f":gray[Response and remission are not defined for the {scale.label}.]")
        patients_behind(selection, instrument, "response_patients")
        return
    found = answer(outcome_response, selection, instrument)
    published = pd.DataFrame([asdict(one) for one in published_for(instrument)])
    least = settings().few_sessions
    figure = response_figure(found.frame, tone(), published=published, least_patients=least, height=FIGURE_PX)
    hollow = " · hollow: published" if len(published) else ""
    titled(
        "Response and remission after each session",
        f"response: {100 * scale.response_fall:.0f} % or more below baseline · remission: < {scale.remission_below:g} · "
        f"eligible: baseline ≥ {scale.remission_below:g}{hollow} · whoever stopped is not among the analysed",
        found,
        chart=figure,
        paper_px=1200,
    )
    show(figure, "outcome_response")
    left, right = st.columns([1.2, 1])
    with left.container(gap="xxsmall"):
        patients_behind(selection, instrument, "response_patients", 118)
    with right.container(gap="xxsmall"):
        references(instrument)


def references(instrument: str) -> None:
    """List published cohorts with what is known of treated, eligible and analysed."""
    found = [
        one
        for one in published_for(instrument)
        if any(share is not None for share in (one.response, one.remission, one.worse))
    ]
    if not found:
        heading(
            "Published cohorts",
            f"none beside the {OUTCOMES[instrument].label}: those at hand are about depression",
        )
        return
    heading(
        "Published cohorts",
        "by their own definitions: no target · – not stated",
        question_of(outcome_response).method,
    )
    rows = [
        {
            "Study": one.name,
            "By": ROUTES[one.route].short,
            "After": one.sessions,
            "Treated": one.treated,
            "Eligible": one.eligible,
            "Analysed": one.analysed,
            "Resp. %": one.response,
            "Rem. %": one.remission,
            "Worse %": one.worse,
            "Note": one.note,
        }
        for one in found
    ]
    frame = pd.DataFrame(rows)
    whole = ("After", "Treated", "Eligible", "Analysed")
    config = {
        head: st.column_config.Column(width=width, help=text) for head, (width, text) in _COLUMNS.items()
    }
    st.dataframe(
        frame.astype(dict.fromkeys(whole, "Int64")),
        key="published_outcomes",
        hide_index=True,
        height=156,
        row_height=28,
        placeholder="–",
        column_config=config,
        alt=f"{len(rows)} published results",
    )
