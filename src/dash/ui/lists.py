"""Lists of sessions behind a number; choosing a row opens its patient."""

import pandas as pd
import streamlit as st

from dash.reports.answer import Answer
from dash.ui import words
from dash.ui.chosen import choose
from dash.ui.figures import csv_bytes

PATIENT_PAGE = "pages/patient.py"
LISTED = 500
"""Sessions listed at most; the CSV of the command line has no such limit."""


def _pairs(sessions: pd.DataFrame, first: str, second: str) -> list[str]:
    """Return two columns of mmHg as readings such as "145/72"."""
    return [words.pressure(*pair) for pair in zip(sessions[first], sessions[second], strict=True)]


def _shown(sessions: pd.DataFrame) -> pd.DataFrame:
    """Return the columns of a session list as a clinician reads them."""
    given = zip(sessions["drug"], sessions["dose_mg"], sessions["mg_per_kg"], strict=True)
    shown = {
        "Patient": sessions["patient_id"],
        "Date": sessions["started_on"].map(words.day),
        "Session": sessions["session_number"],
        "Route": sessions["route"].map(words.route_mark),
        "Drug and dose": [words.dose(*dose) for dose in given],
    }
    if "severity" in sessions:
        shown |= {
            "Severity": sessions["severity"].map(words.severity),
            "Onset": sessions["onset_minute"],
            "Lasted": sessions["minutes"],
            "Serious": sessions["serious"],
        }
    shown |= {
        "Pre-dose": _pairs(sessions, "pre_systolic", "pre_diastolic"),
        "Peak": _pairs(sessions, "peak_systolic", "peak_diastolic"),
        "Peak at": sessions["peak_minute"],
        "Back near pre-dose": sessions["recovery_minute"],
    }
    if "last_minute" in sessions:
        shown |= {
            "Last": _pairs(sessions, "last_systolic", "last_diastolic"),
            "Last at": sessions["last_minute"],
        }
    shown["Site"] = sessions["site_id"]
    return pd.DataFrame(shown, index=sessions.index)


def session_list(answer: Answer, key: str, height: int = 218) -> None:
    """List sessions, newest first; choosing one opens its patient, the button saves the list as CSV.

    Args:
        answer: Columns of ``dash.queries.words.SESSION_LIST`` and more.
        key: Of the widget.
        height: px.
    """
    sessions = answer.frame
    if sessions.empty:
        st.markdown(":gray[No session to list.]")
        return
    config = {
        "Patient": st.column_config.TextColumn(width=90),
        "Date": st.column_config.TextColumn(width=95),
        "Session": st.column_config.NumberColumn(width=70, help="Number of the session in this patient"),
        "Route": st.column_config.TextColumn(width=120),
        "Drug and dose": st.column_config.TextColumn(width=205),
        "Pre-dose": st.column_config.TextColumn(width=80, help="Last reading before the dose, mmHg"),
        "Peak": st.column_config.TextColumn(
            width=80, help="Highest systolic and highest diastolic after the dose, mmHg"
        ),
        "Peak at": st.column_config.NumberColumn(
            format="%d min", width=80, help="Minute of the systolic peak"
        ),
        "Back near pre-dose": st.column_config.NumberColumn(
            format="%d min", width=130, help="First reading after the peak near pre-dose, minutes from dose"
        ),
        "Last": st.column_config.TextColumn(width=80, help="Last reading with both pressures, mmHg"),
        "Last at": st.column_config.NumberColumn(format="%d min", width=80, help="Minutes from dose"),
        "Severity": st.column_config.TextColumn(width=90),
        "Onset": st.column_config.NumberColumn(format="%d min", width=80, help="Minutes from dose"),
        "Lasted": st.column_config.NumberColumn(format="%d min", width=80),
        "Serious": st.column_config.CheckboxColumn(width=70),
        "Site": st.column_config.TextColumn(width=90),
    }
    event = st.dataframe(
        _shown(sessions),
        key=key,
        hide_index=True,
        height=height,
        row_height=28,
        placeholder="–",
        on_select="rerun",
        selection_mode="single-row",
        column_config=config,
        alt=f"{len(sessions)} sessions behind the number; choosing a row opens the patient",
    )
    rows = event["selection"]["rows"]
    if rows:
        choose(str(sessions["patient_id"].iloc[rows[0]]))
        st.switch_page(PATIENT_PAGE)
    list_button(answer, key)


def list_button(answer: Answer, key: str) -> None:
    """Offer a list, that of the widget with this key, as a file, whole."""
    st.download_button(
        "Download this list as CSV",
        csv_bytes(answer),
        file_name=f"{answer.name}.csv",
        mime="text/csv",
        on_click="ignore",
        icon=":material/download:",
        type="tertiary",
        key=f"{key}_csv",
    )
