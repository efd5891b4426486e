"""Where patients stood at their last score: waterfall, worse than before, suicidal thoughts."""

import pandas as pd
import streamlit as st

from dash.charts.outcome_rows import Row, RowWords, outcome_rows
from dash.charts.outcome_shift import outcome_shift
from dash.charts.outcome_waterfall import outcome_waterfall
from dash.queries.selection import Selection
from dash.reports.outcome_ideation import outcome_ideation, outcome_ideation_patients
from dash.reports.outcome_last import meaningful_change, outcome_last, outcome_worse
from dash.ui import words
from dash.ui.data import answer, ask
from dash.ui.figures import show, titled
from dash.ui.lists import list_button
from dash.ui.outcomes.patients import opened
from dash.ui.theme import tone
from dash.vocabulary.outcomes import OUTCOMES
from dash.vocabulary.published_outcomes import published_for

FIGURE_PX, SHIFT_PX = 160, 216
MOST_LISTED = 2000
"""Rows sent to the browser; more would keep the page waiting."""


def last_scores(selection: Selection, instrument: str) -> None:
    """Draw the distribution of change, the share worse than before, and the shift of suicidal thoughts."""
    distribution(selection, instrument)
    left, right = st.columns([1, 1.6])
    with left.container(gap="xxsmall"):
        worse(selection, instrument)
    with right.container(gap="xxsmall"):
        suicidality(selection)
    thoughts(selection)


def distribution(selection: Selection, instrument: str) -> None:
    """Draw one bar per patient."""
    scale = OUTCOMES[instrument]
    found = answer(outcome_last, selection, instrument)
    frame = found.frame
    fall = None if scale.response_fall is None else -100 * scale.response_fall
    figure = outcome_waterfall(frame, tone(), response_percent=fall, height=FIGURE_PX)
    zero = int(frame.loc[frame["baseline"] <= 0, "patients"].sum())
    left_out = f" · {words.plural(zero, 'patient')} with a baseline of 0 not drawn" if zero else ""
    titled(
        "Change at the last score",
        f"{scale.label}, percent of the baseline, worst first · one bar per patient: the last score, however long ago{left_out}",
        found,
        chart=figure,
        paper_px=1200,
    )
    show(figure, "outcome_last")


def worse(selection: Selection, instrument: str) -> None:
    """Draw the share worse than before by route."""
    limit = meaningful_change(instrument)
    if limit is None:
        st.markdown(f":gray[The rulebook has no meaningful change for the {OUTCOMES[instrument].label}.]")
        return
    found = answer(outcome_worse, selection, instrument)
    columns = ("route", "worse", "between", "better", "patients", "rate", "low", "high")
    rows = [
        Row("", float(rate), float(low), float(high), [f"{n:,} of {total:,}", f"{better:,}"], str(route))
        for route, n, _, better, total, rate, low, high in found.frame[list(columns)]
        .to_numpy(object)
        .tolist()
    ]
    shares = {one.name: (one.route, one.worse) for one in published_for(instrument) if one.worse is not None}
    text = RowWords(
        axis="% of patients with a later score, 95 % interval",
        columns=("worse", "better"),
        nothing="No patient who began in this selection has a score before and after the first session.",
        about=f"Share of patients whose last score was worse than before by at least {limit.words}, by route.",
        unit=" %",
        published=shares,
    )
    figure = outcome_rows(rows, tone(), text, reference=0.0)
    tick = f" · tick: {', '.join(shares)}" if shares else ""
    titled(
        "Worse than before",
        f"by ≥ {limit.words}{tick}",
        found,
        chart=figure,
    )
    show(figure, "outcome_worse")


def suicidality(selection: Selection) -> None:
    """Draw answers before against last answers."""
    found = answer(outcome_ideation, selection)
    figure = outcome_shift(found.frame, tone(), height=SHIFT_PX)
    titled(
        "Suicidal thoughts",
        "before the first session (rows) against the last answer since · framed: higher than before",
        found,
        chart=figure,
        paper_px=1200,
    )
    show(figure, "outcome_shift")


def thoughts(selection: Selection) -> None:
    """List the patients whose last answer is positive or higher than before; say how many a filter leaves out.

    All of them, the highest first; only in a very large clinic the lowest are in the file alone, and it says so.
    """
    listed = answer(outcome_ideation_patients, selection)
    found = listed.frame
    people = int(found["patient_id"].nunique())
    everybody = int(ask(outcome_ideation_patients, Selection())["patient_id"].nunique())
    hidden = everybody - people
    cut = f", the {MOST_LISTED:,} highest, all in the file" if len(found) > MOST_LISTED else ", all of them"
    beyond = f" · **{words.plural(hidden, 'more patient')} outside this filter**" if hidden else ""
    st.markdown(
        f"**{words.plural(people, 'patient')} with a last answer above 0, or higher than before**{beyond} "
        f":small[:gray[highest first{cut} · choose a row to open the patient]]"
    )
    if found.empty:
        return
    rows = found.head(MOST_LISTED)
    shown = pd.DataFrame(
        {
            "Patient": rows["patient_id"],
            "Answer": rows["label"],
            "Before": rows["baseline"],
            "Last": rows["last_value"],
            "Highest since": rows["highest"],
            "Last asked": rows["last_on"].map(words.day),
            "Route": rows["route"].map(words.route_mark),
            "Began": rows["started_on"].map(words.day),
        }
    )
    opened(shown, rows["patient_id"], "ideation_patients", 118)
    list_button(listed, "ideation_patients")
