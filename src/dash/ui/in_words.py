"""Three sentences that say what the figures show: to paste into a note, or for a screen reader."""

from collections.abc import Sequence
from datetime import date

import streamlit as st

from dash.reports.brief.frames import Frames
from dash.reports.spoken import Beside, three_sentences
from dash.rulebook.facts import Pressure
from dash.rulebook.finding import Finding
from dash.ui.figures import heading
from dash.ui.limits import baseline_days, earlier_needed
from dash.ui.whose import named


def in_words(
    rows: Frames,
    findings: Sequence[Finding],
    day: date,
    instrument: str,
    today: Pressure | None = None,
) -> None:
    """Write the sentences in a box that copies them with one press; ``today`` is the pressure typed before the dose, mmHg."""
    sentences = three_sentences(
        rows.sessions,
        rows.scores,
        rows.effects,
        beside=Beside(rows.readings, today),
        day=day,
        instrument=instrument,
        findings=findings,
        least=earlier_needed(),
        baseline_days=baseline_days(),
    )
    heading("In words", "the same numbers as the figures, to copy into a note")
    # Each says whose it is: they are copied one by one too.
    st.code("\n".join(named(sentence) for sentence in sentences), language=None, wrap_lines=True)
