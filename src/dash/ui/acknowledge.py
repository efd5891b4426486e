"""Acknowledging positive answers about suicidal thoughts: with a name and a reason, into the journal, and taking it back."""

from collections.abc import Collection, Sequence
from hashlib import blake2b

import streamlit as st

from dash.errors import DashboardError
from dash.rulebook.finding import Positive
from dash.rulebook.positives import identity, severest_first
from dash.store.journal import Acknowledged, Acknowledgement
from dash.ui import words
from dash.ui.decisions import acknowledge, clock, waiting_answers, withdraw_acknowledgement
from dash.ui.messages import refusal
from dash.ui.user import user
from dash.vocabulary import INSTRUMENTS

_REFUSED = "acknowledgement_refused"
_LISTED = 8
"""Answers listed without scrolling."""


def _named(answer: Positive) -> str:
    known = INSTRUMENTS.get(answer.instrument)
    name = known.label if known else answer.instrument
    part = "" if answer.item == "total" else f" item {answer.item}"
    return f"{name}{part} = {words.number(answer.value, 1)} on {words.day(answer.measured_at)}"


def open_positives(positives: Sequence[Positive], acknowledged: Acknowledged) -> tuple[Positive, ...]:
    """Return the positive answers nobody has acknowledged.

    An answer is known by instrument, item, time and value: one that a later import changes or adds waits anew.
    """
    return tuple(answer for answer in positives if identity(answer) not in acknowledged)


def acknowledge_form(
    positives: Sequence[Positive], patient_id: str, acknowledged: Acknowledged, key: str, *, shown: bool
) -> None:
    """List the answers, the highest first, with who acknowledged them; take name and reason for those that wait.

    All that wait are acknowledged together. What was shown is what the press is about: where other answers wait by then,
    nothing is recorded and the typed reason stays.

    Args:
        positives: The positive answers in question.
        patient_id: Whose they are.
        acknowledged: Those that somebody has acknowledged.
        key: Tells this form from others on the page.
        shown: Whether the panel around it is open. What was typed outlives closing the panel, by Escape too, because the
            form stays part of the page.
    """
    # Of its own patient: a reason typed about one never stands in the form of another.
    key = f"{key}_{blake2b(patient_id.encode(), digest_size=6).hexdigest()}"
    waiting = severest_first(open_positives(positives, acknowledged))
    if waiting:
        _form(waiting, patient_id, waiting_answers(patient_id, acknowledged), key)
    if shown:
        _given(severest_first(positives), patient_id, acknowledged, key)


def _form(waiting: Sequence[Positive], patient_id: str, every: Collection[Positive], key: str) -> None:
    st.markdown(f"**Not acknowledged: {words.plural(len(waiting), 'positive answer')}**")
    _list(waiting)
    with st.form(f"acknowledge_{key}", border=False):
        st.text_input("Name", user(), max_chars=100, key=f"acknowledge_name_{key}")
        st.text_area(
            "Reason",
            max_chars=2000,
            height=68,
            placeholder="What was asked, found and agreed",
            key=f"acknowledge_reason_{key}",
        )
        st.form_submit_button(
            "Acknowledge", type="secondary", on_click=_acknowledge, args=(waiting, patient_id, every, key)
        )


def _list(answers: Sequence[Positive]) -> None:
    with st.container(height=200 if len(answers) > _LISTED else "content", border=False):
        st.markdown("  \n".join(f":small[{words.plain(_named(answer))}]" for answer in answers))


def _acknowledge(shown: Sequence[Positive], patient_id: str, every: Collection[Positive], key: str) -> None:
    """Record what was shown, before the page is drawn anew; why nothing was recorded is said there."""
    name, reason = (st.session_state.get(f"acknowledge_{part}_{key}") or "" for part in ("name", "reason"))
    try:
        acknowledge(name, patient_id, shown, reason, every)
    except DashboardError as error:
        st.session_state[_REFUSED] = refusal(error)


def _given(positives: Sequence[Positive], patient_id: str, acknowledged: Acknowledged, key: str) -> None:
    """Say by whom, when and why answers were acknowledged, the entry with the highest of them first; each is withdrawable."""
    answers: dict[Acknowledgement, list[Positive]] = {}
    for answer in positives:
        said = acknowledged.get(identity(answer))
        if said is not None:
            answers.setdefault(said, []).append(answer)
    for said, covered in answers.items():
        at, together = clock(said), sum(one.sequence == said.sequence for one in acknowledged.values())
        others = f" · with {together - len(covered)} others" if together > len(covered) else ""
        st.markdown(
            f"**Acknowledged: {words.plural(len(covered), 'positive answer')}{others}**  \n"
            f":small[by {words.plain(said.user)}, {words.day(at)} {at:%H:%M}: {words.plain(said.reason)}]"
        )
        _list(covered)
        st.button(
            "Withdraw",
            type="tertiary",
            key=f"withdraw_{key}_{said.sequence}",
            help="Records that this acknowledgement does not count: its answers wait again. Nothing is removed",
            on_click=_withdraw,
            args=(patient_id, said),
        )


def _withdraw(patient_id: str, said: Acknowledgement) -> None:
    try:
        withdraw_acknowledgement(user(), patient_id, said)
    except DashboardError as error:
        st.session_state[_REFUSED] = refusal(error)


def say_refused() -> None:
    """Say on the page why the last acknowledgement or withdrawal was not recorded: its panel may have closed meanwhile."""
    refused = st.session_state.pop(_REFUSED, None)
    if refused:
        st.error(refused, icon=":material/error:")
