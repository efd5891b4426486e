"""The site filter of the day. It never hides an unacknowledged positive answer without a word."""

from collections.abc import Sequence

import streamlit as st

from dash.reports.day_list import DayRow
from dash.reports.day_patients import DayPatient
from dash.ui import words

_KEY = "today_sites"
NOT_RECORDED = "Site not recorded"


def site_of(patient: DayPatient) -> str:
    """Return the site a patient of the day belongs to."""
    return patient.site_id if patient.site_id is not None else NOT_RECORDED


def choose_sites(patients: Sequence[DayPatient]) -> Sequence[str]:
    """Offer the sites of the day where there are several; none chosen means all."""
    sites = sorted({site_of(patient) for patient in patients})
    if len(sites) < 2:
        return ()
    chosen = st.session_state.get(_KEY)
    if chosen:
        st.session_state[_KEY] = [site for site in chosen if site in sites]
    return (
        st.pills(
            "Site",
            sites,
            selection_mode="multi",
            # A label is Markdown, a site is text from a file.
            format_func=words.plain,
            key=_KEY,
            persist_state="session",
            label_visibility="collapsed",
            help="No site chosen means all sites.",
        )
        or ()
    )


def of_sites(patients: Sequence[DayPatient], sites: Sequence[str]) -> tuple[DayPatient, ...]:
    """Return the patients of the sites chosen, all where none is."""
    return tuple(patient for patient in patients if not sites or site_of(patient) in sites)


def _all_sites() -> None:
    st.session_state[_KEY] = []


def listed_of(rows: Sequence[DayRow], shown: Sequence[DayPatient]) -> list[DayRow]:
    """Return the rows of the patients shown, in their order."""
    keys = {patient.key for patient in shown}
    return [row for row in rows if row.patient.key in keys]


def positives_elsewhere(rows: Sequence[DayRow], shown: Sequence[DayPatient]) -> int:
    """Count the patients of the day who are not shown and have a positive answer nobody acknowledged."""
    keys = {patient.key for patient in shown}
    return sum(row.open_positives > 0 and row.patient.key not in keys for row in rows)


def other_sites_line(positive: int) -> None:
    """Say how many patients outside the filter have a positive answer nobody acknowledged, with the way to them."""
    if not positive:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="other_sites"):
        st.markdown(
            f":red-badge[:material/priority_high: Act] **{words.plural(positive, 'patient')} of another site with an "
            "unacknowledged positive**",
            width="content",
        )
        st.button("Show all sites", type="tertiary", key="all_sites", on_click=_all_sites)
