"""Three sentences that say what the figures show: to paste into a note, or for a screen reader."""

from collections.abc import Sequence
from datetime import date

import pandas as pd
import streamlit as st

from dash.reports.spoken import three_sentences
from dash.rulebook.finding import Finding
from dash.ui.limits import baseline_days, earlier_needed
from dash.ui.whose import named


def in_words(
    sessions: pd.DataFrame,
    scores: pd.DataFrame,
    effects: pd.DataFrame,
    findings: Sequence[Finding],
    day: date,
    instrument: str,
) -> None:
    """Write the sentences in a box that copies them with one press."""
    sentences = three_sentences(
        sessions,
        scores,
        effects,
        day=day,
        instrument=instrument,
        findings=findings,
        least=earlier_needed(),
        baseline_days=baseline_days(),
    )
    st.markdown("**In words** :small[:gray[the same numbers as the figures, to copy into a note]]")
    # Each says whose it is: they are copied one by one too.
    st.code("\n".join(named(sentence) for sentence in sentences), language=None, wrap_lines=True)
