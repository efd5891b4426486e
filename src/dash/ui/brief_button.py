"""The brief on paper: made when asked for, for the patient at hand or the whole list, with progress and stop."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import streamlit as st

from dash.errors import DashboardError
from dash.rulebook.facts import Pressure
from dash.ui.data import database
from dash.ui.decisions import journal_state
from dash.ui.whose import name_line

_MADE = "brief_made"
_PAPERS = {"a4": "A4", "letter": "Letter"}


@dataclass(frozen=True)
class Brief:
    """A brief that was made, and of what: another list or another state of the records needs another one."""

    about: tuple[object, ...]
    pdf: bytes


def brief_button(
    day: date, whose: Mapping[str, Sequence[int]], today: Mapping[int, Pressure] | None = None
) -> None:
    """Offer the brief: one page a patient.

    Args:
        day: The day of review.
        whose: What can be chosen, in words, with the keys of its patients in the order of the pages.
        today: Pressures before the dose as typed, mmHg, by key of the patient.
    """
    panel = st.popover(
        "Brief (PDF)",
        icon=":material/print:",
        type="tertiary",
        width="content",
        key="brief_panel",
        on_change="rerun",
    )
    if not panel.open:
        return
    with panel:
        name_line()
        chosen = next(iter(whose))
        if len(whose) > 1:
            chosen = str(st.radio("Pages", list(whose), key="brief_whose"))
        paper = st.radio("Paper", list(_PAPERS), format_func=_PAPERS.get, key="brief_paper", horizontal=True)
        keys = whose[chosen]
        typed = {key: reading for key, reading in (today or {}).items() if key in keys}
        about = (database().stamp, day, tuple(keys), paper, journal_state(), tuple(typed.items()))
        made: Brief | None = st.session_state.get(_MADE)
        if made is None or made.about != about:
            if not st.button("Make the brief", key="brief_make"):
                return
            _make(day, keys, str(paper), typed, about)
            return
        st.download_button(
            "Download the brief",
            made.pdf,
            file_name=f"brief-{day.isoformat()}.pdf",
            mime="application/pdf",
            on_click="ignore",
            icon=":material/download:",
            type="secondary",
            key="brief_download",
        )


def _make(
    day: date,
    keys: Sequence[int],
    paper: str,
    today: Mapping[int, Pressure],
    about: tuple[object, ...],
) -> None:
    # Loaded here only: typesetting is not needed to see the list.
    from dash.reports.brief import make_brief

    bar = st.progress(0.0, "Starting")
    # Any press starts the script over, which ends the work at the next step of the bar.
    st.button("Stop", key="brief_stop")

    def step(what: str, share: float) -> None:
        bar.progress(share, what)

    try:
        pdf = make_brief(
            database(),
            keys,
            day,
            paper=paper,
            progress=step,
            today=today,
        )
    except DashboardError as error:
        st.error(f"**{error.problem}** {error.fix}", icon=":material/error:")
        return
    st.session_state[_MADE] = Brief(about, pdf)
    # Drawn anew without bar and stop.
    st.rerun()
