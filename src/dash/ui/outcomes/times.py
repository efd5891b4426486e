"""Time to response and from response to relapse."""

import pandas as pd
import streamlit as st

from dash.charts.outcome_times import TimeWords
from dash.charts.outcome_times import outcome_times as times_figure
from dash.queries.selection import Selection
from dash.reports.answer import answered
from dash.reports.outcome_times import (
    LEAST_PATIENTS,
    outcome_log_rank,
    outcome_relapse_times,
    outcome_response_times,
    outcome_time_counts,
    outcome_times,
    relapse_threshold,
)
from dash.ui.data import ask
from dash.ui.figures import show, titled
from dash.ui.later import fills_in
from dash.ui.outcomes.patients import patients_behind
from dash.ui.theme import tone
from dash.vocabulary import ROUTES
from dash.vocabulary.outcomes import OUTCOMES
from dash.vocabulary.published_outcomes import published_for

FIGURE_PX, TEST_PX = 272, 46
_WORDS = {
    "response": TimeWords("no response so far", "half responded by", "the first session"),
    "relapse": TimeWords("no relapse so far", "half relapsed by", "the response"),
}
_TABLES = {"response": outcome_response_times, "relapse": outcome_relapse_times}
_TITLES = {"response": "Time to response", "relapse": "Time from response to relapse"}


def times(selection: Selection, instrument: str) -> None:
    """Draw both curves with numbers at risk, say what the log-rank test says, list the patients."""
    scale = OUTCOMES[instrument]
    if scale.response_fall is None:
        st.markdown(f":gray[Response is not defined for the {scale.label}: nothing to time.]")
        patients_behind(selection, instrument, "times_patients")
        return
    curves = ask(outcome_times, selection, instrument)
    counts = ask(outcome_time_counts, selection, instrument)
    left, right = st.columns(2)
    with left.container(gap="xxsmall"):
        _curve(curves, counts, "response", selection, instrument)
    with right.container(gap="xxsmall"):
        threshold = relapse_threshold(instrument)
        if threshold is None:
            st.markdown(
                f"**{_TITLES['relapse']}** :small[:gray[the rulebook has no rule of relapse for the {scale.label}]]"
            )
        else:
            _curve(curves, counts, "relapse", selection, instrument)
    published = published_relapse(instrument) if relapse_threshold(instrument) is not None else ""
    if published:
        st.markdown(f":small[:gray[{published}]]")
    fills_in(outcome_log_rank, _test, TEST_PX, "Log-rank test", selection, instrument)
    patients_behind(selection, instrument, "times_patients", 118)


def _curve(
    curves: pd.DataFrame, counts: pd.DataFrame, event: str, selection: Selection, instrument: str
) -> None:
    own, row = curves[curves["event"] == event], counts[counts["event"] == event]
    lines = int(counts.groupby("event").size().max()) if len(counts) else 0
    figure = times_figure(
        own, row, tone(), _WORDS[event], least=LEAST_PATIENTS, lines=lines, height=FIGURE_PX
    )
    scale = OUTCOMES[instrument]
    rule = (
        f"first {scale.label} at least {100 * (scale.response_fall or 0):.0f} % below baseline"
        if event == "response"
        else f"two {scale.label} in a row ≥ {relapse_threshold(instrument):g}"
    )
    text = f"share without so far · {rule}"
    named = answered(_TABLES[event], own, selection, instrument)
    titled(_TITLES[event], text, named, chart=figure)
    show(figure, f"outcome_{event}")
    if len(row):
        late = str(row["seen_late"].iloc[0]) if row["events"].sum() else f"No {event} was seen."
        st.markdown(f":small[:gray[{late}]]")


def published_relapse(instrument: str) -> str:
    """Say what was published about relapse, for a scale of depression; empty for others."""
    said = []
    for one in published_for(instrument):
        parts = [f"half by day {one.relapse_days}"] if one.relapse_days is not None else []
        parts += [f"{one.relapse:g} % of {one.note}"] if one.relapse is not None else []
        if parts:
            said.append(f"{one.name} ({ROUTES[one.route].label.lower()}) {', '.join(parts)}")
    return f"Published relapse, by other definitions: {' · '.join(said)}" if said else ""


def _test(found: pd.DataFrame) -> None:
    said = []
    for event, routes, p, why in found[["event", "routes", "p", "why"]].to_numpy(object).tolist():
        result = (
            f": no test, {why}"
            if why
            else f" {_p(p)} ({routes} routes with {LEAST_PATIENTS} patients or more)"
        )
        said.append(f"**{_TITLES[event]}**, log-rank{result}")
    note = "routes were not randomised"
    st.markdown(f":small[{' :gray[·] '.join(said)} :gray[· {note}]]")


def _p(p: float) -> str:
    return "p < 0.001" if p < 0.001 else f"p = {p:.3f}"
