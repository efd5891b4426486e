"""The patients behind an outcome; choosing a row opens the patient."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from dash.queries.selection import Selection
from dash.reports.answer import Answer
from dash.reports.outcome_last import meaningful_change
from dash.reports.outcome_patients import outcome_patients
from dash.ui import words
from dash.ui.chosen import choose as remember
from dash.ui.data import answer
from dash.ui.lists import LISTED, PATIENT_PAGE, list_button
from dash.vocabulary.outcomes import OUTCOMES

_PARTS = {
    "all": "All with a baseline",
    "response": "With a response",
    "no_response": "Measured, no response",
    "worse": "Worse than before",
    "not_measured": "Never measured after the first session",
}
_NUMBERS = {
    "Sessions": (64, "Sessions given, by any route"),
    "Baseline": (64, "Last total before the first session, points"),
    "Last": (48, "Last total, points"),
    "Change": (60, "Last total minus baseline, points; negative is better"),
    "Totals": (54, "After the first session"),
    "Last day": (66, "Day of the last total, days since the first session"),
    "Response": (70, "Day of the first total that was a response, days since the first session"),
}


def patients_behind(selection: Selection, instrument: str, key: str, height: int = 190) -> None:
    """List the patients of one part of the outcomes, the last to begin first."""
    scale, limit = OUTCOMES[instrument], meaningful_change(instrument)
    offered = [
        part
        for part in _PARTS
        if (part not in {"response", "no_response"} or scale.response_fall is not None)
        and (part != "worse" or limit is not None)
    ]
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        part = str(
            st.selectbox(
                "Patients",
                offered,
                format_func=_PARTS.__getitem__,
                key=f"{key}_part",
                persist_state="session",
                label_visibility="collapsed",
                width=270,
            )
        )
        found = answer(outcome_patients, selection, instrument, part, LISTED + 1)
        number = len(found.frame)
        many = f"the last {LISTED:,} to begin" if number > LISTED else words.plural(number, "patient")
        rule = f", by at least {limit.words}" if limit and part == "worse" else ""
        st.markdown(f":small[:gray[{many}{rule} · choose a row to open the patient]]", width="content")
    patient_list(found.of(found.frame.head(LISTED)), key, height)


def patient_list(found: Answer, key: str, height: int) -> None:
    """Show patients; choosing one opens the patient, the button saves the list."""
    frame = found.frame
    if frame.empty:
        st.markdown(":gray[No patient to list.]")
        return
    columns = {
        "Patient": frame["patient_id"],
        "Began": frame["started_on"].map(words.day),
        "Route": frame["route"].map(words.route_mark),
        "Sessions": frame["sessions"],
        "Baseline": frame["baseline"],
        "Last": frame["last_value"],
        "Change": frame["change"],
        "Totals": frame["totals"],
        "Last day": frame["last_day"],
        "Response": frame["response_day"],
    }
    config = {
        head: st.column_config.NumberColumn(width=width, help=text)
        for head, (width, text) in _NUMBERS.items()
    }
    opened(pd.DataFrame(columns, index=frame.index), frame["patient_id"], key, height, config)
    list_button(found, key)


def opened(
    shown: pd.DataFrame,
    patients: pd.Series,
    key: str,
    height: int,
    config: Mapping[str, Any] | None = None,
) -> None:
    """Show a table whose rows open the patient they are about."""
    event = st.dataframe(
        shown,
        key=key,
        hide_index=True,
        height=height,
        row_height=28,
        placeholder="–",
        on_select="rerun",
        selection_mode="single-row",
        column_config=dict(config or {}),
        alt=f"{len(shown)} rows behind the numbers; choosing one opens the patient",
    )
    rows = event["selection"]["rows"]
    if rows:
        remember(str(patients.iloc[rows[0]]))
        st.switch_page(PATIENT_PAGE)
