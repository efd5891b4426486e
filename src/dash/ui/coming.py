"""The reading before today's dose: typed in and drawn, never kept."""

import streamlit as st

Pressure = tuple[int | None, int | None]


def coming_predose(patient_key: int) -> Pressure | None:
    """Let the user type today's reading before the dose; return (systolic, diastolic) in mmHg, None without one.

    It stays in this browser session and is written nowhere: the record is made by the software of the session.
    """
    names = [f"coming_{part}_{patient_key}" for part in ("systolic", "diastolic")]
    typed = [st.session_state.get(name) for name in names]
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
        panel.markdown(":small[:gray[Drawn at −15 min. Not stored.]]")
    systolic, diastolic = typed
    return None if systolic is None and diastolic is None else (systolic, diastolic)
