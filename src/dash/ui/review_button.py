"""Marking a patient as reviewed by one key, and taking it back."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import NamedTuple

import streamlit as st

from dash.errors import DashboardError
from dash.queries.record_counts import RecordCounts
from dash.reports.day_flags import Flags, flags_of
from dash.reports.day_news import news, review_subject
from dash.rulebook.finding import Finding
from dash.store.journal import Acknowledged, Entry
from dash.ui import words
from dash.ui.decisions import clock, record_review, withdraw_review, written_today
from dash.ui.review import counts, of_records
from dash.ui.user import user

REVIEWED_KEY = "V"
"""R and C are Streamlit's own keys."""
_REFUSED = "review_refused"


class Reviewed(NamedTuple):
    """A patient on a day, as far as reviewing is concerned."""

    key: int
    patient_id: str
    day: date
    flags: Flags
    counts: RecordCounts


def reviewed_now(
    key: int, patient_id: str, day: date, findings: Sequence[Finding], acknowledged: Acknowledged
) -> Reviewed:
    """Say what a review of one patient would be about; ``findings`` are those on screen."""
    flags = flags_of(findings, of_records=of_records(key, day, acknowledged))
    return Reviewed(key, patient_id, day, flags, counts(key, day))


def review_button(about: Reviewed, last: Entry | None) -> None:
    """Offer "Reviewed", or where this user reviewed today and nothing is new since, to withdraw that.

    Args:
        about: What the review is about.
        last: This user's last review of the patient, None for never.
    """
    refused = st.session_state.pop(_REFUSED, None)
    if refused:
        st.error(refused, icon=":material/error:")
    new = news(last.subject, about.day, about.flags, about.counts) if last else ()
    if last and written_today(last) and not new and last.subject["day"] == about.day.isoformat():
        st.markdown(f":small[:material/done: Reviewed today {clock(last):%H:%M}]", width="content")
        st.button(
            "Withdraw",
            type="tertiary",
            key="review_withdraw",
            help="Records that the review does not count; nothing is removed from the journal",
            on_click=_decide,
            args=(lambda: withdraw_review(user(), last),),
        )
        return
    if last:
        said = f"new since {words.day(clock(last))}: {', '.join(new)}" if new else "nothing new"
        st.markdown(f":small[:gray[{words.plain(said)}]]", width="content")
    subject = review_subject(about.day, about.flags, about.counts)
    st.button(
        "Reviewed",
        icon=":material/done:",
        shortcut=REVIEWED_KEY,
        key="review",
        help="Records in the journal that you have reviewed this patient, with the flags of now",
        on_click=_decide,
        args=(lambda: record_review(user(), about.patient_id, subject),),
    )


def _decide(decide: Callable[[], None]) -> None:
    """Record a decision before the page is drawn anew; why nothing was recorded is said there."""
    try:
        decide()
    except DashboardError as error:
        st.session_state[_REFUSED] = f"**{error.problem}** {error.fix}"
