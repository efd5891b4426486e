"""The reading before today's dose: typed in and drawn, never kept."""

import streamlit as st

from dash.rulebook.facts import Pressure
from dash.ui.whose import name_line


def typed_today(patient_key: int) -> Pressure | None:
    """Return today's reading before the dose as typed so far, (systolic, diastolic) in mmHg; None without one."""
    systolic, diastolic = (st.session_state.get(name) for name in _names(patient_key))
    return None if systolic is None and diastolic is None else (systolic, diastolic)


def _names(patient_key: int) -> list[str]:
    return [f"coming_{part}_{patient_key}" for part in ("systolic", "diastolic")]


def coming_predose(patient_key: int) -> Pressure | None:
    """Let the user type today's reading before the dose; return (systolic, diastolic) in mmHg, None without one.

    It stays in this browser session and is written nowhere: the record is made by the software of the session.
    """
    names, typed = _names(patient_key), typed_today(patient_key)
    # The same words whatever is typed: a popover whose label changes closes.
    panel = st.popover(
        "Pre-dose today",
        icon=":material/edit:",
        type="tertiary",
        width="content",
        key="coming",
        on_change="rerun",
        help="Type the reading before today's dose to see it beside the earlier sessions",
    )
    if panel.open:
        with panel:
            name_line()
        with panel, st.container(horizontal=True, vertical_alignment="bottom", gap="xsmall"):
            for name, part, lowest, highest in zip(
                names, ("Systolic", "Diastolic"), (40, 20), (300, 200), strict=True
            ):
                st.number_input(
                    f"{part}, mmHg",
                    min_value=lowest,
                    max_value=highest,
                    value=None,
                    step=1,
                    key=name,
                    persist_state="session",
                    width=120,
                )
        panel.markdown(
            ":small[:gray[Drawn at −15 min and judged by the rules about pre-dose pressure. Not stored.]]"
        )
    return typed
