"""Acknowledging positive answers about suicidal thoughts: with a name and a reason, into the journal."""

from collections.abc import Sequence

import streamlit as st

from dash.errors import DashboardError
from dash.rulebook.finding import Positive
from dash.rulebook.positives import identity
from dash.ui import words
from dash.ui.decisions import Acknowledged, acknowledge
from dash.ui.user import user
from dash.vocabulary import INSTRUMENTS


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
    positives: Sequence[Positive], patient_id: str, acknowledged: Acknowledged, key: str
) -> None:
    """List what waits to be acknowledged and take name and reason; all of it is acknowledged together.

    Args:
        positives: The positive answers in question.
        patient_id: Whose they are.
        acknowledged: Those that somebody has acknowledged.
        key: Tells this form from others on the page.
    """
    waiting = open_positives(positives, acknowledged)
    if not waiting:
        st.markdown(":small[:gray[Every positive answer behind this flag is acknowledged.]]")
        return
    newest = sorted(waiting, key=lambda answer: answer.measured_at, reverse=True)
    st.markdown(
        f"**Not acknowledged: {words.plural(len(waiting), 'positive answer')}**  \n"
        + "  \n".join(f":small[{words.plain(_named(answer))}]" for answer in newest[:5])
        + (f"  \n:small[:gray[and {len(newest) - 5} earlier]]" if len(newest) > 5 else "")
    )
    with st.form(f"acknowledge_{key}", border=False):
        name = st.text_input("Name", user(), max_chars=100)
        reason = st.text_area(
            "Reason", max_chars=2000, height=68, placeholder="What was asked, found and agreed"
        )
        pressed = st.form_submit_button("Acknowledge", type="secondary")
    if not pressed:
        return
    try:
        acknowledge(name, patient_id, waiting, reason)
    except DashboardError as error:
        st.error(f"**{error.problem}** {error.fix}", icon=":material/error:")
        return
    st.rerun()
