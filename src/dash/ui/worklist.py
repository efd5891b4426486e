"""The list of the day as the user left it: day, order and place. Kept for the browser session, never in the address."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import streamlit as st

_KEY = "worklist"


@dataclass(frozen=True)
class Worklist:
    """The list last seen.

    Attributes:
        day: The day it is of.
        order: Identifiers in the order on screen.
        chosen: The patient at hand, one of ``order``; None in an empty list.
    """

    day: date
    order: tuple[str, ...]
    chosen: str | None

    def place(self, patient_id: str | None) -> int | None:
        """Return the place of a patient, counted from 0; None where not on the list."""
        return self.order.index(patient_id) if patient_id in self.order else None

    def beside(self, patient_id: str | None, step: int) -> str | None:
        """Return the patient some places on, None beyond either end."""
        place = self.place(patient_id)
        if place is None or not 0 <= place + step < len(self.order):
            return None
        return self.order[place + step]


def worklist() -> Worklist | None:
    """Return the list last seen, None where none was opened in this browser session."""
    found: Worklist | None = st.session_state.get(_KEY)
    return found


def keep(day: date, order: Sequence[str]) -> Worklist:
    """Keep the list as it now is on screen. The patient at hand stays while on the list, else it is the first."""
    before = worklist()
    chosen = before.chosen if before and before.day == day and before.chosen in order else None
    now = Worklist(day, tuple(order), chosen or next(iter(order), None))
    st.session_state[_KEY] = now
    return now


def take(patient_id: str) -> None:
    """Make a patient of the list the one at hand."""
    now = worklist()
    if now is not None and patient_id in now.order:
        st.session_state[_KEY] = Worklist(now.day, now.order, patient_id)
