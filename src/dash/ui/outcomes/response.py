"""Response and remission by session number, with published cohorts beside them."""

from dataclasses import asdict

import pandas as pd
import streamlit as st

from dash.charts.outcome_response import outcome_response
from dash.queries.selection import Selection
from dash.rulebook import settings
from dash.ui import words
from dash.ui.data import ask
from dash.ui.figures import heading, show, titled
from dash.ui.outcomes.patients import patients_behind
from dash.ui.theme import tone
from dash.vocabulary.outcomes import OUTCOMES
from dash.vocabulary.published_outcomes import published_outcomes

FIGURE_PX = 372


def response(selection: Selection, instrument: str) -> None:
    """Draw response and remission, list published cohorts and the patients."""
    scale = OUTCOMES[instrument]
    if scale.response_fall is None or scale.remission_below is None:
        st.markdown(f":gray[Response and remission are not defined for the {scale.label}.]")
        patients_behind(selection, instrument, "response_patients")
        return
    frame = ask("outcome_response", selection, instrument=instrument)
    published = pd.DataFrame([asdict(one) for one in published_outcomes()])
    figure = outcome_response(
        frame, tone(), published=published, least_patients=settings().few_sessions, height=FIGURE_PX
    )
    titled(
        "Response and remission after each session",
        f"response: {100 * scale.response_fall:.0f} % or more below baseline · remission: < {scale.remission_below:g} · "
        f"eligible: baseline ≥ {scale.remission_below:g} · hollow: published · whoever stopped is not among the analysed",
        frame,
        f"outcome_response_{instrument}",
        selection=selection,
        chart=figure,
        method="outcomes-response-and-remission",
        paper_px=1200,
    )
    show(figure, "outcome_response")
    left, right = st.columns([1.2, 1])
    with left.container(gap="xxsmall"):
        patients_behind(selection, instrument, "response_patients", 118)
    with right.container(gap="xxsmall"):
        references()


def references() -> None:
    """List published cohorts with what is known of treated, eligible and analysed."""
    heading(
        "Published cohorts",
        "other patients, scales and times: no target · – not stated",
    )
    rows = [
        {
            "Study": one.name,
            "Route": words.route_mark(one.route),
            "After session": one.sessions,
            "Treated": one.treated,
            "Eligible": one.eligible,
            "Analysed": one.analysed,
            "Response %": one.response,
            "Remission %": one.remission,
            "Worse %": one.worse,
            "Note": one.note,
        }
        for one in published_outcomes()
    ]
    frame = pd.DataFrame(rows)
    whole = ("After session", "Treated", "Eligible", "Analysed")
    st.dataframe(
        frame.astype(dict.fromkeys(whole, "Int64")),
        key="published_outcomes",
        hide_index=True,
        height=156,
        row_height=28,
        placeholder="–",
        alt=f"{len(rows)} published results",
    )
