"""What stands outside the sessions, in words: medications, conditions, events between sessions."""

from collections.abc import Callable
from datetime import date

import pandas as pd
import streamlit as st

from dash.queries.patient_records import between_sessions, patient_conditions, patient_medications
from dash.reports.about_patient import class_words
from dash.rulebook.words import written_words
from dash.ui import words
from dash.ui.as_of import Listed, history_until
from dash.ui.whose import name_line, named
from dash.vocabulary import CONDITIONS, POSITIONS, effect_label


def _day(written: object) -> str:
    """Return a day as screens write it, whole or partial, with its clock time where it has one."""
    if not isinstance(written, str) or not written:
        return "not recorded"
    clock = f", {written[11:16]}" if len(written) >= 16 else ""
    return f"{written_words(written)}{clock}"


def medications_table(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of ``patient_medications`` as a reader reads them."""
    return pd.DataFrame(
        {
            "Medication": frame["medication"],
            "Class": [class_words(cls) or "not recorded" for cls in frame["class"].tolist()],
            "Since": [_day(cell) for cell in frame["started_on"].tolist()],
            "Stopped": ["" if words.missing(cell) else _day(cell) for cell in frame["stopped_on"].tolist()],
            "File": frame["file"],
            "Line": frame["line"],
        }
    )


def conditions_table(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of ``patient_conditions`` as a reader reads them."""
    labels = [CONDITIONS[key].label if key in CONDITIONS else key for key in frame["condition"].tolist()]
    return pd.DataFrame(
        {
            "Condition": labels,
            "Noted": [_day(cell) for cell in frame["noted_on"].tolist()],
            "Note": frame["note"],
            "File": frame["file"],
            "Line": frame["line"],
        }
    )


def between_table(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of ``between_sessions`` as a reader reads them."""
    positions = [POSITIONS[key].label if key in POSITIONS else "" for key in frame["position"].tolist()]
    pairs = zip(frame["systolic"].tolist(), frame["diastolic"].tolist(), strict=True)
    return pd.DataFrame(
        {
            "What": [str(kind)[:1].upper() + str(kind)[1:] for kind in frame["kind"].tolist()],
            "When": [_day(cell) for cell in frame["recorded_at"].tolist()],
            "Pressure, mmHg": [
                "" if words.pressure(*pair) == "–" else words.pressure(*pair) for pair in pairs
            ],
            "Pulse, per minute": frame["heart_rate_bpm"],
            "Position": positions,
            "Side effect": [
                "" if words.missing(key) else effect_label(key) for key in frame["effect"].tolist()
            ],
            "Severity": [
                "" if words.missing(effect) else words.severity(code)
                for effect, code in zip(frame["effect"].tolist(), frame["severity"].tolist(), strict=True)
            ],
            "Serious": ["Yes" if serious is True else "" for serious in frame["serious"].tolist()],
            "File": frame["file"],
            "Line": frame["line"],
        }
    )


HISTORY: dict[str, tuple[Listed, Callable[[pd.DataFrame], pd.DataFrame]]] = {
    "Medications": (patient_medications, medications_table),
    "Conditions": (patient_conditions, conditions_table),
    "Between sessions": (between_sessions, between_table),
}
"""Title, question and table in words of each list."""


def history_list(title: str, key: int, day: date, where: str = "") -> None:
    """Show one of the lists, or that nothing is recorded; ``where`` tells it from another place of the same list."""
    question, told = HISTORY[title]
    frame = told(history_until(question, key, day))
    if frame.empty:
        st.markdown(":gray[None recorded. It is not known whether somebody asked.]")
        return
    alt = named(f"{title}: {len(frame)} entries")
    st.dataframe(
        frame, hide_index=True, row_height=28, key=f"{question.__name__}{where}", placeholder="–", alt=alt
    )


def history(key: int, day: date) -> None:
    """List what stands outside the sessions, once it is opened."""
    panel = st.expander(
        "Medications, conditions and what happened between sessions", key="history", on_change="rerun"
    )
    if not panel.open:
        return
    with panel:
        name_line()
        for title, (question, _told) in HISTORY.items():
            entries = words.plural(len(history_until(question, key, day)), "entry", "entries")
            st.markdown(f"**{title}** :small[:gray[{entries}]]")
            history_list(title, key, day)
