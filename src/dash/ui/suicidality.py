"""The strip of answers about suicidal thoughts: always the whole history, whatever else is chosen."""

import pandas as pd
import streamlit as st

from dash.charts.chart import Chart
from dash.charts.suicidality import suicidality
from dash.charts.time_axis import history
from dash.rulebook import load
from dash.rulebook.finding import Positive
from dash.rulebook.positives import positives
from dash.rulebook.record import Score
from dash.ui import words
from dash.ui.acknowledge import acknowledge_form, open_positives
from dash.ui.decisions import Acknowledged
from dash.ui.theme import tone


def all_positives(scores: pd.DataFrame) -> tuple[Positive, ...]:
    """Return every positive answer of a patient in order of time, however old.

    Args:
        scores: All rows of ``patient_scores``.
    """
    columns = (scores[name].tolist() for name in ("measured_at", "instrument", "item", "value"))
    rows = (
        Score(when.to_pydatetime(), True, instrument, item, float(value))
        for when, instrument, item, value in zip(*columns, strict=True)
    )
    return positives(rows)


def suicidality_strip(scores: pd.DataFrame, sessions: pd.DataFrame, acknowledged: Acknowledged) -> Chart:
    """Return the strip on the time axis of the figure above it."""
    rules = load()
    return suicidality(
        scores,
        tone(),
        item_alert_from=rules["item9_positive"].threshold,
        cssrs_alert_from=rules["cssrs_ideation"].threshold,
        madrs_alert_from=rules["madrs10_positive"].threshold,
        acknowledged=acknowledged,
        span=history(scores, sessions),
    )


def waiting(scores: pd.DataFrame, patient_id: str, acknowledged: Acknowledged) -> None:
    """Offer to acknowledge every positive answer that nobody has acknowledged yet; nothing where there is none."""
    found = open_positives(all_positives(scores), acknowledged)
    if not found:
        return
    label = f":red[**{len(found)} not acknowledged**]"
    panel = st.popover(
        label,
        icon=":material/priority_high:",
        type="tertiary",
        width="content",
        key="waiting",
        on_change="rerun",
        help=f"{words.plural(len(found), 'positive answer')} about suicidal thoughts that nobody has acknowledged",
    )
    if panel.open:
        with panel:
            acknowledge_form(found, patient_id, acknowledged, "all")
