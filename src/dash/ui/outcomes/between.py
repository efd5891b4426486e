"""How long a gain holds between sessions: by route, and by days until the next session."""

import numpy as np
import streamlit as st

from dash.charts.outcome_rows import Row, RowWords, outcome_rows
from dash.charts.outcome_times import TimeWords, outcome_times
from dash.queries.selection import Selection
from dash.reports.answer import Answer
from dash.reports.outcome_holding import LEAST_GAPS, outcome_holding, outcome_holding_curve
from dash.ui import words
from dash.ui.data import answer
from dash.ui.figures import show, titled
from dash.ui.outcomes.patients import patients_behind
from dash.ui.theme import tone
from dash.vocabulary.outcomes import OUTCOMES

FIGURE_PX = 340
_WORDS = TimeWords(
    "less than half of the gain lost",
    "half lost by",
    "the first counting score",
    "time between sessions",
    "times between sessions",
)


def between(selection: Selection, instrument: str) -> None:
    """Draw how long gains hold by route, and what was lost by length of the interval."""
    found = answer(outcome_holding, selection, instrument)
    curves = answer(outcome_holding_curve, selection, instrument)
    frame = found.frame
    by_route = frame[frame["by"] == "route"].rename(columns={"group": "route"})
    counts = by_route.assign(patients=by_route["gaps"], events=by_route["lost"])
    figure = outcome_times(
        curves.frame, counts, tone(), _WORDS, least=LEAST_GAPS, most_days=120, height=FIGURE_PX
    )
    left, right = st.columns(2)
    with left.container(gap="xxsmall"):
        titled(
            "How long a gain holds",
            "times with less than half of the gain lost · by route before",
            curves,
            chart=figure,
        )
        show(figure, "outcome_holding_curve")
    with right.container(gap="xxsmall"):
        _intervals(found)
        st.markdown(f":small[:gray[{recall_words(instrument)}]]")
    patients_behind(selection, instrument, "between_patients", 118)


def _intervals(found: Answer) -> None:
    columns = [
        "by",
        "group",
        "patients",
        "gaps",
        "lost",
        "median",
        "share",
        "share_low",
        "share_high",
        "reason",
        "method",
    ]
    rows = []
    for by, group, patients, gaps, lost, median, share, low, high, reason, method in (
        found.frame[columns].to_numpy(object).tolist()
    ):
        middle = "–" if np.isnan(median) else f"{median:.0f} d"
        cells = [f"{lost:,} of {gaps:,}", words.count(patients), middle]
        route = str(group) if by == "route" else ""
        label = (
            "" if route else f"next: {group}" if group[0].isdigit() or group.startswith("up") else str(group)
        )
        unsure = str(method) if np.isnan(low) and not np.isnan(share) else ""
        rows.append(Row(label, float(share), float(low), float(high), cells, route, str(reason), unsure))
    text = RowWords(
        axis="% of times between sessions, as far as measured",
        columns=("lost", "patients", "half by"),
        nothing="No times between sessions with a gain and two counting scores.",
        about="Share of times between sessions in which half of the gain was lost, by route and by days until the next session.",
        unit=" %",
    )
    figure = outcome_rows(rows, tone(), text)
    titled(
        "Lost before the next session",
        "half of the gain, by route, by days to the next",
        found,
        chart=figure,
    )
    show(figure, "outcome_holding")


def recall_words(instrument: str) -> str:
    """Say which scores count between sessions, and what that leaves unsaid."""
    scale = OUTCOMES[instrument]
    days = scale.recall_days
    looks = (
        f"The {scale.label} looks back {days} days: only scores from day {days} after a session count, so shorter times "
        "between sessions cannot be judged and an early loss is not seen. "
        if days
        else ""
    )
    return (
        f"{looks}A gain is a score at least {scale.least_gain:.2g} points below the baseline. Half by –: fewer than {LEAST_GAPS} "
        "times, or half was not lost as far as measured. Sessions are often planned when a patient gets worse: times that end "
        "with a session are not like those that do not."
    )
