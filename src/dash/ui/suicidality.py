"""The strip of answers about suicidal thoughts: always the whole history, whatever else is chosen."""

from collections.abc import Sequence, Set
from datetime import date

import pandas as pd
import streamlit as st

from dash.charts.chart import Chart
from dash.charts.suicidality import suicidality
from dash.charts.time_axis import history
from dash.rulebook import load
from dash.rulebook.finding import Answer, Finding
from dash.rulebook.positives import identity, pressing
from dash.store.journal import Acknowledged
from dash.ui import words
from dash.ui.acknowledge import acknowledge_form, open_positives
from dash.ui.decisions import positive_answers
from dash.ui.theme import tone
from dash.ui.whose import name_line


def suicidality_strip(
    scores: pd.DataFrame, sessions: pd.DataFrame, acknowledged: Acknowledged, pressing: Set[Answer]
) -> Chart:
    """Return the strip on the time axis of the figure above it; ``pressing`` as ``pressing_answers`` returns it."""
    rules = load()
    return suicidality(
        scores,
        tone(),
        item_alert_from=rules["item9_positive"].threshold,
        cssrs_alert_from=rules["cssrs_ideation"].threshold,
        madrs_alert_from=rules["madrs10_positive"].threshold,
        acknowledged=acknowledged.keys(),
        pressing=pressing,
        span=history(scores, sessions),
    )


def pressing_answers(
    patient_id: str, findings: Sequence[Finding], day: date, acknowledged: Acknowledged
) -> frozenset[Answer]:
    """Return the positive answers nobody acknowledged that a rule fires on, or that are later than the day of review."""
    later = {identity(one) for one in positive_answers(patient_id) if one.measured_at.date() > day}
    return pressing(findings, acknowledged) | {one for one in later if one not in acknowledged}


def answers_panel(patient_id: str, acknowledged: Acknowledged, pressing: Set[Answer]) -> None:
    """Offer every positive answer: those that wait to acknowledge, those acknowledged to read and to withdraw.

    Nothing where there is none. It is red only where a rule fires on one that waits.
    """
    every = positive_answers(patient_id)
    if not every:
        return
    found = open_positives(every, acknowledged)
    loud = any(identity(answer) in pressing for answer in found)
    label = f"{len(found)} not acknowledged" if found else f"{len(every)} acknowledged"
    positive = words.plural(len(every), "positive answer")
    panel = st.popover(
        f":red[**{label}**]" if loud else f":gray[{label}]",
        icon=":material/priority_high:"
        if loud
        else ":material/psychology_alt:"
        if found
        else ":material/done:",
        type="tertiary",
        width="content",
        key="waiting",
        on_change="rerun",
        help=f"{positive} about suicidal thoughts, {len(found)} of them not acknowledged by anybody",
    )
    with panel:
        if panel.open:
            name_line()
        acknowledge_form(every, patient_id, acknowledged, "all", shown=bool(panel.open))
