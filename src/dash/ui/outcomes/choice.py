"""What the page on outcomes shows: view and scale, and who stands behind the numbers."""

import pandas as pd
import streamlit as st

from dash.queries.outcomes import outcome_instruments
from dash.queries.question import question_of
from dash.queries.selection import Selection
from dash.queries.selection_counts import selection_counts
from dash.reports.outcome_flow import outcome_flow
from dash.ui import words
from dash.ui.data import ask
from dash.ui.figures import method_button
from dash.vocabulary.outcomes import OUTCOMES

VIEWS = ("Change", "Response", "Times", "Last score", "Between sessions")
_SCALE = "outcome_scale"
_HELP = {
    "Change": "Change from baseline by session number or week",
    "Response": "Response and remission by session number",
    "Times": "Time to response, and from response to relapse",
    "Last score": "Change at the last score, worse than before, suicidal thoughts",
    "Between sessions": "How long a gain holds between sessions",
}


def choose(selection: Selection) -> tuple[str, str] | None:
    """Let the reader choose view and scale; None where no patient has a baseline by any scale.

    Scales recorded in nobody of the filter are offered too, with 0 patients: the choice outlives the filter.
    """
    found = ask(outcome_instruments, selection)
    amounts = dict(zip(found["instrument"], found["patients"], strict=True))
    if not amounts:
        return None
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        view = st.segmented_control(
            "View",
            VIEWS,
            default=VIEWS[0],
            required=True,
            key="outcome_view",
            persist_state="session",
            label_visibility="collapsed",
            width="content",
            help=" · ".join(f"{name}: {text}" for name, text in _HELP.items()),
        )
        chosen = st.session_state.get(_SCALE)
        # Set at every run: a choice is kept in the browser by its words, and would go on with the counts of an earlier filter.
        st.session_state[_SCALE] = chosen if chosen in amounts else next(iter(amounts))
        instrument = st.selectbox(
            "Scale",
            list(amounts),
            format_func=lambda key: f"{OUTCOMES[key].label} ({words.plural(int(amounts[key]), 'patient')})",
            key=_SCALE,
            persist_state="session",
            label_visibility="collapsed",
            width=190,
            help="Symptom scale; in brackets, patients of the filter with a baseline",
        )
        method_button("Whose outcomes", question_of(outcome_flow).method)
    return str(view), str(instrument)


def who(selection: Selection, instrument: str) -> None:
    """Say how many patients were treated, began here, have a baseline, could respond, and were measured."""
    flow = ask(outcome_flow, selection, instrument)
    st.markdown(f":small[{flow_words(flow, _treated(selection), instrument)}]", width="stretch")


def _treated(selection: Selection) -> int:
    return int(ask(selection_counts, selection).iloc[0]["patients"])


def flow_words(flow: pd.DataFrame, treated: int, instrument: str) -> str:
    """Return the way from treated to analysed in one sentence.

    Args:
        flow: Rows of ``outcome_flow``.
        treated: Patients with a session of the selection, each once.
        instrument: Key of a symptom scale.
    """
    total = flow.sum(numeric_only=True)
    began, none, base, eligible, measured, analysed, changed = (
        int(total.get(name, 0))
        for name in ("began", "no_baseline", "baseline", "eligible", "measured", "analysed", "changed_route")
    )
    scale = OUTCOMES[instrument]
    parts = [
        f"**{treated:,}** treated here",
        f"**{began:,}** began with one of these sessions",
        f"no {scale.label} baseline: **{none:,}**",
        f"with one: **{base:,}**, measured later: **{measured:,}**",
    ]
    if scale.remission_below is not None:
        limit = f"baseline ≥ {scale.remission_below:g}"
        parts.append(f"could respond ({limit}): **{eligible:,}**, analysed: **{analysed:,}**")
    if changed:
        parts.append(f"{changed:,} had another route later and stay with their first")
    return " :gray[→] ".join(parts[:2]) + " :gray[·] " + " :gray[·] ".join(parts[2:])
