"""Marking a patient as reviewed by one key, and taking it back. What was not seen cannot be reviewed."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import NamedTuple

import streamlit as st

from dash.errors import DashboardError
from dash.queries.record_counts import RecordCounts
from dash.reports.day_flags import Flags, flags_of
from dash.reports.day_news import news, review_subject, still_waiting
from dash.rulebook.finding import Finding, Positive
from dash.store.journal import Acknowledged, Entry
from dash.store.reading import Stamp
from dash.ui import words
from dash.ui.chosen import CHOSEN, handle_of
from dash.ui.data import database
from dash.ui.decisions import clock, record_review, waiting_answers, withdraw_review, written_today
from dash.ui.messages import refusal
from dash.ui.review import counts, of_records
from dash.ui.seen import Shown, stands, turns_too, was_opened
from dash.ui.user import user
from dash.ui.worklist import worklist

REVIEWED_KEY = "V"
"""R and C are Streamlit's own keys."""
_REFUSED = "review_refused"


class Reviewed(NamedTuple):
    """A patient on a day, as far as reviewing is concerned.

    Attributes:
        patient_id, day: Whom and for which day.
        flags, counts: What the rules found and how much is recorded.
        acknowledged: The patient's acknowledged answers.
        stamp: State of the records that all this was read from.
    """

    patient_id: str
    day: date
    flags: Flags
    counts: RecordCounts
    acknowledged: Acknowledged
    stamp: Stamp

    def shown(self) -> Shown:
        """Return what a page about it shows, to this user today."""
        return Shown(self.patient_id, self.day, self.stamp, user(), date.today())


def reviewed_now(
    key: int, patient_id: str, day: date, findings: Sequence[Finding], acknowledged: Acknowledged
) -> Reviewed:
    """Say what a review of one patient would be about; ``findings`` are those on screen."""
    flags = flags_of(findings, of_records=of_records(key, day, acknowledged))
    return Reviewed(patient_id, day, flags, counts(key, day), acknowledged, database().stamp)


def review_button(about: Reviewed, last: Entry | None, *, listed: bool = False) -> None:
    """Offer "Reviewed", or where this user reviewed today and nothing is new since, to withdraw that.

    Args:
        about: What the review is about.
        last: This user's last review of the patient, None for never.
        listed: Whether it stands on the list: there only a patient whose page was opened today can be marked.
    """
    refused = st.session_state.pop(_REFUSED, None)
    if refused:
        st.error(refused, icon=":material/error:")
    # Each patient, day and state of the records has a button of its own: a press is about what it was drawn for.
    own = f"{handle_of(about.patient_id)}_{about.day:%Y%m%d}"
    new = news(last.subject, about.day, about.flags, about.counts) if last else ()
    if last and written_today(last) and not new and last.subject["day"] == about.day.isoformat():
        still = waiting_words(still_waiting(last.subject, about.acknowledged))
        st.markdown(f":small[:material/done: Reviewed today {clock(last):%H:%M}{still}]", width="content")
        st.button(
            "Withdraw",
            type="tertiary",
            key=f"review_withdraw_{own}",
            help="Records that the review does not count; nothing is removed from the journal",
            on_click=_decide,
            args=(lambda: withdraw_review(user(), last),),
        )
        return
    if last:
        said = f"new since {words.day(clock(last))}: {', '.join(new)}" if new else "nothing new"
        st.markdown(f":small[:gray[{words.plain(said)}]]", width="content")
    unseen = listed and not was_opened(about.shown())
    if unseen:
        st.markdown(":small[:gray[not opened today]]", width="content")
    waiting = () if unseen else tuple(waiting_answers(about.patient_id, about.acknowledged))
    st.button(
        "Reviewed",
        icon=":material/done:",
        shortcut=REVIEWED_KEY,
        key=f"review_{own}",
        disabled=unseen,
        help="A review is for what was seen: open the patient's page first"
        if unseen
        else "Records in the journal that you have reviewed this patient, with the flags of now",
        on_click=_decide,
        args=(lambda: _record(about, waiting, listed=listed),),
    )


def waiting_words(waiting: int) -> str:
    """Say, after that somebody was reviewed, how many answers nobody has acknowledged yet; nothing where there is none."""
    return f", {words.plural(waiting, 'answer')} still not acknowledged" if waiting else ""


def _record(about: Reviewed, waiting: Sequence[Positive], *, listed: bool) -> None:
    """Record a review of what was seen.

    Raises:
        DashboardError: The patient is not the one at hand, the page does not stand whole or was not opened, or the records
            have changed since: nothing was recorded.
    """
    shown = about.shown()
    if listed:
        kept = worklist()
        stood = kept is not None and kept.chosen == about.patient_id and was_opened(shown)
    else:
        stood = st.session_state.get(CHOSEN) == about.patient_id and stands(shown)
    if not stood or turns_too():
        raise DashboardError(
            "The page was turning to another patient: nothing was recorded.",
            fix=f"Look at the page that stands now, then press {REVIEWED_KEY}.",
        )
    if database().stamp != about.stamp:
        raise DashboardError(
            "The records have changed since this was shown: nothing was recorded.",
            fix=f"Read the patient's page again, then press {REVIEWED_KEY}.",
        )
    subject = review_subject(about.day, about.flags, about.counts, waiting)
    record_review(user(), about.patient_id, subject)


def _decide(decide: Callable[[], None]) -> None:
    """Record a decision before the page is drawn anew; why nothing was recorded is said there."""
    try:
        decide()
    except DashboardError as error:
        st.session_state[_REFUSED] = refusal(error)
