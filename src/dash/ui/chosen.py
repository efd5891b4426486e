"""Whose page is open in this browser session. Nobody's, until somebody is chosen; never by identifier in the address."""

import pandas as pd
import streamlit as st

from dash.queries.data_date import data_date
from dash.queries.patient_list import patient_named
from dash.ui.data import ask, database
from dash.ui.handles import HANDLES

CHOSEN = "patient_chosen"
IN_ADDRESS = "at"
"""Name of the handle in the page address."""
OPEN = "today_open"
"""Whose page was asked for on the list; the list goes there."""
_OF, _GONE = "patient_chosen_of", "patient_gone"


def choose(patient_id: str) -> None:
    """Remember the patient for the patient page. Never in the page address.

    It reads no records, so that a press never fails: the page finds out whether they still hold the patient.
    """
    st.session_state[CHOSEN] = patient_id
    st.session_state.pop(_OF, None)


def chosen() -> pd.Series | None:
    """Return the row of ``patient_list`` of the patient chosen, None where nobody is; keep the address in step.

    Without a choice in this browser session the handle in the address may name one. A patient chosen in the made-up clinic is
    nobody in real records.
    """
    st.session_state[_GONE] = False
    _from_address()
    patient_id = st.session_state.get(CHOSEN)
    if patient_id is None:
        return None
    if st.session_state.setdefault(_OF, _made_up()) == _made_up():
        named = ask(patient_named, str(patient_id))
        if not named.empty:
            _to_address(str(patient_id))
            return named.iloc[0]
    st.session_state[_GONE] = True
    st.session_state.pop(CHOSEN)
    _forget_address()
    return None


def gone() -> bool:
    """Tell whether somebody was asked for, by choice or by address, who is not in these records."""
    return bool(st.session_state.get(_GONE))


def handle_of(patient_id: str) -> str:
    """Return what stands for a patient in addresses and keys, where an identifier must not or may not stand."""
    return HANDLES.of(_records(), patient_id)


def _made_up() -> bool:
    return bool(ask(data_date).iloc[0]["made_up"])


def _records() -> tuple[object, ...]:
    opened = database()
    return opened.path, opened.stamp


def _from_address() -> None:
    """Take the patient from the address where the browser session has chosen nobody, as after a reload."""
    handle = st.query_params.get(IN_ADDRESS)
    if handle is None or st.session_state.get(CHOSEN) is not None:
        return
    patient_id = HANDLES.patient(_records(), handle)
    if patient_id is None:
        st.session_state[_GONE] = True
        _forget_address()
        return
    choose(patient_id)


def _to_address(patient_id: str) -> None:
    handle = handle_of(patient_id)
    if st.query_params.get(IN_ADDRESS) != handle:
        st.query_params[IN_ADDRESS] = handle


def _forget_address() -> None:
    if IN_ADDRESS in st.query_params:
        del st.query_params[IN_ADDRESS]
